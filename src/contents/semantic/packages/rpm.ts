import { rowKey, type PackageRow } from '../../../model/content.ts'
import { messageOf } from '../../../model/errors.ts'
import { nameText } from '../../names.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import type { OwnerReader } from '../owners.ts'
import type { SemanticReader } from '../reader.ts'
import { readBytes } from '../text.ts'
import { joinPackages } from './join.ts'
import { blobsOfNdb } from './ndb.ts'
import { rpmHeader, type RpmHeader } from './rpm-header.ts'
import { pageSizeOf, rowsOfTable } from './sqlite.ts'
import { pagesOfLog } from './sqlite-wal.ts'

const folders = ['/usr/lib/sysimage/rpm', '/usr/share/rpm', '/var/lib/rpm']
/** Some 3,000 packages, with the names of all their files. */
const databaseLimit = 512 << 20

/** Packages of rpm: `rpmdb.sqlite`, or `Packages.db` of SUSE. https://rpm.org/wiki/Docs/RpmDb and the pages of its parts */
export const rpm: SemanticReader = {
  at: '/var/lib/rpm',
  kinds: ['p'],
  wants: (path) => folders.some((folder) => path.startsWith(`${folder}/`)) && /\/(?:rpmdb\.sqlite(?:-wal)?|Packages\.db)$/.test(path),
  rows: async (tree, context) => {
    const rows: RpmRow[] = []
    for await (const header of rpmHeaders(tree, context)) rows.push({ header, row: rowOf(header) })
    return joinPackages(named(rows).map(({ row }) => row))
  },
}

/** Files of rpm's packages. Those that a package only claims (`%ghost`) are its configuration: they come and go. */
export const rpmOwners: OwnerReader = async (tree, context, enter) => {
  const rows: RpmRow[] = []
  for await (const header of rpmHeaders(tree, context)) rows.push({ header, row: rowOf(header) })
  for (const { header, row } of named(rows)) {
    const own = { package: rowKey(row), conffile: false }
    const configuration = { ...own, conffile: true }
    for (const file of header.files()) {
      if (!file.isFolder)
        enter(
          plain.test(file.path) ? file.path : nameText(Buffer.from(file.path, 'latin1')),
          file.isConfiguration || file.isGhost ? configuration : own,
        )
    }
  }
}

/** Names that mean themselves: nearly all. */
const plain = /^[\x20-\x24\x26-\x7e]*$/

interface RpmRow {
  header: RpmHeader
  row: PackageRow
}

function rowOf(header: RpmHeader): PackageRow {
  const version = `${header.version}-${header.release}`
  const source = header.sourceRpm.replace(/-[^-]*-[^-]*$/, '')
  return {
    k: 'p',
    mgr: 'rpm',
    // Keys of vendors are kept as packages of one name; their version is the key.
    n: header.name === 'gpg-pubkey' ? `gpg-pubkey-${version}` : header.name,
    v: header.epoch === undefined ? version : `${header.epoch}:${version}`,
    ...(header.arch !== '' && { a: header.arch }),
    ...(source !== '' && source !== header.name && { src: source }),
  }
}

/** Packages of one name for several architectures: those that are not for the machine's own say for which. */
function named(rows: readonly RpmRow[]): RpmRow[] {
  const counts = new Map<string, number>()
  const names = new Map<string, Set<string>>()
  for (const { row } of rows) {
    if (row.a !== 'noarch' && row.a !== undefined) counts.set(row.a, (counts.get(row.a) ?? 0) + 1)
    names.set(row.n, (names.get(row.n) ?? new Set()).add(row.a ?? ''))
  }
  const own = [...counts].toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))[0]?.[0]
  return rows.map((each) =>
    (names.get(each.row.n)?.size ?? 0) < 2 || each.row.a === own
      ? each
      : { ...each, row: { ...each.row, n: `${each.row.n}.${each.row.a}` } },
  )
}

/** Headers of all packages in the first database that there is. A torn one is told. */
async function* rpmHeaders(tree: Tree, context: SemanticContext): AsyncGenerator<RpmHeader> {
  for (const folder of folders) {
    const names = await tree.list(folder)
    const name = ['rpmdb.sqlite', 'Packages.db', 'Packages'].find((candidate) => names.includes(candidate))
    if (name === undefined) continue
    const path = `${folder}/${name}`
    if (name === 'Packages') {
      context.skip(path, 'packages: a Berkeley DB of rpm cannot be read')
      return
    }
    const file = await readBytes(tree, path, context, databaseLimit)
    if (file === undefined) return
    try {
      for (const blob of name === 'Packages.db' ? blobsOfNdb(file) : await blobsOfSqlite(tree, path, file, context)) yield rpmHeader(blob)
    } catch (error) {
      context.skip(path, `not all packages could be read: ${messageOf(error)}`)
    }
    return
  }
}

async function blobsOfSqlite(tree: Tree, path: string, file: Buffer, context: SemanticContext): Promise<Iterable<Buffer>> {
  const log = await readBytes(tree, `${path}-wal`, context, databaseLimit)
  const journal = await tree.stat(`${path}-journal`)
  if (journal !== undefined && journal.size > 0) context.skip(path, 'packages may be wrong: a change was not finished')
  const newer = log === undefined ? undefined : pagesOfLog(log, pageSizeOf(file))
  return blobsIn(rowsOfTable(file, 'Packages', newer))
}

function* blobsIn(rows: Iterable<readonly unknown[]>): Generator<Buffer> {
  for (const values of rows) {
    const blob = values.find((value) => Buffer.isBuffer(value))
    if (blob !== undefined) yield blob
  }
}
