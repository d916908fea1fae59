import { findFiles } from '../../documents/input-file.ts'
import { readJsonDocuments } from '../../documents/json-documents.ts'
import type { ExpectRow } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import { textIn } from '../../model/members.ts'

/** Expectations of a file, one a line, as `driftgate bake observe` proposes them. Throws InputError for a line that is none. */
export async function readExpectations(place: string): Promise<ExpectRow[]> {
  const rows: ExpectRow[] = []
  for (const file of findFiles(place)) for await (const { value, line } of readJsonDocuments(file)) rows.push(rowOf(value, file.path, line))
  return rows
}

function rowOf(value: Json, file: string, line: number): ExpectRow {
  const [p, allow, because, until] = ['p', 'allow', 'because', 'until'].map((name) => textIn(value, name))
  if (p === undefined || !/^#?\//.test(p) || allow === undefined || because === undefined) {
    throw new InputError('expectation-broken', {
      message: `${file}, line ${line}, is no expectation.`,
      hint: 'A line is {"k":"e","p":PATTERN,"allow":CLASS,"because":WHY}, with "until" where it ends.',
      at: { file, line },
    })
  }
  return { k: 'e', p, allow, because, ...(until === undefined ? {} : { until }) }
}
