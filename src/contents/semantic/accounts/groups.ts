import type { GroupRow } from '../../../model/content.ts'
import type { SemanticReader } from '../reader.ts'
import { readLines } from '../text.ts'
import { numberOf, tableOf, tellTwice } from './users.ts'

const group = '/etc/group'
const gshadow = '/etc/gshadow'

/** Groups of `/etc/group`; who `/etc/gshadow` lets in is a member. https://man7.org/linux/man-pages/man5/group.5.html, gshadow.5 */
export const groups: SemanticReader = {
  at: group,
  kinds: ['g'],
  wants: (path) => path === group || path === gshadow,
  rows: async (tree, context) => {
    const hidden = new Map(
      tableOf(await readLines(tree, gshadow, context)).map(([name = '', , admins, members]) => [name, { admins, members }]),
    )
    const rows = new Map<string, GroupRow>()
    const twice = new Set<string>()
    for (const [n = '', , gid, members] of tableOf(await readLines(tree, group, context))) {
      const also = hidden.get(n)
      const all = namesOf(members, also?.members, also?.admins)
      if (rows.has(n)) twice.add(n)
      else rows.set(n, { k: 'g', n, gid: numberOf(gid), ...(all.length > 0 && { members: all }) })
    }
    tellTwice(context, group, twice)
    return [...rows.values()]
  },
}

function namesOf(...lists: readonly (string | undefined)[]): string[] {
  const names = lists.flatMap((list) => (list ?? '').split(',')).map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))].toSorted()
}
