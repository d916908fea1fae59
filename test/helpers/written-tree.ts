import type { Tree, TreeEntry } from '../../src/contents/tree.ts'
import { folderOf, resolveLink } from '../../src/contents/semantic/follow.ts'

/** What lies at a path: the text or bytes of a file, or an entry of another kind, or of a file with another mode. */
export type Written = string | Buffer | (Partial<TreeEntry> & { bytes?: string | Buffer })

/** A tree that a test writes down. Folders come with what is in them. */
export function treeOf(files: Readonly<Record<string, Written>>): Tree {
  const entries = new Map<string, { entry: TreeEntry; bytes?: Buffer }>()
  const names = new Map<string, Set<string>>([['/', new Set()]])
  for (const [path, written] of Object.entries(files)) {
    entries.set(path, entryOf(written))
    for (let at = path; at !== ''; at = folderOf(at)) {
      const folder = folderOf(at) || '/'
      names.set(folder, (names.get(folder) ?? new Set()).add(at.slice(at.lastIndexOf('/') + 1)))
    }
  }
  for (const folder of names.keys()) if (!entries.has(folder)) entries.set(folder, { entry: { ...plain, type: 'd', mode: 0o755 } })

  /** The path without links in its folders, and in its last name where that is asked for. */
  const resolve = (path: string, last: boolean, hops = 0): string => {
    let at = ''
    const parts = path.split('/').filter((part) => part !== '')
    for (const [index, part] of parts.entries()) {
      at = `${at}/${part}`
      const entry = entries.get(at)?.entry
      if (entry?.type !== 'l' || (index === parts.length - 1 && !last) || hops > 40) continue
      at = resolve(resolveLink(at, entry.target ?? ''), true, hops + 1)
    }
    return at === '' ? '/' : at
  }
  return {
    read: (path, limit = 64 << 20) => {
      const bytes = entries.get(resolve(path, true))?.bytes
      return Promise.resolve(bytes !== undefined && bytes.length <= limit ? bytes : undefined)
    },
    list: (path) => Promise.resolve([...(names.get(resolve(path, true)) ?? [])].toSorted()),
    stat: (path) => Promise.resolve(entries.get(resolve(path, false))?.entry),
  }
}

const plain: TreeEntry = { type: 'file', mode: 0o644, uid: 0, gid: 0, size: 0 }

function entryOf(written: Written): { entry: TreeEntry; bytes?: Buffer } {
  if (typeof written === 'string' || Buffer.isBuffer(written)) {
    const bytes = Buffer.from(written)
    return { entry: { ...plain, size: bytes.length }, bytes }
  }
  const { bytes, ...entry } = written
  const content = bytes === undefined ? undefined : Buffer.from(bytes)
  const type = entry.type ?? (entry.target === undefined ? 'file' : 'l')
  return { entry: { ...plain, size: content?.length ?? 0, ...entry, type }, ...(content !== undefined && { bytes: content }) }
}

/** A context that remembers what it was told. */
export function telling(key?: Uint8Array): { skip(path: string, reason: string): void; key?: Uint8Array; told: string[] } {
  const told: string[] = []
  return { told, skip: (path, reason) => void told.push(`${path}: ${reason}`), ...(key !== undefined && { key }) }
}
