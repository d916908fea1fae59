import { readDocumentsOrErrors } from '../documents/tolerant.ts'
import type { InputFile } from '../documents/input-file.ts'
import { rowKinds, type ContentReading, type ContentRow, type Contents, type FileRow } from '../model/content.ts'
import { InputError } from '../model/errors.ts'
import { isObject, own, type Json } from '../model/json.ts'

/** What a machine contains, in a capture: a line for so many of its rows, right after the line of the machine. */
export interface CapturedRows {
  is: 'rows'
  rows: readonly ContentRow[]
}

const rowsPerLine = 500
const kinds: ReadonlySet<unknown> = new Set(rowKinds)

/** The rows of a machine as they are captured: every file with its hash, since a replay has no machine to ask. */
export async function* capturedRows(contents: Contents): AsyncGenerator<CapturedRows> {
  for await (const batch of contents.rows()) {
    const files = batch.filter((row) => row.k === 'f' && row.y === undefined && row.h === undefined)
    await hash(files, contents)
    for (let at = 0; at < batch.length; at += rowsPerLine) yield { is: 'rows', rows: batch.slice(at, at + rowsPerLine) }
  }
}

async function hash(rows: readonly ContentRow[], contents: Contents): Promise<void> {
  const files = rows.filter((row): row is FileRow => row.k === 'f')
  const hashes = files.length === 0 ? undefined : await contents.hashes?.(files)
  for (const [at, file] of files.entries()) {
    const found = hashes?.[at]
    if (found !== undefined) file.h = found
  }
}

/** How a replay of them was read: everything that could be hashed is. */
export function capturedReading(reading: ContentReading): ContentReading {
  return { ...reading, depth: 'full', fields: reading.fields.includes('h') ? reading.fields : [...reading.fields, 'h'] }
}

/** The contents of the machine on a line of a capture; undefined where the line tells of none. The capture is read again each time. */
export function replayedContents(value: Json | undefined, file: InputFile, line: number): Contents | undefined {
  const reading: unknown = own(value, 'reading')
  return isReading(reading) ? { reading, rows: () => rowsAfter(file, line) } : undefined
}

async function* rowsAfter(file: InputFile, line: number): AsyncGenerator<readonly ContentRow[]> {
  for await (const each of readDocumentsOrErrors(file)) {
    if (each.line <= line) continue
    if ('error' in each) throw each.error
    if (own(each.value, 'is') !== 'rows') return
    const rows: unknown = own(each.value, 'rows')
    if (!isRows(rows)) throw broken(file, each.line)
    yield rows
  }
}

function isReading(value: unknown): value is ContentReading {
  if (!isObject(value)) return false
  const lists = ['kinds', 'fields', 'skipped'].map((name) => own(value, name))
  return typeof own(value, 'method') === 'string' && typeof own(value, 'trust') === 'string' && lists.every((list) => Array.isArray(list))
}

function isRows(value: unknown): value is ContentRow[] {
  return Array.isArray(value) && value.every((row) => isObject(row) && kinds.has(row['k']))
}

function broken(file: InputFile, line: number): InputError {
  return new InputError('capture-item', {
    message: `${file.path} has a line of rows that are none: ${line}.`,
    hint: 'The capture was edited or is damaged; write it again.',
    at: { file: file.path, line },
  })
}
