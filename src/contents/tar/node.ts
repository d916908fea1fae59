import type { FileRow } from '../../model/content.ts'

/** What a name stands for: several names of one file share one of these. */
export interface Inode {
  /** As in rows, without the path. */
  y?: FileRow['y']
  m: number
  u: number
  g: number
  /** Bytes of a regular file. */
  s: number
  /** Seconds. */
  t: number
  h?: string
  l?: string
  x?: FileRow['x']
  /** Whether it has more than one name. */
  isShared?: true
  /** Its bytes, where somebody will look into it. */
  content?: Buffer
}

/** A name in a folder. */
export interface Node {
  /** Absent: a folder that nobody described, or a name that is only taken away. */
  inode?: Inode
  children?: Map<string, Node>
  /** Of a layer: what lower layers have under this name is not seen any more. */
  hides?: true
  /** Of a layer: another name of what lies there, which this layer does not have. */
  link?: readonly string[]
}

export function isFolder(node: Node): boolean {
  return node.children !== undefined
}

/** Links that are followed on the way to one place, as in Linux. */
const linkLimit = 40

/** The segments of a path text; `..` is taken at its word. Undefined where it leads out. */
export function segmentsOf(path: string, from: readonly string[] = []): string[] | undefined {
  const out = path.startsWith('/') ? [] : [...from]
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') out.push(part)
    else if (out.pop() === undefined) return undefined
  }
  return out
}

/**
 * What lies at a path, links on the way followed inside the tree: a link never leads out of it, as `..` at the root stays there.
 * `last`: whether a link at the end is followed too.
 */
export function lookUp(root: Node, segments: readonly string[], last: boolean): Node | undefined {
  let todo = [...segments].toReversed()
  let [links, way]: [number, Node[]] = [0, [root]]
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (name === '' || name === '.') continue
    if (name === '..') {
      if (way.length > 1) way.pop()
      continue
    }
    const next = way.at(-1)?.children?.get(name)
    if (next === undefined) return undefined
    const target = next.inode?.y === 'l' && (last || todo.length > 0) ? next.inode.l : undefined
    if (target === undefined) {
      way.push(next)
      continue
    }
    links += 1
    if (links > linkLimit) return undefined
    if (target.startsWith('/')) way = [root]
    todo = [...todo, ...target.split('/').toReversed()]
  }
  return way.at(-1)
}
