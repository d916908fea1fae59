import { compare, type CompareContext } from '../compare/compare.ts'
import { isRule } from '../compare/elements.ts'
import type { Whole } from '../compare/whole.ts'
import { canonical, own, put, type Json, type JsonObject } from '../model/json.ts'
import type { Decision, Pair, RawDifference } from '../model/pair.ts'
import { isWithin, toPointer } from '../model/pointer.ts'
import { changed } from './change.ts'
import { keyFor, type Compared, type Memo } from './memo.ts'
import type { LiveMutation } from './places.ts'

/** What a mutation of one top-level property makes of the comparison. */
export interface Focus {
  /** What comparing gave in a resource that has the same here. */
  known: readonly Compared[] | undefined
  /** Keeps what comparing gave for resources that have the same here. */
  remember(results: readonly Compared[]): readonly Compared[]
  /** The differences that were not there before. */
  differences(mutation: LiveMutation): RawDifference[]
  /** Whether a difference stood at the place, above or below it, before anything was mutated. */
  isDifferent(at: string): boolean
  /** All that was decided about the property, with the mutation. */
  decisions(mutation: LiveMutation): Decision[]
}

/**
 * Compares only the top-level property that a mutation lies in: members are compared one by one, and what one asks of its neighbours (`Whole`) is given.
 * `clean` are the differences without any mutation. The exceptions are kept whole: a rule, of which the protocol says what the ports mean, and Terraform's two forms of tags.
 */
export function focusOn(
  pair: Pair,
  name: string,
  clean: readonly RawDifference[],
  whole: Whole,
  memo: Memo,
  context: CompareContext,
): Focus {
  const declared = pair.declaredProperties ?? {}
  const live = pair.liveProperties ?? {}
  let isAsked = false
  const seen: CompareContext = {
    ...context,
    whole: {
      recordsUnset: () => whole.recordsUnset(),
      declares(text) {
        isAsked = true
        return whole.declares(text)
      },
    },
  }
  const isWhole = isRule(declared) || isRule(live) || (pair.shape === 'terraform' && name.startsWith('tags'))
  const narrow = { ...pair, declaredProperties: isWhole ? declared : only(declared, name), ...unresolvedIn(pair, name) }
  delete narrow.excluded
  if (!isWhole && pair.asDeployed !== undefined)
    narrow.asDeployed = { ...pair.asDeployed, properties: only(pair.asDeployed.properties, name) }
  const before = isWhole ? live : only(live, name)
  const pointer = toPointer([name])
  const there = clean.length === 0 ? clean : clean.filter(({ path }) => isWhole || isWithin(path, pointer))
  let counts: ReadonlyMap<string, number> | undefined
  const mutated = (mutation: LiveMutation): Pair => ({ ...narrow, liveProperties: asObject(changed(before, mutation)) })
  const key =
    isWhole || there.length > 0
      ? undefined
      : keyFor(pair, name, pointer, [own(declared, name), own(live, name)], pair.shape === 'terraform' && whole.recordsUnset())
  return {
    known: key === undefined ? undefined : memo.get(key),
    remember(results) {
      if (key !== undefined && !isAsked) memo.set(key, results)
      return results
    },
    differences(mutation) {
      const { differences } = compare(mutated(mutation), seen)
      if (differences.length === 0 || there.length === 0) return differences
      const left = new Map((counts ??= countKeys(there)))
      return differences.filter((difference) => {
        const same = keyOf(difference)
        const many = left.get(same) ?? 0
        left.set(same, many - 1)
        return many <= 0
      })
    },
    isDifferent(at) {
      return there.some(({ path }) => isWithin(path, at) || isWithin(at, path))
    },
    decisions(mutation) {
      const decisions: Decision[] = []
      compare(mutated(mutation), { ...seen, trace: (decision) => decisions.push(decision) })
      return decisions
    },
  }
}

function countKeys(differences: readonly RawDifference[]): ReadonlyMap<string, number> {
  const count = new Map<string, number>()
  for (const difference of differences) {
    const key = keyOf(difference)
    count.set(key, (count.get(key) ?? 0) + 1)
  }
  return count
}

function only(properties: JsonObject, name: string): JsonObject {
  const out: JsonObject = {}
  const value = own(properties, name)
  if (value !== undefined) put(out, name, value)
  return out
}

function unresolvedIn({ declared }: Pair, name: string): Pick<Pair, 'declared'> {
  if (declared?.unresolved === undefined) return {}
  const top = toPointer([name])
  return { declared: { ...declared, unresolved: declared.unresolved.filter((path) => isWithin(path, top)) } }
}

/** A difference whatever the index: one that was taken out moves those behind it. */
function keyOf({ path, change, element, declared, live }: RawDifference): string {
  return [path.replaceAll(/\/\d+(?=\/|$)/g, '/*'), change, element ?? '', canonical(declared), canonical(live)].join('\u0000')
}

function asObject(value: Json): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
