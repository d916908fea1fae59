import { compare } from '../../src/compare/compare.ts'
import { schemaOf } from '../../src/compare/schema-of.ts'
import { judge } from '../../src/judge/judge.ts'
import { loadPolicies } from '../../src/judge/load.ts'
import type { PolicyBook } from '../../src/judge/book.ts'
import { match, type Matched, type MatchOptions } from '../../src/match/match.ts'
import { asObject } from '../helpers/trees.ts'
import type { Pair, RawDifference } from '../../src/model/pair.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { mutationsOf } from '../../src/mutations.ts'
import { statefulKinds } from '../../src/plan/lifecycle.ts'
import { changed } from '../../src/prove/change.ts'
import { Memo } from '../../src/prove/memo.ts'
import { trialsOf, type Surroundings, type Trial } from '../../src/prove/pair.ts'
import type { LiveMutation } from '../../src/prove/places.ts'
import { mutationsOfProperty, propertiesOf } from '../../src/prove/properties.ts'
import { openSources } from '../../src/sources.ts'
import { once } from '../helpers/resources.ts'

export const { book } = await loadPolicies([])
const shop = new URL('../../fixtures/web-shop/', import.meta.url).pathname

/** The declared and live side of the web shop, read once. */
export async function webShop(
  live: 'clean' | 'mutated',
): Promise<{ declared: DeclaredResource[]; live: LiveItem[]; sources: Awaited<ReturnType<typeof openSources>> }> {
  const sources = await openSources({ declared: [`${shop}terraform`], baked: [`${shop}images`], live: [`${shop}live/${live}.ndjson`] })
  const declared: DeclaredResource[] = []
  for await (const batch of sources.declared) declared.push(...batch.resources)
  const items: LiveItem[] = []
  for await (const batch of sources.live) items.push(...batch)
  return { declared, live: items, sources }
}

export async function matching(
  declared: readonly DeclaredResource[],
  live: readonly LiveItem[],
  options: Partial<MatchOptions> = {},
): Promise<Matched & { pairs: Pair[] }> {
  const matched = await match(once({ resources: [...declared] }), once([...live]), {
    livePartial: false,
    unmanaged: 'services',
    ...options,
  })
  return { ...matched, pairs: [...matched.pairs] }
}

export function around(matched: Pick<Matched, 'aliases'>, more: Partial<Surroundings> = {}): Surroundings {
  return {
    compare: { aliases: matched.aliases },
    policies: book,
    judging: { now: new Date('2026-11-20T10:00:00Z'), libraryGiven: true, stateful: statefulKinds() },
    locator: { ignoreChanges: () => [] },
    memo: new Memo(),
    ...more,
  }
}

export const noAliases = { aliases: new Map<string, string>() }

/** What `prove` says of each mutation of a pair. */
export function trialsOfPair(pair: Pair, given: Surroundings = around(noAliases)): Trial[] {
  return [...trialsOf(pair, compare(pair, given.compare), given)]
}

/** The same mutations, in the same order. */
export function mutationsOfPair(pair: Pair): LiveMutation[] {
  const schema = schemaOf(pair)
  return propertiesOf(pair, schema).flatMap((name) => [...mutationsOfProperty(pair, schema, name)])
}

/** What a whole comparison and judgement makes of a mutation: whether there is a finding that was not there before. */
export function isFoundByScan(pair: Pair, mutation: LiveMutation, given: Surroundings, policies: PolicyBook = book): boolean {
  const before = keysOf(pair, given, policies)
  const liveProperties = asObject(changed(pair.liveProperties ?? {}, mutation))
  const { live } = pair
  const mutated = { ...pair, liveProperties, ...(live === undefined ? {} : { live: { ...live, properties: liveProperties } }) }
  return keysOf(mutated, given, policies).some((key) => {
    const at = before.indexOf(key)
    if (at === -1) return true
    before.splice(at, 1)
    return false
  })
}

function keysOf(pair: Pair, given: Surroundings, policies: PolicyBook): string[] {
  const locator = {
    locate: () => ({ file: 'x', line: 1, column: 1 }),
    movedTo: (address: string) => address,
    movedFrom: (address: string) => address,
    stackPlace: () => undefined,
    ...given.locator,
    ignoreChanges: (declared: DeclaredResource) => given.locator.ignoreChanges(declared),
  }
  const comparison = compare(pair, given.compare)
  return mutationsOf(pair, comparison, locator, { values: new Set(), key: 'k' }).flatMap((mutation) =>
    mutation.difference === undefined || judge(mutation, policies, given.judging).judged === undefined ? [] : [keyOf(mutation.difference)],
  )
}

function keyOf({ path, change, declared, live, element }: RawDifference): string {
  return JSON.stringify([path.replaceAll(/\/\d+(?=\/|$)/g, '/*'), change, element, declared, live])
}
