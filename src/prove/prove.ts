import { compare } from '../compare/compare.ts'
import { settledPair } from '../compare/variants.ts'
import type { Matched } from '../match/match.ts'
import { isCompared, type Pair } from '../model/pair.ts'
import { resourceOf } from '../mutations.ts'
import { followed } from '../too-deep.ts'
import { Memo } from './memo.ts'
import { trialsOf, type Surroundings, type Trial } from './pair.ts'
import { addedTrial, deletedTrial, ownedTrials, uncheckedTrials, unseenTrials } from './resource.ts'
import { Tally } from './tally.ts'

/**
 * How blind a scan is: every live value is mutated in memory, one at a time, compared and judged; what would be no finding is
 * counted with the reason. Nothing is random: the same sources give the same proof.
 */
export function prove(matched: Matched, given: Omit<Surroundings, 'memo'>): ReturnType<Tally['close']> {
  const around = { ...given, memo: new Memo() }
  const tally = new Tally()
  const places = new Set<string>()
  for (const found of matched.pairs) {
    followed(found, (open) => {
      const pair = settledPair(open, around.compare)
      const { kind, address = '' } = resourceOf(pair)
      // A pair that cannot be followed to its end is entered as what it then is, once.
      for (const trial of Array.from(trials(pair, matched, around, places))) {
        if (around.kinds?.has(trial.kind) !== false) tally.enter(trial, { kind, address })
      }
    })
  }
  return tally.close()
}

function* trials(pair: Pair, matched: Matched, around: Surroundings, places: Set<string>): Generator<Trial> {
  if (pair.outcome === 'not-checked') yield* uncheckedTrials(pair)
  if (pair.outcome === 'owned') yield* ownedTrials(pair, around)
  if (!isCompared(pair)) return
  const clean = compare(pair, around.compare)
  yield* trialsOf(pair, clean, around)
  if (pair.outcome !== 'managed') return
  yield* unseenTrials(pair, clean)
  yield* deletedTrial(pair, matched, around)
  const { kind, account, region } = resourceOf(pair)
  const place = JSON.stringify([kind, account, region])
  if (places.has(place)) return
  places.add(place)
  yield* addedTrial(pair, matched, around)
}
