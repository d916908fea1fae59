import { defaultsOf, wholeTable } from '../../src/mapping/data.ts'

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
 * rows are by kind, so what one kind loses is nothing that another had. Generated facts and classes stay. To be called before any
 * row was looked up. Says what was taken.
 */
export function leaveOutRows(): Record<string, number> {
  const taken: Record<string, number> = {}
  for (const name of tables) {
    const rows = wholeTable(name)
    const kinds = Object.keys(rows).filter((kind) => kind.includes('::'))
    for (const kind of kinds) delete rows[kind]
    taken[name] = kinds.length
  }
  return taken
}

/** Takes out the defaults by hand of these kinds, too. Says how many. */
export function leaveOutDefaults(kinds: Iterable<string>): number {
  let taken = 0
  for (const kind of new Set(kinds)) {
    const defaults = defaultsOf(kind)?.d ?? {}
    for (const [path, { s }] of Object.entries(defaults)) {
      if (s !== 'W') continue
      delete defaults[path]
      taken += 1
    }
  }
  return taken
}
