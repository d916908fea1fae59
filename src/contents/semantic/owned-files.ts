import type { FileRow } from '../../model/content.ts'
import type { Owner } from './owners.ts'

/** The same rows, each file with the package that owns it (`o`), and whether as its configuration (`cf`). */
export async function* ownedFiles(
  batches: Iterable<readonly FileRow[]> | AsyncIterable<readonly FileRow[]>,
  owners: ReadonlyMap<string, Owner>,
): AsyncGenerator<readonly FileRow[]> {
  for await (const rows of batches) {
    for (const row of rows) {
      const owner = row.y === 'd' ? undefined : owners.get(row.p)
      if (owner === undefined) continue
      row.o = owner.package
      if (owner.conffile) row.cf = true
    }
    yield rows
  }
}
