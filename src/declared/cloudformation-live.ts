import { isObject } from '../model/json.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import type { StackFamily } from '../model/stack-family.ts'
import { addDocument, addText, type Warnings } from './cloudformation/documents.ts'
import { emptyFamily, type Origin } from './cloudformation/family.ts'
import { noteWarnings, readFamily } from './cloudformation.ts'
import type { DeclaredContext } from './index.ts'

/**
 * The declared resources of `cloudformation:STACK` and the stacks nested in it. The same path as for saved documents. Throws
 * InputError where a template is broken.
 */
export async function* readStackFamily(documents: StackFamily, context: DeclaredContext): AsyncGenerator<DeclaredBatch> {
  const family = emptyFamily()
  const warnings: Warnings = []
  for (const { stack, template, stackResources, stacks } of documents.stacks) {
    // A folder of its own for each: its documents belong together, whatever they are called.
    const origin: Origin = { file: `cloudformation:${stack}`, folder: stack, label: stack }
    await addText(template, origin, family, warnings)
    await addDocument(stackResources, origin, family, warnings)
    if (isObject(stacks)) await addDocument(stacks, origin, family, warnings)
  }
  const { exporting } = documents
  if (exporting !== undefined) await addDocument(exporting, { file: 'cloudformation', folder: '*', label: '' }, family, warnings)
  noteWarnings(warnings, context)
  yield* readFamily(family, context)
}
