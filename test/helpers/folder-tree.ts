import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Tree, TreeEntry } from '../../src/contents/tree.ts'

/** A tree over a folder that a test made or trusts: its links are followed as the system does. */
export function folderTree(root: string): Tree {
  const attempt = <T>(what: () => T): Promise<T | undefined> => {
    try {
      return Promise.resolve(what())
    } catch {
      return Promise.resolve(undefined)
    }
  }
  return {
    read: (path, limit = 64 << 20) =>
      attempt(() => (statSync(join(root, path)).size <= limit ? readFileSync(join(root, path)) : undefined)),
    list: async (path) => (await attempt(() => readdirSync(join(root, path)).toSorted())) ?? [],
    stat: (path) => attempt(() => entryOf(join(root, path))),
  }
}

function entryOf(path: string): TreeEntry {
  const { mode, uid, gid, size } = lstatSync(path)
  const common = { mode: mode & 0o7777, uid, gid, size }
  const is = (type: number): boolean => (mode & 0o170000) === type
  if (is(0o120000)) return { ...common, type: 'l', target: readlinkSync(path) }
  return {
    ...common,
    type: is(0o040000) ? 'd' : is(0o020000) ? 'c' : is(0o060000) ? 'b' : is(0o010000) ? 'p' : is(0o140000) ? 's' : 'file',
  }
}
