import type { Tree, TreeEntry } from '../tree.ts'
import { lookUp, type Node } from './node.ts'

const usualLimit = 64 * 1024 * 1024

/** The files of merged layers as a tree. Only what was kept can be read; `tell` learns of what is there and was not. */
export function treeOf(root: Node, tell: (path: string, reason: string) => void): Tree {
  const find = (path: string, last: boolean): Node | undefined => lookUp(root, path.split('/'), last)
  return {
    read: (path, limit = usualLimit) => {
      const inode = find(path, true)?.inode
      if (inode === undefined || inode.y !== undefined || inode.s > limit) return Promise.resolve(undefined)
      if (inode.content === undefined) tell(path, 'content-not-kept')
      return Promise.resolve(inode.content)
    },
    list: (path) => Promise.resolve([...(find(path, true)?.children?.keys() ?? [])].toSorted()),
    stat: (path) => Promise.resolve(entryOf(find(path, false))),
  }
}

function entryOf(node: Node | undefined): TreeEntry | undefined {
  if (node === undefined) return undefined
  const { inode } = node
  if (inode === undefined) return { type: 'd', mode: 0o755, uid: 0, gid: 0, size: 0 }
  const { y, m, u, g, s, l } = inode
  return { type: y ?? 'file', mode: m, uid: u, gid: g, size: s, ...(l === undefined ? {} : { target: l }) }
}
