import { compare, type CompareContext } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Comparison, Pair, RawDifference } from '../../src/model/pair.ts'
import { declares, shows } from './resources.ts'

/** A kind of no service: nothing is known of it, so nothing is folded by it. */
export const unknownKind = 'acme/Thing'

/** Both sides of a managed resource in the neutral shape. */
export function pairOf(kind: string, declared: JsonObject, live: JsonObject, more: Partial<Pair> = {}): Pair {
  return {
    outcome: 'managed',
    shape: 'neutral',
    declared: declares(kind, declared),
    live: shows(kind, 'id-1', live),
    declaredProperties: declared,
    liveProperties: live,
    ...more,
  }
}

/** What compare says of two property trees of a kind. */
export function comparing(
  kind: string,
  declared: JsonObject,
  live: JsonObject,
  more: Partial<Pair> = {},
  context?: CompareContext,
): Comparison {
  return compare(pairOf(kind, declared, live, more), context)
}

/** `changed /Tags/0/Value` for each difference. */
export function differences(comparison: Comparison): string[] {
  return comparison.differences.map(({ change, path }) => `${change} ${path}`)
}

/** The only difference. */
export function onlyOne(comparison: Comparison): RawDifference {
  const [difference, ...others] = comparison.differences
  if (difference === undefined || others.length > 0)
    throw new Error(`one difference expected, not ${JSON.stringify(comparison.differences)}`)
  return difference
}

/** Reasons by path of what was not compared. */
export function reasons(comparison: Comparison): Record<string, string> {
  return Object.fromEntries(comparison.notCompared.map(({ path, reason }) => [path, reason]))
}
