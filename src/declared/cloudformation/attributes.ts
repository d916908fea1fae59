import { factsOf, row } from '../../mapping/data.ts'
import { own, type Json, type JsonObject } from '../../model/json.ts'
import type { Evaluator } from './evaluated.ts'
import { fill } from './fill.ts'

/**
 * `Fn::GetAtt`, where the answer follows from the physical id, from the declaration or from a nested stack's outputs, so
 * that it is what it was at deployment whatever became of the resource. Undefined where only live could tell.
 */
export function attributeAtDeployment(evaluator: Evaluator, logicalId: string, name: string): Json | undefined {
  const resource = evaluator.scope.stack.template.resources.get(logicalId)
  const kind = own(resource, 'Type')
  if (typeof kind !== 'string' || !mayExist(evaluator, logicalId)) return undefined
  const id = physicalIdOf(evaluator, logicalId)
  if (kind === 'AWS::CloudFormation::Stack' && name.startsWith('Outputs.'))
    return evaluator.scope.nestedOutput(logicalId, name.slice('Outputs.'.length))
  const facts = factsOf(kind)
  if (id !== undefined) {
    const pattern = own(row<JsonObject>('overrides/cloudformation-attributes.json', kind), name)
    if (typeof pattern === 'string') return fill(pattern, id, evaluator, resource)
    // Where a kind has one primary identifier, that is its physical id: so in each of 315 recorded resources.
    if (id.includes('|')) return undefined
    if (facts?.i?.length === 1 && facts.i[0] === name.replaceAll('.', '/')) return id
    if (id.startsWith('arn:') && (name === 'Arn' || name === `${kind.slice(kind.lastIndexOf(':') + 1)}Arn`)) return id
  }
  const declared = own(own(resource, 'Properties'), name)
  if (declared === undefined || facts === undefined || facts.r?.includes(name) === true) return undefined
  const value = evaluator.value(declared)
  // Of lists and blocks that name each other a small template could make endless values.
  return typeof value === 'symbol' || typeof value === 'object' ? undefined : value
}

/** `Ref` of a resource: what the stack says, else the name that the template gives it where that is its identity. */
export function physicalIdOf(evaluator: Evaluator, logicalId: string): string | undefined {
  const { template, stackResources } = evaluator.scope.stack
  if (stackResources !== undefined) return stackResources.resources.get(logicalId)?.physicalId
  const resource = template.resources.get(logicalId)
  const kind = own(resource, 'Type')
  const [name, ...more] = (typeof kind === 'string' && mayExist(evaluator, logicalId) && factsOf(kind)?.i) || []
  const declared = name === undefined || more.length > 0 ? undefined : own(own(resource, 'Properties'), name)
  const value = declared === undefined ? undefined : evaluator.value(declared)
  return typeof value === 'string' ? value : undefined
}

/** Primary identifiers where the physical id is none of their parts, or where another property names a part. */
export function identifiersByRule(kind: string, logicalId: string, evaluator: Evaluator): string[] {
  const patterns = row<string[]>('overrides/cloudformation-identifiers.json', kind) ?? []
  const id = patterns.length === 0 ? undefined : physicalIdOf(evaluator, logicalId)
  if (id === undefined) return []
  const resource = evaluator.scope.stack.template.resources.get(logicalId)
  return patterns.flatMap((pattern) => fill(pattern, id, evaluator, resource) ?? [])
}

function mayExist(evaluator: Evaluator, logicalId: string): boolean {
  const condition = own(evaluator.scope.stack.template.resources.get(logicalId), 'Condition')
  return typeof condition !== 'string' || evaluator.condition(condition) !== false
}
