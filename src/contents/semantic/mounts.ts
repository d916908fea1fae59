import type { MountRow } from '../../model/content.ts'
import type { SemanticReader } from './reader.ts'
import { readLines } from './text.ts'

const fstab = '/etc/fstab'

/** What `/etc/fstab` mounts. https://man7.org/linux/man-pages/man5/fstab.5.html */
export const mounts: SemanticReader = {
  at: fstab,
  kinds: ['o'],
  wants: (path) => path === fstab,
  rows: async (tree, context) => {
    const rows = new Map<string, MountRow>()
    const twice = new Set<string>()
    for (const line of await readLines(tree, fstab, context)) {
      if (/^\s*(?:#|$)/.test(line)) continue
      const [source = '', target = '', type = '', options] = line.trim().split(/\s+/).map(unescaped)
      // Space for swapping has no place: its source names it.
      const n = target === 'none' || target === 'swap' || target === '' ? `swap:${source}` : target
      const row: MountRow = { k: 'o', n, type, source, ...(options !== undefined && { options }), src: fstab }
      if (rows.has(n)) twice.add(n)
      rows.set(n, row)
    }
    if (twice.size > 0) context.skip(fstab, `mounts ${[...twice].slice(0, 3).join(', ')} more than once: the last one counts`)
    return [...rows.values()]
  },
}

/** `\040` is how tables of mounts write a blank. */
export function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
