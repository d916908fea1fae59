import { DriftgateError } from '../model/errors.ts'
import { byText } from '../model/json.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import { readFamilyFile, type Warnings } from './cloudformation/documents.ts'
import { emptyFamily, type Family } from './cloudformation/family.ts'
import { NestedStacks } from './cloudformation/nested.ts'
import { pairFamily, type PairedStack } from './cloudformation/pairing.ts'
import { resourcesOf } from './cloudformation/resources.ts'
import { isLater } from './cloudformation/stack-documents.ts'
import { macrosOf, processedHint } from './cloudformation/macros.ts'
import type { DeclaredContext, DeclaredReader } from './index.ts'

/**
 * CloudFormation templates, each with what was saved of its stack. A broken document is noted as an error and the others
 * are read; it is thrown (InputError) where nothing else could be. Stacks whose template cannot be told are thrown last,
 * after all that is certain was yielded.
 */
const reader: DeclaredReader = {
  async *read(documents, context) {
    const family = emptyFamily()
    const errors: DriftgateError[] = []
    for (const { file, role } of documents.toSorted((a, b) => byText(a.file.path, b.file.path))) {
      if (role === 'cdk-manifest' && !file.path.endsWith('manifest.json')) continue
      const warnings: Warnings = []
      try {
        await readFamilyFile(file, family, warnings)
      } catch (error) {
        if (!(error instanceof DriftgateError)) throw error
        errors.push(error)
      }
      noteWarnings(warnings, context)
    }
    yield* readFamily(family, context, errors)
  },
}
export default reader

/**
 * The resources of every stack of a family, one batch a stack. `broken` are the errors of documents that are not in it.
 * Throws InputError (`stack-pairing`) at the end, and the first of `broken` when there is no stack at all.
 */
export async function* readFamily(
  family: Family,
  context: DeclaredContext,
  broken: readonly DriftgateError[] = [],
): AsyncGenerator<DeclaredBatch> {
  const pairing = pairFamily(family)
  for (const group of pairing.withoutTemplate) {
    context.note({
      code: 'stack-without-template',
      level: 'warning',
      message: `No template declares the ${group.resources.size} resources of the stack ${JSON.stringify(group.stackName ?? group.label)}.`,
      hint: 'Save its template beside it: `aws cloudformation get-template --template-stage Processed --stack-name STACK`.',
      location: { file: group.file, kind: 'stack' },
    })
  }
  for (const { file } of pairing.unusedParameterFiles) {
    context.note({
      code: 'parameters-unused',
      level: 'warning',
      message: `${file} fits no single template; its parameters are not used.`,
      hint: 'Put it into the folder of its template, or give it the same name.',
      location: { file, kind: 'input' },
    })
  }
  const stacks = new NestedStacks(family, pairing.paired, {
    ...(context.account !== undefined && { account: context.account }),
    ...(context.region !== undefined && { region: context.region }),
  })
  for (const stack of parentsFirst(pairing.paired, stacks)) {
    const evaluator = stacks.evaluatorOf(stack)
    noteMacros(stack, context)
    if (evaluator === undefined) continue
    const batch = resourcesOf(evaluator, context.note)
    const deployedAt = deployedAtOf(stack)
    if (deployedAt !== undefined) for (const resource of batch.resources) resource.deployedAt = deployedAt
    yield batch
  }
  const [first, ...others] = pairing.paired.length === 0 ? [...pairing.errors, ...broken] : pairing.errors
  if (pairing.paired.length > 0) for (const error of broken) noteError(error, context)
  for (const error of others) noteError(error, context)
  if (first !== undefined) throw first
}

/** A stack says when its update began; the last of its resources when it ended. */
function deployedAtOf({ stack, stackResources }: PairedStack): string | undefined {
  const [began, ended] = [stack?.deployedAt, stackResources?.changedAt]
  return ended !== undefined && isLater(ended, began) ? ended : began
}

/** Parents before the stacks nested in them, otherwise in the order of files. */
function parentsFirst(stacks: readonly PairedStack[], nesting: NestedStacks): PairedStack[] {
  const depth = (stack: PairedStack): number => {
    let steps = 0
    for (let at = nesting.parentOf(stack); at !== undefined && steps < stacks.length; at = nesting.parentOf(at)) steps += 1
    return steps
  }
  return stacks
    .map((stack) => ({ stack, depth: depth(stack) }))
    .toSorted((a, b) => a.depth - b.depth || byText(orderOf(a.stack), orderOf(b.stack)))
    .map(({ stack }) => stack)
}

function orderOf({ template, stackResources }: PairedStack): string {
  return `${template.file}\n${stackResources?.stackName ?? ''}`
}

function noteMacros({ template, stackResources, stack }: PairedStack, context: DeclaredContext): void {
  const found = macrosOf(template.document)
  if (found.length === 0) return
  const what = found.includes('AWS::Serverless-2016-10-31') ? 'is an AWS SAM template: it is' : 'is'
  context.note({
    code: 'template-transform',
    level: 'warning',
    message: `${template.file} ${what} processed by ${found.join(', ')} before it is deployed; what that makes of it is not in it.`,
    hint: processedHint(stackResources?.stackName ?? stack?.name),
    location: { file: template.file, kind: 'template' },
  })
}

/** Says what was odd about documents. */
export function noteWarnings(warnings: Warnings, context: DeclaredContext): void {
  for (const { code, message, place, level = 'warning' } of warnings) {
    context.note({ code, level, message: `${place.file}: ${message}`, location: { ...place, kind: 'template' } })
  }
}

function noteError(error: DriftgateError, context: DeclaredContext): void {
  const location = error.at === undefined ? {} : { location: { ...error.at, kind: 'input' as const } }
  context.note({ code: error.code, level: 'error', message: error.message, hint: error.hint, ...location })
}
