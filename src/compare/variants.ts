import { countLeaves } from '../model/json.ts'
import type { Comparison, Pair } from '../model/pair.ts'
import { compare, type CompareContext } from './compare.ts'

/**
 * The pair with what was most likely declared, where conditions of the template cannot be told: the branches with which live
 * agrees. Where it agrees with none, those from which it differs least, so that a difference is one from every branch.
 */
export function settledPair(pair: Pair, context: CompareContext): Pair {
  const { variants, ...rest } = pair
  if (variants === undefined) return pair
  const { trace: _, ...quiet } = context
  const ranked = variants
    .filter(({ outcome }) => outcome === 'managed')
    .map((variant) => ({ variant, rank: rankOf(compare(variant, quiet)) }))
    .toSorted((a, b) => a.rank.map((rank, at) => rank - (b.rank[at] ?? 0)).find((order) => order !== 0) ?? 0)
  const best = ranked[0]?.variant
  return best === undefined ? rest : { ...rest, ...best }
}

/** What differs less is better, then fewer values that nobody can tell, then fewer that nothing explains. */
function rankOf({ equal, differences, notCompared }: Comparison): number[] {
  const count = (reason: string): number => notCompared.filter((entry) => entry.reason === reason).length
  const weight = differences.reduce((sum, { declared, live }) => sum + countLeaves(declared) + countLeaves(live), 0)
  return [weight, differences.length, weight === 0 ? 0 : -equal, count('unresolved'), count('default-unknown')]
}
