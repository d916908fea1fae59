import { row, wholeTable } from '../../mapping/data.ts'
import type { RowKind } from '../../model/content.ts'
import type { Change, Severity } from '../../model/generated/report.ts'
import { pathSet, type PathSet } from './path-set.ts'

/** What a difference is like, as rules ask for it. */
export type Trait = 'touched' | 'shared' | 'gains-privilege' | 'cleared' | 'grave-account' | 'opens' | 'narrows' | 'derived' | 'executable'

export interface Subject {
  row: RowKind
  change: Change
  /** Of a file; other rows have none. */
  path?: string
  fields: readonly string[]
  traits: ReadonlySet<Trait>
}

/** What kind of mutation it is, and how bad by itself. */
export interface Classified {
  class?: string
  severity: Severity
}

interface Rule {
  class: string
  severity: Severity
  rows?: readonly RowKind[]
  changes?: readonly Change[]
  fields?: readonly string[]
  is?: readonly Trait[]
  not?: readonly Trait[]
  in?: readonly string[]
}

const file = '../contents/mutations.json'
const sets = new Map<string, PathSet<true>>()

/** The first rule of data/contents/mutations.json that fits decides. */
export function classified(subject: Subject): Classified {
  const rules = wholeTable<readonly Rule[]>(file)['rules'] ?? []
  const rule = rules.find((each) => fits(each, subject))
  return rule === undefined ? { severity: 'high' } : { class: rule.class, severity: rule.severity }
}

/** What a class is called: M01 to M19. */
export function mutationTitle(name: string): string {
  return row<Record<string, string>>(file, 'classes')?.[name] ?? ''
}

/** Whether a path is in a set of paths that the rules name. */
export function isIn(name: string, path: string): boolean {
  let known = sets.get(name)
  if (known === undefined) {
    const patterns = row<Record<string, readonly string[]>>(file, 'sets')?.[name] ?? []
    sets.set(name, (known = pathSet(patterns.map((pattern) => [pattern, true] as const))))
  }
  return known.has(path)
}

function fits(rule: Rule, { row: kind, change, path, fields, traits }: Subject): boolean {
  return (
    (rule.rows === undefined || rule.rows.includes(kind)) &&
    (rule.changes === undefined || rule.changes.includes(change)) &&
    (rule.fields === undefined || (fields.length > 0 && fields.every((field) => rule.fields?.includes(field.split('/')[0] ?? '')))) &&
    (rule.is === undefined || rule.is.every((trait) => traits.has(trait))) &&
    (rule.not === undefined || !rule.not.some((trait) => traits.has(trait))) &&
    (rule.in === undefined || (path !== undefined && rule.in.some((name) => isIn(name, path))))
  )
}
