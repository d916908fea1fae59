import type { Tree } from '../../tree.ts'
import { readNames } from '../text.ts'
import type { SemanticContext } from '../../tree.ts'

/** Folders of configuration in the order in which they win over each other. */
const roots = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib']

/**
 * Files of `NAME.d` that count, in the order in which they are read: sorted by name, of one name the one in the foremost folder.
 * https://www.freedesktop.org/software/systemd/man/latest/sysctl.d.html
 */
export async function confFiles(tree: Tree, context: SemanticContext, folder: string): Promise<string[]> {
  const byName = new Map<string, string>()
  for (const root of roots) {
    for (const name of await readNames(tree, `${root}/${folder}`, context)) {
      if (name.endsWith('.conf') && !byName.has(name)) byName.set(name, `${root}/${folder}/${name}`)
    }
  }
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path)
}

/** Whether a path is one that `confFiles` may name. */
export function isConfFile(path: string, folder: string): boolean {
  return roots.some((root) => path.startsWith(`${root}/${folder}/`))
}
