import { apiRow, operationFacts } from '../../../mapping/api.ts'
import { handlersOf } from '../../../mapping/handlers.ts'
import { byText } from '../../../model/json.ts'
import type { LiveItem, LiveResource } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import type { Answers } from '../calls/call.ts'
import { CloudControl } from './calls.ts'
import { CloudControlReader } from './reader.ts'
import { mayBeOnePlace } from '../../../model/place.ts'

/** How many kinds a message names. */
const named = 5

/** A kind that is read through Cloud Control, and the package that would read it in bulk. */
export interface Fallback {
  kind: string
  package?: string
}

/** Reads through Cloud Control what rows cannot read or no client is there for, and says in the end what a client would save. */
export class CloudControlFallback {
  readonly #context: LiveContext
  readonly #fallbacks: ReadonlyMap<string, Fallback>
  /** Kinds whose live resources name the keys by which others are listed. */
  readonly #parents: ReadonlySet<string>
  readonly #seen = new Map<string, LiveResource[]>()
  /** Kinds with their accounts and regions, of which the list was whole. */
  readonly #whole = new Set<string>()
  readonly #notListed = new Set<string>()
  /** Calls that were made for a kind, and those that its rows would have taken. */
  readonly #costs = new Map<string, { made: number; bulk: number }>()

  constructor(fallbacks: readonly Fallback[], context: LiveContext) {
    this.#context = context
    this.#fallbacks = new Map(fallbacks.map((each) => [each.kind, each]))
    const keys = fallbacks.flatMap(({ kind }) => Object.values(handlersOf(kind)?.n ?? {}))
    this.#parents = new Set(keys.flatMap((from) => (typeof from === 'string' ? [] : [from[1]])))
  }

  get kinds(): readonly string[] {
    return [...this.#fallbacks.keys()]
  }

  /** Takes note of parents among what is read otherwise. */
  async *watch(batches: AsyncIterable<LiveItem[]>): AsyncGenerator<LiveItem[]> {
    for await (const items of batches) {
      for (const item of items) this.#note(item)
      yield items
    }
  }

  #note(item: LiveItem): void {
    const kind = item.is === 'resource' ? item.resource.kind : item.is === 'listed' ? item.kind : undefined
    if (kind === undefined || !this.#parents.has(kind)) return
    if (item.is === 'listed') this.#whole.add(keyOf(kind, item))
    if (item.is !== 'resource') return
    const seen = this.#seen.get(kind)
    if (seen === undefined) this.#seen.set(kind, [item.resource])
    else seen.push(item.resource)
  }

  /** The resources of a kind whose whole list was read; undefined where it was not. */
  #allOf(kind: string, where: Whereabouts): readonly LiveResource[] | undefined {
    if (!this.#whole.has(keyOf(kind, where)) && !this.#whole.has(keyOf(kind, { account: where.account }))) return undefined
    return (this.#seen.get(kind) ?? []).filter((each) => mayBeOnePlace(each, where))
  }

  /** These of the kinds, in one account and region. */
  async *read(kinds: readonly string[], answers: Answers, where: Whereabouts): AsyncGenerator<LiveItem[]> {
    let made = 0
    const counted: Answers = {
      call(call) {
        made += 1
        return answers.call(call)
      },
    }
    const reader = new CloudControlReader(new CloudControl(counted, where), {
      where,
      scope: this.#context.scope,
      seen: (kind) => this.#allOf(kind, where),
      notListed: (kind) => void this.#notListed.add(kind),
      progress: (text) => this.#context.progress?.(text),
    })
    for (const [kind, items] of reader.read(kinds)) {
      made = 0
      let [all, single] = [0, 0]
      for await (const batch of this.watch(items)) {
        for (const item of batch) {
          if (item.is !== 'resource') continue
          all += 1
          single += item.resource.unread?.includes('/') === true ? 0 : 1
        }
        yield batch
      }
      this.#context.finished?.(kind)
      const cost = this.#costs.get(kind) ?? { made: 0, bulk: 0 }
      this.#costs.set(kind, { made: cost.made + made, bulk: cost.bulk + bulkCalls(kind, all, single) })
    }
  }

  /** Says what the reading left open; once all is read. */
  tell(): void {
    if (this.#notListed.size > 0) this.#context.note(notListedNote([...this.#notListed].toSorted(byText)))
    const saved = new Map<string, { calls: number; kinds: string[] }>()
    for (const [kind, { made, bulk }] of this.#costs) {
      const name = this.#fallbacks.get(kind)?.package
      if (name === undefined || made <= bulk) continue
      const entry = saved.get(name) ?? { calls: 0, kinds: [] }
      saved.set(name, { calls: entry.calls + made - bulk, kinds: [...entry.kinds, kind] })
    }
    if (saved.size > 0) this.#context.note(clientsNote(saved))
  }
}

function keyOf(kind: string, { account = '', region = '' }: Whereabouts): string {
  return `${kind} ${account} ${region}`
}

/** Calls that rows would take for so many resources: their lists, and the single calls for those that are looked at. */
function bulkCalls(kind: string, all: number, single: number): number {
  const row = apiRow(kind)
  if (row === undefined) return 0
  const { pageSize = 100 } = operationFacts(row.l.o)
  const details = (row.d ?? []).map((detail) => (detail.j === undefined ? Math.ceil(single / Math.max(detail.b ?? 1, 1)) : 1))
  // Tags come for a hundred resources at once.
  const tags = row.t === undefined ? 0 : Math.ceil(single / 100)
  return Math.max(1, Math.ceil(all / pageSize)) + details.reduce((sum, calls) => sum + calls, tags)
}

function notListedNote(kinds: readonly string[]) {
  const more = kinds.length > named ? ` and ${kinds.length - named} more` : ''
  return {
    code: 'aws-not-listed',
    level: 'note' as const,
    message: `AWS lists no resources of ${kinds.slice(0, named).join(', ')}${more}: declared ones were asked for by themselves, what nobody declared of them is not seen.`,
  }
}

function clientsNote(saved: ReadonlyMap<string, { calls: number; kinds: readonly string[] }>) {
  const packages = [...saved].toSorted(([a, one], [b, other]) => other.calls - one.calls || byText(a, b))
  const total = packages.reduce((sum, [, { calls }]) => sum + calls, 0)
  const texts = packages.slice(0, named).map(([name, { calls }]) => `${name} (${calls})`)
  const more = packages.length > named ? ` and ${packages.length - named} more` : ''
  return {
    code: 'aws-client-missing',
    level: 'note' as const,
    message: `Installing ${texts.join(', ')}${more} beside driftgate would save ${total} calls: their kinds were read one resource at a time through Cloud Control.`,
    hint: `npm install ${packages
      .slice(0, named)
      .map(([name]) => name)
      .join(' ')}`,
  }
}
