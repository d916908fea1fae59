import { compare } from './compare/compare.ts'
import type { CompareContext } from './compare/compare.ts'
import type { AsDeployed } from './match/as-deployed.ts'
import type { Pair } from './model/pair.ts'

/** Resources that are asked for at once; the limiter of the source decides how fast. */
const atOnce = 32

/**
 * The pairs in their order, each with what AWS Config's history says of it where it has something that nothing explains.
 * Only of those the history is asked.
 */
export async function* withHistory(pairs: Iterable<Pair>, record: AsDeployed, context: CompareContext): AsyncGenerator<Pair> {
  let asked: Promise<Pair>[] = []
  for (const pair of pairs) {
    asked.push(record.asks(pair) && isUnexplained(pair, context) ? record.ask(pair) : Promise.resolve(pair))
    if (asked.length < atOnce) continue
    yield* await Promise.all(asked)
    asked = []
  }
  yield* await Promise.all(asked)
  record.tell()
}

/** Whether live has something that nobody declared and nothing explains. */
function isUnexplained(pair: Pair, context: CompareContext): boolean {
  if (pair.outcome !== 'managed') return false
  try {
    const { notCompared, differences } = compare(pair, context)
    return notCompared.some(({ reason }) => reason === 'default-unknown') || differences.some(({ change }) => change === 'added')
  } catch (error) {
    // Nested too deeply to be followed: it is told where it is compared.
    if (error instanceof RangeError) return false
    throw error
  }
}
