import { rowKinds, type ContentRow } from '../model/content.ts'
import { InputError } from '../model/errors.ts'
import { isObject } from '../model/json.ts'
import { splitHeader } from './manifest-bytes.ts'

/** Rows a batch. */
const batchSize = 1000

/** The rows of a manifest in batches. Throws InputError with the line of a row that is none. */
export async function* rowsIn(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<ContentRow[]> {
  const decoder = new TextDecoder()
  let line = 1
  let before = ''
  let batch: ContentRow[] = []
  for await (const chunk of (await splitHeader(bytes, file)).rest) {
    const lines = `${before}${decoder.decode(chunk, { stream: true })}`.split('\n')
    before = lines.pop() ?? ''
    for (const text of lines) {
      line += 1
      batch.push(rowOf(text, file, line))
      if (batch.length < batchSize) continue
      yield batch
      batch = []
    }
  }
  if (before !== '') batch.push(rowOf(before, file, line + 1))
  if (batch.length > 0) yield batch
}

function rowOf(text: string, file: string, line: number): ContentRow {
  try {
    const value: unknown = JSON.parse(text)
    if (isRow(value)) return value
  } catch {
    // What is no JSON is no row either.
  }
  throw new InputError('image-manifest-row', {
    message: `${file} has a broken record at line ${line}.`,
    hint: 'Bake the image again.',
    at: { file, line },
  })
}

function isRow(value: unknown): value is ContentRow {
  return isObject(value) && rowKinds.some((kind) => kind === value['k'])
}
