import type { ContentRow, RowKind } from '../../model/content.ts'
import type { SemanticContext, Tree } from '../tree.ts'

/** Kinds of rows that `semanticRows` looks for. */
export const semanticKinds: readonly RowKind[] = []

const prefixes = ['/etc/', '/var/lib/dpkg/', '/var/lib/rpm/', '/lib/apk/', '/usr/lib/sysimage/rpm/', '/usr/lib/systemd/']
const suffixes = [/\/site-packages\/[^/]+\/METADATA$/, /\/node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/]

/** Whether a reader needs the content of the file at a canonical path: who reads a stream of files keeps these. */
export function wantedBySemantics(path: string): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix)) || suffixes.some((suffix) => suffix.test(path))
}

/** What the databases of a machine say, in the order of `compareRows`, each key once. */
export function semanticRows(_tree: Tree, _context: SemanticContext): Promise<ContentRow[]> {
  return Promise.resolve([])
}
