import type { ContentRow, RowKind } from '../../model/content.ts'
import type { SemanticContext, Tree } from '../tree.ts'

/** Reads one database of a machine, from its files alone. What it cannot read it tells the context, and goes on. */
export interface SemanticReader {
  /** Where its database lies: named when it fails. */
  at: string
  /** Kinds of rows that it yields. */
  kinds: readonly RowKind[]
  /** Whether it needs the content of the file at a canonical path. */
  wants(path: string): boolean
  rows(tree: Tree, context: SemanticContext): Promise<ContentRow[]>
}
