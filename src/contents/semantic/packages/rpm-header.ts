/**
 * Header of an rpm package as its database keeps it: an index of tags, then their data, all big-endian.
 * https://rpm-software-management.github.io/rpm/manual/format_header.html
 */
export interface RpmHeader {
  name: string
  version: string
  release: string
  epoch?: number
  arch: string
  sourceRpm: string
  /** Its files, folders included, in the package's order. Names are bytes in latin1. */
  files(): RpmFile[]
}

interface RpmFile {
  path: string
  isFolder: boolean
  /** Marked `%config`. */
  isConfiguration: boolean
  /** Marked `%ghost`: the package only claims the path. */
  isGhost: boolean
}

const tag = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  arch: 1022,
  oldNames: 1027,
  modes: 1030,
  flags: 1037,
  sourceRpm: 1044,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
} as const

const configFlag = 1
const ghostFlag = 64
const intro = 8
const entryLength = 16

/** The header in a blob. Throws a RangeError where the blob is torn. */
export function rpmHeader(blob: Buffer): RpmHeader {
  const count = blob.readUInt32BE(0)
  const dataLength = blob.readUInt32BE(4)
  const start = intro + count * entryLength
  if (start + dataLength > blob.length) throw new RangeError('its header is torn')
  const data = blob.subarray(start, start + dataLength)
  const entries = new Map<number, { offset: number; count: number }>()
  for (let at = intro; at < start; at += entryLength) {
    entries.set(blob.readUInt32BE(at), { offset: blob.readUInt32BE(at + 8), count: blob.readUInt32BE(at + 12) })
  }
  const strings = (wanted: number): string[] => {
    const entry = entries.get(wanted)
    return entry === undefined ? [] : stringsAt(data, entry.offset, entry.count)
  }
  const numbers = (wanted: number, width: 2 | 4): number[] => {
    const entry = entries.get(wanted)
    if (entry === undefined) return []
    if (entry.offset + entry.count * width > data.length) throw new RangeError('its header is torn')
    return Array.from({ length: entry.count }, (_, index) => data.readUIntBE(entry.offset + index * width, width))
  }
  const [epoch] = numbers(tag.epoch, 4)
  return {
    name: strings(tag.name)[0] ?? '',
    version: strings(tag.version)[0] ?? '',
    release: strings(tag.release)[0] ?? '',
    ...(epoch !== undefined && { epoch }),
    arch: strings(tag.arch)[0] ?? '',
    sourceRpm: strings(tag.sourceRpm)[0] ?? '',
    files: () => {
      const folders = strings(tag.dirNames)
      const indexes = numbers(tag.dirIndexes, 4)
      const modes = numbers(tag.modes, 2)
      const flags = numbers(tag.flags, 4)
      const base = strings(tag.baseNames).map((name, at) => `${folders[indexes[at] ?? -1] ?? '/'}${name}`)
      return (base.length > 0 ? base : strings(tag.oldNames)).map((path, at) => ({
        path,
        isFolder: ((modes[at] ?? 0) & 0o170000) === 0o040000,
        isConfiguration: ((flags[at] ?? 0) & configFlag) !== 0,
        isGhost: ((flags[at] ?? 0) & ghostFlag) !== 0,
      }))
    },
  }
}

/** Strings one after the other, each with a zero at its end. */
function stringsAt(data: Buffer, offset: number, count: number): string[] {
  const found: string[] = []
  let at = offset
  while (found.length < count) {
    const end = data.indexOf(0, at)
    if (end === -1) throw new RangeError('its header is torn')
    found.push(data.toString('latin1', at, end))
    at = end + 1
  }
  return found
}
