import { compare, type CompareContext } from '../compare/compare.ts'
import { isRule } from '../compare/elements.ts'
import { wholeOf, type Whole } from '../compare/whole.ts'
import { canonical, own, put, type Json, type JsonObject } from '../model/json.ts'
import type { Comparison, Decision, Pair, RawDifference } from '../model/pair.ts'
import { isWithin, toPointer } from '../model/pointer.ts'
import { changed } from './change.ts'
import { keyFor, keyOfPair, type Compared, type Memo } from './memo.ts'
import type { LiveMutation } from './places.ts'

/** What all properties of a pair share while mutations of it are compared. */
export class FocusedPair {
  readonly pair: Pair
  readonly declared: JsonObject
  readonly live: JsonObject
  readonly clean: readonly RawDifference[]
  readonly whole: Whole
  /** A rule is compared whole: its protocol says what the ports mean. */
  readonly isRule: boolean
  /** What the memo knows the pair by; undefined where it depends on more than the two values of a property. */
  readonly key: string | undefined
  readonly memo: Memo
  readonly context: CompareContext

  /** `clean` is what the pair compares as without any mutation. */
  constructor(pair: Pair, clean: Comparison, memo: Memo, context: CompareContext) {
    this.pair = pair
    this.declared = pair.declaredProperties ?? {}
    this.live = pair.liveProperties ?? {}
    this.clean = clean.differences
    this.whole = wholeOf(this.declared, this.live)
    this.isRule = isRule(this.declared) || isRule(this.live)
    const key = keyOfPair(pair, this.whole)
    this.key = key === undefined ? undefined : memo.short(key)
    this.memo = memo
    this.context = context
  }
}

/**
 * Compares only the top-level property that a mutation lies in: members are compared one by one, and what one asks of its
 * neighbours (`Whole`) is given. The exceptions are kept whole: rules, and Terraform's two forms of tags.
 */
export class Focus {
  readonly #of: FocusedPair
  readonly #name: string
  readonly #isWhole: boolean
  readonly #key: string | undefined
  /** The differences that stood there before. */
  readonly #there: readonly RawDifference[]
  #narrow: Pair | undefined
  #before: JsonObject = {}
  #seen: CompareContext | undefined
  #isAsked = false
  #counts: ReadonlyMap<string, number> | undefined

  constructor(of: FocusedPair, name: string) {
    const pointer = toPointer([name])
    this.#of = of
    this.#name = name
    this.#isWhole = of.isRule || (of.pair.shape === 'terraform' && name.startsWith('tags'))
    this.#there = of.clean.length === 0 ? of.clean : of.clean.filter(({ path }) => this.#isWhole || isWithin(path, pointer))
    this.#key =
      this.#isWhole || this.#there.length > 0 || of.key === undefined
        ? undefined
        : keyFor(of.key, of.pair, name, pointer, own(of.declared, name), own(of.live, name))
  }

  /** What comparing gave in a resource that has the same here. */
  get known(): readonly Compared[] | undefined {
    return this.#key === undefined ? undefined : this.#of.memo.get(this.#key)
  }

  /** Keeps what comparing gave for resources that have the same here. */
  remember(results: readonly Compared[]): readonly Compared[] {
    if (this.#key !== undefined && !this.#isAsked) this.#of.memo.set(this.#key, results)
    return results
  }

  /** The differences that were not there before. */
  differences(mutation: LiveMutation): RawDifference[] {
    const { differences } = compare(this.#mutated(mutation), this.#context())
    if (differences.length === 0 || this.#there.length === 0) return differences
    const left = new Map((this.#counts ??= countKeys(this.#there)))
    return differences.filter((difference) => {
      const same = keyOf(difference)
      const many = left.get(same) ?? 0
      left.set(same, many - 1)
      return many <= 0
    })
  }

  /** Whether a difference stood at the place, above or below it, before anything was mutated. */
  isDifferent(at: string): boolean {
    return this.#there.some(({ path }) => isWithin(path, at) || isWithin(at, path))
  }

  /** All that was decided about the property, with the mutation. */
  decisions(mutation: LiveMutation): Decision[] {
    const decisions: Decision[] = []
    compare(this.#mutated(mutation), { ...this.#context(), trace: (decision) => decisions.push(decision) })
    return decisions
  }

  /** What a property asks of the whole declaration makes its result that of this resource alone. */
  #context(): CompareContext {
    const { context, whole } = this.#of
    return (this.#seen ??= {
      ...context,
      whole: {
        recordsUnset: () => whole.recordsUnset(),
        declares: (text) => {
          this.#isAsked = true
          return whole.declares(text)
        },
        says: (path) => {
          this.#isAsked = true
          return whole.says(path)
        },
      },
    })
  }

  #mutated(mutation: LiveMutation): Pair {
    const narrow = (this.#narrow ??= this.#narrowed())
    return { ...narrow, liveProperties: asObject(changed(this.#before, mutation)) }
  }

  #narrowed(): Pair {
    const { pair, declared, live } = this.#of
    this.#before = this.#isWhole ? live : only(live, this.#name)
    const narrow = { ...pair, declaredProperties: this.#isWhole ? declared : only(declared, this.#name), ...unresolvedIn(pair, this.#name) }
    delete narrow.excluded
    if (!this.#isWhole && pair.asDeployed !== undefined)
      narrow.asDeployed = { ...pair.asDeployed, properties: only(pair.asDeployed.properties, this.#name) }
    return narrow
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
