import { createHash, hash } from 'node:crypto'
import { closeSync, fstatSync, readSync, type BigIntStats } from 'node:fs'
import type { FileRow } from '../../model/content.ts'
import { openUnnoticed } from './opening.ts'
import { reaching } from './reaching.ts'
import { statRow } from './stat-row.ts'
import { unreadReason } from './unread.ts'

/** What the walk saw of a file: inode, change time in nanoseconds, size. */
export type Seen = Pick<FileRow, 'p' | 'i' | 'ct' | 's'>

export interface Hashed {
  /** SHA-256, base64url. Absent: it could not be read, or not wholly. */
  h?: string
  /** Why there is no hash. */
  reason?: string
  /** What stat tells now, where the file is not as the walk saw it. */
  now?: FileRow
  /** It changed while it was read, twice. */
  unstable?: true
}

/** Read at once; what fits is hashed by one call. */
const chunk = 256 * 1024
const buffer = Buffer.allocUnsafeSlow(chunk)
const ofNothing = hash('sha256', '', 'base64url')

/** From this size on it is asked how much of a file is stored: a hole of terabytes takes hours to hash. */
const large = 1024 ** 3
const storedShare = 8n

/**
 * Hashes a regular file as the walk saw it. One that is not the same any more, or changes while it is read, is read once more.
 * `opened` is called with the path between the reading and the look whether it is still the same.
 */
export function hashFile(root: string, seen: Seen, opened?: (path: string) => void): Hashed {
  try {
    return reaching(root, seen.p, (raw) => {
      const first = attempt(raw, seen, opened)
      if ('isSame' in first && first.isSame) return { h: first.h }
      const before = 'isSame' in first ? statRow(seen.p, first.stat) : seen
      const second = 'isSame' in first ? attempt(raw, before, opened) : first
      if (!('isSame' in second)) return second
      const now = statRow(seen.p, second.stat)
      return second.isSame ? { h: second.h, now } : { h: second.h, now, unstable: true }
    })
  } catch (error) {
    return { reason: unreadReason(error) }
  }
}

interface Attempt {
  h: string
  isSame: boolean
  stat: BigIntStats
}

function attempt(raw: string | Buffer, seen: Seen, opened?: (path: string) => void): Attempt | { reason: string } {
  const file = openUnnoticed(raw)
  try {
    const size = seen.s ?? 0
    if (size >= large) {
      const { blocks } = fstatSync(file, { bigint: true })
      if (blocks * 512n * storedShare < BigInt(size)) return { reason: `sparse: ${blocks * 512n} of ${size} bytes are stored` }
    }
    const h = contentHash(file, size)
    opened?.(seen.p)
    const stat = fstatSync(file, { bigint: true })
    if (!stat.isFile()) return { reason: 'replaced while it was read' }
    return { h, stat, isSame: Number(stat.ino) === seen.i && String(stat.ctimeNs) === seen.ct && Number(stat.size) === seen.s }
  } finally {
    closeSync(file)
  }
}

/** Of the first `size` bytes: a file that grows is not followed. */
function contentHash(file: number, size: number): string {
  if (size === 0) return ofNothing
  const first = readSync(file, buffer, 0, Math.min(chunk, size), null)
  if (first === size || first === 0) return hash('sha256', buffer.subarray(0, first), 'base64url')
  const digest = createHash('sha256').update(buffer.subarray(0, first))
  for (let done = first; done < size;) {
    const read = readSync(file, buffer, 0, Math.min(chunk, size - done), null)
    if (read === 0) break
    digest.update(buffer.subarray(0, read))
    done += read
  }
  return digest.digest('base64url')
}
