import type { FileRow } from '../../model/content.ts'
import type { Inode, Node } from './node.ts'

/** Members of file rows that archives tell. */
export const tarFields = ['y', 'm', 'u', 'g', 's', 't', 'h', 'l', 'x', 'hl'] as const

const usualMode = { file: 0o644, d: 0o755, l: 0o777 } as const

/** The files of a tree as rows, in their order. What has its default is left out. */
export function* fileRows(root: Node): Generator<FileRow> {
  const firstNames = new Map<Inode, string>()
  if (root.inode !== undefined) yield rowOf('/', root.inode)
  yield* below(root, '')

  function* below(folder: Node, path: string): Generator<FileRow> {
    const children = [...(folder.children ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, node] of children) {
      const at = `${path}/${name}`
      const row: FileRow = node.inode === undefined ? { k: 'f', p: at, y: 'd' } : rowOf(at, node.inode)
      if (node.inode?.isShared === true) {
        const first = firstNames.get(node.inode)
        if (first === undefined) firstNames.set(node.inode, at)
        else row.hl = first
      }
      yield row
      if (node.children !== undefined) yield* below(node, at)
    }
  }
}

function rowOf(path: string, { y, m, u, g, s, t, h, l, x }: Inode): FileRow {
  return {
    ...(g === 0 ? {} : { g }),
    ...(h === undefined ? {} : { h }),
    k: 'f',
    ...(l === undefined ? {} : { l }),
    ...(m === usual(y) ? {} : { m }),
    p: path,
    ...(y === undefined ? { s } : {}),
    t,
    ...(u === 0 ? {} : { u }),
    ...(x === undefined ? {} : { x }),
    ...(y === undefined ? {} : { y }),
  }
}

function usual(type: FileRow['y']): number {
  return type === 'd' || type === 'l' ? usualMode[type] : usualMode.file
}
