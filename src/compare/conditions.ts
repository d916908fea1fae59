import { wholeTable } from '../mapping/data.ts'
import type { Json } from '../model/json.ts'
import { namesOfPath } from '../model/pointer.ts'
import { isAmong } from './defaults.ts'
import type { Walk } from './walk.ts'

/** What AWS sets where other properties say so. See data/aws/conditions.json. */
interface Condition {
  /** Names from the root, without places in lists; of any kind (`*`): the end of such a path. */
  path: string
  /** Properties and the whole of what they say, as patterns without case: beside this one with `./`, else from the root. */
  when: Record<string, string>
  /** What AWS then sets; absent: what another resource has, of which this is a part or a copy. */
  is?: Json[]
}

/** Rows by kind and by the last name of their paths. */
let known: ReadonlyMap<string, readonly Condition[]> | undefined

function rowsOf(kind: string, name: string): readonly Condition[] {
  if (known === undefined) {
    const rows = new Map<string, Condition[]>()
    for (const [of, conditions] of Object.entries(wholeTable<Condition[]>('conditions.json'))) {
      for (const condition of conditions) {
        const key = `${of} ${condition.path.slice(condition.path.lastIndexOf('/') + 1)}`
        rows.set(key, [...(rows.get(key) ?? []), condition])
      }
    }
    known = rows
  }
  return known.get(`${kind} ${name}`) ?? []
}

/** Whether a live-only value is what AWS sets here by what is declared beside it: a port by its engine. */
export function isConditional(walk: Walk, live: Json): boolean {
  const name = walk.path.at(-1)
  if (typeof name !== 'string') return false
  return [...rowsOf(walk.kind, name), ...rowsOf('*', name)].some(
    ({ path, when, is }) =>
      fits(walk, path) &&
      (is === undefined || isAmong(live, is)) &&
      Object.entries(when).every(([where, what]) => holds(walk, where, what)),
  )
}

/** A row of any kind names the end of a path. */
function fits(walk: Walk, path: string): boolean {
  const names = namesOfPath(walk.path).join('/')
  return names === path || names.endsWith(`/${path}`)
}

function holds(walk: Walk, where: string, what: string): boolean {
  const at = where.startsWith('./') ? [...walk.path.slice(0, -1), ...where.slice(2).split('/')] : where.split('/')
  const said = walk.whole.says(at)
  return said !== undefined && said !== null && typeof said !== 'object' && new RegExp(`^(?:${what})$`, 'i').test(String(said))
}
