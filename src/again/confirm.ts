import { compare, type CompareContext } from '../compare/compare.ts'
import { settledPair } from '../compare/variants.ts'
import { withFresh } from './confirmed-values.ts'
import type { Locator } from '../declared/locate/locator.ts'
import { severalAtOnce } from './at-once.ts'
import { LiveIndex } from '../match/live-index.ts'
import { managed } from '../match/managed.ts'
import { mayBePart, resolve } from '../match/resolve.ts'
import type { Fresh, FreshReader } from '../model/fresh.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { byText } from '../model/json.ts'
import { isCompared, type Pair, type RawDifference } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import { isIgnored, withTerraformPaths } from '../mutations.ts'

/** How many differences a message names. */
const named = 3

/**
 * The pairs in their order. What a list shows otherwise than declared, or lacks, is read once more by itself: a difference
 * that such a read does not show is none. Of what does not differ nothing is read.
 */
export async function* withConfirmation(
  pairs: Iterable<Pair>,
  reader: FreshReader,
  context: CompareContext,
  locator: Locator,
): AsyncGenerator<Pair> {
  const confirmation = new Confirmation(reader, context, locator)
  yield* severalAtOnce(pairs, (pair) => confirmation.of(pair))
  confirmation.tell()
}

class Confirmation {
  readonly #reader: FreshReader
  readonly #context: CompareContext
  readonly #locator: Locator
  /** By kind, id and place: several declarations may share one live resource. */
  readonly #asked = new Map<string, Promise<Fresh>>()
  readonly #dropped: string[] = []
  readonly #resources = new Set<string>()
  readonly #unread = new Map<string, { count: number; remedy?: string }>()

  constructor(reader: FreshReader, context: CompareContext, locator: Locator) {
    this.#reader = reader
    this.#context = context
    this.#locator = locator
  }

  of(pair: Pair): Promise<Pair> {
    if (pair.outcome === 'missing') return this.#missing(pair)
    return isCompared(pair) && pair.live !== undefined && this.#isDoubtful(pair, pair.live)
      ? this.#compared(pair, pair.live)
      : Promise.resolve(pair)
  }

  /** Whether a list or a record that may be old says what it is like; an element of another resource's list is not asked for. */
  #isDoubtful({ shape, declared }: Pair, live: LiveResource): boolean {
    return (
      shape === 'neutral' &&
      live.shape === 'neutral' &&
      (live.source === 'aws-list' || live.stale === true) &&
      (declared === undefined || declared.kind === live.kind) &&
      this.#reader.reads(live.kind)
    )
  }

  async #compared(open: Pair, live: LiveResource): Promise<Pair> {
    try {
      const pair = settledPair(open, this.#context)
      const differences = this.#differences(pair)
      if (differences.length === 0) return pair
      const fresh = await this.#ask(live, live)
      if (fresh.is !== 'resource') {
        this.#leave(fresh.is === 'gone' ? { is: 'unread', why: 'AWS does not know them by the names that its lists give' } : fresh)
        return pair
      }
      const confirmed = withFresh(pair, live, fresh.resource, differences)
      if (confirmed !== pair) this.#book(pair, differences, this.#differences(confirmed))
      return confirmed
    } catch (error) {
      // Nested too deeply to be followed: it is told where it is compared.
      if (error instanceof RangeError) return open
      throw error
    }
  }

  /** But for those that the declaration itself ignores. */
  #differences(pair: Pair): RawDifference[] {
    const { differences } = compare(pair, this.#context)
    const ignored = differences.length === 0 || pair.declared === undefined ? [] : this.#locator.ignoreChanges(pair.declared)
    if (ignored.length === 0) return differences
    return withTerraformPaths(pair, differences).filter((difference) => !isIgnored(pair, difference, ignored))
  }

  /** What no list shows: asked for by itself, unless that was done. */
  async #missing(pair: Pair): Promise<Pair> {
    const { declared, isProven } = pair
    if (declared === undefined || isProven === true || mayBePart(declared) || !this.#reader.reads(declared.kind)) return pair
    const { kind, physicalId = '', identities, account, region } = declared
    const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
    const fresh = await this.#ask({ kind, physicalId, identities, ...place })
    if (fresh.is === 'gone') return pair
    if (fresh.is === 'unread') {
      this.#leave(fresh)
      return pair
    }
    const index = new LiveIndex()
    index.add({ is: 'resource', resource: fresh.resource })
    const resolved = resolve(declared, index, true)
    if (resolved.live === undefined) return pair
    this.#dropped.push(`${declared.address} is not missing`)
    this.#resources.add(keyOf(declared))
    return managed(resolved, resolved.live, resolved.properties, resolved.live.properties)
  }

  #ask(asked: Parameters<FreshReader['read']>[0], shown?: LiveResource): Promise<Fresh> {
    const key = keyOf(asked)
    let fresh = this.#asked.get(key)
    if (fresh === undefined) this.#asked.set(key, (fresh = this.#reader.read(asked, shown)))
    return fresh
  }

  #book(pair: Pair, before: readonly RawDifference[], after: readonly RawDifference[]): void {
    const left = new Set(after.map(({ path, change }) => `${change} ${path}`))
    const address = pair.declared?.address ?? pair.live?.physicalId ?? ''
    const gone = before.filter(({ path, change }) => !left.has(`${change} ${path}`))
    // A list in another order is still the same number of differences.
    for (const { path } of gone.slice(0, Math.max(0, before.length - after.length))) {
      this.#dropped.push(`${address} ${path}`)
      this.#resources.add(keyOf(pair.live ?? { address }))
    }
  }

  #leave({ why, remedy }: Extract<Fresh, { is: 'unread' }>): void {
    const known = this.#unread.get(why)
    this.#unread.set(why, { count: (known?.count ?? 0) + 1, ...(remedy === undefined ? {} : { remedy }) })
  }

  /** Says what was not confirmed; once all pairs were taken. */
  tell(): void {
    if (this.#dropped.length > 0) this.#reader.note(droppedNote(this.#dropped.toSorted(byText), this.#resources.size))
    for (const [why, { count, remedy }] of [...this.#unread].toSorted(([a], [b]) => byText(a, b))) {
      this.#reader.note({
        code: 'finding-unconfirmed',
        level: 'note',
        message: `What differs in ${count} ${count === 1 ? 'resource' : 'resources'} was not read once more, and is reported as the lists show it: ${why}.`,
        ...(remedy === undefined ? {} : { hint: remedy }),
      })
    }
  }
}

/** The same address stands for a resource in each account that its stack is in. */
function keyOf({ kind, physicalId, account, region, address }: Partial<LiveResource>): string {
  return [kind, physicalId ?? address, account, region].map((part) => part ?? '').join('\u0000')
}

function droppedNote(dropped: readonly string[], resources: number): Diagnostic {
  const more = dropped.length > named ? ` and ${dropped.length - named} more` : ''
  const what = `${dropped.length} ${dropped.length === 1 ? 'difference' : 'differences'} of ${resources} ${resources === 1 ? 'resource' : 'resources'}`
  return {
    code: 'finding-not-confirmed',
    level: 'note',
    message: `${what} that lists showed ${dropped.length === 1 ? 'is' : 'are'} not reported: read by themselves, the resources do not show them (${dropped.slice(0, named).join(', ')}${more}).`,
    hint: 'Either they changed meanwhile, or the map of the list is wrong there: `driftgate doctor --verify-map` tells.',
  }
}
