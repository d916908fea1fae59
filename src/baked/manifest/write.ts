import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import type { ContentRow, FileRow } from '../../model/content.ts'
import type { ImageManifest } from '../../model/generated/image-manifest.ts'
import { isFileRow, lineOf, strictLine } from './text.ts'

/** What is known once all rows have passed. */
export interface RowSummary {
  /** SHA-256 over what the strict file rows say, `sha256:HEX`: equal roots, untouched files. */
  contentRoot: string
  counts: Required<NonNullable<ImageManifest['counts']>>
  rows: number
}

export interface WrittenManifest {
  header: ImageManifest
  summary: RowSummary
  /** SHA-256 of the text, unpacked: the name of the manifest, `sha256:HEX`. */
  digest: string
  /** The file, gzip: the header as one member, the rows as another, which every reader takes for one. */
  parts: readonly Buffer[]
  bytes: number
}

/** Text that is packed at once. */
const partLength = 128 * 1024

/**
 * Writes a manifest: rows pass once, packed as they come, since the header that stands before them says what they add up to.
 * Memory holds the packed rows, some 40 bytes a file. `isStrict`: which files are part of the content root.
 */
export async function writeManifest(
  rows: AsyncIterable<readonly ContentRow[]>,
  headerOf: (summary: RowSummary) => ImageManifest,
  isStrict: (row: FileRow) => boolean = () => true,
): Promise<WrittenManifest> {
  const tally = new Tally(isStrict)
  const body = await packed(texts(rows, tally))
  const summary = tally.summary()
  const header = headerOf(summary)
  const first = lineOf(header)
  const digest = createHash('sha256').update(first)
  for await (const chunk of unpacked(body)) digest.update(chunk)
  const parts = [...(await packed([first])), ...body]
  return { header, summary, digest: `sha256:${digest.digest('hex')}`, parts, bytes: parts.reduce((sum, part) => sum + part.length, 0) }
}

class Tally {
  private readonly isStrict: (row: FileRow) => boolean
  private readonly root = createHash('sha256')
  private readonly counts = { bytes: 0, dirs: 0, files: 0, links: 0, other: 0, packages: 0 }
  private rows = 0

  constructor(isStrict: (row: FileRow) => boolean) {
    this.isStrict = isStrict
  }

  count(row: ContentRow): void {
    this.rows += 1
    if (row.k === 'p') this.counts.packages += 1
    if (!isFileRow(row)) return
    if (row.y === undefined) {
      this.counts.files += 1
      if (row.hl === undefined) this.counts.bytes += row.s ?? 0
    } else if (row.y === 'd') this.counts.dirs += 1
    else if (row.y === 'l') this.counts.links += 1
    else this.counts.other += 1
    if (this.isStrict(row)) this.root.update(strictLine(row))
  }

  summary(): RowSummary {
    return { contentRoot: `sha256:${this.root.digest('hex')}`, counts: this.counts, rows: this.rows }
  }
}

async function* texts(rows: AsyncIterable<readonly ContentRow[]>, tally: Tally): AsyncGenerator<string> {
  let text = ''
  for await (const batch of rows) {
    for (const row of batch) {
      tally.count(row)
      text += lineOf(row)
      if (text.length < partLength) continue
      yield text
      text = ''
    }
  }
  if (text !== '') yield text
}

async function packed(text: Iterable<string> | AsyncIterable<string>): Promise<Buffer[]> {
  const gzip = createGzip()
  const parts: Buffer[] = []
  const source = Readable.from(text)
  source.on('error', (error) => gzip.destroy(error))
  for await (const part of source.pipe(gzip)) parts.push(Buffer.from(part))
  return parts
}

function unpacked(parts: readonly Buffer[]): AsyncIterable<Buffer> {
  return Readable.from(parts).pipe(createGunzip({ chunkSize: partLength }))
}

/** The text of a manifest: its header, then a row a line. */
export async function* unpackManifest(parts: readonly Buffer[]): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of unpacked(parts)) yield decoder.decode(chunk, { stream: true })
}
