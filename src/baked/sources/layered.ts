import type { Node } from '../../contents/tar/node.ts'
import { fileRows } from '../../contents/tar/rows.ts'
import { treeOf } from '../../contents/tar/tree.ts'
import type { FileRow } from '../../model/content.ts'
import type { OpenedSource, SourceContext } from './source.ts'

/** Rows a batch. */
const batchSize = 1000

/** What a tree in memory yields. */
export function opened(root: Node, context: SourceContext): Pick<OpenedSource, 'tree' | 'files'> {
  return { tree: treeOf(root, context.skip), files: () => batches(root) }
}

function* batches(root: Node): Generator<FileRow[]> {
  let batch: FileRow[] = []
  for (const row of fileRows(root)) {
    batch.push(row)
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
