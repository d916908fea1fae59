import { tooDeep } from './match/resolve.ts'
import type { Pair } from './model/pair.ts'

/** Does the work on one pair. Values that are nested too deeply to be followed cost only this resource: it is not checked. */
export function followed(pair: Pair, work: (pair: Pair) => void): void {
  try {
    work(pair)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const { declared, live, shape } = pair
    work({
      outcome: 'not-checked',
      shape,
      reason: tooDeep.reason,
      gap: tooDeep,
      ...(declared === undefined ? {} : { declared: { ...declared, properties: {} } }),
      ...(live === undefined ? {} : { live: { ...live, properties: {} } }),
    })
  }
}
