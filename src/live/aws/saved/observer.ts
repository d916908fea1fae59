import { readDocumentsOrErrors } from '../../../documents/tolerant.ts'
import { InputError } from '../../../model/errors.ts'
import { byText, isObject } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import { apiKinds, apiRow } from '../../../mapping/api.ts'
import { unreadable, type DocumentObserver, type LiveContext } from '../../index.ts'
import { readKinds } from '../engine/engine.ts'
import { whyUnreadable } from '../engine/why-unreadable.ts'
import { operationOf } from './index.ts'
import { listedBy, SavedAnswers, type SavedDocument } from './output.ts'
import { partitions } from './document-places.ts'

/** Saved output of `aws ... describe-*`, `list-*` and `get-account-authorization-details`, all pages and regions at once. */
const observer: DocumentObserver = {
  async *observe(documents, context) {
    const saved: SavedDocument[] = []
    const problems: LiveItem[] = []
    for (const { file, role } of documents) {
      for await (const each of readDocumentsOrErrors(file)) {
        if ('error' in each) problems.push(unreadable(each.error, context))
        else
          for (const value of Array.isArray(each.value) ? each.value : [each.value]) {
            const operation = role.includes('.') ? role : isObject(value) ? operationOf(value) : undefined
            if (operation === undefined || !isObject(value)) problems.push(unreadable(unknownOutput(file.path, each.line, value), context))
            else saved.push({ operation, value, file: file.path })
          }
      }
    }
    if (problems.length > 0) yield problems
    for (const { where, documents: some } of partitions(saved, context)) {
      yield* readKinds(kindsOf(some, context), new SavedAnswers(some), {
        where,
        source: 'aws-cli',
        medium: context.scope.includeMedium === true,
        documents: true,
      })
    }
  },
}
export default observer

/** Kinds that one of the documents lists, as far as they are in scope. */
function kindsOf(documents: readonly SavedDocument[], context: LiveContext): string[] {
  const operations = new Set(documents.map(({ operation }) => operation))
  const wanted = context.scope.kinds
  return (
    apiKinds()
      .filter((kind) => wanted === undefined || wanted.has(kind))
      // What cannot be read by rows hides nothing that nobody declared.
      .filter(
        (kind) =>
          context.scope.declared === undefined ||
          context.scope.declared.has(kind) ||
          whyUnreadable(kind, context.scope.includeMedium) === undefined,
      )
      .filter((kind) => {
        const row = apiRow(kind)
        if (row === undefined) return false
        // Where the list was not saved, details of its own may tell it.
        const isToldByDetails = (row.d ?? []).some(({ o }) => operations.has(o) && listedBy(row.l.o).some(({ from }) => from === o))
        return operations.has(row.l.o) || (row.or !== undefined && operations.has(row.or.l.o)) || isToldByDetails
      })
      .toSorted(byText)
  )
}

function unknownOutput(file: string, line: number, value: unknown): InputError {
  const keys = isObject(value) ? Object.keys(value).slice(0, 5).join(', ') : typeof value
  return new InputError('aws-output-unknown', {
    message: `${file}, line ${line}, is no output of an AWS call that driftgate knows (${JSON.stringify(keys)}).`,
    hint: 'Name the call: `--live ec2.DescribeVolumes:FILE`, service and operation as the API spells them.',
    at: { file, line },
  })
}
