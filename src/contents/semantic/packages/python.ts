import type { PackageRow } from '../../../model/content.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { matching } from '../folders.ts'
import type { SemanticReader } from '../reader.ts'
import { readNames, readText } from '../text.ts'
import { joinPackages } from './join.ts'

/** Where interpreters and the usual virtual environments keep packages. */
const places = [
  '/usr/lib/python3/dist-packages',
  ...['/usr', '/usr/local', '/opt/*', '/opt/*/*', '/venv', '/app/venv', '/app/.venv', '/root/.local', '/home/*/.local'].flatMap((prefix) =>
    ['lib', 'lib64'].flatMap((lib) => ['site-packages', 'dist-packages'].map((folder) => `${prefix}/${lib}/python*/${folder}`)),
  ),
]
const described = /\.(?:dist|egg)-info$/

/** Packages of Python, from their own metadata. https://packaging.python.org/en/latest/specifications/core-metadata/ */
export const python: SemanticReader = {
  at: '/usr/lib/python3/dist-packages',
  kinds: ['p'],
  wants: (path) => /\/(?:site|dist)-packages\/[^/]+\.(?:dist-info\/METADATA|egg-info(?:\/PKG-INFO)?)$/.test(path),
  rows: async (tree, context) => {
    const rows: PackageRow[] = []
    for (const place of await foldersOf(tree, context)) {
      const names = (await readNames(tree, place, context)).filter((name) => described.test(name))
      const found = await Promise.all(names.map((name) => packageOf(tree, context, place, name)))
      for (const row of found) if (row !== undefined) rows.push(row)
    }
    return joinPackages(rows)
  },
}

/** Each folder once: `lib64` is often a link to `lib`. */
async function foldersOf(tree: Tree, context: SemanticContext): Promise<string[]> {
  const found = new Map<string, string>()
  for (const pattern of places) {
    for (const path of await matching(tree, context, pattern)) {
      const lib = path.replace(/\/python[^/]*\/[^/]*$/, '')
      const isLink = (await tree.stat(lib))?.type === 'l'
      const key = isLink ? path.replace('/lib64/', '/lib/') : path
      if (!found.has(key)) found.set(key, path)
    }
  }
  return [...found.values()]
}

async function packageOf(tree: Tree, context: SemanticContext, place: string, name: string): Promise<PackageRow | undefined> {
  const path = `${place}/${name}`
  const isFolder = (await tree.stat(path))?.type === 'd'
  const text = await readText(tree, isFolder ? `${path}/${name.endsWith('.dist-info') ? 'METADATA' : 'PKG-INFO'}` : path, context)
  // The body is a description that may say anything.
  const head = text?.split(/\r?\n\r?\n/)[0] ?? ''
  const [, n] = /^Name:[ \t]*(\S+)/m.exec(head) ?? []
  const [, v] = /^Version:[ \t]*(\S+)/m.exec(head) ?? []
  if (n !== undefined && v !== undefined) return { k: 'p', mgr: 'pypi', n: normalized(n), v, at: place }
  if (text !== undefined) context.skip(path, 'its metadata names no package')
  return undefined
}

/** One name for the spellings that the index takes for the same. https://packaging.python.org/en/latest/specifications/name-normalization/ */
function normalized(name: string): string {
  return name.replaceAll(/[-_.]+/g, '-').toLowerCase()
}
