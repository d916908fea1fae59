import { namedBlocks, pascal } from './block-names.ts'
import { isEmpty, isObject, own, parseEmbedded, put, textOf, type Json, type JsonObject } from '../model/json.ts'
import { canonicalDomain } from './domain-name.ts'
import { protocolName } from './protocols.ts'

/** What a transform may look at beside the value. */
export interface TransformInput {
  /** `Enabled/Disabled` of `enum:Enabled/Disabled`. */
  argument: string
  attribute: string
  /** The block or resource that the attribute stands in. */
  siblings: JsonObject
}

/** Turns one Terraform value into CloudFormation's; undefined: nothing is declared. */
export type Transform = (value: Json, input: TransformInput) => Json | undefined

/** The closed vocabulary of value transforms. `project.ts` places the result; `placements` below say where a few go. */
export const transforms: Readonly<Record<string, Transform>> = {
  policy: parseDocument,
  json: parseDocument,
  'json-camel': (value) => pascalKeys(parseDocument(value)),
  num: (value) => (typeof value === 'string' && value !== '' ? Number(value) : value),
  enum: (value, { argument }) => {
    const [yes = '', no = ''] = argument.split('/')
    return value === true || value === 'true' ? yes : value === false || value === 'false' ? no : value
  },
  'zero-absent': (value) => (value === 0 || value === '0' || value === '' ? undefined : value),
  absent: (value, { argument }) => (textOf(value) === argument ? undefined : value),
  contains: (value, { argument }) => (isSet(value) ? [argument] : undefined),
  'arn-tail': (value) => (typeof value === 'string' ? value.slice(Math.max(value.lastIndexOf('/'), value.lastIndexOf(':')) + 1) : value),
  dns: (value) => (typeof value === 'string' ? canonicalDomain(value) : value),
  ipproto: (value) => protocolName(value),
  first: (value) => value,
  ci: (value) => value,
  cidr: (value) => value,
  time: (value) => value,
  userdata: (value) => value,
  b64: (value) => value,
  member: (value) => value,
  alt: (value) => value,
  each: (value, { argument }) => (Array.isArray(value) ? value.map((item) => ({ [argument]: item })) : value),
  blocks: (value, { argument }) => namedBlocks(value, argument),
  rows: (value, { argument }) => toRows(value, argument),
  single: (value) => (Array.isArray(value) && value.length === 1 ? pascalBlock(value[0] ?? null) : undefined),
  tags: (value) => tagList(value),
  'asg-tags': (value) =>
    listOf(value, (tag) => ({ Key: tag['key'] ?? '', Value: tag['value'] ?? '', PropagateAtLaunch: tag['propagate_at_launch'] ?? false })),
  'map-csv': (value) => mapValues(value, (text) => (typeof text === 'string' ? text.split(',') : text)),
  map: (value, { argument }) => toMap(value, argument),
  by: (value) => (value === '' ? undefined : value),
  // Carried out where the result is placed (project.ts): one value becomes several elements, or an element found by key.
  kv: (value) => value,
  // The provider records 0 for a rate that was never set.
  'kv-proto': (value) => (value === 0 ? undefined : value),
  choose: (value) => value,
  explode: (value) => value,
  'self-ref': (value) => value,
  flatten: (value) => value,
  'event-split': (value) => value,
  // The block is recorded beside the name of a list, too.
  acl: (value, { siblings }) =>
    textOf(siblings['acl']) === '' && isSet(value) ? cannedList(Array.isArray(value) ? (value[0] ?? null) : value) : undefined,
}

/** Whom the canned lists of a bucket let do what, beside its owner. https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html */
const cannedLists: Readonly<Record<string, string>> = {
  '': 'Private',
  'AllUsers:READ': 'PublicRead',
  'AllUsers:READ AllUsers:WRITE': 'PublicReadWrite',
  'AuthenticatedUsers:READ': 'AuthenticatedRead',
  'LogDelivery:READ_ACP LogDelivery:WRITE': 'LogDeliveryWrite',
}

