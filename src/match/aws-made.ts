import { wholeTable } from '../mapping/data.ts'
import { isObject, own, textOf, type Json } from '../model/json.ts'
import type { LiveResource } from '../model/resource.ts'

type Condition = Record<string, Json>

/** What a live resource may be told by, beside its own properties. */
export interface Surroundings {
  /** Ids of default networks. */
  defaultNetworks: ReadonlySet<string>
  /** Ids that declared resources record as parts of themselves: root volumes, first network interfaces. */
  mentioned: ReadonlySet<string>
  /** DHCP options that AWS made; undefined when none were read, and nobody can tell. */
  defaultOptions?: ReadonlySet<string>
  /** Physical ids and names of everything that is declared. */
  managed: ReadonlySet<string>
  /** Ids of volumes and interfaces on instances: `managed` ones are declared, `other` are made by a group or by hand. */
  attached: ReadonlyMap<string, 'managed' | 'other'>
}

/** True for what AWS or a managed parent made: no one declares it and no one mutated it. data/aws/aws-made.json lists the signs. */
export function isAwsMade(resource: LiveResource, around: Surroundings): boolean {
  const table = wholeTable<Condition[]>('aws-made.json')
  const conditions = [...(table['*'] ?? []), ...(Object.hasOwn(table, resource.kind) ? (table[resource.kind] ?? []) : [])]
  return conditions.some((condition) => Object.entries(condition).every(([name, wanted]) => holds(resource, name, wanted, around)))
}

const nowhere: Surroundings = { defaultNetworks: new Set(), mentioned: new Set(), managed: new Set(), attached: new Map() }

/** True for what tells by itself that AWS made it: the local route of a table, a route of an endpoint. */
export function isAwsMadeByItself(resource: LiveResource): boolean {
  return isAwsMade(resource, nowhere)
}

function holds(resource: LiveResource, name: string, wanted: Json, around: Surroundings): boolean {
  const value = own(resource.properties, name)
  switch (name) {
    case 'always':
      return true
    case 'defaultOptions':
      return around.defaultOptions === undefined || around.defaultOptions.has(textOf(own(resource.properties, textOf(wanted))))
    case 'onlyDefaultRules':
      return hasOnlyDefaultRules(resource)
    case 'onlyDefaultPolicy':
      return isOwnersPolicy(own(resource.properties, textOf(wanted)))
    case 'partOfDefaultNetwork':
      return around.defaultNetworks.has(resource.physicalId)
    case 'ofManaged':
      return around.managed.has(textOf(own(resource.properties, textOf(wanted))))
    case 'namedAfterManaged': {
      // /aws/lambda/NAME, /aws/rds/instance/NAME/error: the service made it for a managed resource.
      const text = own(resource.properties, textOf(wanted))
      return typeof text === 'string' && text.startsWith('/aws/') && text.split('/').some((part) => around.managed.has(part))
    }
    case 'tagPrefix':
      return tagKeys(resource).some((key) => key.startsWith(textOf(wanted)))
    case 'inDefaultNetwork':
    case 'inDefaultAcl':
      return around.defaultNetworks.has(textOf(own(resource.properties, textOf(wanted))))
    case 'mentioned':
      return around.mentioned.has(resource.physicalId)
    case 'attachedTo': {
      const attached = around.attached.get(resource.physicalId)
      return attached !== undefined && (wanted === 'any' || attached === wanted)
    }
    default:
      if (typeof wanted === 'string' && wanted.startsWith('^')) return matches(value, new RegExp(wanted))
      if (typeof wanted === 'string' && wanted.startsWith('!')) return typeof value === 'string' && value !== wanted.slice(1)
      if (Array.isArray(value) && typeof wanted !== 'object') return value.includes(wanted)
      return typeof wanted === 'object' ? JSON.stringify(value) === JSON.stringify(wanted) : value === wanted
  }
}

/** A text that fits, or a list of which every element does. */
function matches(value: Json | undefined, pattern: RegExp): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'string' && pattern.test(item))
  return typeof value === 'string' && pattern.test(value)
}

/** A group as AWS makes it: its members among themselves, all outbound; or less. A rule that somebody added is a mutation. */
function hasOnlyDefaultRules({ properties, physicalId }: LiveResource): boolean {
  const all = (name: string, fits: (rule: Json) => boolean): boolean => {
    const rules = own(properties, name)
    return !Array.isArray(rules) || rules.every(fits)
  }
  return (
    all('SecurityGroupIngress', (rule) => own(rule, 'SourceSecurityGroupId') === physicalId) &&
    all(
      'SecurityGroupEgress',
      (rule) => own(rule, 'IpProtocol') === '-1' && (own(rule, 'CidrIp') === '0.0.0.0/0' || own(rule, 'CidrIpv6') === '::/0'),
    )
  )
}

/** A policy as AWS writes it for a new topic: whoever it names must come from the account of the owner. */
function isOwnersPolicy(document: Json | undefined): boolean {
  const statements = own(document, 'Statement')
  if (!Array.isArray(statements) || statements.length !== 1) return false
  const [only] = statements
  const conditions = own(only, 'Condition')
  const owner = own(own(conditions, 'StringEquals'), 'AWS:SourceOwner') ?? own(own(conditions, 'StringEquals'), 'AWS:SourceAccount')
  return own(only, 'Sid') === '__default_statement_ID' && typeof owner === 'string' && /^\d{12}$/.test(owner)
}

/** The keys of a resource's tags, in either form. */
export function tagKeys(resource: LiveResource): string[] {
  return Object.keys(tagsOf(resource))
}

/** A resource's tags as a map, whatever property and form they have. */
function tagsOf(resource: { properties: Record<string, Json> }): Record<string, string> {
  const out: Record<string, string> = Object.create(null)
  for (const name of ['Tags', 'TagSet', 'HostedZoneTags', 'UserPoolTags', 'tags']) {
    const tags = own(resource.properties, name)
    if (Array.isArray(tags)) {
      for (const tag of tags) {
        const key = own(tag, 'Key') ?? own(tag, 'key')
        if (typeof key === 'string') out[key] = textOf(own(tag, 'Value') ?? own(tag, 'value'))
      }
    } else if (isObject(tags)) for (const key of Object.keys(tags)) out[key] = textOf(tags[key])
  }
  return out
}
