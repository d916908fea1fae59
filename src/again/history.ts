import { severalAtOnce } from './at-once.ts'
import { compare, type CompareContext } from '../compare/compare.ts'
import { settledPair } from '../compare/variants.ts'
import type { AsDeployed } from '../match/as-deployed.ts'
import type { Comparison, Pair } from '../model/pair.ts'

/**
 * The pairs in their order, each with what AWS Config's history says of it. `unexplained`: it is asked only where a pair has
 * something that nothing else explains; `all`: wherever it can be, since a mutation that is tried is something unexplained.
 */
export async function* withHistory(
  pairs: Iterable<Pair> | AsyncIterable<Pair>,
  record: AsDeployed,
  context: CompareContext,
  whom: 'unexplained' | 'all' = 'unexplained',
): AsyncGenerator<Pair> {
  yield* severalAtOnce(pairs, (pair) => askedOf(pair, record, context, whom))
  record.tell()
}

async function askedOf(open: Pair, record: AsDeployed, context: CompareContext, whom: 'unexplained' | 'all'): Promise<Pair> {
  if (open.outcome !== 'managed') return open
  try {
    const pair = settledPair(open, context)
    return record.asks(pair) && (whom === 'all' || isUnexplained(compare(pair, context))) ? await record.ask(pair) : pair
  } catch (error) {
    // Nested too deeply to be followed: it is told where it is compared.
    if (error instanceof RangeError) return open
    throw error
  }
}

/** Whether live has something that nobody declared and nothing explains. */
function isUnexplained({ notCompared, differences }: Comparison): boolean {
  return notCompared.some(({ reason }) => reason === 'default-unknown') || differences.some(({ change }) => change === 'added')
}
