import type { Tree } from '../tree.ts'
import { follow } from './follow.ts'

/** Folders whose entries are looked at for links to folders: `/bin` of a merged `/usr`, `/usr/sbin`, `/var/run`. */
const places = ['', '/usr', '/var', '/usr/local']

/**
 * Turns paths as packages have them into canonical ones: `/bin/x` is `/usr/bin/x` where `/bin` is a link. Looks at links near
 * the root, where distributions have moved folders, not at every folder.
 */
export async function aliasesOf(tree: Tree): Promise<(path: string) => string> {
  const aliases = new Map<string, string>()
  for (const place of places) {
    for (const name of await tree.list(place === '' ? '/' : place)) {
      const path = `${place}/${name}`
      if ((await tree.stat(path))?.type !== 'l') continue
      const found = await follow(tree, path)
      if (found?.entry.type === 'd') aliases.set(path, found.path)
    }
  }
  if (aliases.size === 0) return (path) => path
  const depth = Math.max(...[...aliases.keys()].map((path) => path.split('/').length - 1))
  const once = (path: string): string => {
    let slash = path.indexOf('/', 1)
    for (let level = 0; level < depth && slash !== -1; level += 1, slash = path.indexOf('/', slash + 1)) {
      const target = aliases.get(path.slice(0, slash))
      if (target !== undefined) return `${target === '/' ? '' : target}${path.slice(slash)}`
    }
    return path
  }
  // Twice: what `/lib64` leads to may itself be a link.
  return (path) => once(once(path))
}
