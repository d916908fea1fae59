import { factsOf, row } from '../../mapping/data.ts'
import { own, type Json, type JsonObject } from '../../model/json.ts'
import type { Evaluator } from './evaluated.ts'
import { urlSuffix } from './scope.ts'

/**
 * `Fn::GetAtt`, where the answer follows from the physical id, from the declaration or from a nested stack's outputs, so
 * that it is what it was at deployment whatever became of the resource. Undefined where only live could tell.
 */
export function attributeAtDeployment(evaluator: Evaluator, logicalId: string, name: string): Json | undefined {
  const resource = evaluator.scope.stack.template.resources.get(logicalId)
  const kind = own(resource, 'Type')
  if (typeof kind !== 'string' || !mayExist(evaluator, logicalId)) return undefined
  const id = physicalIdOf(evaluator, logicalId)
  if (kind === 'AWS::CloudFormation::Stack') return id === undefined ? undefined : nestedOutput(evaluator, id, name)
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

function mayExist(evaluator: Evaluator, logicalId: string): boolean {
  const condition = own(evaluator.scope.stack.template.resources.get(logicalId), 'Condition')
  return typeof condition !== 'string' || evaluator.condition(condition) !== false
}

function nestedOutput(evaluator: Evaluator, stackId: string, name: string): string | undefined {
  return name.startsWith('Outputs.') ? evaluator.scope.nestedOutputs.get(stackId)?.get(name.slice('Outputs.'.length)) : undefined
}

/** Fills `{id}`, `{account}` and the like; undefined when one of them is not known. */
function fill(pattern: string, id: string, evaluator: Evaluator, resource: Json | undefined): string | undefined {
  let known = true
  const { partition, account, region } = evaluator.scope
  const text = pattern.replaceAll(/\{([^}]*)\}/g, (_, part: string) => {
    const value = pieceOf(part)
    if (value === undefined) known = false
    return value ?? ''
  })
  return known ? text : undefined

  function pieceOf(part: string): string | undefined {
    if (part.startsWith('after:')) {
      const at = id.indexOf(part.slice('after:'.length))
      return at === -1 ? undefined : id.slice(at + part.length - 'after:'.length)
    }
    switch (part) {
      case 'id':
        return id
      case 'partition':
        return partition
      case 'account':
        return account
      case 'region':
        return region
      case 'suffix':
        return urlSuffix(partition)
      case 'tail':
        return id.slice(id.lastIndexOf('/') + 1)
      case 'colon-tail':
        return id.slice(id.lastIndexOf(':') + 1)
      // A group outside of a VPC has a name for its physical id.
      case 'sg':
        return id.startsWith('sg-') ? id : undefined
      case 'path':
        return pathOf(evaluator, own(own(resource, 'Properties'), 'Path'))
      default:
        return undefined
    }
  }
}

function pathOf(evaluator: Evaluator, declared: Json | undefined): string | undefined {
  if (declared === undefined) return '/'
  const value = evaluator.value(declared)
  return typeof value === 'string' ? value : undefined
}
