import { rowKey, type PackageRow } from '../../../model/content.ts'
import { gather } from '../gather.ts'

/** Packages that share a key become one row: its versions and places are all of theirs, sorted, with a comma between. */
export function joinPackages(rows: readonly PackageRow[]): PackageRow[] {
  const byKey = new Map<string, PackageRow[]>()
  for (const row of rows) gather(byKey, rowKey(row), row)
  return [...byKey.values()].flatMap(joined)
}

function joined(rows: readonly PackageRow[]): PackageRow[] {
  const [first] = rows
  if (first === undefined || rows.length === 1) return first === undefined ? [] : [first]
  const at = listOf(rows.map((row) => row.at))
  return [{ ...first, v: listOf(rows.map(({ v }) => v)), ...(at !== '' && { at }) }]
}

function listOf(values: readonly (string | undefined)[]): string {
  return [...new Set(values.filter((value) => value !== undefined))].toSorted().join(', ')
}
