import { compare } from '../../src/compare/compare.ts'
import { rules } from '../../src/compare/rules/index.ts'
import { byText, type JsonObject } from '../../src/model/json.ts'
import type { Comparison } from '../../src/model/pair.ts'
import { isWithin } from '../../src/model/pointer.ts'
import { kinds, mutationsOf, type MutationKind } from './mutate.ts'
import { truthCases, type TruthCase } from './cases.ts'

interface Share {
  found: number
  of: number
}

/** What comparing says of the repository's own pairs. */
export interface Truth {
  cases: number
  kinds: number
  /** Findings on untouched resources, in words. */
  false: string[]
  /** Declared leaves by what became of them; equal ones by the rule that said so. */
  leaves: Record<string, number>
  /** Mutations found, by what was done and by kind of resource. */
  byMutation: Record<MutationKind, Share>
  byKind: Record<string, Share>
  /** Found at the very place. */
  exact: number
  missed: string[]
  /** Rules of spelling by the services whose resources need them, with how many do. */
  needs: Record<string, Record<string, number>>
  /** Findings that no mutation explains. */
  stray: string[]
  /** Mutations of what is not compared, by reason. */
  notCompared: Record<string, number>
}

const spelling = new Set(rules.map(({ name }) => name))

/** Compares pairs, by default the repository's own, untouched and with each single mutation. */
export function measureTruth(cases: readonly TruthCase[] = truthCases()): Truth {
  const truth: Truth = {
    cases: cases.length,
    kinds: new Set(cases.map(({ kind }) => kind)).size,
    false: [],
    leaves: {},
    byMutation: Object.fromEntries(kinds.map((kind) => [kind, { found: 0, of: 0 }])) as Truth['byMutation'],
    byKind: {},
    exact: 0,
    missed: [],
    needs: {},
    stray: [],
    notCompared: {},
  }
  for (const one of cases) measureCase(one, truth)
  return truth
}

function measureCase(one: TruthCase, truth: Truth): void {
  const by = new Map<string, number>()
  const clean = compared(one, one.live, by)
  bookRules(one, by, truth)
  for (const { change, path } of clean.differences) truth.false.push(`${one.type} ${change} ${path}`)
  const known = new Set(clean.differences.map(({ path }) => path))
  const unseen = clean.notCompared.filter(({ leaves }) => leaves !== 0)
  for (const { kind, at, live } of mutationsOf(one.declared, one.live)) {
    const reason = unseen.find(({ path }) => isWithin(at, path))?.reason
    if (reason !== undefined) {
      truth.notCompared[reason] = (truth.notCompared[reason] ?? 0) + 1
      continue
    }
    const paths = compared(one, live).differences.map(({ path }) => path)
    const fresh = paths.filter((path) => !known.has(path))
    const hits = fresh.filter((path) => isNear(path, at))
    for (const share of [truth.byMutation[kind], (truth.byKind[one.kind] ??= { found: 0, of: 0 })]) {
      share.of += 1
      if (hits.length > 0) share.found += 1
    }
    if (hits.some((path) => isWithin(path, at))) truth.exact += 1
    if (hits.length === 0) truth.missed.push(`${one.type} ${kind} ${at}`)
    for (const path of fresh) if (!hits.includes(path)) truth.stray.push(`${one.type} ${kind} ${at}: ${path}`)
  }
}

/** At the place or below it, at the element that holds it, or at the list in which that element stands. */
function isNear(path: string, at: string): boolean {
  const list = at.replace(/\/\d+(?:\/.*)?$/, '')
  return isWithin(path, at) || isWithin(at, path) || (list !== at && isWithin(path, list))
}

function bookRules({ kind }: TruthCase, by: ReadonlyMap<string, number>, { leaves, needs }: Truth): void {
  const service = kind.split('::')[1] ?? kind
  for (const [name, count] of by) {
    leaves[name] = (leaves[name] ?? 0) + count
    const [, rule = ''] = name.split('equal: ')
    if (!spelling.has(rule)) continue
    const services = (needs[rule] ??= {})
    services[service] = (services[service] ?? 0) + 1
  }
}

function compared(one: TruthCase, live: JsonObject, counts?: Map<string, number>): Comparison {
  const book = (name: string): void => {
    counts?.set(name, (counts.get(name) ?? 0) + 1)
  }
  return compare(one.pairWith(live), {
    aliases: one.aliases ?? new Map(),
    ...(counts === undefined ? {} : { trace: ({ result, by }) => book(`${result}: ${by}`) }),
  })
}

const percent = ({ found, of }: Share): string => (of === 0 ? '-' : `${((100 * found) / of).toFixed(1)} %`)

/** The figures that the README quotes. */
function truthInShort({ cases, kinds: types, false: wrong, byMutation, missed }: Truth): string {
  const of = Object.values(byMutation).reduce((sum, share) => sum + share.of, 0)
  return [
    `${cases} untouched resources of ${types} types: ${wrong.length} findings`,
    `${of} single mutations of them: ${of - missed.length} found (${percent({ found: of - missed.length, of })})`,
  ].join('\n')
}

/** All figures, sorted, so that a change of a rule shows in a diff what it moved. */
export function truthInFull(truth: Truth): string {
  const rows = (shares: Record<string, Share>): string[] =>
    Object.entries(shares).map(([name, share]) => `  ${name}  ${share.found} of ${share.of}  ${percent(share)}`)
  const counts = (table: Record<string, number>): string[] =>
    Object.entries(table)
      .toSorted(([a], [b]) => byText(a, b))
      .map(([name, count]) => `  ${name}  ${count}`)
  return [
    truthInShort(truth),
    `found at the very place: ${truth.exact}; findings that no mutation explains: ${truth.stray.length}`,
    '\nfalse findings',
    ...truth.false.map((text) => `  ${text}`),
    '\nmutations',
    ...rows(truth.byMutation),
    '\nmissed',
    ...truth.missed.map((text) => `  ${text}`),
    '\nnot compared, so not counted',
    ...counts(truth.notCompared),
    '\nvalues of untouched resources, by what decided',
    ...counts(truth.leaves),
    '\ntypes',
    ...rows(Object.fromEntries(Object.entries(truth.byKind).toSorted(([a], [b]) => byText(a, b)))),
    '',
  ].join('\n')
}
