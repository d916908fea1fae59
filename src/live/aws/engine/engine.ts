import { byText, type JsonObject } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import { apiRow, parentsOf } from '../../../mapping/api.ts'
import type { Answers } from '../calls/call.ts'
import { inOrder } from '../calls/in-order.ts'
import { SharedAnswers } from '../calls/shared-answers.ts'
import { bind } from './bindings.ts'
import { ImagesInUse } from './images.ts'
import { isMediumTaken, KindReader, type EngineOptions } from './kind-reader.ts'
import { Tags } from './tags.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** How many kinds of a place are read at a time, and how many pages each may be ahead of those before it. */
const atOnce = 4
const ahead = 1

/** Reads kinds through their rows: parents first, one list a kind, details where wanted. Kinds that cannot be read become gaps. */
export async function* readKinds(kinds: Iterable<string>, answers: Answers, options: EngineOptions): AsyncGenerator<LiveItem[]> {
  const readable: string[] = []
  for (const kind of [...new Set(kinds)].toSorted(byText)) {
    const gap = whyUnreadable(kind, isMediumTaken(kind, options))
    if (gap === undefined) readable.push(kind)
    else yield [{ is: 'gap', ...gap }]
  }
  const calls = [...readable.flatMap(callsOf), ...parentCallsOf(readable)]
  const tags = new Tags<LiveItem[]>(options.documents === true ? undefined : options.callRegion)
  const shared = new SharedAnswers(answers, calls)
  const reader = new KindReader(shared, { ...options, kinds: readable })
  const images = new ImagesInUse(options.callRegion ?? options.where.region)
  const noted = function* (batches: readonly LiveItem[][]): Generator<LiveItem[]> {
    for (const items of batches) {
      images.note(items)
      yield items
    }
  }
  const readers = readable.filter((kind) => kind !== ImagesInUse.kind).map((kind) => () => reader.read(kind))
  const width = options.documents === true ? 1 : atOnce
  // Tags are asked for in the order of the kinds, so that each call for them is the same whoever was faster.
  for await (const { page, ended } of inOrder(readers, width, ahead)) {
    yield* noted(await tags.add(page))
    if (ended === undefined) continue
    shared.release(callsOf(ended).map(({ operation }) => operation))
    options.finished?.(ended)
  }
  yield* noted(await tags.flush())
  // Images come last: which foreign ones are looked up depends on what uses them.
  if (!readable.includes(ImagesInUse.kind)) return
  options.progress?.(ImagesInUse.kind)
  for await (const { page } of reader.readImages(images)) yield* noted(await tags.add(page))
  yield* noted(await tags.flush())
  options.finished?.(ImagesInUse.kind)
}

interface SharedCall {
  operation: string
  input: JsonObject
}

/** Calls that kinds may share: the list first, then joins and details, each operation once. */
function callsOf(kind: string): SharedCall[] {
  const row = apiRow(kind)
  if (row === undefined) return []
  const calls = new Map([[row.l.o, row.l.in ?? {}]])
  const nothing = { item: {}, input: {}, properties: {} }
  for (const { o, in: bindings } of row.d ?? []) if (!calls.has(o)) calls.set(o, bind(bindings, nothing) ?? {})
  const all = [...calls].map(([operation, input]) => ({ operation, input }))
  // What may hold units is found by their lists, before they are read.
  return Object.values(row.l.n ?? {}).includes('!organization') ? [...all, ...all.slice(0, 1)] : all
}

/** The lists of their parents, which are read for them: asked for by two. Never released, so kept to the end of the run. */
function parentCallsOf(kinds: readonly string[]): SharedCall[] {
  return [...new Set(kinds.flatMap((kind) => parentsOf(apiRow(kind))))].flatMap((kind) => callsOf(kind).slice(0, 1))
}
