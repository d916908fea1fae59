import { rowKey, type PackageRow } from '../../../model/content.ts'
import { nameText } from '../../names.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import type { OwnerReader } from '../owners.ts'
import type { SemanticReader } from '../reader.ts'
import { readBytes } from '../text.ts'
import { joinPackages } from './join.ts'

const databases = ['/usr/lib/apk/db/installed', '/lib/apk/db/installed']
const databaseLimit = 128 << 20

/** Packages of apk. https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2 */
export const apk: SemanticReader = {
  at: '/lib/apk/db/installed',
  kinds: ['p'],
  wants: (path) => databases.includes(path),
  rows: async (tree, context) => joinPackages((await recordsOf(tree, context)).map(({ row }) => row)),
}

/** Files of apk's packages. What lies in `/etc` is protected as configuration, as apk does by default. */
export const apkOwners: OwnerReader = async (tree, context, enter) => {
  for (const { row, lines } of await recordsOf(tree, context)) {
    const plain = { package: rowKey(row), conffile: false }
    const configuration = { ...plain, conffile: true }
    let folder = ''
    for (const line of lines) {
      if (line.startsWith('F:')) folder = line.length === 2 ? '' : `/${line.slice(2)}`
      else if (line.startsWith('R:')) enter(`${folder}/${line.slice(2)}`, /^\/etc(?:\/|$)/.test(folder) ? configuration : plain)
    }
  }
}

interface ApkRecord {
  row: PackageRow
  lines: readonly string[]
}

/** Records of the first database that there is: lines of a letter and a value, then an empty one. */
async function recordsOf(tree: Tree, context: SemanticContext): Promise<ApkRecord[]> {
  for (const path of databases) {
    const bytes = await readBytes(tree, path, context, databaseLimit)
    if (bytes === undefined) continue
    return nameText(bytes)
      .split(/\n\n+/)
      .map((record) => record.split('\n'))
      .filter((lines) => lines.some((line) => line.startsWith('P:')))
      .map((lines) => ({ lines, row: rowOf(lines) }))
  }
  return []
}

function rowOf(lines: readonly string[]): PackageRow {
  const value = (letter: string): string => lines.find((line) => line.startsWith(`${letter}:`))?.slice(2) ?? ''
  const [n, arch, origin] = [value('P'), value('A'), value('o')]
  return { k: 'p', mgr: 'apk', n, v: value('V'), ...(arch !== '' && { a: arch }), ...(origin !== '' && origin !== n && { src: origin }) }
}
