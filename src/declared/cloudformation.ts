import { DriftgateError } from '../model/errors.ts'
import { byText, own, type Json } from '../model/json.ts'
import type { DeclaredBatch } from '../model/resource.ts'
import { readFamilyFile, type Warnings } from './cloudformation/documents.ts'
import { stackPlace, type Family, type StackPlace } from './cloudformation/family.ts'
import { pairFamily, type PairedStack } from './cloudformation/pairing.ts'
import { hasMacros, processedHint, resourcesOf } from './cloudformation/resources.ts'
import { scopeOf } from './cloudformation/scope.ts'
import type { DeclaredContext, DeclaredReader } from './index.ts'

/**
 * CloudFormation templates, each with what was saved of its stack. A broken document is noted as an error and the others
 * are read; it is thrown (InputError) where nothing else could be. Stacks whose template cannot be told are thrown last,
 * after all that is certain was yielded.
 */
const reader: DeclaredReader = {
  async *read(documents, context) {
    const family: Family = { templates: [], stackResources: [], stacks: [], parameterFiles: [] }
    const errors: DriftgateError[] = []
    for (const { file, role } of documents.toSorted((a, b) => byText(a.file.path, b.file.path))) {
      if (role === 'cdk-manifest') continue
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
  const nestedOutputs = new Map(family.stacks.flatMap(({ id, outputs }) => (id === undefined ? [] : [[id, outputs] as const])))
  /** What parents give to nested stacks, by their physical id. */
  const given = new Map<string, Json>()
  for (const stack of parentsFirst(pairing.paired)) {
    noteMacros(stack, context)
    const nested = given.get(stackIdOf(stack) ?? '')
    const scope = scopeOf(stack, {
      ...(context.account !== undefined && { account: context.account }),
      ...(context.region !== undefined && { region: context.region }),
      ...(nested !== undefined && { given: nested }),
      exports: (place) => exportsOf(family, place),
      nestedOutputs,
    })
    const batch = resourcesOf(scope, context.note)
    for (const { kind, physicalId, properties } of batch.resources) {
      if (kind === 'AWS::CloudFormation::Stack' && physicalId !== undefined) given.set(physicalId, own(properties, 'Parameters') ?? {})
    }
    yield batch
  }
  const [first, ...others] = pairing.paired.length === 0 ? [...pairing.errors, ...broken] : pairing.errors
  if (pairing.paired.length > 0) for (const error of broken) noteError(error, context)
  for (const error of others) noteError(error, context)
  if (first !== undefined) throw first
}

function stackIdOf({ stackResources, stack }: PairedStack): string | undefined {
  return stackResources?.stackId ?? stack?.id
}

/** Parents before the stacks nested in them, otherwise in the order of files. */
function parentsFirst(stacks: readonly PairedStack[]): PairedStack[] {
  const parentOf = new Map<string, PairedStack>()
  for (const stack of stacks) {
    for (const { type, physicalId } of stack.stackResources?.resources.values() ?? []) {
      if (type === 'AWS::CloudFormation::Stack' && physicalId !== undefined) parentOf.set(physicalId, stack)
    }
  }
  const depth = (stack: PairedStack): number => {
    let steps = 0
    for (let at = parentOf.get(stackIdOf(stack) ?? ''); at !== undefined && steps < stacks.length; at = parentOf.get(stackIdOf(at) ?? ''))
      steps += 1
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

/** What the given stacks of an account and region export. */
function exportsOf({ stacks }: Family, place: Pick<StackPlace, 'account' | 'region'>): Map<string, string> {
  const out = new Map<string, string>()
  for (const { id, exports } of stacks) {
    const from = stackPlace(id)
    if (from?.account === place.account && from.region === place.region) for (const [name, value] of exports) out.set(name, value)
  }
  return out
}

function noteMacros({ template }: PairedStack, context: DeclaredContext): void {
  if (!hasMacros(template.document)) return
  context.note({
    code: 'template-transform',
    level: 'warning',
    message: `${template.file} is processed by macros before it is deployed; what they make of it is not in it.`,
    hint: processedHint,
    location: { file: template.file, kind: 'template' },
  })
}

/** Says what was odd about documents. */
export function noteWarnings(warnings: Warnings, context: DeclaredContext): void {
  for (const { code, message, place } of warnings) {
    context.note({ code, level: 'warning', message: `${place.file}: ${message}`, location: { ...place, kind: 'template' } })
  }
}

function noteError(error: DriftgateError, context: DeclaredContext): void {
  const location = error.at === undefined ? {} : { location: { ...error.at, kind: 'input' as const } }
  context.note({ code: error.code, level: 'error', message: error.message, hint: error.hint, ...location })
}
