import type { PackageRow } from '../../../model/content.ts'
import { matching } from '../folders.ts'
import type { SemanticReader } from '../reader.ts'
import { readNames } from '../text.ts'
import { joinPackages } from './join.ts'

const roots = [
  '/usr/share/rubygems-integration/*',
  '/usr/share/gems',
  '/usr/share/ruby/gems/*',
  '/usr/lib/ruby/gems/*',
  '/usr/lib64/ruby/gems/*',
  '/usr/local/lib/ruby/gems/*',
  '/usr/local/bundle',
  '/var/lib/gems/*',
]

/** Packages of Ruby, by the names of their specifications. https://guides.rubygems.org/specification-reference/ */
export const gem: SemanticReader = {
  at: '/var/lib/gems',
  kinds: ['p'],
  wants: () => false,
  rows: async (tree, context) => {
    const rows: PackageRow[] = []
    for (const pattern of roots.flatMap((root) => [`${root}/specifications`, `${root}/specifications/default`])) {
      for (const at of await matching(tree, context, pattern)) {
        for (const file of await readNames(tree, at, context)) {
          const [, n, v, a] = /^(.+?)-(\d[0-9A-Za-z.]*)(?:-(.+))?\.gemspec$/.exec(file) ?? []
          if (n !== undefined && v !== undefined) rows.push({ k: 'p', mgr: 'gem', n, v, ...(a !== undefined && { a }), at })
        }
      }
    }
    return joinPackages(rows)
  },
}
