import type { PackageRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { gather } from '../gather.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines, readNames, readText } from '../text.ts'
import { joinPackages } from './join.ts'

export const dpkgFolder = '/var/lib/dpkg'
const status = `${dpkgFolder}/status`
/** Distroless images have a file a package, and beside it its md5sums. */
export const distroless = `${dpkgFolder}/status.d`
const updates = `${dpkgFolder}/updates`
/** A machine with everything that Debian has comes to some 100 MB. */
const statusLimit = 128 << 20

export interface DpkgPackage {
  row: PackageRow
  /** Name and architecture, as the files in `info` are called. */
  name: string
  arch: string
  /** Paths of its configuration files, as the package has them. */
  conffiles: readonly string[]
  /** The file in `status.d` that describes it, where there is no common one. */
  file?: string
}

/** Packages of dpkg, with holds, diversions and overrides. https://man7.org/linux/man-pages/man1/dpkg-query.1.html, deb-control(5) */
export const dpkg: SemanticReader = {
  at: status,
  kinds: ['p'],
  wants: (path) => /^\/var\/lib\/dpkg\/(?:status$|status\.d\/|diversions$|statoverride$|info\/.*\.list$)/.test(path),
  rows: async (tree, context) => {
    const packages = (await dpkgPackages(tree, context)).map(({ row }) => row)
    const waiting = await tree.list(updates)
    if (waiting.some((name) => /^\d+$/.test(name))) context.skip(updates, 'dpkg was interrupted: what it had not yet entered was not read')
    return withOrders(packages, await ordersOf(tree, context))
  },
}

/** What is installed, unpacked or half installed. A removed package whose configuration stayed is not. */
export async function dpkgPackages(tree: Tree, context: SemanticContext): Promise<DpkgPackage[]> {
  const found = stanzasOf(await readText(tree, status, context, statusLimit)).map((stanza) => packageOf(stanza))
  for (const name of await readNames(tree, distroless, context)) {
    if (name.endsWith('.md5sums')) continue
    const file = `${distroless}/${name}`
    for (const stanza of stanzasOf(await readText(tree, file, context))) found.push(packageOf(stanza, file))
  }
  const packages = found.filter((each) => each !== undefined)
  return withArchitectures(packages)
}

function stanzasOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(/\n\s*\n/).filter((stanza) => stanza.trim() !== '')
}

function packageOf(stanza: string, file?: string): DpkgPackage | undefined {
  const name = fieldOf(stanza, 'Package')
  const [want, , state] = (fieldOf(stanza, 'Status') ?? 'install ok installed').split(' ')
  if (name === undefined || state === 'not-installed' || state === 'config-files') return undefined
  const source = fieldOf(stanza, 'Source')?.replace(/ .*/, '')
  const arch = fieldOf(stanza, 'Architecture') ?? ''
  const row: PackageRow = {
    k: 'p',
    mgr: 'deb',
    n: name,
    v: fieldOf(stanza, 'Version') ?? '',
    ...(arch !== '' && { a: arch }),
    ...(source !== undefined && source !== name && { src: source }),
    ...(want === 'hold' && { held: true }),
  }
  return { row, name, arch, conffiles: conffilesOf(stanza), ...(file !== undefined && { file }) }
}

/** Value of a field of one line. */
function fieldOf(stanza: string, name: string): string | undefined {
  const start = stanza.startsWith(`${name}:`) ? 0 : stanza.indexOf(`\n${name}:`) + 1
  if (start === 0 && !stanza.startsWith(`${name}:`)) return undefined
  const end = stanza.indexOf('\n', start)
  return stanza.slice(start + name.length + 1, end === -1 ? undefined : end).trim()
}

function conffilesOf(stanza: string): string[] {
  const block = /^Conffiles:[^\n]*((?:\n [^\n]*)*)/m.exec(stanza)?.[1] ?? ''
  // ` /etc/x with blanks MD5`, and a word where it is obsolete.
  return [...block.matchAll(/^ (\/.*) [0-9a-f]{32}(?: .*)?$/gm)].map(([, path = '']) => path.replaceAll('%', '%25'))
}

/** Packages of one name for several architectures: those that are not for the machine's own say for which. */
function withArchitectures(packages: readonly DpkgPackage[]): DpkgPackage[] {
  const counts = new Map<string, number>()
  const names = new Map<string, number>()
  for (const { arch, name } of packages) {
    if (arch !== 'all') counts.set(arch, (counts.get(arch) ?? 0) + 1)
    names.set(name, (names.get(name) ?? 0) + 1)
  }
  const own = [...counts].toSorted(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))[0]?.[0]
  return packages.map((each) =>
    (names.get(each.name) ?? 0) < 2 || each.arch === own || each.arch === 'all'
      ? each
      : { ...each, row: { ...each.row, n: `${each.name}:${each.arch}` } },
  )
}

export interface Diversion {
  from: string
  to: string
  /** The package for which it was made; `:` where the administrator made it. */
  by: string
}

/** Files that another package, or the administrator, moved aside. https://man7.org/linux/man-pages/man1/dpkg-divert.1.html */
export async function diversionsOf(tree: Tree, context: SemanticContext): Promise<Diversion[]> {
  const lines = await readLines(tree, `${dpkgFolder}/diversions`, context)
  const found: Diversion[] = []
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [from = '', to = '', by = ''] = lines.slice(at, at + 3)
    found.push({ from, to, by })
  }
  return found
}

/** What the administrator told dpkg, by the package under which it is reported: its own one, or dpkg. */
async function ordersOf(tree: Tree, context: SemanticContext): Promise<ReadonlyMap<string, string[]>> {
  const orders = new Map<string, string[]>()
  for (const { from, to, by } of await diversionsOf(tree, context)) gather(orders, by === ':' ? 'dpkg' : by, `diverted ${from} to ${to}`)
  for (const line of await readLines(tree, `${dpkgFolder}/statoverride`, context)) {
    const [, user, group, mode, path] = /^(\S+) (\S+) (\S+) (.+)$/.exec(line) ?? []
    if (path !== undefined) gather(orders, 'dpkg', `mode ${mode} ${user}:${group} ${path}`)
  }
  return orders
}

function withOrders(rows: readonly PackageRow[], orders: ReadonlyMap<string, string[]>): PackageRow[] {
  return joinPackages(rows).map((row) => {
    const also = orders.get(row.n)?.toSorted()
    return also === undefined ? row : { ...row, also }
  })
}
