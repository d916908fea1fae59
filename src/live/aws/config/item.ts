import { parseExactly } from '../../../model/exact-json.ts'
import { byText, isEmpty, isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'
import { toPointer } from '../../../model/pointer.ts'
import type { LiveItem, LiveResource, Recorded } from '../../../model/resource.ts'
import { apiFacts, apiRow } from '../../../mapping/api.ts'
import { factsOf } from '../../../mapping/data.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import { whyUnreadable } from '../engine/why-unreadable.ts'
import { identitiesOf, physicalIdOf } from '../engine/identity.ts'
import { applyRows, propertiesOf } from '../engine/rows.ts'
import { tagPairs } from '../engine/transforms.ts'
import { dig, fulfils, merge, type Found } from '../engine/walk.ts'

/** One configuration item, whichever document it came in. */
export interface ConfigItem {
  kind: string
  resourceId: string
  resourceName: string | undefined
  arn: string | undefined
  place: { account?: string; region?: string }
  capturedAt: string
  /** Of the form in which items are written. */
  version: string | undefined
  /** Changes are recorded once a day. */
  daily: boolean
  deleted: boolean
  /** Absent: the query did not select it. */
  configuration: JsonObject | undefined
  tags: Json | undefined
}

function textAt(value: Json, ...names: string[]): string | undefined {
  for (const name of names) {
    const text = own(value, name)
    if (typeof text === 'string' && text !== '') return text
  }
  return undefined
}

/** Reads the frame of an item; undefined when it names no resource. */
export function configItem(value: Json, flags: Whereabouts): ConfigItem | undefined {
  const kind = textAt(value, 'resourceType')
  const resourceId = textAt(value, 'resourceId')
  if (kind === undefined || resourceId === undefined) return undefined
  const account = textAt(value, 'accountId', 'awsAccountId') ?? flags.account
  const region = textAt(value, 'awsRegion') ?? flags.region
  return {
    kind,
    resourceId,
    resourceName: textAt(value, 'resourceName'),
    arn: textAt(value, 'arn', 'ARN'),
    place: { ...(account === undefined ? {} : { account }), ...(region === undefined || region === 'global' ? {} : { region }) },
    capturedAt: timeOf(own(value, 'configurationItemCaptureTime')),
    version: textAt(value, 'version', 'configurationItemVersion'),
    daily: textAt(value, 'recordingFrequency') === 'DAILY',
    deleted: /^ResourceDeleted|^ResourceNotRecorded$/.test(textAt(value, 'configurationItemStatus') ?? ''),
    configuration: parsed(own(value, 'configuration')),
    tags: own(value, 'tags'),
  }
}

/** Older command lines save times in seconds. */
function timeOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? new Date(value * 1000).toISOString() : ''
}

function parsed(value: Json | undefined): JsonObject | undefined {
  if (isObject(value)) return value
  if (typeof value !== 'string') return undefined
  try {
    const inner = parseExactly(value)
    return isObject(inner) ? inner : undefined
  } catch {
    return undefined
  }
}

/** The raw items of an answer of AWS Config: a query's results are JSON texts, each an item. Undefined: it has none. */
export function itemsOf(value: Json): Json[] | undefined {
  for (const name of ['configurationItems', 'baseConfigurationItems', 'BaseConfigurationItems']) {
    const items = own(value, name)
    if (Array.isArray(items)) return items
  }
  const results = own(value, 'Results')
  if (!Array.isArray(results)) return undefined
  return results.map((text) => {
    if (typeof text !== 'string') return text
    try {
      return parseExactly(text)
    } catch {
      return null
    }
  })
}

/** The keys of batch-get-resource-config that it has nothing of; those of an aggregator with their account and region. */
export function unprocessedKeys(value: Json): { kind: string; physicalId: string; place: { account?: string; region?: string } }[] {
  const keys = own(value, 'unprocessedResourceKeys') ?? own(value, 'UnprocessedResourceIdentifiers')
  return (Array.isArray(keys) ? keys : []).flatMap((key) => {
    const [kind, id] = [textAt(key, 'resourceType', 'ResourceType'), textAt(key, 'resourceId', 'ResourceId')]
    const [account, region] = [textAt(key, 'SourceAccountId'), textAt(key, 'SourceRegion')]
    const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
    return kind === undefined || id === undefined ? [] : [{ kind, physicalId: id, place }]
  })
}

/**
 * The resource of an item. Config records some kinds in CloudFormation shape and some as the API's answer with small first
 * letters; the names at the top tell which. An answer goes through the rows of the kind's list; what its detail calls would
 * add is not there. A shape that is neither leaves a gap; undefined is a resource that is gone.
 */
