import { wholeTable } from '../../mapping/data.ts'
import type { ExpectRow, RowKind } from '../../model/content.ts'
import type { VolatileClass } from '../../model/content-facts.ts'
import { globTest } from '../../model/glob.ts'
import { pathSet, type PathSet } from './path-set.ts'

/** What may happen at a path without anybody having done it. `own`: it must not be as baked. `derive`: a changed one is a finding. */
export type May = 'appear' | 'go' | 'change' | 'type' | 'owner-mode' | 'grow' | 'own' | 'derive'

/** A rule of data/contents/profiles.json. */
export interface VolatileRule {
  class: VolatileClass
  paths: readonly string[]
  because: string
  may?: readonly May[]
  /** Kinds of rows that say what the files say: where they were not collected, the files are compared as strict. */
  by?: readonly RowKind[]
  /** Executables are as free as the rest. */
  executables?: 'free'
  /** How the source of a derived file is found. */
  from?: 'python'
}

/** What holds at a path, and the rule that says so; without one the path is strict. */
export interface Volatile {
  class: VolatileClass
  may: ReadonlySet<May>
  pattern?: string
  rule?: VolatileRule
  expected?: ExpectRow
}

/** Which class the paths of a machine have. */
export interface Profile {
  name: string
  at(path: string): Volatile
  /** Whether a file must not be as it was baked. */
  isOwn(path: string): boolean
  /** What lies on a volume is nobody's business. */
  hasFreeVolumes: boolean
}

/** What holds on a volume: it is data, and was never in the image. */
export const onVolume: Volatile = { class: 'exists', may: new Set(['appear', 'go', 'change', 'type', 'owner-mode']), pattern: '(a volume)' }

interface Choice {
  profile: string
  kinds: readonly string[]
  os?: readonly string[]
  methods?: readonly string[]
  packages?: readonly string[]
}

const file = '../contents/profiles.json'
const strict: Volatile = { class: 'strict', may: new Set() }

/** Names of the profiles with their titles. */
export function profileTitles(): ReadonlyMap<string, string> {
  return new Map(Object.entries(tableOf<{ title: string }>('profiles')).map(([name, { title }]) => [name, title]))
}

/** What a class means, in a sentence. */
export function classTitle(name: VolatileClass): string {
  return tableOf<{ title: string }>('classes')[name]?.title ?? ''
}

/** The profile that fits a machine: by its kind, the id of its os-release, how it was baked, and packages that it has. */
export function chosenProfile(machine: { kind: string; os?: string; method?: string; packages?: ReadonlySet<string> }): string {
  const choices = wholeTable<readonly Choice[]>(file)['choice'] ?? []
  const fits = ({ kinds, os, methods, packages }: Choice): boolean =>
    kinds.some((kind) => globTest(kind)(machine.kind)) &&
    (os === undefined || os.includes(machine.os ?? '')) &&
    (methods === undefined || methods.includes(machine.method ?? '')) &&
    (packages === undefined || packages.some((name) => machine.packages?.has(name) === true))
  return choices.find(fits)?.profile ?? 'paranoid'
}

/**
 * A profile by its name. The last rule that fits a path decides, expectations that still hold after all rules. `collected` are
 * the kinds of rows that both sides looked for.
 */
export function profileOf(
  name: string,
  { collected, expected = [] }: { collected: ReadonlySet<RowKind>; expected?: readonly ExpectRow[] },
): Profile {
  const groups = tableOf<readonly VolatileRule[]>('groups')
  const profile = tableOf<{ groups: readonly string[]; volumes?: 'strict' }>('profiles')[name]
  const rules = (profile?.groups ?? []).flatMap((group) => groups[group] ?? [])
  const entries = rules.flatMap((rule) => rule.paths.map((pattern) => [pattern, volatileOf(rule, pattern, collected)] as const))
  const files = expected.filter(({ p }) => p.startsWith('/')).map((row) => [row.p, expectedAs(row)] as const)
  const known: PathSet<Volatile> = pathSet([...entries, ...files])
  const own = pathSet(entries.filter(([, { may }]) => may.has('own')))
  return { name, at: (path) => known.last(path) ?? strict, isOwn: (path) => own.has(path), hasFreeVolumes: profile?.volumes !== 'strict' }
}

function volatileOf(rule: VolatileRule, pattern: string, collected: ReadonlySet<RowKind>): Volatile {
  // A database that cannot be read as packages is still no text that anybody could compare.
  if (rule.class !== 'package-db' && rule.by?.some((kind) => !collected.has(kind)) === true) return { ...strict, pattern, rule }
  return { class: rule.class, may: new Set(rule.may ?? mayOf(rule.class)), pattern, rule }
}

function expectedAs(row: ExpectRow): Volatile {
  const known = isClass(row.allow) ? row.allow : 'exists'
  const may: readonly May[] = row.allow === 'any' ? ['appear', 'go', 'change', 'type', 'owner-mode'] : mayOf(known)
  return { class: known, may: new Set(may), pattern: row.p, expected: row }
}

function isClass(text: string): text is VolatileClass {
  return Object.hasOwn(tableOf('classes'), text)
}

function mayOf(name: VolatileClass): readonly May[] {
  return tableOf<{ may: readonly May[] }>('classes')[name]?.may ?? []
}

function tableOf<T>(name: string): Record<string, T> {
  return wholeTable<Record<string, T>>(file)[name] ?? {}
}
