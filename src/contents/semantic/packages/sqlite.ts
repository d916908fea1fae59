/**
 * Rows of a table of a SQLite database, read from its bytes: enough for a table that is a plain B-tree, and nothing else.
 * https://www.sqlite.org/fileformat2.html
 */

/** A value as it is stored. Numbers with a fraction are not read: null. */
export type SqliteValue = null | number | string | Buffer

/** A page by its number, from 1. */
export type Pages = (number: number) => Buffer | undefined

const magic = 'SQLite format 3\0'
const interiorTable = 0x05
const leafTable = 0x0d
/** Deeper than a tree of any size that fits into a file. */
const depthLimit = 32

class SqliteError extends Error {}

interface Layout {
  pages: Pages
  pageSize: number
  /** Bytes of a page that hold content: what extensions reserve is at its end. */
  usable: number
}

/** Bytes of a page, from the header of a database. */
export function pageSizeOf(file: Buffer): number {
  if (file.length < 100 || file.toString('latin1', 0, 16) !== magic) throw new SqliteError('it is no SQLite database')
  const size = file.readUInt16BE(16)
  const pageSize = size === 1 ? 65_536 : size
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) throw new SqliteError(`its pages are said to have ${pageSize} bytes`)
  return pageSize
}

/** Rows of a table: the values of its columns, null for the one that is the row's number. `newer` are pages that replace the file's. */
export function* rowsOfTable(
  file: Buffer,
  table: string,
  newer: ReadonlyMap<number, Buffer> = new Map(),
): Generator<readonly SqliteValue[]> {
  const pageSize = pageSizeOf(file)
  const pages: Pages = (number) => {
    const end = number * pageSize
    return newer.get(number) ?? (number > 0 && end <= file.length ? file.subarray(end - pageSize, end) : undefined)
  }
  const layout: Layout = { pages, pageSize, usable: pageSize - (file[20] ?? 0) }
  for (const [type, name, , root] of rowsBelow(layout, 1, 0)) {
    if (type !== 'table' || name !== table || typeof root !== 'number') continue
    yield* rowsBelow(layout, root, 0)
    return
  }
  throw new SqliteError(`it has no table ${table}`)
}

function* rowsBelow(layout: Layout, number: number, depth: number, seen = new Set<number>()): Generator<readonly SqliteValue[]> {
  const page = layout.pages(number)
  if (page === undefined) throw new SqliteError(`its page ${number} is missing`)
  if (seen.has(number) || depth > depthLimit) throw new SqliteError(`its page ${number} stands below itself`)
  seen.add(number)
  const header = number === 1 ? 100 : 0
  const type = page[header]
  const cells = page.readUInt16BE(header + 3)
  const first = header + (type === interiorTable ? 12 : 8)
  if ((type !== interiorTable && type !== leafTable) || first + cells * 2 > page.length) {
    throw new SqliteError(`its page ${number} is not one of a table`)
  }
  for (let cell = 0; cell < cells; cell += 1) {
    const at = page.readUInt16BE(first + cell * 2)
    if (at + 4 > page.length) throw new SqliteError(`its page ${number} is torn`)
    if (type === interiorTable) yield* rowsBelow(layout, page.readUInt32BE(at), depth + 1, seen)
    else yield valuesOf(payloadOf(layout, page, at))
  }
  if (type === interiorTable) yield* rowsBelow(layout, page.readUInt32BE(header + 8), depth + 1, seen)
}

/** A record whole: what does not fit on its page lies on a chain of others. */
function payloadOf({ pages, usable }: Layout, page: Buffer, at: number): Buffer {
  const [size, afterSize] = varint(page, at)
  const [, start] = varint(page, afterSize)
  const most = usable - 35
  if (size <= most) return page.subarray(start, start + size)
  const least = Math.trunc(((usable - 12) * 32) / 255) - 23
  const rest = least + ((size - least) % (usable - 4))
  const local = rest <= most ? rest : least
  const parts = [page.subarray(start, start + local)]
  let missing = size - local
  let next = start + local + 4 <= page.length ? page.readUInt32BE(start + local) : 0
  while (missing > 0) {
    const more = pages(next)
    if (more === undefined) throw new SqliteError(`its page ${next} is missing`)
    const part = more.subarray(4, Math.min(usable, 4 + missing))
    // A circle of pages ends as well: each one takes something off what is missing, and a record is never larger than this.
    if (size > sizeLimit) throw new SqliteError(`one of its records is said to have ${size} bytes`)
    parts.push(part)
    missing -= part.length
    next = more.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}

const sizeLimit = 64 << 20

function valuesOf(record: Buffer): SqliteValue[] {
  const [end, first] = varint(record, 0)
  const values: SqliteValue[] = []
  let body = end
  for (let at = first; at < end;) {
    const [type, next] = varint(record, at)
    const length = lengthOf(type)
    if (body + length > record.length) throw new SqliteError('one of its records is torn')
    values.push(valueOf(type, record.subarray(body, body + length)))
    body += length
    at = next
  }
  return values
}

const integerLengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0]

function lengthOf(type: number): number {
  return type < 12 ? (integerLengths[type] ?? 0) : Math.trunc((type - 12) / 2)
}

function valueOf(type: number, bytes: Buffer): SqliteValue {
  if (type === 0 || type === 7) return null
  if (type === 8 || type === 9) return type - 8
  if (type === 6) return Number(bytes.readBigInt64BE(0))
  if (type < 12) return bytes.length === 0 ? null : bytes.readIntBE(0, bytes.length)
  return type % 2 === 0 ? bytes : bytes.toString('utf8')
}

/** A number of 1 to 9 bytes, and where the next thing begins. Beyond 2^53 it is no size of anything here. */
function varint(bytes: Buffer, at: number): [number, number] {
  let value = 0
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes[at + index]
    if (byte === undefined) throw new SqliteError('one of its numbers is torn')
    value = value * 128 + (byte & 0x7f)
    if (byte < 0x80) return [value, at + index + 1]
  }
  return [value * 256 + (bytes[at + 8] ?? 0), at + 9]
}
