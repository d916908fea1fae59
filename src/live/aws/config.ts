import { readDocumentsOrErrors } from '../../documents/tolerant.ts'
import { InputError } from '../../model/errors.ts'
import { byText, own, type Json } from '../../model/json.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { DocumentObserver, LiveContext, LiveDocument } from '../index.ts'
import { unreadable } from '../unreadable.ts'
import { configItem, itemsOf, recordedItem, shapeItem, unprocessedKeys, type ConfigItem } from './config-item.ts'

const batchSize = 512

/**
 * AWS Config: query results, batch gets, snapshots and history files. All of it may be stale. Of several items of one
 * resource the latest counts; a deleted resource is not there. A snapshot has every resource of the kinds that it has.
 */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    const latest = new Map<string, ConfigItem>()
    const histories: LiveItem[] = []
    const snapshots = new Map<string, LiveItem>()
    const problems: LiveItem[] = []
    for (const document of documents) {
      for await (const each of readDocumentsOrErrors(document.file)) {
        if ('error' in each) problems.push(unreadable(each.error, context))
        else readDocument(each.value, document, each.line, { latest, snapshots, problems, histories }, context)
      }
    }
    if (problems.length > 0) yield problems
    if (histories.length > 0) yield histories
    yield* resources(latest, context)
    yield [...snapshots.keys()].toSorted(byText).flatMap((key) => snapshots.get(key) ?? [])
  },
}
export default observer

interface Gathered {
  latest: Map<string, ConfigItem>
  snapshots: Map<string, LiveItem>
  problems: LiveItem[]
  /** Every item of the histories, where all count. */
  histories: LiveItem[]
}

function readDocument(value: Json, document: LiveDocument, line: number, gathered: Gathered, context: LiveContext): void {
  const raw = itemsOf(value)
  if (raw === undefined) {
    gathered.problems.push(unreadable(broken(document, line, 'has no configuration items and no query results'), context))
    return
  }
  const whole = own(value, 'configSnapshotId') !== undefined
  const token = own(value, 'NextToken') ?? own(value, 'nextToken')
  const isCut = typeof token === 'string' && token !== ''
  const isHistory = context.allStates === true && document.role === 'history'
  for (const each of raw) {
    const item = configItem(each, context)
    if (item === undefined)
      gathered.problems.push(unreadable(broken(document, line, 'has an item without resourceType or resourceId'), context))
    else if (isHistory) {
      // A file that Config delivers holds the items of some hours.
      const resource = recordedItem(item, isCut || own(value, 'fileVersion') !== undefined)
      if (resource !== undefined) gathered.histories.push({ is: 'resource', resource })
    } else {
      keepLatest(gathered.latest, item)
      if (whole) gathered.snapshots.set(placeKey(item), { is: 'listed', kind: item.kind, ...item.place })
    }
  }
  for (const key of unprocessedKeys(value)) {
    gathered.problems.push({ is: 'gap', ...key, reason: 'read-failed', detail: 'AWS Config did not process this resource.' })
  }
  if (isCut) {
    const detail = `${document.file.path} ends with a token for the next page.`
    gathered.problems.push({ is: 'gap', reason: 'truncated', detail, remedy: 'Save all pages.' })
  }
}

function placeKey(item: ConfigItem): string {
  return [item.kind, item.place.account ?? '', item.place.region ?? ''].join(' ')
}

function keepLatest(latest: Map<string, ConfigItem>, item: ConfigItem): void {
  const key = `${placeKey(item)} ${item.resourceId}`
  const before = latest.get(key)
  if (before === undefined || before.capturedAt <= item.capturedAt) latest.set(key, item)
}

function* resources(latest: ReadonlyMap<string, ConfigItem>, context: LiveContext): Generator<LiveItem[]> {
  let batch: LiveItem[] = []
  const wanted = context.scope.kinds
  for (const item of latest.values()) {
    if (item.deleted || (wanted !== undefined && !wanted.has(item.kind))) continue
    const shaped = shapeItem(item)
    if (shaped !== undefined) batch.push(shaped)
    if (batch.length >= batchSize) {
      yield batch
      batch = []
    }
  }
  yield batch
}

function broken(document: LiveDocument, line: number, what: string): InputError {
  return new InputError('config-document', {
    message: `${document.file.path}, line ${line}, ${what}.`,
    hint: 'Save it again with `aws configservice`, output as JSON, or fetch the snapshot file again.',
    at: { file: document.file.path, line },
  })
}
