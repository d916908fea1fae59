import { isObject, own, textOf, type Json, type JsonObject } from '../model/json.ts'
import { protocolName } from '../mapping/protocols.ts'

/** Members that name an element among its siblings, best first. */
const keyMembers = [
  'Key',
  'key',
  'Name',
  'name',
  'Id',
  'id',
  'ID',
  'PolicyName',
  'DeviceName',
  'AttributeName',
  'IndexName',
  'Sid',
  'TargetId',
  'ContainerName',
  'VolumeId',
  'InstanceId',
]

/** The member whose value names every element of both lists without repeating; undefined when there is none. */
export function keyMember(declared: readonly Json[], live: readonly Json[]): string | undefined {
  return keyMembers.find((member) => isKey(member, declared) && isKey(member, live))
}

function isKey(member: string, list: readonly Json[]): boolean {
  if (own(list[0], member) === undefined) return list.length === 0
  const seen = new Set<Json>()
  for (const item of list) {
    const value = own(item, member)
    if ((typeof value !== 'string' && typeof value !== 'number') || seen.has(value)) return false
    seen.add(value)
  }
  return true
}

/** What an element of a list is called in messages and fingerprints, since its index moves. */
export function elementName(value: Json): string {
  if (!isObject(value)) return shorten(typeof value === 'string' ? value : JSON.stringify(value))
  if (isRule(value)) return ruleInWords(value)
  for (const member of keyMembers) {
    const name = own(value, member)
    if (typeof name === 'string' || typeof name === 'number') return shorten(String(name))
  }
  return shorten(
    scalarsOf(value)
      .map(([name, item]) => `${name}=${textOf(item)}`)
      .join(' '),
  )
}

function scalarsOf(value: JsonObject): [string, Json][] {
  return Object.keys(value)
    .toSorted()
    .map((name): [string, Json] => [name, value[name] ?? null])
    .filter(([, item]) => item !== null && typeof item !== 'object')
    .slice(0, 4)
}

function shorten(text: string): string {
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}

/** A security group rule in CloudFormation's shape. */
export function isRule(value: JsonObject): boolean {
  return Object.hasOwn(value, 'IpProtocol')
}

/** `tcp 22 from 0.0.0.0/0`, `all to sg-1`. */
function ruleInWords(rule: JsonObject): string {
  const protocol = protocolName(own(rule, 'IpProtocol') ?? '')
  const [from, to] = [own(rule, 'FromPort'), own(rule, 'ToPort')]
  const ports =
    protocol === '-1' || from === undefined || from === null ? '' : from === to ? ` ${textOf(from)}` : ` ${textOf(from)}-${textOf(to)}`
  const egress = Object.keys(rule).some((name) => name.startsWith('Destination'))
  const peer = [
    'CidrIp',
    'CidrIpv6',
    'SourceSecurityGroupId',
    'DestinationSecurityGroupId',
    'SourcePrefixListId',
    'DestinationPrefixListId',
  ]
    .map((name) => own(rule, name))
    .find((item) => typeof item === 'string' && item !== '')
  return `${protocol === '-1' ? 'all' : textOf(protocol)}${ports} ${egress ? 'to' : 'from'} ${textOf(peer ?? 'nowhere')}`
}

/** Ports mean nothing for "all protocols": Terraform records 0, live has none. */
export function canonicalRule(rule: JsonObject): JsonObject {
  const protocol = protocolName(own(rule, 'IpProtocol') ?? '')
  if (protocol !== '-1') return rule
  const { FromPort: _from, ToPort: _to, ...rest } = rule
  return rest
}

/** A tag that AWS writes itself. */
export function isReservedTag(tag: Json): boolean {
  return textOf(own(tag, 'Key') ?? own(tag, 'key')).startsWith('aws:')
}
