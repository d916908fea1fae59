import { row } from '../../../mapping/data.ts'
import { canonical, isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import { CallFailure, type Answers, type Call } from '../calls/call.ts'
import { hasMore } from './index.ts'
import { walk } from '../engine/walk.ts'

/** One saved answer of an operation. */
export interface SavedDocument {
  operation: string
  value: JsonObject
  file: string
}

/** Constant inputs that choose members of an answer, not items, as flags always do: a document with such members answers them all. */
const choosers = new Set(['Attribute', 'AttributeNames', 'Filter', 'Versions', 'Owners', 'include'])

/**
 * Saved output of the AWS CLI as answers. A list is answered by every document of its operation; a detail by those that name
 * what was asked for, at the top (`InstanceId` of describe-instance-attribute) or in their items.
 */
export class SavedAnswers implements Answers {
  readonly #documents = new Map<string, SavedDocument[]>()

  constructor(documents: Iterable<SavedDocument>) {
    for (const document of documents) {
      const same = this.#documents.get(document.operation)
      if (same === undefined) this.#documents.set(document.operation, [document])
      else same.push(document)
    }
  }

  // oxlint-disable-next-line require-await -- the interface is that of calls that wait
  async *call(call: Call): AsyncGenerator<JsonObject> {
    const fitting = (this.#documents.get(call.operation) ?? []).filter(({ value }) =>
      call.expects.some((member) => Object.hasOwn(value, member)),
    )
    const asked = Object.entries(call.input).filter(([name, value]) => !choosers.has(name) && typeof value !== 'boolean')
    let partial = asked.length > 0
    let answered = asked.length === 0 && fitting.length > 0
    for (const { value } of fitting) {
      const page = asked.length === 0 ? value : about(value, asked)
      if (page === undefined) continue
      answered = true
      yield page
    }
    const unfinished = lastOfChain(fitting).find(({ value }) => hasMore(call.operation, value))
    if (call.pages === 'list' && unfinished !== undefined) {
      throw new CallFailure({
        operation: call.operation,
        reason: 'truncated',
        detail: `${unfinished.file} ends with a token for the next page.`,
      })
    }
    if (!answered) {
      const derived = this.#derived(call, asked)
      if (derived === undefined) throw new CallFailure({ operation: call.operation, reason: 'not-recorded' })
      yield derived
      partial = true
    }
    // Saved lists of single parents do not say of which parents there is no document.
    if (call.pages !== 'list') partial = false
    if (partial) throw new CallFailure({ operation: call.operation, reason: 'partial' })
  }

  /** What the details that were saved tell of a list that was not. */
  #derived(call: Call, asked: readonly [string, Json][]): JsonObject | undefined {
    const told: JsonObject = {}
    for (const { member, from, items, id } of call.pages === 'list' ? listedBy(call.operation) : []) {
      const found = (this.#documents.get(from) ?? []).flatMap(({ value }) => [...walk(value, items)])
      const ids = found.flatMap(({ item }) => (isObject(item) && isAbout(item, asked) ? (own(item, id) ?? []) : []))
      const known = told[member]
      if (ids.length > 0) told[member] = [...new Set([...(Array.isArray(known) ? known : []), ...ids])]
    }
    return Object.keys(told).length === 0 ? undefined : told
  }
}

/** A list that was not saved, told by the details that were: by data/aws/saved-lists.json. It proves nothing of the rest. */
interface SavedList {
  /** Of the list's answer. */
  member: string
  /** The operation of the details, the path of its items, and the member that names one. */
  from: string
  items: string
  id: string
}

/** The details that a list may be told by. */
export function listedBy(operation: string): readonly SavedList[] {
  return row<SavedList[]>('saved-lists.json', operation) ?? []
}

/**
 * Pages saved as several documents: all but the last may have a token. Tokens do not name the page that they lead to, so of
 * N documents with at least one that has none, the ones with a token are taken for its earlier pages.
 */
function lastOfChain(documents: readonly SavedDocument[]): readonly SavedDocument[] {
  const ended = documents.some((document) => !hasMore(document.operation, document.value))
  return ended ? [] : documents
}

/** The part of a document that is about what was asked: all of it when it says so at the top, else its items that say so. */
function about(document: JsonObject, asked: readonly [string, Json][]): JsonObject | undefined {
  const echoed = asked.filter(([name]) => typeof own(document, name) === 'string')
  if (echoed.length === asked.length)
    return asked.every(([name, value]) => canonical(own(document, name)) === canonical(value)) ? document : undefined
  // A description of one thing: what stands beside it is its own.
  if (Object.values(document).some((value) => isObject(value) && isAbout(value, asked))) return document
  let found = false
  const part: JsonObject = {}
  for (const key of Object.keys(document)) {
    const list = own(document, key)
    if (!Array.isArray(list)) continue
    const items = list.filter((item) => (isObject(item) ? isAbout(item, asked) : isBelow(item, asked)))
    if (items.length > 0) found = true
    part[key] = items
  }
  return found ? part : undefined
}

function isAbout(item: JsonObject, asked: readonly [string, Json][]): boolean {
  return asked.every(([name, value]) => names(item, name, value))
}

/** `InstanceIds: [a, b]` is answered by an item with `InstanceId: a`, `services: [arn]` by one with that `serviceArn`. */
function names(item: JsonObject, name: string, value: Json): boolean {
  const wanted = Array.isArray(value) ? value : [value]
  return [name, name.replace(/s$/, '')]
    .flatMap((stem) => ['', 'Arn', 'Name', 'Id'].map((ending) => own(item, `${stem}${ending}`)))
    .some((member) => member !== undefined && (canonical(member) === canonical(value) || wanted.some((each) => isSameName(member, each))))
}

/** An ARN and the name at its end name the same. */
function isSameName(one: Json, other: Json): boolean {
  if (typeof one !== 'string' || typeof other !== 'string') return canonical(one) === canonical(other)
  const [longer, shorter] = one.length > other.length ? [one, other] : [other, one]
  return longer === shorter || (longer.startsWith('arn:') && (longer.endsWith(`/${shorter}`) || longer.endsWith(`:${shorter}`)))
}

/** Whether an ARN in a list says that it is a part of what was asked for: `service/shop/web` of the cluster `shop`. */
function isBelow(item: Json, asked: readonly [string, Json][]): boolean {
  if (typeof item !== 'string' || !item.startsWith('arn:')) return false
  const parts = item.split(/[:/]/)
  return asked.every(([, value]) => typeof value === 'string' && parts.includes(value.split(/[:/]/).at(-1) ?? ''))
}
