import type { UnitRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { homesOf } from '../accounts/homes.ts'
import { aliasesOf } from '../aliases.ts'
import { folderOf, nameOf, resolveLink } from '../follow.ts'
import type { SemanticReader } from '../reader.ts'
import { digestOf, readText } from '../text.ts'
import { homeFolders, systemFolders, unitFiles, unitName, userFolders, type UnitFiles } from './unit-files.ts'
import { isInstallable, runsOf, settingsOf } from './unit-text.ts'

/** Units that are read at once, and how much of each. */
const width = 16
const fileLimit = 1 << 20

/**
 * Units of systemd, from files and links alone: those of the machine by name, of all users' managers as `user/NAME`, of one
 * user's as `user:WHO/NAME`. `enabled` is what a link pulls in, the vendor's links included.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html
 */
export const units: SemanticReader = {
  at: '/etc/systemd/system',
  kinds: ['s'],
  wants: (path) => unitName.test(path) || /\/systemd\/[^/]+\/[^/]+\.d\/[^/]+\.conf$/.test(path),
  rows: async (tree, context) => {
    const canonical = await aliasesOf(tree)
    const read = async (folders: readonly string[], prefix: string): Promise<UnitRow[]> =>
      await rowsIn(tree, context, await unitFiles(tree, context, folders, canonical), prefix)
    const rows = await read(systemFolders, '')
    for (const row of await read(userFolders, 'user/')) rows.push(row)
    for (const { user, folder } of await homesOf(tree, context)) {
      const folders = homeFolders.map((name) => `${folder}/${name}`)
      for (const row of await read(folders, `user:${user}/`)) rows.push(row)
    }
    return rows
  },
}

async function rowsIn(tree: Tree, context: SemanticContext, found: UnitFiles, prefix: string): Promise<UnitRow[]> {
  const enabled = new Set([...found.pulled, ...namedByLinks(found)])
  const names = [...new Set([...found.files.keys(), ...found.pulled])].toSorted()
  const rows: UnitRow[] = []
  for (let at = 0; at < names.length; at += width) {
    for (const row of await Promise.all(names.slice(at, at + width).map((name) => rowOf(tree, context, found, name, enabled)))) {
      rows.push({ ...row, n: `${prefix}${row.n}` })
    }
  }
  return rows
}

/** Units that the administrator gave another name: systemd takes that for being switched on. */
function namedByLinks({ files, folders, canonical }: UnitFiles): string[] {
  return [...files].flatMap(([name, { path, entry }]) => {
    const target = entry.type === 'l' ? canonical(resolveLink(path, entry.target ?? '')) : ''
    return /^\/(?:etc|run)\//.test(path) && nameOf(target) !== name && isWithin(folders, target) ? [nameOf(target)] : []
  })
}

function isWithin(folders: readonly string[], path: string): boolean {
  return folders.includes(folderOf(path))
}

async function rowOf(tree: Tree, context: SemanticContext, found: UnitFiles, name: string, enabled: ReadonlySet<string>): Promise<UnitRow> {
  const own = found.files.get(name) ?? found.files.get(templateOf(name))
  // A link that pulls in what is not there: nothing runs yet.
  if (own === undefined) return { k: 's', n: name, state: 'enabled' }
  const { path, entry } = own
  const target = entry.type === 'l' ? found.canonical(resolveLink(path, entry.target ?? '')) : undefined
  if (target === '/dev/null' || (entry.type === 'file' && entry.size === 0)) return { k: 's', n: name, state: 'masked', file: path }
  if (target !== undefined && isWithin(found.folders, target) && isOther(nameOf(target), name)) {
    return { k: 's', n: name, state: 'alias', file: target }
  }
  const drop = dropInsOf(found, name)
  const texts = await Promise.all([path, ...drop].map((file) => readText(tree, file, context, fileLimit)))
  const settings = texts.flatMap((text) => settingsOf(text ?? ''))
  const runs = runsOf(settings)
  return {
    k: 's',
    n: name,
    state: stateOf(path, target !== undefined && !isWithin(found.folders, target), enabled.has(name), isInstallable(settings)),
    file: target ?? path,
    ...(runs !== '' && { x: digestOf(runs) }),
    ...(drop.length > 0 && { drop }),
  }
}

function stateOf(path: string, isForeign: boolean, isEnabled: boolean, isSwitchable: boolean): UnitRow['state'] {
  if (/^\/run\/systemd\/(?:generator|transient)/.test(path)) return 'generated'
  if (isEnabled) return 'enabled'
  if (isForeign) return 'linked'
  return isSwitchable ? 'disabled' : 'static'
}

/** An instance that links to its own template is that unit, not a second name. */
function isOther(target: string, name: string): boolean {
  return target !== name && target !== templateOf(name)
}

/** `getty@.service` of `getty@tty1.service`. */
function templateOf(name: string): string {
  return name.replace(/@.*(\.[a-z]+)$/, '@$1')
}

/** Drop-ins in the order in which they count: of its type, of its name's beginnings, of its template, its own; one of a name. */
function dropInsOf({ dropIns }: UnitFiles, name: string): string[] {
  const suffix = name.slice(name.lastIndexOf('.') + 1)
  const stem = name.slice(0, -suffix.length - 1)
  const beginnings = [...stem.matchAll(/-/g)].map(({ index }) => `${stem.slice(0, index + 1)}.${suffix}`)
  const merged = new Map<string, string>()
  for (const owner of new Set([suffix, ...beginnings, templateOf(name), name])) {
    for (const [file, path] of dropIns.get(owner) ?? []) merged.set(file, path)
  }
  return [...merged].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
}
