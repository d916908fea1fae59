import { readFileSync, realpathSync } from 'node:fs'
import { nameText } from '../names.ts'
import { mountsBelow, parseMountinfo, type Mount } from './mounts.ts'

/** What is mounted inside a folder of this machine, seen from there; undefined: the kernel does not tell. */
export function mountedIn(root: string): Mount[] | undefined {
  try {
    // The folder is the caller's, nothing of what is scanned: links of this machine lead to it.
    const place = nameText(realpathSync(root, 'buffer'))
    return mountsBelow(parseMountinfo(readFileSync('/proc/self/mountinfo')), place)
  } catch {
    return undefined
  }
}
