import { match, type Matched, type MatchOptions } from '../../src/match/match.ts'
import type { Pair } from '../../src/model/pair.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { once } from '../helpers/resources.ts'

const defaults: MatchOptions = { livePartial: false, unmanaged: 'services' }

export async function matching(
  declared: readonly DeclaredResource[],
  live: readonly LiveItem[],
  options: Partial<MatchOptions> = {},
): Promise<Matched & { all: Pair[] }> {
  const matched = await match(once({ resources: [...declared] }), once([...live]), { ...defaults, ...options })
  const all = [...matched.pairs]
  return { ...matched, pairs: all, all }
}

/** `managed Thing`, `not-checked Thing (throttled)`, `unmanaged i-1` for each pair. */
export async function outcomes(
  declared: readonly DeclaredResource[],
  live: readonly LiveItem[],
  options: Partial<MatchOptions> = {},
): Promise<string[]> {
  const { all } = await matching(declared, live, options)
  return all.map(
    (pair) =>
      `${pair.outcome} ${pair.declared?.address ?? pair.live?.physicalId ?? ''}${pair.reason === undefined ? '' : ` (${pair.reason})`}`,
  )
}

/** The only pair. */
export async function onlyPair(
  declared: readonly DeclaredResource[],
  live: readonly LiveItem[],
  options: Partial<MatchOptions> = {},
): Promise<Pair> {
  const [pair, ...others] = (await matching(declared, live, options)).all
  if (pair === undefined || others.length > 0) throw new Error(`one pair expected, not ${others.length + 1}`)
  return pair
}
