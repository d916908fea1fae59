/**
 * Blobs of `Packages.db`, the database of rpm on SUSE: slots name the blocks in which blobs lie.
 * https://github.com/rpm-software-management/rpm/blob/master/lib/backend/ndb/rpmpkg.c
 */
export function* blobsOfNdb(file: Buffer): Generator<Buffer> {
  if (file.length < pageLength || file.readUInt32LE(0) !== magic('RpmP') || file.readUInt32LE(4) !== 0)
    throw new RangeError('it is no database of rpm')
  const end = Math.min(file.readUInt32LE(12) * pageLength, file.length)
  for (let at = firstSlot; at + slotLength <= end; at += slotLength) {
    if (file.readUInt32LE(at) !== magic('Slot')) throw new RangeError(`its slot at ${at} is torn`)
    const index = file.readUInt32LE(at + 4)
    const offset = file.readUInt32LE(at + 8) * blockLength
    if (index === 0 || offset === 0) continue
    if (offset + headLength > file.length || file.readUInt32LE(offset) !== magic('BlbS'))
      throw new RangeError(`its package ${index} is torn`)
    const length = file.readUInt32LE(offset + 12)
    const start = offset + headLength
    if (file.readUInt32LE(offset + 4) !== index || start + length > file.length) throw new RangeError(`its package ${index} is torn`)
    yield file.subarray(start, start + length)
  }
}

const pageLength = 4096
const slotLength = 16
const firstSlot = 32
const blockLength = 16
const headLength = 16

function magic(text: string): number {
  return Buffer.from(text, 'latin1').readUInt32LE(0)
}
