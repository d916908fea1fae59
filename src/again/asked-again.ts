import type { CompareContext } from '../compare/compare.ts'
import type { Locator } from '../declared/locate/locator.ts'
import type { Matched } from '../match/match.ts'
import type { FreshReader } from '../model/fresh.ts'
import type { Pair } from '../model/pair.ts'

/** The pairs in their order, after more was asked of those that differ: what they are now, and what they were when deployed. */
export async function* askedAgain(
  { pairs, asDeployed }: Matched,
  { fresh, context, locator }: { fresh: FreshReader | undefined; context: CompareContext; locator: Locator },
): AsyncGenerator<Pair> {
  const confirmed = fresh === undefined ? pairs : (await import('./confirm.ts')).withConfirmation(pairs, fresh, context, locator)
  if (asDeployed === undefined) yield* confirmed
  else yield* (await import('./history.ts')).withHistory(confirmed, asDeployed, context)
}
