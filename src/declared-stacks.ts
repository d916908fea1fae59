import { readStackFamily } from './declared/cloudformation-live.ts'
import type { DeclaredContext } from './declared/index.ts'
import { stackFamilies, type StackDocumentsOptions } from './live/aws/stacks/documents.ts'
import { byText } from './model/json.ts'
import type { DeclaredBatch } from './model/resource.ts'
import type { StackFamily } from './model/stack-family.ts'

/** The stacks that `cloudformation:...` names, each with its own batches and its own errors. Those that hold nothing are told. */
export async function* readStacks(
  asked: string,
  context: DeclaredContext & Omit<StackDocumentsOptions, 'note' | 'skipped'>,
): AsyncGenerator<AsyncIterable<DeclaredBatch>> {
  const skipped: string[] = []
  for await (const family of stackFamilies(asked, { ...context, skipped: (name, status) => skipped.push(`${name} ${status}`) }))
    yield read(family, context)
  if (skipped.length === 0) return
  context.note({
    code: 'stacks-skipped',
    level: 'note',
    message: `cloudformation:${asked}: ${skipped.length} ${skipped.length === 1 ? 'stack holds' : 'stacks hold'} nothing that was deployed: ${skipped.toSorted(byText).slice(0, 10).join(', ')}.`,
    hint: 'They failed at their creation, are being deleted, or wait for their first change set.',
  })
}

async function* read(family: () => Promise<StackFamily>, context: DeclaredContext): AsyncGenerator<DeclaredBatch> {
  yield* readStackFamily(await family(), context)
}
