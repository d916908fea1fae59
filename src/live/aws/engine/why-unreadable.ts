import { apiRow } from '../../../mapping/api.ts'
import type { Gap } from '../../../model/resource.ts'

/** Why the rows cannot read a kind; undefined when they can. */
export function whyUnreadable(kind: string, medium = false): Gap | undefined {
  const row = apiRow(kind)
  if (row === undefined || row.q === 'N') return { kind, reason: 'unsupported-kind', detail: 'No list call is known that reads this kind.' }
  if (row.q !== 'R' && row.q !== 'H' && !(medium && row.q === 'M')) {
    return {
      kind,
      reason: 'low-confidence-map',
      detail: 'The map of this kind is not sure enough to compare with.',
      ...(row.q === 'M' ? { remedy: 'Read it all the same with --include-medium.' } : {}),
    }
  }
  if (row.x === 1 && row.l.id === undefined)
    return { kind, reason: 'low-confidence-map', detail: 'The list does not name the identifier of this kind.' }
  const loose = Object.entries(row.l.n ?? {}).find(([, from]) => typeof from === 'string' && !/^[=!]/.test(from))
  if (loose !== undefined) return { kind, reason: 'unsupported-kind', detail: `Nothing says which ${loose[0]} to list.` }
  return undefined
}
