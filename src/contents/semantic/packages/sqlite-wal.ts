/**
 * Pages that a SQLite database has in its write-ahead log and not yet in its file: those of whole transactions, checked as
 * SQLite does. https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function pagesOfLog(log: Buffer, pageSize: number): ReadonlyMap<number, Buffer> {
  const pages = new Map<number, Buffer>()
  if (log.length < headerLength || (log.readUInt32BE(0) & ~1) !== magic || log.readUInt32BE(8) !== pageSize) return pages
  const isBig = (log.readUInt32BE(0) & 1) === 1
  let sums = checksum(log.subarray(0, 24), isBig, [0, 0])
  if (!isSame(sums, log, 24)) return pages
  const pending = new Map<number, Buffer>()
  const step = frameHeader + pageSize
  for (let at = headerLength; at + step <= log.length; at += step) {
    const frame = log.subarray(at, at + step)
    // Frames of an older round stay behind the newest one: their salt is another.
    if (!frame.subarray(8, 16).equals(log.subarray(16, 24))) break
    sums = checksum(frame.subarray(frameHeader), isBig, checksum(frame.subarray(0, 8), isBig, sums))
    if (!isSame(sums, frame, 16)) break
    pending.set(frame.readUInt32BE(0), frame.subarray(frameHeader))
    if (frame.readUInt32BE(4) === 0) continue
    for (const [number, page] of pending) pages.set(number, page)
    pending.clear()
  }
  return pages
}

const magic = 0x377f0682
const headerLength = 32
const frameHeader = 24

type Sums = readonly [number, number]

function checksum(bytes: Buffer, isBig: boolean, [first, second]: Sums): Sums {
  let [a, b] = [first, second]
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0
    b = (b + (isBig ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0
  }
  return [a, b]
}

function isSame([first, second]: Sums, bytes: Buffer, at: number): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second
}
