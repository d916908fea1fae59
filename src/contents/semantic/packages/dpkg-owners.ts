import { rowKey } from '../../../model/content.ts'
import { nameText } from '../../names.ts'
import type { SemanticContext, Tree } from '../../tree.ts'
import type { Owner, OwnerReader } from '../owners.ts'
import { readBytes } from '../text.ts'
import { distroless, diversionsOf, dpkgFolder, dpkgPackages, type DpkgPackage } from './dpkg.ts'

/** Lists that are read at once. */
const width = 16

/** Files of dpkg's packages, from `info/NAME.list`, diversions followed. https://man7.org/linux/man-pages/man1/dpkg-query.1.html */
export const dpkgOwners: OwnerReader = async (tree, context, enter) => {
  const packages = await dpkgPackages(tree, context)
  if (packages.length === 0) return
  const diversions = new Map((await diversionsOf(tree, context)).map((each) => [each.from, each]))
  const lists = new Set(await tree.list(`${dpkgFolder}/info`))
  for (let at = 0; at < packages.length; at += width) {
    const some = packages.slice(at, at + width)
    const paths = await Promise.all(some.map((each) => pathsOf(tree, context, each, lists)))
    for (const [index, each] of some.entries()) {
      const plain: Owner = { package: rowKey(each.row), conffile: false }
      const configuration: Owner = { ...plain, conffile: true }
      const conffiles = new Set(each.conffiles)
      for (const path of paths[index] ?? []) {
        const diversion = diversions.get(path)
        const owned = diversion === undefined || diversion.by === each.name ? path : diversion.to
        enter(owned, conffiles.has(path) ? configuration : plain)
      }
    }
  }
}

async function pathsOf(tree: Tree, context: SemanticContext, each: DpkgPackage, lists: ReadonlySet<string>): Promise<string[]> {
  if (each.file !== undefined) return summedPaths(await readBytes(tree, `${distroless}/${each.name}.md5sums`, context))
  const name = [`${each.name}.list`, `${each.name}:${each.arch}.list`].find((candidate) => lists.has(candidate))
  if (name === undefined) {
    context.skip(`${dpkgFolder}/info/${each.name}.list`, 'there is no list of its files')
    return []
  }
  const bytes = await readBytes(tree, `${dpkgFolder}/info/${name}`, context, listLimit)
  const lines = bytes === undefined ? [] : nameText(bytes).split('\n')
  // A folder stands before what is in it. Many packages have it: none of them owns it.
  return lines.filter((line, at) => line.startsWith('/') && line !== '/.' && lines[at + 1]?.startsWith(`${line}/`) !== true)
}

const listLimit = 64 << 20

/** Paths of `MD5  usr/bin/x` lines. */
function summedPaths(bytes: Buffer | undefined): string[] {
  if (bytes === undefined) return []
  return [...nameText(bytes).matchAll(/^[0-9a-f]{32} [ *](?:\.?\/)?(.+)$/gm)].map(([, path = '']) => `/${path}`)
}
