import type { Tree, TreeEntry } from '../tree.ts'

/** As many links as the kernel follows. */
const hopLimit = 40

/** Where a path leads when its last link, and the link that this names, are followed. Undefined: nowhere, or in a circle. */
export async function follow(tree: Tree, path: string): Promise<{ path: string; entry: TreeEntry } | undefined> {
  let at = path
  for (let hop = 0; hop < hopLimit; hop += 1) {
    const entry = await tree.stat(at)
    // Many trees hold no devices, and a link to this one is the usual way to say "nothing".
    if (entry === undefined) return at === '/dev/null' ? { path: at, entry: nothing } : undefined
    if (entry.type !== 'l') return { path: at, entry }
    at = resolveLink(at, entry.target ?? '')
  }
  return undefined
}

const nothing: TreeEntry = { type: 'c', mode: 0o666, uid: 0, gid: 0, size: 0 }

/** The path that a link at `path` names: absolute, without `.` and `..`, never above the root. */
export function resolveLink(path: string, target: string): string {
  const parts: string[] = []
  for (const part of (target.startsWith('/') ? target : `${folderOf(path)}/${target}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
