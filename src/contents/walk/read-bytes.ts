import { closeSync, fstatSync, readSync, type BigIntStats } from 'node:fs'
import { openUnnoticed } from './opening.ts'

/**
 * A regular file that has at most `limit` bytes, read to its end: files of the kernel say no size. Undefined: it is longer, or no
 * regular file, or not the one that was seen. Throws what the system says.
 */
export function readBytes(path: string | Buffer, limit: number, seen?: Pick<BigIntStats, 'ino' | 'dev'>): Buffer | undefined {
  const file = openUnnoticed(path)
  try {
    const stat = fstatSync(file, { bigint: true })
    if (!stat.isFile() || stat.size > BigInt(limit)) return undefined
    if (seen !== undefined && (stat.ino !== seen.ino || stat.dev !== seen.dev)) return undefined
    const parts: Buffer[] = []
    for (let done = 0; done <= limit;) {
      const part = Buffer.allocUnsafe(Math.max(4096, Math.min(Number(stat.size) + 1 - done, limit + 1)))
      const read = readSync(file, part, 0, part.length, null)
      if (read === 0) return parts.length === 1 ? parts[0] : Buffer.concat(parts)
      parts.push(part.subarray(0, read))
      done += read
    }
    return undefined
  } finally {
    closeSync(file)
  }
}
