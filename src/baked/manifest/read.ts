import type { InputFile } from '../../documents/input-file.ts'
import { parseJson, readLines } from '../../documents/json-documents.ts'
import { compareRows, rowKey, rowKinds, type ContentReading, type ContentRow, type Contents, type RowKind } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import type { ImageManifest } from '../../model/generated/image-manifest.ts'
import type { Json } from '../../model/json.ts'

/** Rows a batch. */
const batchSize = 1000

/** What is in an image, from the rows after the header of its manifest; undefined where there are none. The file is read each time. */
export async function contentsOf(file: InputFile, header: ImageManifest): Promise<Contents | undefined> {
  if (!(await hasRows(file))) return undefined
  return { reading: readingOf(header), rows: () => readRows(file) }
}

/** A header alone may be written over many lines; one that rows follow stands on the first. */
async function hasRows(file: InputFile): Promise<boolean> {
  let lines = 0
  for await (const { text } of readLines(file)) {
    lines += 1
    if (lines === 1 && !text.endsWith('}')) return false
    if (lines === 2) return text.startsWith('{')
  }
  return false
}

/** How baked rows were read. A manifest that does not say it is taken to hold everything. */
export function readingOf({ capture }: ImageManifest): ContentReading {
  return {
    method: capture?.method ?? 'unknown',
    trust: capture?.trust ?? 'host',
    depth: 'full',
    kinds: capture?.kinds?.filter(isKind) ?? rowKinds,
    fields: capture?.fields ?? ['y', 'm', 'u', 'g', 's', 't', 'h', 'l'],
    xattrs: capture?.xattrs ?? 'none',
    isCtimeStable: capture?.ctimeStable ?? false,
    skipped: capture?.skipped ?? [],
  }
}

function isKind(kind: string): kind is RowKind {
  return rowKinds.some((known) => known === kind)
}

/**
 * The rows of a manifest in batches, in constant memory. Throws InputError with file and line for a row that is broken, of no
 * known shape, or out of order: what stands in two places would be compared with one of them.
 */
export async function* readRows(file: InputFile): AsyncGenerator<ContentRow[]> {
  const validate = await rowValidator()
  let before: ContentRow | undefined
  let batch: ContentRow[] = []
  for await (const { text, line } of readLines(file)) {
    if (line === 1) continue
    const row = rowIn(parsed(text, file.path, line), validate, file.path, line)
    if (before !== undefined && compareRows(before, row) >= 0) throw unsorted(row, file.path, line)
    before = row
    batch.push(row)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function parsed(text: string, file: string, line: number): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch {
    return parseJson(text, file, line)
  }
}

interface Validator {
  (value: unknown): boolean
  errors?: { instancePath: string; message?: string }[] | null
}

let validator: Validator | undefined

async function rowValidator(): Promise<Validator> {
  if (validator === undefined) {
    const compiled: { default: Validator } = await import(new URL('../../../schemas/compiled/content-row.mjs', import.meta.url).href)
    validator = compiled.default
  }
  return validator
}

function rowIn(value: Json, validate: Validator, file: string, line: number): ContentRow {
  if (isRow(value, validate)) return value
  const [first] = validate.errors ?? []
  throw new InputError('image-manifest-row', {
    message: `${file} has a broken record at line ${line}: ${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}.`,
    hint: 'schemas/content-row.schema.json says what a record holds; bake the image again.',
    at: { file, line },
  })
}

function isRow(value: unknown, validate: Validator): value is ContentRow {
  return validate(value)
}

function unsorted(row: ContentRow, file: string, line: number): InputError {
  return new InputError('image-manifest-order', {
    message: `${file} has a record out of order at line ${line}: ${JSON.stringify(rowKey(row).slice(0, 200))}.`,
    hint: 'Records are sorted, each key once, as `driftgate bake` writes them; bake the image again.',
    at: { file, line },
  })
}
