import type { BootRow } from '../../../model/content.ts'
import { gather } from '../gather.ts'

/** Rows of a kernel's command line. Blanks between quotes belong to a value; of a repeated argument all values are kept. */
export function bootRows(line: string, src: string): BootRow[] {
  const values = new Map<string, string[]>()
  for (const [argument] of line.matchAll(/(?:"[^"]*"|[^\s"])+/g)) {
    const bare = argument.replaceAll('"', '')
    const equals = bare.indexOf('=')
    const name = equals === -1 ? bare : bare.slice(0, equals)
    if (name === '' || name === '--' || name.startsWith('$')) continue
    if (equals === -1) values.set(name, values.get(name) ?? [])
    else gather(values, name, bare.slice(equals + 1))
  }
  return [...values].map(([n, all]) => ({ k: 'b', n, ...(all.length > 0 && { v: all.join(' ') }), src }))
}
