import { compareRows, type ContentRow, type Contents } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import { canonical, jsonOf } from '../../model/json.ts'

/** The rows of one key, of the sides that have it. */
export interface Entry<Row extends ContentRow = ContentRow> {
  baked?: Row
  live?: Row
}

/** Entries that are handed on at once. */
const batchSize = 1024
/** Rows of one key beyond which a stream is nonsense. */
const mostOfOneKey = 10_000

/**
 * Both sides in one order, in batches; neither is held. Rows of one key, as kernels that stand beside each other, are paired
 * with their equals first. Throws an InputError where a side is not sorted.
 */
export async function* merged(bakedSide: Contents, liveSide: Contents): AsyncGenerator<Entry[]> {
  const baked = new Cursor(bakedSide, 'The image manifest')
  const live = new Cursor(liveSide, 'What was collected')
  try {
    let batch: Entry[] = []
    for (;;) {
      if (!baked.ready) await baked.fill()
      if (!live.ready) await live.fill()
      const [left, right] = [baked.row, live.row]
      if (left === undefined && right === undefined) break
      const order = left === undefined ? 1 : right === undefined ? -1 : compareRows(left, right)
      if ((order > 0 || baked.isSingle()) && (order < 0 || live.isSingle()))
        batch.push(entryOf(order > 0 ? undefined : baked.step(), order < 0 ? undefined : live.step()))
      else {
        const ofBaked = order <= 0 ? await baked.take() : []
        const ofLive = order >= 0 ? await live.take() : []
        for (const entry of paired(ofBaked, ofLive)) batch.push(entry)
      }
      if (batch.length < batchSize) continue
      yield batch
      batch = []
    }
    if (batch.length > 0) yield batch
  } finally {
    await baked.close()
    await live.close()
  }
}

/** Walks the batches of one side. */
class Cursor {
  row: ContentRow | undefined
  ready = false
  readonly #batches: AsyncIterator<readonly ContentRow[]>
  readonly #who: string
  #batch: readonly ContentRow[] = []
  #at = 0

  constructor(contents: Contents, who: string) {
    this.#batches = contents.rows()[Symbol.asyncIterator]()
    this.#who = who
  }

  async fill(): Promise<void> {
    while (this.#at >= this.#batch.length) {
      const { done, value } = await this.#batches.next()
      if (done === true) {
        this.ready = true
        this.row = undefined
        return
      }
      this.#batch = value
      this.#at = 0
    }
    const next = this.#batch[this.#at]
    this.#at += 1
    if (this.row !== undefined && next !== undefined && compareRows(this.row, next) > 0) throw unsorted(this.#who, next)
    this.row = next
    this.ready = true
  }

  /** Whether the next row is at hand and of another key: nearly always, and nothing has to be waited for. */
  isSingle(): boolean {
    const next = this.#batch[this.#at]
    if (this.row === undefined || next === undefined) return false
    const order = compareRows(this.row, next)
    if (order > 0) throw unsorted(this.#who, next)
    return order < 0
  }

  /** The row that it stands at, where the next one is at hand. */
  step(): ContentRow | undefined {
    const { row } = this
    this.row = this.#batch[this.#at]
    this.#at += 1
    return row
  }

  /** All rows of the key that it stands at. */
  async take(): Promise<ContentRow[]> {
    const first = this.row
    const taken: ContentRow[] = []
    if (first === undefined) return taken
    while (this.row !== undefined && compareRows(first, this.row) === 0) {
      taken.push(this.row)
      if (taken.length > mostOfOneKey) throw unsorted(this.#who, first)
      const next = this.#batch[this.#at]
      if (next === undefined) await this.fill()
      else {
        if (compareRows(this.row, next) > 0) throw unsorted(this.#who, next)
        this.row = next
        this.#at += 1
      }
    }
    return taken
  }

  async close(): Promise<void> {
    await this.#batches.return?.()
  }
}

function unsorted(who: string, row: ContentRow): InputError {
  return new InputError('contents-unsorted', {
    message: `${who} is not in order at a row of kind "${row.k}".`,
    hint: 'It was changed after it was written: make it again.',
  })
}

function paired(baked: readonly ContentRow[], live: readonly ContentRow[]): Entry[] {
  const [left, right] = [baked[0], live[0]]
  if (baked.length <= 1 && live.length <= 1) return [entryOf(left, right)]
  const rest = [...live]
  const entries: Entry[] = []
  const unequal: ContentRow[] = []
  const texts = rest.map((row) => canonical(jsonOf(row)))
  for (const row of baked) {
    const at = texts.indexOf(canonical(jsonOf(row)))
    if (at === -1) unequal.push(row)
    else {
      texts.splice(at, 1)
      entries.push(entryOf(row, rest.splice(at, 1)[0]))
    }
  }
  for (let at = 0; at < Math.max(unequal.length, rest.length); at += 1) entries.push(entryOf(unequal[at], rest[at]))
  return entries
}

function entryOf(baked: ContentRow | undefined, live: ContentRow | undefined): Entry {
  return baked === undefined ? (live === undefined ? {} : { live }) : live === undefined ? { baked } : { baked, live }
}
