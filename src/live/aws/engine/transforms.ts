import { parseExactly } from '../../../model/exact-json.ts'
import { byText, isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'
import { cannedList } from '../../../mapping/transforms.ts'
import { permissionRules } from './security-group-rules.ts'

/** Turns a member's value into a property's. `argument` is what follows the first colon; `target` the property it goes to. */
export type Transform = (value: Json, argument: string, target: string) => Json | undefined

/** Every named transform that a row may use; a row that names another is a defect that a test finds. */
export const transforms: Readonly<Record<string, Transform>> = {
  json: document,
  time: instant,
  b64: (value) => value,
  rec: (value) => value,
  one: (value) => [value],
  text: (value) => (typeof value === 'object' ? value : String(value)),
  kv: (value) => (isObject(value) ? keyValuePairs(value) : value),
  kv2map: (value) => tagMap(value),
  eq: (value, wanted) => typeof value !== 'object' && String(value).toLowerCase() === wanted.toLowerCase(),
  only: (value, wanted) => (typeof value === 'string' && wanted.split(',').includes(value) ? value : undefined),
  present: (value) => isObject(value) || Boolean(value),
  'arn-tail': (value) => (typeof value === 'string' ? (value.split(/[:/]/).at(-1) ?? value) : value),
  'path-tail': (value) => (typeof value === 'string' ? (value.split('/').at(-1) ?? value) : value),
  csv: (value) => (typeof value === 'string' ? value.split(',').filter((each) => each !== '') : value),
  weights: (value) =>
    isObject(value) ? Object.keys(value).map((version) => ({ FunctionVersion: version, FunctionWeight: value[version] ?? null })) : value,
  groupby: grouped,
  map: listAsMap,
  count: (value, more) => (Array.isArray(value) ? value.length + Number(more === '' ? 0 : more) : undefined),
  starting: (value, begin) => (typeof value === 'string' && value.startsWith(begin) ? value : undefined),
  'not-starting': (value, begin) => (typeof value === 'string' && value.startsWith(begin) ? undefined : value),
  'if-one': (value, words) => words.split(':')[value === 1 ? 0 : 1],
  principal: principalOf,
  'json-one': (value) => [document(value) ?? null],
  'default-version': (value) =>
    document(
      own(
        objects(value).find((each) => each['IsDefaultVersion'] === true),
        'Document',
      ) ?? null,
    ),
  sgperms: (value, _argument, target) => permissionRules(value, target.includes('Egress') ? 'Destination' : 'Source'),
  s3notify: notifications,
  acl: (value) => cannedList(value),
  asgmetrics: metrics,
  'enabled-types': enabledTypes,
}

function objects(value: Json): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** A policy or another document: URL-decoded where it is encoded, parsed where it is JSON; other text stays text. */
function document(value: Json): Json | undefined {
  if (typeof value !== 'string') return value ?? undefined
  try {
    return parseExactly(/^\s*(%7B|%5B|%0A|%20)/i.test(value) ? decodeURIComponent(value) : value)
  } catch {
    return value
  }
}

/** A time that is in that form already, of a day that every month has. */
const plainTime = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/

/** ISO 8601 in UTC without empty milliseconds, whatever the tool wrote: epoch seconds or a time with an offset. */
export function instant(value: Json): Json {
  if (typeof value === 'string' && plainTime.test(value)) return value
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const time = new Date(typeof value === 'number' ? value * 1000 : value)
  return Number.isNaN(time.getTime()) ? value : time.toISOString().replace('.000Z', 'Z')
}

function keyValuePairs(map: JsonObject): Json {
  return Object.keys(map).map((key) => ({ Key: key, Value: map[key] ?? null }))
}

/** The pairs of tags in any spelling: a map, or a list of Key/Value, key/value, TagKey/TagValue. */
export function tagPairs(value: Json): [string, Json][] {
  if (isObject(value)) return Object.keys(value).map((key) => [key, value[key] ?? null])
  const pairs: [string, Json][] = []
  for (const each of objects(value)) {
    const key = own(each, 'Key') ?? own(each, 'key') ?? own(each, 'TagKey') ?? own(each, 'tagKey')
    const tagValue = own(each, 'Value') ?? own(each, 'value') ?? own(each, 'TagValue') ?? own(each, 'tagValue')
    if (typeof key === 'string') pairs.push([key, tagValue ?? ''])
  }
  return pairs
}

export function tagMap(value: Json): JsonObject {
  const map: JsonObject = {}
  for (const [key, tagValue] of tagPairs(value)) put(map, key, tagValue)
  return map
}

/** `groupby:K:V:Name`: a list of `{K, V}` becomes one `{K, Name: [V...]}` for each K. */
function grouped(value: Json, argument: string): Json {
  const [key = '', member = '', name = ''] = argument.split(':')
  const groups = new Map<string, Json[]>()
  for (const each of objects(value)) {
    const group = own(each, key)
    if (typeof group !== 'string') continue
    groups.set(group, [...(groups.get(group) ?? []), own(each, member) ?? null])
  }
  return [...groups].toSorted(([a], [b]) => byText(a, b)).map(([group, values]) => ({ [key]: group, [name]: values }))
}

/** `map:K:V`: a list of `{K, V}` as one map; what has no value is none of it. */
function listAsMap(value: Json, argument: string): Json {
  const [key = '', member = ''] = argument.split(':')
  const map: JsonObject = {}
  for (const each of objects(value)) {
    const [name, held] = [own(each, key), own(each, member)]
    if (typeof name === 'string' && held !== undefined && held !== null) put(map, name, held)
  }
  return map
}

/** Whom a statement lets in: a service, an ARN, an account or everybody. */
function principalOf(value: Json): Json | undefined {
  return isObject(value) ? (own(value, 'Service') ?? own(value, 'AWS')) : value
}

/** `s3notify:from:to`: one entry an event, as CloudFormation has it. */
function notifications(value: Json, argument: string): Json {
  const [from = '', to = ''] = argument.split(':')
  return objects(value).flatMap((each) => {
    const events = own(each, 'Events')
    const filter = notificationFilter(own(each, 'Filter'))
    return (Array.isArray(events) ? events : []).map((event) => ({ Event: event, [to]: own(each, from) ?? null, ...filter }))
  })
}

function notificationFilter(filter: Json | undefined): JsonObject {
  const rules = own(own(filter, 'Key'), 'FilterRules')
  return Array.isArray(rules) && rules.length > 0 ? { Filter: { S3Key: { Rules: rules } } } : {}
}

function metrics(value: Json): Json {
  const byGranularity = new Map<string, Json[]>()
  for (const each of objects(value)) {
    const granularity = own(each, 'Granularity')
    if (typeof granularity !== 'string') continue
    byGranularity.set(granularity, [...(byGranularity.get(granularity) ?? []), own(each, 'Metric') ?? null])
  }
  return [...byGranularity].toSorted(([a], [b]) => byText(a, b)).map(([Granularity, Metrics]) => ({ Granularity, Metrics }))
}

/** `[{types, enabled}]` to one `{Type}` for each type that is on. */
function enabledTypes(value: Json): Json {
  return objects(value)
    .filter((each) => each['enabled'] === true)
    .flatMap((each) => (Array.isArray(each['types']) ? each['types'].map((Type) => ({ Type })) : []))
}
