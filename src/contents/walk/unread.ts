import { codeOf } from '../../model/errors.ts'

/** Entries that are kept by themselves; a tree of unreadable files is counted instead. */
const most = 1_000

export interface Unread {
  path: string
  reason: string
}

/** What was not read, and why: grows while it is read, and no further than can be shown. */
export class UnreadList {
  readonly entries: Unread[] = []
  #more = 0

  clear(): void {
    this.entries.length = 0
    this.#more = 0
  }

  add(path: string, reason: string): void {
    if (this.entries.length < most) this.entries.push({ path, reason })
    else this.entries[most] = { path: '/', reason: `${(this.#more += 1)} more places were not read` }
  }
}

/** Why the system did not let something be read, in a word. */
export function unreadReason(error: unknown): string {
  const code = codeOf(error)
  if (code === 'EACCES' || code === 'EPERM') return 'access-denied'
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'vanished'
  return code === 'ELOOP' ? 'replaced by a link' : `read-failed${code === undefined ? '' : ` ${code}`}`
}
