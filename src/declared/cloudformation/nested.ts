import { isObject, own, textOf, type Json } from '../../model/json.ts'
import { attributeAtDeployment, physicalIdOf } from './attributes.ts'
import type { Evaluator } from './evaluated.ts'
import { evaluatorOf } from './evaluate.ts'
import { stackPlace, type Family } from './family.ts'
import { textsOf, withoutLoops } from './loops.ts'
import { stackIdOf, type PairedStack } from './pairing.ts'
import { provenConditions } from './resources.ts'
import { scopeOf, type Scope, type ScopeSources } from './scope.ts'

const stackKind = 'AWS::CloudFormation::Stack'

interface Parent {
  stack: PairedStack
  logicalId: string
}

/** The stacks of a scan and how they hang together: what parents give to nested stacks, and what these give back. */
export class NestedStacks {
  readonly #family: Family
  readonly #place: Pick<ScopeSources, 'account' | 'region'>
  readonly #evaluators = new Map<PairedStack, Evaluator>()
  /** Stacks whose parameters are being evaluated: one that needs itself is not known. */
  readonly #open = new Set<PairedStack>()
  readonly #parents = new Map<PairedStack, Parent>()
  readonly #children = new Map<PairedStack, Map<string, PairedStack>>()

  constructor(family: Family, stacks: readonly PairedStack[], place: Pick<ScopeSources, 'account' | 'region'>) {
    this.#family = family
    this.#place = place
    const byId = new Map(stacks.flatMap((stack) => (stackIdOf(stack) === undefined ? [] : [[stackIdOf(stack), stack] as const])))
    for (const stack of stacks) for (const id of nestedIn(stack)) this.#link({ stack, logicalId: id }, byId, stacks)
  }

  parentOf(stack: PairedStack): PairedStack | undefined {
    return this.#parents.get(stack)?.stack
  }

  /** The evaluator of a stack's template; undefined while it is being made. */
  evaluatorOf(stack: PairedStack): Evaluator | undefined {
    const known = this.#evaluators.get(stack)
    if (known !== undefined || this.#open.has(stack)) return known
    this.#open.add(stack)
    const evaluator = this.#make(stack)
    this.#open.delete(stack)
    this.#evaluators.set(stack, evaluator)
    return evaluator
  }

  #link(parent: Parent, byId: ReadonlyMap<string | undefined, PairedStack>, stacks: readonly PairedStack[]): void {
    const id = parent.stack.stackResources?.resources.get(parent.logicalId)?.physicalId
    const file = nestedTemplate(parent.stack, parent.logicalId)
    const alike = stacks.filter((stack) => steady(stack.template.file) === file && stackIdOf(stack) === undefined)
    const child = (id === undefined ? undefined : byId.get(id)) ?? (alike.length === 1 ? alike[0] : undefined)
    if (child === undefined || child === parent.stack || this.#parents.has(child)) return
    if (id !== undefined && stackIdOf(child) === undefined) {
      child.stackId = id
      const record = this.#family.stacks.find((stack) => stack.id === id)
      if (record !== undefined) child.stack ??= record
    }
    this.#parents.set(child, parent)
    const children = this.#children.get(parent.stack) ?? new Map<string, PairedStack>()
    this.#children.set(parent.stack, children.set(parent.logicalId, child))
  }

  #make(stack: PairedStack): Evaluator {
    const given = this.#given(stack)
    const sources: ScopeSources = {
      ...this.#place,
      ...(given !== undefined && { given }),
      ...this.#parentTags(stack),
      output: (name, region, place) => this.#output(name, region ?? place.region, place.account),
      exports: (place) => exportsOf(this.#family, place),
      nestedOutput: (logicalId, name) => this.#nestedOutput(stack, logicalId, name),
    }
    const scope = scopeOf(stack, sources)
    const evaluator = evaluate(scope)
    const { source } = stack.template
    if (source === undefined) return evaluator
    const document = withoutLoops(source, (collection) => {
      const value = evaluator.value(collection)
      return typeof value === 'symbol' ? undefined : textsOf(value)
    })
    const { Resources } = document
    const resources = isObject(Resources)
      ? Object.entries(Resources).flatMap(([id, one]) => (isResource(one) ? [[id, one] as const] : []))
      : []
    stack.template = { ...stack.template, document, resources: new Map(resources) }
    return evaluate(scopeOf(stack, sources))
  }

  /** What the parent gives, by parameter; undefined where that is not known. */
  #given(stack: PairedStack): ReadonlyMap<string, string | undefined> | undefined {
    const parent = this.#parents.get(stack)
    const evaluator = parent === undefined ? undefined : this.evaluatorOf(parent.stack)
    if (parent === undefined || evaluator === undefined) return undefined
    const written = own(own(parent.stack.template.resources.get(parent.logicalId), 'Properties'), 'Parameters')
    const out = new Map<string, string | undefined>()
    for (const [name, item] of isObject(written) ? Object.entries(written) : []) {
      const value = evaluator.value(item)
      if (typeof value === 'symbol') out.set(name, undefined)
      else out.set(name, Array.isArray(value) ? value.map(textOf).join(',') : isObject(value) ? undefined : textOf(value))
    }
    return out
  }

