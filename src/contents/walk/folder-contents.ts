import { compareRows, type ContentReading, type ContentRow, type Contents, type FileRow, type RowKind } from '../../model/content.ts'
import { readsAttributes } from './file-attributes.ts'
import { smallText } from './small-text.ts'
import { UnreadList } from './unread.ts'
import { visitOf, type Visited } from './visit.ts'
import { sharedVisitors, type Visitors } from './visitors.ts'
import { walk, type WalkOptions } from './walk.ts'

export interface FolderOptions extends Pick<WalkOptions, 'root' | 'mounts' | 'depthOf'> {
  /** How it is reached, who vouches for it, what change times are worth. */
  reading: Pick<ContentReading, 'method' | 'trust' | 'isCtimeStable' | 'startedAt' | 'at'>
  /** A bake: every file is hashed as it comes, and only what survives on the way to a machine is written. */
  isBaked?: boolean
  /** Rows that are no files, and the kinds that were looked for. `skip`: something could not be read. */
  others?: { kinds: readonly RowKind[]; rows(skip: (path: string, reason: string) => void): Promise<readonly ContentRow[]> }
  /** Threads that open files. Default: those of this process. */
  visitors?: Visitors
}

const statFields = ['y', 'm', 'u', 'g', 's', 't', 'l', 'hl'] as const
const statMembers = ['m', 'u', 'g', 's', 't', 'ct', 'i'] as const
const filesAtOnce = 256
const fewFiles = 16
/** First names of files with several, of which the hash is kept for the others. */
const mostFirsts = 65_536

/**
 * What a folder contains, its file rows by a walk. For a live tree that is a stat pass (with inode, change time and extended
 * attributes), and files are hashed when they are asked for. What could not be read is in the reading once the rows have ended.
 */
export function folderContents(options: FolderOptions): Contents {
  const { root, reading, isBaked = false, visitors = sharedVisitors() } = options
  const [unread, left] = [new UnreadList(), new UnreadList()]
  const attributes = readsAttributes()
  const withTimes = !isBaked || reading.isCtimeStable
  return {
    reading: {
      ...reading,
      depth: isBaked ? 'full' : 'default',
      kinds: [...(options.others?.kinds ?? []), 'f'],
      fields: [...statFields, 'h', ...(attributes ? ['x'] : []), ...(withTimes ? ['ct', 'i'] : [])],
      xattrs: attributes ? 'all' : 'none',
      skipped: unread.entries,
      left: left.entries,
    },

    async *rows() {
      unread.clear()
      left.clear()
      const skip = (path: string, reason: string): void => unread.add(path, reason)
      const others = (await options.others?.rows(skip)) ?? []
      if (others.length > 0) yield others.toSorted(compareRows)
      const firsts = new Map<string, string | undefined>()
      const several = (path: string): void => {
        if (firsts.size < mostFirsts) firsts.set(path, undefined)
      }
      const pending: { rows: FileRow[]; visited: Promise<Visited> }[] = []
      const finish = async (batch: (typeof pending)[number]): Promise<FileRow[]> => {
        const visited = await batch.visited
        applyAttributes(batch.rows, visited, skip)
        return isBaked ? finished(batch.rows, visited, firsts, withTimes, skip) : batch.rows
      }
      const leave = (path: string, reason: string): void => left.add(path, reason)
      for (const rows of walk({ ...options, skip, leave, batch: filesAtOnce, ...(isBaked ? { several } : {}) })) {
        if (!isBaked && !attributes) {
          yield rows
          continue
        }
        const seen = rows.map((row) => (row.hl !== undefined && firsts.has(row.hl) ? { p: row.p } : row))
        pending.push({ rows, visited: visitors.visit(visitOf(root, seen, { hash: isBaked, attributes })) })
        const first = pending.length >= visitors.ahead ? pending.shift() : undefined
        if (first !== undefined) yield await finish(first)
      }
      for (const batch of pending) yield await finish(batch)
    },

    async hashes(files) {
      const hashes: (string | undefined)[] = []
      // A few files, too, are hashed by all threads.
      const size = Math.min(filesAtOnce, Math.max(fewFiles, Math.ceil(files.length / visitors.ahead)))
      const batches = Array.from({ length: Math.ceil(files.length / size) }, (_, at) => files.slice(at * size, (at + 1) * size))
      const visits = batches.map((batch) => visitors.visit(visitOf(root, batch, { hash: true, attributes: false })))
      for (const [at, visited] of (await Promise.all(visits)).entries()) {
        const batch = batches[at] ?? []
        applyOdd(batch, visited, (path, reason) => unread.add(path, reason))
        for (const hash of visited.hashes.split('\n').slice(0, batch.length)) hashes.push(hash === '' ? undefined : hash)
      }
      return hashes
    },

    text: (file) => Promise.resolve(smallText(root, file.p)),
  }
}

function applyAttributes(rows: readonly FileRow[], visited: Visited, skip: (path: string, reason: string) => void): void {
  for (const [at, x] of visited.attributes) {
    const row = rows[at]
    if (row !== undefined) row.x = x
  }
  for (const [at, reason] of visited.refused) skip(rows[at]?.p ?? '/', reason)
}

/** Brings rows up to date that are not as the walk saw them. */
function applyOdd(rows: readonly FileRow[], visited: Visited, skip: (path: string, reason: string) => void): void {
  for (const [at, { now, reason, unstable }] of visited.odd) {
    const row = rows[at]
    if (row === undefined) continue
    if (reason !== undefined) skip(row.p, reason)
    if (now !== undefined) {
      for (const member of statMembers) delete row[member]
      Object.assign(row, Object.fromEntries(statMembers.flatMap((member) => (now[member] === undefined ? [] : [[member, now[member]]]))))
    }
    if (unstable) row.unstable = true
  }
}

/** Rows of a bake: with hashes, without what vanished while it was read. */
function finished(
  rows: FileRow[],
  visited: Visited,
  firsts: Map<string, string | undefined>,
  withTimes: boolean,
  skip: (path: string, reason: string) => void,
): FileRow[] {
  const gone = new Set<FileRow>()
  applyOdd(rows, visited, (path, reason) => {
    if (reason !== 'vanished') skip(path, reason)
  })
  for (const [at, { reason, unstable }] of visited.odd) {
    const row = rows[at]
    if (row === undefined) continue
    if (reason === 'vanished') gone.add(row)
    if (unstable) skip(row.p, 'changed while it was read')
  }
  for (const [at, hash] of visited.hashes.split('\n').entries()) {
    const row = rows[at]
    if (row === undefined) break
    const known = row.hl === undefined ? hash : (firsts.get(row.hl) ?? hash)
    if (known !== '') row.h = known
    if (firsts.has(row.p)) firsts.set(row.p, known === '' ? undefined : known)
    delete row.unstable
    if (!withTimes) {
      delete row.ct
      delete row.i
    }
  }
  return gone.size === 0 ? rows : rows.filter((row) => !gone.has(row))
}
