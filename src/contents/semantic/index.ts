import { compareRows, rowKey, type ContentRow, type RowKind } from '../../model/content.ts'
import { messageOf } from '../../model/errors.ts'
import type { SemanticContext, Tree } from '../tree.ts'
import { authorizedKeys } from './accounts/authorized-keys.ts'
import { groups } from './accounts/groups.ts'
import { users } from './accounts/users.ts'
import { boot } from './kernel/boot.ts'
import { modules } from './kernel/modules.ts'
import { sysctl } from './kernel/sysctl.ts'
import { mounts } from './mounts.ts'
import { apk } from './packages/apk.ts'
import { dpkg } from './packages/dpkg.ts'
import { gem } from './packages/gem.ts'
import { npm } from './packages/npm.ts'
import { python } from './packages/python.ts'
import { rpm } from './packages/rpm.ts'
import type { SemanticReader } from './reader.ts'
import { at } from './schedule/at.ts'
import { cron } from './schedule/cron.ts'
import { init } from './services/init.ts'
import { units } from './services/units.ts'

const readers: Readonly<Record<string, SemanticReader>> = {
  dpkg,
  rpm,
  apk,
  python,
  npm,
  gem,
  users,
  groups,
  authorizedKeys,
  units,
  init,
  cron,
  at,
  mounts,
  sysctl,
  modules,
  boot,
}

/** Kinds of rows that `semanticRows` looks for. */
export const semanticKinds: readonly RowKind[] = [...new Set(Object.values(readers).flatMap(({ kinds }) => kinds))]

/** Whether a reader needs the content of the file at a canonical path: who reads a stream of files keeps these. */
export function wantedBySemantics(path: string): boolean {
  return Object.values(readers).some((reader) => reader.wants(path))
}

/** What the databases of a machine say: packages, accounts, units, ... in the order of `compareRows`, each key once. */
export async function semanticRows(tree: Tree, context: SemanticContext): Promise<ContentRow[]> {
  const rows: ContentRow[] = []
  for (const reader of Object.values(readers)) for (const row of await rowsOf(reader, tree, context)) rows.push(row)
  rows.sort(compareRows)
  return rows.filter((row, index) => {
    const before = rows[index - 1]
    if (before === undefined || before.k !== row.k || rowKey(before) !== rowKey(row)) return true
    context.skip('/', `${rowKey(row)} is described twice: the first one counts`)
    return false
  })
}

/** One broken database is told, and the others are read. */
async function rowsOf(reader: SemanticReader, tree: Tree, context: SemanticContext): Promise<ContentRow[]> {
  try {
    return await reader.rows(tree, context)
  } catch (error) {
    context.skip(reader.at, `could not be understood: ${messageOf(error)}`)
    return []
  }
}