  /** Tags of the parent, and those that it gives the nested stack alone. */
  #parentTags(stack: PairedStack): { parentTags?: ReadonlyMap<string, string> } {
    const parent = this.#parents.get(stack)
    const evaluator = parent === undefined ? undefined : this.evaluatorOf(parent.stack)
    if (parent === undefined || evaluator === undefined) return {}
    const parentTags = new Map(evaluator.scope.stackTags)
    const written = own(own(parent.stack.template.resources.get(parent.logicalId), 'Properties'), 'Tags')
    const given = written === undefined ? [] : evaluator.value(written)
    for (const tag of Array.isArray(given) ? given : []) parentTags.set(textOf(own(tag, 'Key')), textOf(own(tag, 'Value')))
    return { parentTags }
  }

  /** An output of a nested stack: as CloudFormation said it, else as its template says. */
  #nestedOutput(parent: PairedStack, logicalId: string, name: string): Json | undefined {
    const id = parent.stackResources?.resources.get(logicalId)?.physicalId
    const recorded = this.#family.stacks.find((stack) => id !== undefined && stack.id === id)
    const child = this.#children.get(parent)?.get(logicalId)
    if (recorded !== undefined) return recorded.outputs.get(name)
    const evaluator = child === undefined ? undefined : this.evaluatorOf(child)
    const written = child === undefined ? undefined : own(own(own(child.template.document, 'Outputs'), name), 'Value')
    if (evaluator === undefined || written === undefined) return undefined
    const value = evaluator.value(written)
    return typeof value === 'symbol' ? undefined : value
  }

  #output(name: string, region: string | undefined, account: string | undefined): ReadonlyMap<string, string> | undefined {
    const found = this.#family.stacks.filter((stack) => {
      const place = stackPlace(stack.id)
      return stack.id === name || (stack.name === name && place !== undefined && place.region === region && place.account === account)
    })
    return found.length === 1 ? found[0]?.outputs : undefined
  }
}

function evaluate(scope: Scope): Evaluator {
  return evaluatorOf(scope, { proven: provenConditions(scope.stack), attribute: attributeAtDeployment, physicalId: physicalIdOf })
}

function isResource(value: Json): value is Record<string, Json> {
  return isObject(value) && typeof own(value, 'Type') === 'string'
}

function nestedIn({ template }: PairedStack): string[] {
  return [...template.resources].flatMap(([id, resource]) => (own(resource, 'Type') === stackKind ? [id] : []))
}

/** The file of a nested stack's template, where the template names it: a local path, or the asset that the CDK wrote. */
function nestedTemplate({ template }: Pick<PairedStack, 'template'>, logicalId: string): string | undefined {
  const resource = template.resources.get(logicalId)
  const asset = own(own(resource, 'Metadata'), 'aws:asset:path')
  const path = typeof asset === 'string' ? asset : own(own(resource, 'Properties'), 'TemplateURL')
  if (typeof path !== 'string' || /^[a-z][a-z0-9+.-]*:\/\//i.test(path)) return undefined
  return steady(`${template.folder === '' ? '.' : template.folder}/${path}`)
}

/** A path without `.` and `..` where they change nothing. */
function steady(path: string): string {
  const steps: string[] = []
  for (const step of path.split('/')) {
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else if (step !== '.') steps.push(step)
  }
  return steps.join('/')
}

/** What the given stacks of an account and region export. */
function exportsOf({ stacks }: Family, place: { account: string; region: string }): Map<string, string> {
  const out = new Map<string, string>()
  for (const { id, exports } of stacks) {
    const from = stackPlace(id)
    if (from?.account === place.account && from.region === place.region) for (const [name, value] of exports) out.set(name, value)
  }
  return out
}
