import { canonical, isObject, own, type Json, type JsonObject } from '../../model/json.ts'
import { CallFailure, type Answers, type Call } from './call.ts'
import { hasMore } from './saved-index.ts'

/** One saved answer of an operation. */
export interface SavedDocument {
  operation: string
  value: JsonObject
  file: string
}

/** Constant inputs that choose members of an answer, not items, as flags always do: a document with such members answers them all. */
const choosers = new Set(['Attribute', 'Filter', 'Versions', 'Owners'])

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
    if (!answered) throw new CallFailure({ operation: call.operation, reason: 'not-recorded' })
    // Saved lists of single parents do not say of which parents there is no document.
    if (call.pages !== 'list') partial = false
    if (partial) throw new CallFailure({ operation: call.operation, reason: 'partial' })
  }
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
  let found = false
  const part: JsonObject = {}
  for (const key of Object.keys(document)) {
    const list = own(document, key)
    if (!Array.isArray(list)) continue
    const items = list.filter((item) => isObject(item) && asked.every(([name, value]) => names(item, name, value)))
    if (items.length > 0) found = true
    part[key] = items
  }
  return found ? part : undefined
}

/** `InstanceIds: [a, b]` is answered by an item with `InstanceId: a`. */
function names(item: JsonObject, name: string, value: Json): boolean {
  const direct = own(item, name)
  if (direct !== undefined) return canonical(direct) === canonical(value)
  const member = own(item, name.replace(/s$/, ''))
  return Array.isArray(value) && member !== undefined && value.some((each) => canonical(each) === canonical(member))
}
