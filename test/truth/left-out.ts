import { wholeTable } from '../../src/mapping/data.ts'
import type { KindDefaults } from '../../src/mapping/data.ts'

/** Tables by hand that say of a kind how its values are compared and its resources joined. */
const tables = [
  'corrections.json',
  'conditions.json',
  'bag-defaults.json',
  'natural-keys.json',
  'unique-ids.json',
  'overrides/cloudformation-attributes.json',
  'overrides/cloudformation-identifiers.json',
]

/**
 * Takes out all that was written by hand about single kinds, so that each of them is judged as one that nobody ever looked at:
 * rows are by kind, so what one kind loses is nothing that another had. Generated facts and classes stay. Says what was taken.
 */
export function leaveOut(kinds: ReadonlySet<string>): Record<string, number> {
  const taken: Record<string, number> = {}
  const take = (table: string, rows: Record<string, unknown>, name: string): void => {
    delete rows[name]
    taken[table] = (taken[table] ?? 0) + 1
  }
  for (const name of tables) {
    const rows = wholeTable(name)
    for (const kind of Object.keys(rows)) if (kind.includes('::')) take(name, rows, kind)
  }
  for (const kind of kinds) {
    const service = kind.split('::')[1]?.toLowerCase() ?? ''
    const defaults = wholeTable<KindDefaults>(`defaults/${service}.json`)[kind]?.d ?? {}
    for (const [path, { s }] of Object.entries(defaults)) if (s === 'W') take('defaults/', defaults, path)
  }
  return taken
}
