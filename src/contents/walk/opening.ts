import { constants, openSync } from 'node:fs'
import { codeOf } from '../../model/errors.ts'

/** A link in its place, a pipe or a device that came since hold nothing up. */
const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Opens a file to be read without a trace: its time of access stays, where its owner or root asks. Throws what the system says. */
export function openUnnoticed(path: string | Buffer): number {
  try {
    return openSync(path, flags | constants.O_NOATIME)
  } catch (error) {
    // Who does not own a file may not ask for that.
    if (codeOf(error) !== 'EPERM') throw error
    return openSync(path, flags)
  }
}

/** Opens a folder; no link is followed. */
export function openFolder(path: string | Buffer): number {
  return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
}