export function shapeItem(item: ConfigItem): LiveItem | undefined {
  const { kind, configuration, place } = item
  if (configuration === undefined) return resource(item, {}, {}, ['/'], item.resourceId)
  const shape = shapeOf(kind, configuration)
  if (shape === 'cloudformation') {
    const properties = { ...configuration }
    return resource(item, configuration, properties, [], physicalId(kind, properties) ?? item.resourceId)
  }
  const row = apiRow(kind)
  if (shape === 'unknown' || row === undefined || whyUnreadable(kind) !== undefined) {
    return {
      is: 'gap',
      kind,
      physicalId: item.resourceId,
      ...place,
      reason: 'no-mapping',
      detail: 'AWS Config records this kind in a shape of its own.',
    }
  }
  const rows = row.or ?? row
  const found: Found = { item: upper(configuration), parents: [] }
  const shaped = applyRows(rows.m, found, {})
  merge(shaped.properties, applyRows(apiFacts(kind), found, {}).properties)
  const details = row.or === undefined ? (row.d ?? []).flatMap((detail) => propertiesOf(detail.m)) : []
  const lacking = details.filter((pointer) => own(shaped.properties, pointer.slice(1)) === undefined)
  const unread = new Set([...shaped.unread, ...lacking, ...(rows.u ?? []).map((path) => toPointer(path.split('.')))])
  // Config keeps items of what EC2 has already let go.
  if (!fulfils(found.item, rows.l.only)) return undefined
  return resource(item, found.item, shaped.properties, [...unread], physicalIdOf(kind, row, found, shaped.properties) ?? item.resourceId)
}

/** An item of a history: what the resource was at a time, or that it was gone then. Undefined for a shape that is not known. */
export function recordedItem(item: ConfigItem, partial = false): LiveResource | undefined {
  const recorded: Recorded = {
    at: item.capturedAt,
    form: [item.version, item.configuration === undefined ? undefined : shapeOf(item.kind, item.configuration)]
      .filter((part) => part !== undefined)
      .join(' '),
    ...(item.daily ? { daily: true } : {}),
    ...(partial ? { partial: true } : {}),
  }
  const gone = { ...item, configuration: undefined }
  const shaped = item.deleted ? undefined : shapeItem(item)
  if (shaped?.is === 'resource') return item.configuration === undefined ? undefined : { ...shaped.resource, recorded }
  if (shaped !== undefined) return undefined
  const named = shapeItem(gone)
  return named?.is === 'resource' ? { ...named.resource, recorded: { ...recorded, gone: true } } : undefined
}

/** Which names the top level is written in. */
function shapeOf(kind: string, configuration: JsonObject): 'cloudformation' | 'api' | 'unknown' {
  const known = factsOf(kind)?.y ?? {}
  const names = Object.keys(configuration)
  if (names.length > 0 && names.every((name) => Object.hasOwn(known, name))) return 'cloudformation'
  return names.length > 0 && names.every((name) => /^[a-z]/.test(name)) ? 'api' : 'unknown'
}

function physicalId(kind: string, properties: JsonObject): string | undefined {
  const parts = factsOf(kind)?.i?.map((path) => dig(properties, path.replaceAll('/', '.')))
  return parts !== undefined && parts.length > 0 && parts.every((part) => typeof part === 'string') ? parts.join('|') : undefined
}

/** Member names with a capital first letter, all the way down; keys of tag maps are left by the rows. */
function upper(value: Json): Json {
  if (Array.isArray(value)) return value.map(upper)
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const key of Object.keys(value)) put(out, key.charAt(0).toUpperCase() + key.slice(1), upper(value[key] ?? null))
  return out
}

function resource(item: ConfigItem, source: Json, properties: JsonObject, silent: readonly string[], id: string): LiveItem {
  addTags(item, properties)
  const unread = [...silent, ...untoldTags(item, properties)]
  const names = [item.arn, item.resourceId, item.resourceName, ...identitiesOf(item.kind, id, source, properties)]
  const identities = [...new Set(names.filter((name) => name !== undefined && name !== id))]
  return {
    is: 'resource',
    resource: {
      kind: item.kind,
      shape: 'neutral',
      properties,
      physicalId: id,
      identities: identities.filter((name) => typeof name === 'string').toSorted(byText),
      ...item.place,
      ...(unread.length === 0 ? {} : { unread: unread.toSorted(byText) }),
      source: 'config',
      stale: true,
      ...(item.capturedAt === '' ? {} : { recordedAt: item.capturedAt }),
    },
  }
}

/** Batch gets leave tags out, and queries that do not select them: no tags is then no news. */
function untoldTags(item: ConfigItem, properties: JsonObject): string[] {
  const property = factsOf(item.kind)?.t
  return property === undefined || item.tags !== undefined || own(properties, property) !== undefined ? [] : [toPointer([property])]
}

/** Config keeps tags beside the configuration. */
function addTags(item: ConfigItem, properties: JsonObject): void {
  const property = factsOf(item.kind)?.t
  if (property === undefined || item.tags === undefined || isEmpty(item.tags) || own(properties, property) !== undefined) return
  const pairs = tagPairs(item.tags)
  const type = factsOf(item.kind)?.y?.[property]
  if (type === 'a')
    put(
      properties,
      property,
      pairs.map(([Key, Value]) => ({ Key, Value })),
    )
  else {
    const map: JsonObject = {}
    for (const [key, value] of pairs) put(map, key, value)
    put(properties, property, map)
  }
}
