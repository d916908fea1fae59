import type { Pair } from '../model/pair.ts'
import type { Resolved } from './resolve.ts'

/** The pair of a resource, with the same pair for each of the ways in which its unknown conditions may hold. */
export function withVariants(resolved: Resolved, pairOf: (resolved: Resolved) => Pair): Pair {
  const pair = pairOf(resolved)
  if (resolved.declared.variants === undefined || resolved.live === undefined) return pair
  const { variants, ...declared } = resolved.declared
  return {
    ...pair,
    variants: variants.map((variant) => {
      const { unresolved: _, knownTexts: __, ...rest } = declared
      return pairOf({ ...resolved, declared: { ...rest, ...variant }, properties: variant.properties })
    }),
  }
}
