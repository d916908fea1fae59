import { readFileSync } from 'node:fs'
import type { ContentRow } from '../../model/content.ts'

/** Ranges of ids: `inside` of a user namespace, `outside`, and how many. */
type IdMap = readonly { inside: number; outside: number; count: number }[]

/**
 * Turns owners as this machine sees them into those that the container sees. Undefined: they are the same, as they are where the
 * engine gives no user namespaces. https://man7.org/linux/man-pages/man7/user_namespaces.7.html
 */
export function ownersInside(proc: string, pid: number): ((rows: readonly ContentRow[]) => readonly ContentRow[]) | undefined {
  const [users, groups] = [mapOf(`${proc}/${pid}/uid_map`), mapOf(`${proc}/${pid}/gid_map`)]
  if (isSame(users) && isSame(groups)) return undefined
  return (rows) =>
    rows.map((row) => {
      if (row.k !== 'f') return row
      const { u = 0, g = 0, ...rest } = row
      const [user, group] = [idInside(users, u), idInside(groups, g)]
      return { ...rest, ...(user === 0 ? {} : { u: user }), ...(group === 0 ? {} : { g: group }) }
    })
}

/** What the kernel says of an id that is none inside. */
const nobody = 65_534

function idInside(map: IdMap, id: number): number {
  const range = map.find(({ outside, count }) => id >= outside && id < outside + count)
  return range === undefined ? nobody : id - range.outside + range.inside
}

function mapOf(path: string): IdMap {
  return readFileSync(path, 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([inside = Number.NaN, outside = 0, count = 0]) => (Number.isNaN(inside) || count === 0 ? [] : [{ inside, outside, count }]))
}

function isSame(map: IdMap): boolean {
  return map.every(({ inside, outside }) => inside === outside)
}
