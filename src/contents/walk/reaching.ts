import { closeSync } from 'node:fs'
import { nameBytes } from '../names.ts'
import { openFolder } from './opening.ts'

/** What the kernel takes as one path, with room for the name of a descriptor. */
const longest = 4_000

/**
 * Calls `use` with a path by which what lies at `path` (as in file rows) below `root` is reached. Where that is longer than the
 * kernel takes, folders on the way are opened, no link among them is followed. Throws what opening them and `use` throw.
 */
export function reaching<T>(root: string, path: string, use: (raw: string | Buffer) => T): T {
  const raw = rawPath(root, path)
  return Buffer.byteLength(raw) <= longest ? use(raw) : stepwise(bytesOf(raw), use)
}

/** The path below `root`; a string unless it has bytes that are not UTF-8. */
function rawPath(root: string, path: string): string | Buffer {
  const below = nameBytes(path)
  const prefix = root === '/' ? '' : root
  return typeof below === 'string' ? prefix + below : Buffer.concat([Buffer.from(prefix), below])
}

function bytesOf(raw: string | Buffer): Buffer {
  return typeof raw === 'string' ? Buffer.from(raw) : raw
}

function stepwise<T>(raw: Buffer, use: (raw: Buffer) => T): T {
  if (raw.length <= longest) return use(raw)
  const cut = raw.lastIndexOf('/', longest)
  const folder = openFolder(raw.subarray(0, cut))
  try {
    return stepwise(Buffer.concat([Buffer.from(`/proc/self/fd/${folder}`), raw.subarray(cut)]), use)
  } finally {
    closeSync(folder)
  }
}
