import { isFolder, lookUp, type Node } from './node.ts'

/**
 * Lays one layer over what is below it: first goes what the layer hides, then its own files come. A folder on a folder brings
 * its owner and mode and keeps what is in it; anything else on a folder takes its place.
 * https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts. `lost`: hard links to what is nowhere.
 */
export function layOver(below: Node, layer: Node, lost: (path: string) => void): void {
  const links: { folder: Node; name: string; path: string; target: readonly string[] }[] = []
  fold(below, layer, '')
  for (const { folder, name, path, target } of links) {
    const inode = lookUp(below, target, false)?.inode
    if (inode === undefined || inode.y === 'd') {
      folder.children?.delete(name)
      lost(path)
      continue
    }
    inode.isShared = true
    folder.children?.set(name, { inode })
  }

  function fold(lower: Node, upper: Node, path: string): void {
    if (upper.inode !== undefined) lower.inode = upper.inode
    if (upper.hides === true) lower.children = new Map()
    for (const [name, node] of upper.children ?? []) {
      const at = `${path}/${name}`
      const there = lower.children?.get(name)
      if (isFolder(node)) {
        const base = there !== undefined && isFolder(there) ? there : { children: new Map<string, Node>() }
        lower.children?.set(name, base)
        fold(base, node, at)
      } else if (node.link !== undefined) {
        lower.children?.set(name, node)
        links.push({ folder: lower, name, path: at, target: node.link })
      } else if (node.inode !== undefined) lower.children?.set(name, { inode: node.inode })
      else lower.children?.delete(name)
    }
  }
}
