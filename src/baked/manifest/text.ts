import type { ContentRow, FileRow } from '../../model/content.ts'

/**
 * A header or a row as it stands in a manifest: keys sorted, no spaces, a line end. One text for one value on every machine, so
 * that a digest means something.
 */
export function lineOf(value: object): string {
  return `${JSON.stringify(sorted(value))}\n`
}

/** The same value with sorted keys; itself where they are sorted already, as those of most rows are. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  const entries: [string, unknown][] = Object.entries(value)
  let isSorted = true
  for (const [at, [key, member]] of entries.entries()) {
    const before = entries[at - 1]?.[0]
    isSorted &&= (before === undefined || before < key) && (typeof member !== 'object' || member === null)
  }
  if (isSorted) return value
  return Object.fromEntries(
    entries.map(([key, member]): [string, unknown] => [key, sorted(member)]).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )
}

/** What a file row says of the file itself: without times, inodes and what was worked out from other rows. */
export function strictLine({ p, y, m, u, g, s, h, l, x }: FileRow): string {
  return lineOf(Object.fromEntries(Object.entries({ p, y, m, u, g, s, h, l, x }).filter(([, member]) => member !== undefined)))
}

export function isFileRow(row: ContentRow): row is FileRow {
  return row.k === 'f'
}
