import type { SemanticContext, Tree, TreeEntry } from '../../tree.ts'
import { readNames } from '../text.ts'

/** Files of units in a list of folders, the one that counts of each name. */
export interface UnitFiles {
  folders: readonly string[]
  files: ReadonlyMap<string, { path: string; entry: TreeEntry }>
  /** Names that a `.wants`, `.requires` or `.upholds` folder pulls in. */
  pulled: ReadonlySet<string>
  /** Drop-ins by the name before `.d`, and by their own name. */
  dropIns: ReadonlyMap<string, ReadonlyMap<string, string>>
  canonical: (path: string) => string
}

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.unit.html#Unit%20File%20Load%20Path, the first folder wins. */
export const systemFolders = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/etc/systemd/system.attached',
  '/run/systemd/system',
  '/run/systemd/system.attached',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
  '/run/systemd/generator.late',
]

/** The same for the managers of users, as far as all users share them. */
export const userFolders = [
  '/etc/systemd/user',
  '/run/systemd/user',
  '/usr/local/share/systemd/user',
  '/usr/share/systemd/user',
  '/usr/local/lib/systemd/user',
  '/usr/lib/systemd/user',
  '/lib/systemd/user',
]

/** Folders of one user, below the home. */
export const homeFolders = ['.config/systemd/user.control', '.config/systemd/user', '.local/share/systemd/user']

/** Not scopes: they have no file but one that says what is already running. */
export const unitName = /\.(?:service|socket|timer|path|mount|automount|swap|target|slice|device)$/

/** `canonical` as of `aliasesOf`: two folders that are one are read once. */
export async function unitFiles(
  tree: Tree,
  context: SemanticContext,
  folders: readonly string[],
  canonical: (path: string) => string,
): Promise<UnitFiles> {
  const there = [...new Set(folders.map(canonical))]
  const files = new Map<string, { path: string; entry: TreeEntry }>()
  const pulled = new Set<string>()
  const dropIns = new Map<string, Map<string, string>>()
  for (const folder of there) {
    for (const name of await readNames(tree, folder, context)) {
      const path = `${folder}/${name}`
      if (/\.(?:wants|requires|upholds)$/.test(name)) {
        for (const unit of await readNames(tree, path, context)) if (unitName.test(unit)) pulled.add(unit)
      } else if (name.endsWith('.d')) {
        const own = dropIns.get(name.slice(0, -2)) ?? new Map<string, string>()
        for (const file of await readNames(tree, path, context))
          if (file.endsWith('.conf') && !own.has(file)) own.set(file, `${path}/${file}`)
        dropIns.set(name.slice(0, -2), own)
      } else if (unitName.test(name) && !files.has(name)) {
        const entry = await tree.stat(path)
        if (entry !== undefined && entry.type !== 'd') files.set(name, { path, entry })
      }
    }
  }
  return { folders: there, files, pulled, dropIns, canonical }
}
