import type { TarEntry } from './entry.ts'
import { bytesField, numberField } from './fields.ts'
import { paxAttributes, paxNumber, paxTime, type PaxRecords } from './pax.ts'

/** Names that GNU writes as entries of their own, before the one that they belong to. */
export interface LongNames {
  name?: Buffer
  target?: Buffer
}

const types = new Map<string, TarEntry['type']>([
  ['\0', 'file'],
  ['0', 'file'],
  ['7', 'file'],
  ['S', 'file'],
  ['1', 'hard'],
  ['2', 'l'],
  ['3', 'c'],
  ['4', 'b'],
  ['5', 'd'],
  ['D', 'd'],
  ['6', 'p'],
])
const none = Buffer.alloc(0)
const slash = 0x2f

/** The letter in a header that says what follows. */
export function flagOf(block: Buffer): string {
  return block.toString('latin1', 156, 157)
}

/** How many bytes the archive holds for an entry. Undefined for a header that does not say it. */
export function storedSize(block: Buffer, records: PaxRecords): number | undefined {
  const size = paxNumber(records, 'size') ?? numberField(block, 124, 12)
  if (size === undefined || size < 0) return undefined
  // These have none, whatever they say: old programs wrote the size of the file that a link is of.
  return '123456'.includes(flagOf(block)) ? 0 : size
}

/** The name alone: of what is passed over. */
export function nameOf(block: Buffer, records: PaxRecords, long: LongNames): Buffer {
  const { values } = records
  return values.get('GNU.sparse.name') ?? values.get('path') ?? long.name ?? headerName(block)
}

/** An entry from its header and what came before it; `size` is that of the content with its holes. Undefined: of no known type. */
export function entryOf(block: Buffer, records: PaxRecords, long: LongNames, size: number): TarEntry | undefined {
  const name = nameOf(block, records, long)
  const flag = types.get(flagOf(block))
  if (flag === undefined) return undefined
  const type = flag === 'file' && name.at(-1) === slash ? 'd' : flag
  const { values } = records
  const time = paxTime(records, 'mtime') ?? { seconds: numberField(block, 136, 12) ?? 0, nanoseconds: 0 }
  const isDevice = type === 'c' || type === 'b'
  return {
    name,
    type,
    mode: (numberField(block, 100, 8) ?? 0) & 0o7777,
    uid: paxNumber(records, 'uid') ?? numberField(block, 108, 8) ?? 0,
    gid: paxNumber(records, 'gid') ?? numberField(block, 116, 8) ?? 0,
    size: type === 'file' ? size : 0,
    mtime: time.seconds,
    nanoseconds: time.nanoseconds,
    target: type === 'hard' || type === 'l' ? (values.get('linkpath') ?? long.target ?? bytesField(block, 157, 100)) : none,
    major: isDevice ? (numberField(block, 329, 8) ?? 0) : 0,
    minor: isDevice ? (numberField(block, 337, 8) ?? 0) : 0,
    xattrs: paxAttributes(records),
  }
}

/** Only POSIX has a prefix; where it stands GNU keeps times. */
function headerName(block: Buffer): Buffer {
  const name = bytesField(block, 0, 100)
  const prefix = block.toString('latin1', 257, 263) === 'ustar\0' ? bytesField(block, 345, 155) : none
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name])
}
