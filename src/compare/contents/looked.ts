import type { Contents, FileRow } from '../../model/content.ts'
import type { Candidates } from './candidates.ts'
import { isRegular, type Shared } from './file-row.ts'
import type { Looked } from './file-verdict.ts'
import type { Entry } from './merge.ts'
import type { Volatile } from './profile.ts'

/** Files that are hashed in one go. */
const atOnce = 256

interface Looking {
  baked: Contents
  live: Contents
  candidates: Candidates
  shared: Shared
  isRunning: boolean
}

/** What is known of the content of files that both sides have; those that nothing proves are hashed now. Undefined: one side only. */
export async function lookedAt(
  entries: readonly Entry<FileRow>[],
  volatiles: readonly (Volatile | undefined)[],
  { live: side, candidates, shared, isRunning }: Looking,
): Promise<readonly (Looked | undefined)[]> {
  const wanted: { row: FileRow; looked: Looked }[] = []
  const looks = entries.map(({ baked, live }, at): Looked | undefined => {
    const volatile = volatiles[at]
    if (baked === undefined || live === undefined || volatile === undefined) return undefined
    const looked: Looked = { proof: candidates.proof(baked, live), shared, isRunning }
    if (!isRegular(baked) || !isRegular(live) || live.h !== undefined || isFree(volatile)) return looked
    if (shared.has('s') && baked.s !== live.s && !volatile.may.has('own')) return looked
    if (live.unstable === true) looked.unread = 'not-read'
    else if (baked.h === undefined) looked.unread = looked.proof === 'unchanged' ? undefined : 'not-collected'
    else if (candidates.wants(baked, live, volatile.may.has('own') ? 'moved' : looked.proof)) {
      if (side.hashes === undefined) looked.unread = looked.proof === 'unchanged' ? undefined : 'not-hashed'
      else wanted.push({ row: live, looked })
    }
    return looked
  })
  for (let at = 0; at < wanted.length; at += atOnce) {
    const batch = wanted.slice(at, at + atOnce)
    const hashes = await side.hashes?.(batch.map(({ row }) => row))
    for (const [index, { row, looked }] of batch.entries()) {
      const hash = hashes?.[index]
      // The row was brought up to date: a file that changes still has no content that could be told.
      if (hash === undefined || row.unstable === true) looked.unread = 'not-read'
      else looked.live = hash
    }
  }
  return looks
}

/** Whether content says nothing at such a path. */
function isFree({ may }: Volatile): boolean {
  return !may.has('own') && (may.has('change') || may.has('grow'))
}
