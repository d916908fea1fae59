import { readListElements, type Remainder } from '../../../documents/list-elements.ts'
import { sniff } from '../../../documents/sniff.ts'
import { readDocumentsOrErrors } from '../../../documents/tolerant.ts'
import { InputError } from '../../../model/errors.ts'
import { byText, isObject, own, type Json } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import { unreadable, type DocumentObserver, type LiveContext, type LiveDocument } from '../../index.ts'
import { configItem, itemsOf, recordedItem, shapeItem, unprocessedKeys, type ConfigItem } from './item.ts'
import { snapshotName } from './file-names.ts'
import { newestSnapshots } from './snapshots.ts'
import { LatestItems, placeKey } from './latest-items.ts'

/**
 * AWS Config: query results, batch gets, snapshots and history files. All of it may be stale. Of several items of one
 * resource the latest counts; a deleted resource is not there. A snapshot has every resource of the kinds that it has; of
 * several of one account and region the newest is read. Only what is in scope is held, and of a snapshot no more than a batch.
 */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    const { chosen, older } = newestSnapshots(documents)
    if (older.length > 0) context.note(olderNote(older))
    const streams = chosen.filter((document) => document.role === 'snapshot' && isOneObject(document))
    // Snapshots whose names do not tell of where and when they are may repeat each other.
    const known = streams.filter(({ file }) => streams.length === 1 || snapshotName(file.path) !== undefined)
    const reader = new ConfigReader(context)
    for (const document of chosen) if (!known.includes(document)) yield* reader.gather(document)
    for (const document of known) yield* reader.stream(document)
    yield* reader.rest()
  },
}
export default observer

/** NDJSON and lists are read line by line, and element by element. */
function isOneObject({ file }: LiveDocument): boolean {
  const { ndjson, list } = sniff(file)
  return !ndjson && !list && !/\.(ndjson|jsonl)(\.gz)?$/.test(file.path)
}

/** Documents that belong together: first what is gathered, then snapshots as streams, then the rest. */
export class ConfigReader {
  readonly #context: LiveContext
  readonly #latest = new LatestItems()
  /** What snapshots have all of, by kind and place. */
  readonly #snapshots = new Map<string, LiveItem>()

  constructor(context: LiveContext) {
    this.#context = context
  }

