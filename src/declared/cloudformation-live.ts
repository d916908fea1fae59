import { isObject, type Json } from '../model/json.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import { addDocument, addText, type Warnings } from './cloudformation/documents.ts'
import { emptyFamily, type Origin } from './cloudformation/family.ts'
import { noteWarnings, readFamily } from './cloudformation.ts'
import type { DeclaredContext } from './index.ts'

/** What CloudFormation itself says of one stack, in the form that its command line saves. */
export interface StackDocuments {
  /** The name that the user gave: it stands for the file in messages and places. */
  stack: string
  /** The processed template: JSON or YAML. */
  template: string
  /** `{StackResourceSummaries: [...]}` of all pages. */
  stackResources: Json
  /** `{Stacks: [...]}`. */
  stacks: Json
}

/** The declared resources of `cloudformation:STACK`. The same path as for saved documents. Throws InputError where the template is broken. */
export async function* readStackDocuments(documents: StackDocuments, context: DeclaredContext): AsyncGenerator<DeclaredBatch> {
  const origin: Origin = { file: `cloudformation:${documents.stack}`, folder: '', label: documents.stack }
  const family = emptyFamily()
  const warnings: Warnings = []
  await addText(documents.template, origin, family, warnings)
  await addDocument(documents.stackResources, origin, family, warnings)
  if (isObject(documents.stacks)) await addDocument(documents.stacks, origin, family, warnings)
  noteWarnings(warnings, context)
  yield* readFamily(family, context)
}
