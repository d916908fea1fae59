import { own, type Json } from '../../model/json.ts'
import { textOf, type Evaluator } from './evaluated.ts'
import { urlSuffix } from './scope.ts'

/** Fills `{id}`, `{account}`, `{Property}` and the like (docs/data.md); undefined when one of them is not known. */
export function fill(pattern: string, id: string, evaluator: Evaluator, resource: Json | undefined): string | undefined {
  let known = true
  const properties = own(resource, 'Properties')
  const text = pattern.replaceAll(/\{([^}]*)\}/g, (_, part: string) => {
    const value = partOf(part, id) ?? placeOf(part, evaluator) ?? propertyOf(part, properties, evaluator)
    if (value === undefined || value === '') known = false
    return value ?? ''
  })
  return known ? text : undefined
}

/** What the physical id itself says. */
function partOf(part: string, id: string): string | undefined {
  const [, how, from = '', to] = /^(after|between):([^~]*)(?:~(.*))?$/.exec(part) ?? []
  if (how !== undefined) {
    const at = id.indexOf(from)
    const rest = at === -1 ? undefined : id.slice(at + from.length)
    const end = to === undefined ? undefined : rest?.indexOf(to)
    return end === undefined ? rest : end === -1 ? undefined : rest?.slice(0, end)
  }
  switch (part) {
    case 'id':
      return id
    case 'tail':
      return id.slice(id.lastIndexOf('/') + 1)
    case 'colon-tail':
      return id.slice(id.lastIndexOf(':') + 1)
    case 'slashed':
      return id.replaceAll('|', '/')
    // A group outside of a VPC has a name for its physical id.
    case 'sg':
      return id.startsWith('sg-') ? id : undefined
    // The service's ARN names its cluster: `.../service/CLUSTER/NAME`.
    case 'cluster-of-service':
      return /^arn:.*:service\/[^/]+\/[^/]+$/.test(id) ? id.replace(/:service\/([^/]+)\/.*$/, ':cluster/$1') : undefined
    default:
      return undefined
  }
}

function placeOf(part: string, { scope }: Evaluator): string | undefined {
  switch (part) {
    case 'partition':
      return scope.partition
    case 'account':
      return scope.account
    case 'region':
      return scope.region
    case 'suffix':
      return urlSuffix(scope.partition)
    default:
      return undefined
  }
}

/** A declared property, `/` between names; `Name?text` is the text where it is declared; `path` is `/` where it is not. */
function propertyOf(part: string, properties: Json | undefined, evaluator: Evaluator): string | undefined {
  const [, name = '', given] = /^([A-Z][\w/]*)(?:\?(.*))?$/.exec(part === 'path' ? 'Path' : part) ?? []
  let value = name === '' ? undefined : properties
  for (const step of name.split('/')) value = own(value, step)
  if (value === undefined) return part === 'path' ? '/' : undefined
  return given ?? textOf(evaluator.value(value))
}
