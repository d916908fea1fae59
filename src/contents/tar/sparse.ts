import type { Bytes } from './bytes.ts'
import { blockBytes, numberField } from './fields.ts'
import { paxNumber, type PaxRecords } from './pax.ts'

/** Where data lies in a file with holes: pairs of offset and length, in order. */
export interface SparseMap {
  pieces: readonly (readonly [offset: number, length: number])[]
  /** Bytes of the file with its holes. */
  size: number
}

/** More pieces than a real file has, few enough to hold. */
export const pieceLimit = 100_000

/** A map whose pieces follow each other within the file and make up the bytes that the archive holds; undefined for any other. */
export function sparseMap(numbers: readonly (number | undefined)[], size: number, stored: number): SparseMap | undefined {
  if (numbers.length % 2 !== 0) return undefined
  const pieces: [number, number][] = []
  let [end, sum] = [0, 0]
  for (let at = 0; at < numbers.length; at += 2) {
    const [offset, length] = [numbers[at], numbers[at + 1]]
    if (offset === undefined || length === undefined || !(offset >= end) || !(length >= 0) || !(offset + length <= size)) return undefined
    if (length > 0) pieces.push([offset, length])
    end = offset + length
    sum += length
  }
  return sum === stored ? { pieces, size } : undefined
}

/** The numbers in GNU's old header: four pieces, then more in blocks of their own while the flag says so. */
export function oldSparseNumbers(block: Buffer, at: number, pieces: number): (number | undefined)[] {
  const numbers: (number | undefined)[] = []
  for (let index = 0; index < pieces; index += 1) {
    const from = at + index * 24
    if (block[from] === 0) break
    numbers.push(numberField(block, from, 12), numberField(block, from + 12, 12))
  }
  return numbers
}

/** The numbers of GNU sparse 0.0 and 0.1, which stand in the extended header. Undefined where it has none. */
export function paxSparseNumbers(records: PaxRecords): readonly number[] | undefined {
  const text = records.values.get('GNU.sparse.map')?.toString('latin1')
  if (text === undefined) return records.sparse.length > 0 ? records.sparse : undefined
  return text === '' ? [] : text.split(',').map(Number)
}

/** GNU sparse 1.0 puts its map before the content. */
export function isMapInContent(records: PaxRecords): boolean {
  return paxNumber(records, 'GNU.sparse.major') === 1
}

/**
 * Reads the map that stands before the content: the number of pieces, then offsets and lengths, a line each, up to a whole block.
 * `used`: the bytes that it took. Undefined numbers: it is broken.
 */
export async function readContentMap(bytes: Bytes, stored: number): Promise<{ numbers: number[] | undefined; used: number }> {
  const numbers: number[] = []
  let [used, rest] = [0, '']
  while (numbers.length < 1 + 2 * (numbers[0] ?? 0)) {
    const block = used + blockBytes > stored ? undefined : await bytes.take(blockBytes)
    if (block?.length !== blockBytes) return { numbers: undefined, used }
    used += blockBytes
    const lines = `${rest}${block.toString('latin1')}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines.slice(0, 1 + 2 * pieceLimit)) {
      if (numbers.length > 0 && numbers.length === 1 + 2 * (numbers[0] ?? 0)) break
      if (!/^\d{1,15}$/.test(line) || (numbers[0] ?? 0) > pieceLimit) return { numbers: undefined, used }
      numbers.push(Number(line))
    }
    if (rest.length > blockBytes) return { numbers: undefined, used }
  }
  return { numbers: numbers.slice(1), used }
}
