import type { PackageRow } from '../../../model/content.ts'
import { isObject, own, type Json } from '../../../model/json.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import { matching } from '../folders.ts'
import type { SemanticReader } from '../reader.ts'
import { readNames, readText } from '../text.ts'
import { joinPackages } from './join.ts'

/** Where `npm install --global` puts packages. */
const places = [
  '/usr/lib/node_modules',
  '/usr/local/lib/node_modules',
  '/opt/*/lib/node_modules',
  '/root/.nvm/versions/node/*/lib/node_modules',
  '/home/*/.nvm/versions/node/*/lib/node_modules',
]

/** Packages of Node that are installed for everybody, not what they depend on. https://docs.npmjs.com/cli/configuring-npm/folders */
export const npm: SemanticReader = {
  at: '/usr/local/lib/node_modules',
  kinds: ['p'],
  wants: (path) => /^\/.*lib\/node_modules\/(?:@[^/]+\/)?[^/@]+\/package\.json$/.test(path) && path.split('/node_modules/').length === 2,
  rows: async (tree, context) => {
    const rows: PackageRow[] = []
    for (const pattern of places) {
      for (const place of await matching(tree, context, pattern)) {
        const found = await Promise.all((await namesIn(tree, context, place)).map((name) => packageOf(tree, context, place, name)))
        for (const row of found) if (row !== undefined) rows.push(row)
      }
    }
    return joinPackages(rows)
  },
}

async function namesIn(tree: Tree, context: SemanticContext, place: string): Promise<string[]> {
  const names: string[] = []
  for (const name of await readNames(tree, place, context)) {
    if (name.startsWith('.')) continue
    if (!name.startsWith('@')) names.push(name)
    else for (const inner of await readNames(tree, `${place}/${name}`, context)) names.push(`${name}/${inner}`)
  }
  return names
}

async function packageOf(tree: Tree, context: SemanticContext, place: string, name: string): Promise<PackageRow | undefined> {
  const path = `${place}/${name}/package.json`
  const text = await readText(tree, path, context)
  if (text === undefined) return undefined
  const version = own(parsed(text), 'version')
  if (typeof version === 'string') return { k: 'p', mgr: 'npm', n: name, v: version, at: place }
  context.skip(path, 'it says no version')
  return undefined
}

function parsed(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