/** The access control list of a bucket, by the name of the canned list that it is; else who may do what, in one text. */
export function cannedList(list: Json): string {
  const owner = memberOf(memberOf(list, 'Owner'), 'ID')
  const grants = memberOf(list, 'Grants') ?? memberOf(list, 'grant')
  const texts = (Array.isArray(grants) ? grants : []).flatMap((grant) => {
    const grantee = memberOf(grant, 'Grantee')
    const [id, uri, mail] = ['ID', 'URI', 'EmailAddress'].map((name) => textOf(memberOf(grantee, name)))
    const permission = textOf(memberOf(grant, 'Permission'))
    // The owner may do anything to it, list or no list.
    return id !== '' && id === owner ? [] : [`${uri?.slice(uri.lastIndexOf('/') + 1) || id || mail}:${permission}`]
  })
  const said = [...new Set(texts)].toSorted().join(' ')
  return cannedLists[said] ?? said
}

/** A member as the API names it, or as Terraform does, where it stands in a list of one. */
function memberOf(value: Json | undefined, name: string): Json | undefined {
  const found = own(value, name) ?? own(value, snake(name))
  return Array.isArray(found) && !/^[Gg]rants?$/.test(name) ? found[0] : found
}

function snake(name: string): string {
  return name === 'EmailAddress' ? 'email_address' : name.toLowerCase()
}

/** `{a: 1}` to `[{Key: 'a', Value: 1}]`. */
export function tagList(value: Json): Json {
  return isObject(value) ? Object.keys(value).map((Key) => ({ Key, Value: value[Key] ?? '' })) : value
}

function isSet(value: Json): boolean {
  return value !== null && value !== false && value !== '' && !(Array.isArray(value) && value.length === 0)
}

function parseDocument(value: Json): Json {
  return parseEmbedded(value) ?? value
}

function pascalKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(pascalKeys)
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const key of Object.keys(value)) {
    const item = value[key] ?? null
    const free = key === 'options' || key === 'dockerLabels'
    put(out, key.charAt(0).toUpperCase() + key.slice(1), free ? item : pascalKeys(item))
  }
  return out
}

/** A block and those inside it, names as CloudFormation writes them, without what is not set. */
function pascalBlock(value: Json): Json {
  if (Array.isArray(value)) return value.length === 1 ? pascalBlock(value[0] ?? null) : value.map(pascalBlock)
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const name of Object.keys(value)) if (!isEmpty(value[name])) put(out, pascal(name), pascalBlock(value[name] ?? null))
  return out
}

function listOf(value: Json, each: (item: JsonObject) => Json): Json {
  return Array.isArray(value) ? value.filter(isObject).map(each) : value
}

function mapValues(value: Json, each: (item: Json) => Json): Json {
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const key of Object.keys(value)) put(out, constant.test(key) ? pascal(key.toLowerCase()) : key, each(value[key] ?? null))
  return out
}

/** `KAFKA_BOOTSTRAP_SERVERS`, which is a name of the API and no key of the user. */
const constant = /^[A-Z]+(?:_[A-Z]+)+$/

/** A map to rows: `K=V` names what its keys and its values are called in them. */
function toRows(value: Json, argument: string): Json {
  const [key = '', name = ''] = argument.split('=')
  return isObject(value) ? Object.keys(value).map((each) => ({ [key]: each, [name]: value[each] ?? null })) : value
}

/** Blocks to a map: `name=value` takes both from the block, `route_key` the rest of the block under its key, `key,a>B` with `a` called B. */
function toMap(value: Json, argument: string): Json | undefined {
  if (!Array.isArray(value)) return isObject(value) ? value : undefined
  const [first = '', ...renamed] = argument.split(',')
  const [keyName = '', valueName] = first.split('=')
  const names = new Map(renamed.map((each) => [each.split('>')[0], each.split('>')[1]]))
  const out: JsonObject = {}
  for (const block of value) {
    if (!isObject(block)) return undefined
    const key = block[keyName]
    if (typeof key !== 'string') return undefined
    if (valueName !== undefined) put(out, key, block[valueName] ?? '')
    else {
      const rest: JsonObject = {}
      for (const name of Object.keys(block)) if (name !== keyName) put(rest, names.get(name) ?? pascal(name), block[name] ?? null)
      put(out, key, rest)
    }
  }
  return out
}

/** `sibling:value=Path,other=Path`: the path for the value that the sibling has. */
export function choiceOf(argument: string, source: JsonObject): string | undefined {
  const [sibling = '', choices = ''] = argument.split(':')
  const value = textOf(own(source, sibling))
  return choices
    .split(',')
    .map((choice) => choice.split('='))
    .find(([name]) => name === value)?.[1]
}
