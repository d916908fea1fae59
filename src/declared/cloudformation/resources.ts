import { byText, isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import type { DeclaredBatch, DeclaredResource } from '../../model/resource.ts'
import { attributeAtDeployment, physicalIdOf } from './attributes.ts'
import type { Evaluator } from './evaluated.ts'
import { evaluatorOf } from './evaluate.ts'
import { identitiesOf } from './identities.ts'
import type { PairedStack } from './pairing.ts'
import { referencesOf, resolveProperties } from './properties.ts'
import type { Scope } from './scope.ts'
import { withStackTags } from './stack-tags.ts'

type Note = (diagnostic: Diagnostic) => void

/** The declared resources of one stack. */
export function resourcesOf(scope: Scope, note: Note): DeclaredBatch {
  const { stack } = scope
  const evaluator = evaluatorOf(scope, { proven: provenConditions(stack), attribute: attributeAtDeployment, physicalId: physicalIdOf })
  const declared = new Map<string, JsonObject>()
  let untaken = 0
  for (const [id, resource] of stack.template.resources) {
    if (isDeclared(id, resource, evaluator)) declared.set(id, resource)
    else untaken += 1
  }
  noteStrangers(stack, declared, note)
  const resources = [...declared]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([id, resource]) => resourceOf(id, resource, declared, evaluator))
  return { resources, ...(untaken > 0 && { skipped: { 'condition-false': untaken } }), secrets: scope.secrets }
}

/**
 * What the stack proves of its conditions: one that has a resource of a condition met it, one that has none of them did
 * not. Only where no other part of the documents says what the parameters were.
 */
function provenConditions({ template, stackResources }: PairedStack): Map<string, boolean> {
  const proven = new Map<string, boolean>()
  if (stackResources === undefined) return proven
  for (const [id, resource] of template.resources) {
    const condition = own(resource, 'Condition')
    if (typeof condition !== 'string') continue
    if (stackResources.resources.has(id)) proven.set(condition, true)
    else if (stackResources.whole && !proven.has(condition)) proven.set(condition, false)
  }
  return proven
}

function isDeclared(id: string, resource: JsonObject, evaluator: Evaluator): boolean {
  const condition = own(resource, 'Condition')
  if (typeof condition !== 'string' || evaluator.scope.stack.stackResources?.resources.has(id) === true) return true
  return evaluator.condition(condition) !== false
}

function resourceOf(id: string, resource: JsonObject, declared: ReadonlyMap<string, JsonObject>, evaluator: Evaluator): DeclaredResource {
  const { scope } = evaluator
  const kind = textOf(own(resource, 'Type'))
  const physicalId = scope.stack.stackResources?.resources.get(id)?.physicalId
  const written = own(resource, 'Properties')
  const resolved = withStackTags(kind, resolveProperties(written, evaluator), scope.stack.stack?.tags ?? new Map())
  const deletionPolicy = own(resource, 'DeletionPolicy')
  return {
    kind,
    type: kind,
    address: id,
    shape: 'neutral',
    properties: resolved.properties,
    ...(physicalId !== undefined && { physicalId }),
    identities: identitiesOf(kind, id, physicalId, resolved.properties, resolved.unresolved, evaluator),
    ...(scope.account !== undefined && { account: scope.account }),
    ...(scope.region !== undefined && { region: scope.region }),
    ...(scope.stackName !== undefined && { stack: scope.stackName }),
    sensitive: resolved.sensitive.toSorted(byText),
    dependencies: dependenciesOf(id, resource, declared, evaluator),
    ...(resolved.unresolved.length > 0 && { unresolved: resolved.unresolved.toSorted(byText) }),
    ...(typeof deletionPolicy === 'string' && { lifecycle: { deletionPolicy } }),
    file: scope.stack.template.file,
    reader: 'cloudformation',
  }
}

function dependenciesOf(id: string, resource: JsonObject, declared: ReadonlyMap<string, JsonObject>, evaluator: Evaluator): string[] {
  const found = referencesOf(own(resource, 'Properties'), evaluator)
  const dependsOn: Json = own(resource, 'DependsOn') ?? []
  for (const other of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) if (typeof other === 'string') found.add(other)
  return [...found].filter((other) => other !== id && declared.has(other)).toSorted(byText)
}

/** Says which resources only the template, or only the stack, knows. */
function noteStrangers({ template, stackResources }: PairedStack, declared: ReadonlyMap<string, JsonObject>, note: Note): void {
  if (stackResources === undefined) return
  const stack = stackResources.stackName ?? stackResources.file
  const absent = [...declared.keys()].filter((id) => !stackResources.resources.has(id))
  if (absent.length > 0) {
    note({
      code: 'resource-not-in-stack',
      level: 'warning',
      message: `The stack ${JSON.stringify(stack)} does not list ${someOf(absent)} of ${template.file}.`,
      hint: stackResources.whole
        ? 'Give the template as it was deployed, or deploy it.'
        : 'The list is not whole: save it with `aws cloudformation list-stack-resources`, which has no limit of 100.',
      location: { file: template.file, kind: 'template' },
    })
  }
  const foreign = [...stackResources.resources.keys()].filter((id) => !template.resources.has(id))
  if (foreign.length > 0) {
    note({
      code: 'resource-not-in-template',
      level: 'warning',
      message: `${template.file} does not declare ${someOf(foreign)} of the stack ${JSON.stringify(stack)}.`,
      hint: hasMacros(template.document) ? processedHint : 'Give the template as it was deployed.',
      location: { file: stackResources.file, kind: 'stack' },
    })
  }
}

function someOf(ids: readonly string[]): string {
  const sorted = ids.toSorted(byText)
  const shown = sorted.slice(0, 5).map((id) => JSON.stringify(id))
  return `${shown.join(', ')}${sorted.length > shown.length ? ` and ${sorted.length - shown.length} more` : ''}`
}

export const processedHint = 'Scan the processed template: `aws cloudformation get-template --template-stage Processed --stack-name STACK`.'

/** Whether a template is to be processed by macros before it says what is deployed. */
export function hasMacros(document: Json): boolean {
  const transform = own(document, 'Transform')
  // The language extensions are understood here; they make no resources, except by Fn::ForEach.
  const named = (Array.isArray(transform) ? transform : [transform]).filter(
    (name) => name !== undefined && name !== 'AWS::LanguageExtensions',
  )
  return named.length > 0 || callsMacro(document)
}

function callsMacro(value: Json): boolean {
  if (Array.isArray(value)) return value.some(callsMacro)
  if (!isObject(value)) return false
  return (
    Object.keys(value).some((key) => key === 'Fn::Transform' || key.startsWith('Fn::ForEach::')) || Object.values(value).some(callsMacro)
  )
}
