import { lstatSync, readdirSync, readlinkSync, statSync, type BigIntStats } from 'node:fs'
import { comparePaths, type FileRow } from '../../model/content.ts'
import { nameText } from '../names.ts'
import { HardLinks } from './hard-links.ts'
import { unwalkedType, type Mount } from './mounts.ts'
import { reaching } from './reaching.ts'
import { statRow } from './stat-row.ts'
import { unreadReason } from './unread.ts'

/** How deep a folder is looked into: wholly, for programs that lie in it alone, or not at all. */
export type FolderDepth = 'whole' | 'programs' | 'none'

export interface WalkOptions {
  /** The folder that is `/` in rows. */
  root: string
  /** What is mounted inside, seen from there. Absent: unknown, and another device is taken for a mount. */
  mounts?: readonly Mount[]
  /** Asked before a folder is opened, with its path. Default: whole. In a folder of programs nothing is looked at wholly. */
  depthOf?(this: void, path: string): FolderDepth | undefined
  /** Something could not be read. */
  skip(this: void, path: string, reason: string): void
  /** Something was left out on purpose: a pseudo or network file system, a folder that `depthOf` closes. */
  leave(this: void, path: string, reason: string): void
  /** Told of each file with several names when its first one comes. */
  several?(this: void, path: string): void
  /** Rows a batch. */
  batch?: number
  /** Called with the path of each folder between the reading of its names and the look whether it is still the same. */
  listed?(this: void, path: string): void
}

/** No path below may be longer; only made on purpose are there such. */
const longestPath = 32_768
const programBits = 0o6111
const regular = 0o100000
const format = 0o170000

interface Folder {
  path: string
  device: bigint
  depth: FolderDepth
  on: string | undefined
  /** As in rows, sorted; of a folder that is not opened, places of mounts below it. */
  names: readonly string[]
  at: number
}

/**
 * Rows of all that lies below a folder, it included, in the order of `comparePaths`, in batches. A stat pass: nothing is opened
 * but folders, nothing hashed. Links are never followed. A folder that another took the place of while it was read is skipped and
 * said; what vanished is not there. Held are the names of the folders on the way and files with several names.
 */
export function* walk(options: WalkOptions): Generator<FileRow[]> {
  const size = options.batch ?? 256
  let batch: FileRow[] = []
  for (const row of rowsOf(options)) {
    batch.push(row)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}

function* rowsOf(options: WalkOptions): Generator<FileRow> {
  const mounts = new Map(options.mounts?.map((mount) => [mount.target, mount]))
  const links = new HardLinks()
  // The root is what the caller says, also where that is a link.
  const top = statSync(options.root, { bigint: true })
  const stack: Folder[] = [folderOf('/', top, undefined, undefined, options, mounts)]
  yield statRow('/', top)
  for (let folder = stack.at(-1); folder !== undefined; folder = stack.at(-1)) {
    const name = folder.names[folder.at]
    folder.at += 1
    if (name === undefined) {
      stack.pop()
      continue
    }
    const path = folder.path === '/' ? `/${name}` : `${folder.path}/${name}`
    const stat = statOf(path, options)
    if (stat === undefined) continue
    const on = placeOf(path, stat, folder, options, mounts)
    const mode = Number(stat.mode)
    const isFolder = (mode & format) === 0o040000
    if (folder.depth !== 'programs' || on !== folder.on || ((mode & format) === regular && (mode & programBits) !== 0)) {
      yield fullRow(path, stat, on, links, options)
    }
    if (isFolder) stack.push(folderOf(path, stat, folder, on, options, mounts))
  }
  if (links.unfollowed > 0) options.skip('/', `${links.unfollowed} files with several names were not joined`)
}

function statOf(path: string, options: WalkOptions): BigIntStats | undefined {
  if (path.length > longestPath) {
    options.skip(`${path.slice(0, 256)}...`, `path is longer than ${longestPath} characters`)
    return undefined
  }
  try {
    return reaching(options.root, path, (raw) => lstatSync(raw, { bigint: true }))
  } catch (error) {
    const reason = unreadReason(error)
    if (reason !== 'vanished') options.skip(path, reason)
    return undefined
  }
}

/** The mount on which a path lies. */
function placeOf(
  path: string,
  stat: BigIntStats,
  folder: Folder,
  options: WalkOptions,
  mounts: ReadonlyMap<string, Mount>,
): string | undefined {
  if (mounts.has(path)) return path
  return options.mounts === undefined && stat.dev !== folder.device ? path : folder.on
}

function fullRow(path: string, stat: BigIntStats, on: string | undefined, links: HardLinks, options: WalkOptions): FileRow {
  const row = statRow(path, stat)
  if (row.y === 'l') addTarget(row, options)
  if (row.y !== 'd' && stat.nlink > 1n) {
    const first = links.firstOf(`${stat.dev}:${stat.ino}`, Number(stat.nlink), path)
    if (first === undefined) options.several?.(path)
    else row.hl = first
  }
  if (on !== undefined) row.on = on
  return row
}

function addTarget(row: FileRow, options: WalkOptions): void {
  try {
    row.l = reaching(options.root, row.p, (raw) => {
      const text = readlinkSync(raw)
      return nameText(text.includes(replacement) ? readlinkSync(raw, 'buffer') : text)
    })
  } catch (error) {
    options.skip(row.p, unreadReason(error))
  }
}

/** A folder with what is to be visited in it. `above`: the folder that it lies in. */
function folderOf(
  path: string,
  stat: BigIntStats,
  above: Folder | undefined,
  on: string | undefined,
  options: WalkOptions,
  mounts: ReadonlyMap<string, Mount>,
): Folder {
  const mount = mounts.get(path)
  const type = mount === undefined ? undefined : unwalkedType(mount.type)
  const asked = type === undefined ? (options.depthOf?.(path) ?? 'whole') : 'none'
  const depth = asked === 'whole' && above?.depth === 'programs' && on === above.on ? 'programs' : asked
  if (depth === 'none') options.leave(path, type === undefined ? 'closed' : `${type} file system ${mount?.type ?? ''}`)
  const names = depth === 'none' ? mountedBelow(path, mounts) : listed(path, stat, options)
  return { path, device: stat.dev, depth, on, names, at: 0 }
}

/** The nearest mounts below a folder that is not opened: they are asked for by themselves. */
function mountedBelow(path: string, mounts: ReadonlyMap<string, Mount>): string[] {
  const prefix = path === '/' ? '/' : `${path}/`
  const below = [...mounts.keys()].filter((target) => target.startsWith(prefix) && target !== prefix).toSorted(comparePaths)
  return below.filter((target) => !below.some((other) => target.startsWith(`${other}/`))).map((target) => target.slice(prefix.length))
}

/** Names in a folder, as in rows and sorted. None, and said, where it cannot be read or is not the one that was looked at. */
function listed(path: string, stat: BigIntStats, options: WalkOptions): string[] {
  try {
    return reaching(options.root, path, (raw) => {
      const names = readdirSync(raw)
      const texts = names.some((name) => name.includes(replacement)) ? readdirSync(raw, 'buffer').map(nameText) : names.map(nameText)
      options.listed?.(path)
      const now = path === '/' ? stat : lstatSync(raw, { bigint: true })
      if (now.ino === stat.ino && now.dev === stat.dev) return texts.toSorted()
      options.skip(path, 'replaced while it was read')
      return []
    })
  } catch (error) {
    const reason = unreadReason(error)
    if (reason !== 'vanished') options.skip(path, reason)
    return []
  }
}

/** What Node writes for bytes that are not UTF-8. */
const replacement = '�'