  /** What no snapshot took the place of, and of what there is nothing else. */
  *rest(): Generator<LiveItem[]> {
    yield* this.#latest.resources()
    yield [...this.#snapshots.keys()].toSorted(byText).flatMap((key) => this.#snapshots.get(key) ?? [])
  }

  /** The items of a snapshot or a delivered history. Throws InputError for one that is broken. */
  async *items(document: LiveDocument): AsyncGenerator<ConfigItem[]> {
    for await (const elements of elementsOf(document)) yield this.#itemsOf(elements, document, 1).items
  }

  /** Yields the resources of a snapshot as they come, but those that a history knows later. */
  async *stream(document: LiveDocument): AsyncGenerator<LiveItem[]> {
    const snapshots = new Map<string, LiveItem>()
    const { at, ...place } = snapshotName(document.file.path) ?? {}
    if (at !== undefined) this.#context.readAt?.(at)
    try {
      for await (const elements of elementsOf(document)) {
        const { items, problems } = this.#itemsOf(elements, document, 1)
        yield problems
        for (const item of items) snapshots.set(placeKey(item), { is: 'listed', kind: item.kind, ...item.place })
        yield items.flatMap((item) => (this.#latest.isKnownLater(item) ? [] : shaped(item)))
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      yield [{ ...unreadable(error, this.#context), ...place }]
      return
    }
    for (const [key, listed] of snapshots) this.#snapshots.set(key, listed)
  }

  /** Keeps the latest items of a document; yields what is wrong with it, and of a history that is wanted whole all its states. */
  async *gather(document: LiveDocument): AsyncGenerator<LiveItem[]> {
    if (document.role === 'history' && isOneObject(document)) {
      const remainder: Remainder = { value: {} }
      // A file that Config delivers holds the items of some hours.
      const isDelivered = sniff(document.file).keys.has('fileVersion')
      try {
        for await (const elements of elementsOf(document, remainder)) {
          const isPart = isDelivered || nextToken(remainder.value) !== undefined
          yield* this.#keep(elements, document, 1, false, isPart)
        }
        yield this.#missingPages(remainder.value, document)
      } catch (error) {
        if (!(error instanceof InputError)) throw error
        yield [unreadable(error, this.#context)]
      }
      return
    }
    for await (const each of readDocumentsOrErrors(document.file)) {
      if ('error' in each) yield [unreadable(each.error, this.#context)]
      else yield* this.#document(each.value, document, each.line)
    }
  }

  *#document(value: Json, document: LiveDocument, line: number): Generator<LiveItem[]> {
    const raw = itemsOf(value)
    if (raw === undefined) {
      yield [unreadable(broken(document, line, 'has no configuration items and no query results'), this.#context)]
      return
    }
    const isPart = nextToken(value) !== undefined || own(value, 'fileVersion') !== undefined
    yield* this.#keep(raw, document, line, own(value, 'configSnapshotId') !== undefined, isPart)
    yield unprocessedKeys(value).map(({ kind, physicalId, place }) => ({
      is: 'gap',
      kind,
      physicalId,
      ...place,
      reason: 'read-failed',
      detail: 'AWS Config did not process this resource.',
    }))
    yield this.#missingPages(value, document)
  }

  *#keep(raw: readonly Json[], document: LiveDocument, line: number, isSnapshot: boolean, isPart: boolean): Generator<LiveItem[]> {
    const { items, problems } = this.#itemsOf(raw, document, line)
    yield problems
    if (this.#context.allStates === true && document.role === 'history') {
      yield items.flatMap((item) => {
        const resource = recordedItem(item, isPart)
        return resource === undefined ? [] : [{ is: 'resource' as const, resource }]
      })
      return
    }
    for (const item of items) {
      this.#latest.add(item)
      if (isSnapshot) this.#snapshots.set(placeKey(item), { is: 'listed', kind: item.kind, ...item.place })
    }
  }

  /** The items of the kinds in scope. */
  #itemsOf(raw: readonly Json[], document: LiveDocument, line: number): { items: ConfigItem[]; problems: LiveItem[] } {
    const wanted = this.#context.scope.kinds
    const problems: LiveItem[] = []
    const items: ConfigItem[] = []
    for (const each of raw) {
      const kind = own(each, 'resourceType')
      if (wanted !== undefined && typeof kind === 'string' && !wanted.has(kind)) continue
      const item = configItem(each, this.#context)
      if (item !== undefined) items.push(item)
      else problems.push(unreadable(broken(document, line, 'has an item without resourceType or resourceId'), this.#context))
    }
    return { items, problems }
  }

  #missingPages(value: Json, document: LiveDocument): LiveItem[] {
    if (nextToken(value) === undefined) return []
    const detail = `${document.file.path} ends with a token for the next page.`
    return [{ is: 'gap', reason: 'truncated', detail, remedy: 'Save all pages.' }]
  }
}

/** The configuration items of a document, in batches, for documents of any size. */
async function* elementsOf(document: LiveDocument, remainder: Remainder = { value: {} }): AsyncGenerator<Json[]> {
  yield* readListElements(document.file, 'configurationItems', remainder)
  if (remainder.hasList !== true) throw broken(document, 1, 'has no configuration items and no query results')
}

function shaped(item: ConfigItem): LiveItem[] {
  const live = item.deleted ? undefined : shapeItem(item)
  return live === undefined ? [] : [live]
}

function nextToken(value: Json): string | undefined {
  const token = isObject(value) ? (own(value, 'NextToken') ?? own(value, 'nextToken')) : undefined
  return typeof token === 'string' && token !== '' ? token : undefined
}

function olderNote(older: readonly string[]) {
  const [first = ''] = older
  return {
    code: 'config-snapshot-older',
    level: 'note' as const,
    message: `${older.length} older ${older.length === 1 ? 'snapshot' : 'snapshots'} of an account and region that has a newer one ${older.length === 1 ? 'is' : 'are'} passed over: ${first}${older.length > 1 ? ' and others' : ''}.`,
    hint: 'Name a snapshot itself to read it.',
  }
}

function broken(document: LiveDocument, line: number, what: string): InputError {
  return new InputError('config-document', {
    message: `${document.file.path}, line ${line}, ${what}.`,
    hint: 'Save it again with `aws configservice`, output as JSON, or fetch the snapshot file again.',
    at: { file: document.file.path, line },
  })
}
