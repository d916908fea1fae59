import { byText, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import type { DeclaredBatch, DeclaredContent, DeclaredResource } from '../../model/resource.ts'
import type { Evaluator } from './evaluated.ts'
import { constructPathOf } from './cdk-manifest.ts'
import { identitiesOf } from './identities.ts'
import { macrosOf, processedHint } from './macros.ts'
import type { PairedStack } from './pairing.ts'
import { referencesOf, resolveProperties, type ResolvedProperties } from './properties.ts'
import { withStackTags } from './stack-tags.ts'
import { placeInTemplate } from './template-place.ts'
import { variantsOf } from './variants.ts'

type Note = (diagnostic: Diagnostic) => void

/** The declared resources of one stack. */
export function resourcesOf(evaluator: Evaluator, note: Note): DeclaredBatch {
  const { scope } = evaluator
  const { stack } = scope
  const declared = new Map<string, JsonObject>()
  let untaken = 0
  for (const [id, resource] of stack.template.resources) {
    if (isDeclared(id, resource, evaluator)) declared.set(id, resource)
    else untaken += 1
  }
  noteStrangers(stack, declared, note)
  const resources = [...declared, ...strangers(stack)]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([id, resource]) => resourceOf(id, resource, declared, evaluator))
  noteCircles(evaluator, note)
  return { resources, ...(untaken > 0 && { skipped: { 'condition-false': untaken } }), secrets: scope.secrets }
}

/**
 * What the stack proves of its conditions: one that has a resource of a condition met it, one that has none of them did
 * not. Only where no other part of the documents says what the parameters were.
 */
export function provenConditions({ template, stackResources }: PairedStack): Map<string, boolean> {
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
  const inStack = scope.stack.stackResources?.resources.get(id)
  const kind = inStack?.type ?? textOf(own(resource, 'Type'))
  const isOurs = kind === own(scope.stack.template.resources.get(id), 'Type')
  const physicalId = inStack?.physicalId
  const written = own(resource, 'Properties')
  const resolved = withStackTags(kind, resolveProperties(written, evaluator), scope.stackTags)
  const variants = variantsOf(written, evaluator).map((one) => contentOf(withStackTags(kind, one, scope.stackTags)))
  const constructPath = constructPathOf(resource, id, scope.stack.template.deployment)
  const deletionPolicy = own(resource, 'DeletionPolicy')
  return {
    kind,
    type: kind,
    address: id,
    shape: 'neutral',
    ...contentOf(resolved),
    ...(variants.length > 0 && { variants }),
    ...(physicalId !== undefined && { physicalId }),
    identities: identitiesOf(kind, id, physicalId, resolved.properties, resolved.unresolved, evaluator),
    ...(scope.account !== undefined && { account: scope.account }),
    ...(scope.region !== undefined && { region: scope.region }),
    ...(scope.stackName !== undefined && { stack: scope.stackName }),
    dependencies: dependenciesOf(id, resource, declared, evaluator),
    ...(constructPath !== undefined && { constructPath }),
    ...(!isOurs && { notChecked: 'not-in-template' as const }),
    ...(typeof deletionPolicy === 'string' && { lifecycle: { deletionPolicy } }),
    file: scope.stack.template.file,
    reader: 'cloudformation',
  }
}

function contentOf({ properties, unresolved, knownTexts, sensitive }: ResolvedProperties): DeclaredContent {
  return {
    properties,
    sensitive: sensitive.toSorted(byText),
    ...(unresolved.length > 0 && { unresolved: unresolved.toSorted(byText) }),
    ...(knownTexts.size > 0 && { knownTexts }),
  }
}

function dependenciesOf(id: string, resource: JsonObject, declared: ReadonlyMap<string, JsonObject>, evaluator: Evaluator): string[] {
  const found = referencesOf(own(resource, 'Properties'), evaluator)
  const dependsOn: Json = own(resource, 'DependsOn') ?? []
  for (const other of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) if (typeof other === 'string') found.add(other)
  return [...found].filter((other) => other !== id && declared.has(other)).toSorted(byText)
}

/** What the stack has and the template lacks: macros made it, or the template is another one. */
function strangers({ template, stackResources }: PairedStack): [string, JsonObject][] {
  return [...(stackResources?.resources ?? [])].flatMap(([id, { type }]) => (template.resources.has(id) ? [] : [[id, { Type: type }]]))
}

/** References that lead back to where they began: no deployment can have made them. */
function noteCircles({ scope, circles }: Evaluator, note: Note): void {
  const [first] = [...circles].toSorted(byText)
  if (first === undefined) return
  const { file } = scope.stack.template
  const names = [...new Set([...circles].map((key) => key.replace(/\..*$/, '')))]
  note({
    code: 'template-circular',
    level: 'warning',
    message: `${file} refers in a circle: ${someOf(names)}.`,
    hint: 'CloudFormation refuses such a template; give the one that was deployed.',
    location: placeInTemplate(
      file,
      first.startsWith('condition ') ? ['Conditions', first.slice('condition '.length)] : ['Resources', first.replace(/\..*$/, '')],
    ),
  })
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
      hint: macrosOf(template.document).length > 0 ? processedHint(stackResources.stackName) : 'Give the template as it was deployed.',
      location: { file: stackResources.file, kind: 'stack' },
    })
  }
}

function someOf(ids: readonly string[]): string {
  const sorted = ids.toSorted(byText)
  const shown = sorted.slice(0, 5).map((id) => JSON.stringify(id))
  return `${shown.join(', ')}${sorted.length > shown.length ? ` and ${sorted.length - shown.length} more` : ''}`
}
