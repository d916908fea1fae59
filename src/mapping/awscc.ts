import { isEmpty, isObject, own, parseEmbedded, put, type Json, type JsonObject } from '../model/json.ts'
import { fromPointer, lastName, toPointer } from '../model/pointer.ts'
import { factsOf, keysOf, wholeTable, type KindFacts } from './data.ts'
import { bare, knownNames } from './property-names.ts'
import type { Projection } from './project.ts'
import { pascal } from './block-names.ts'

/**
 * The awscc provider is made from CloudFormation's own schemas: types and attributes are its names in snake case, `id` is the
 * identifier of Cloud Control, and maps keep the user's keys. So it needs no map, only the way back to the spelling.
 * https://github.com/hashicorp/terraform-provider-awscc/tree/main/internal/naming
 */
const kinds = new Map<string, string | undefined>()

/** `awscc_s3_bucket` to `AWS::S3::Bucket`; undefined for types of other providers and for what the facts do not know. */
export function awsccKind(type: string): string | undefined {
  if (!type.startsWith('awscc_')) return undefined
  if (kinds.has(type)) return kinds.get(type)
  const [, service = '', ...words] = type.split('_')
  const kind = keysOf(`facts/${service}.json`).find((one) => one.split('::')[2]?.toLowerCase() === words.join(''))
  kinds.set(type, kind)
  return kind
}

interface Run {
  type: string
  kind: string
  facts: KindFacts
  readOnly: ReadonlySet<string>
  excluded: Projection['excluded']
  origins: Map<string, string> | undefined
}

/** Where a value stands: in its own names, in the attributes' names, and what live has there. */
interface Place {
  path: readonly (string | number)[]
  from: readonly (string | number)[]
  live: readonly Json[]
}

/** The attributes in CloudFormation's names; live's own spelling wins where the data does not know it. */
export function projectAwscc(type: string, attributes: JsonObject, live?: JsonObject, trace = false): Projection | undefined {
  const kind = awsccKind(type)
  const facts = kind === undefined ? undefined : factsOf(kind)
  if (kind === undefined || facts === undefined) return undefined
  const run: Run = { type, kind, facts, readOnly: new Set(facts.r), excluded: [], origins: trace ? new Map() : undefined }
  const properties: JsonObject = {}
  const around = live === undefined ? [] : [live]
  for (const attribute of Object.keys(attributes)) {
    const value = attributes[attribute] ?? null
    if (attribute === 'id' || isEmpty(value)) continue
    const name = topName(attribute, run) ?? spelledIn(around, attribute)
    const skip = name === undefined ? 'unmapped' : run.readOnly.has(name) ? 'read-only' : undefined
    if (name === undefined || skip !== undefined) run.excluded.push({ path: `/${attribute}`, reason: skip ?? 'unmapped' })
    else put(properties, name, inside(value, { path: [name], from: [attribute], live: valuesIn(around, name) }, run))
  }
  return { kind, properties, elements: [], excluded: run.excluded, ...(run.origins === undefined ? {} : { origins: run.origins }) }
}

/** The property of an attribute at the top; names that Terraform keeps for itself have the type's name before or `_name` behind them. */
function topName(attribute: string, { type, kind }: Pick<Run, 'type' | 'kind'>): string | undefined {
  const known = topNames(kind)
  const noun = type.split('_').slice(2).join('_')
  const plain = attribute.startsWith(`${noun}_`) ? attribute.slice(noun.length + 1) : attribute.replace(/_name$/, '')
  return known.get(bare(attribute)) ?? (reserved.has(plain) ? known.get(plain) : undefined)
}

const reserved = new Set(['id', 'provider', 'lifecycle', 'count', 'connection'])
const tops = new Map<string, ReadonlyMap<string, string>>()

function topNames(kind: string): ReadonlyMap<string, string> {
  const names = tops.get(kind) ?? new Map(Object.keys(factsOf(kind)?.y ?? {}).map((name) => [bare(name), name]))
  tops.set(kind, names)
  return names
}

function inside(value: Json, place: Place, run: Run): Json {
  run.origins?.set(toPointer(place.path), toPointer(place.from))
  if (Array.isArray(value)) return value.map((item, at) => inside(item, below(place, at, at, place.live.flatMap(elementsOf)), run))
  if (!isObject(value)) return value
  const nameOf = namesFor(value, place, run)
  const out: JsonObject = {}
  for (const attribute of Object.keys(value)) {
    const item = value[attribute] ?? null
    if (isEmpty(item)) continue
    const name = nameOf(attribute)
    const next = below(place, name, attribute, valuesIn(place.live, name))
    if (run.readOnly.size > 0 && run.readOnly.has(schemaPath(next.path)))
      run.excluded.push({ path: toPointer(next.from), reason: 'read-only' })
    else put(out, name, inside(item, next, run))
  }
  return out
}

function below({ path, from }: Place, name: string | number, attribute: string | number, live: readonly Json[]): Place {
  return { path: [...path, name], from: [...from, attribute], live }
}

// As the registry writes it: a star for any element.
function schemaPath(path: readonly (string | number)[]): string {
  return path.map((step) => (typeof step === 'number' ? '*' : step)).join('/')
}

const keep = (attribute: string): string => attribute

/** How the members of one object are spelled over there: a map's keys are the user's and stay as they are. */
function namesFor(value: JsonObject, { path, live }: Place, { kind, facts }: Run): (attribute: string) => string {
  if (path.length === 1 && /^[mj]$/.test(facts.y?.[String(path[0])] ?? '')) return keep
  const attributes = Object.keys(value)
  if (attributes.some((attribute) => !/^[a-z][a-z0-9_]*$/.test(attribute))) return keep
  const known = knownNames(kind)
  const spelled = (attribute: string): string | undefined => spelledIn(live, attribute)
  const same = attributes.some((attribute) => live.some((object) => own(object, attribute) !== undefined))
  if (same) return keep
  const found = attributes.some((attribute) => spelled(attribute) !== undefined || known.has(bare(attribute)))
  if (!found && isFreeName(lastName(path))) return keep
  return (attribute) => spelled(attribute) ?? known.get(bare(attribute)) ?? pascal(attribute)
}

function isFreeName(name: string | number | undefined): boolean {
  return typeof name === 'string' && wholeTable<string[]>('../free-names.json')['names']?.includes(name) === true
}

function spelledIn(live: readonly Json[], attribute: string): string | undefined {
  const wanted = bare(attribute)
  for (const object of live) if (isObject(object)) for (const name of Object.keys(object)) if (bare(name) === wanted) return name
  return undefined
}

/** What live has below a member; a document that stands as text is opened. */
function valuesIn(live: readonly Json[], name: string): Json[] {
  return live.flatMap((object) => {
    const value = own(object, name)
    return value === undefined ? [] : [parseEmbedded(value) ?? value]
  })
}

function elementsOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [value]
}

/** A pointer in attributes as one in properties. */
export function awsccPath(type: string, pointer: string): string | undefined {
  const kind = awsccKind(type)
  if (kind === undefined) return undefined
  const [top = '', ...rest] = fromPointer(pointer)
  const name = topName(top, { type, kind })
  if (name === undefined) return undefined
  const known = knownNames(kind)
  return toPointer([name, ...rest.map((step) => (/^\d+$/.test(step) ? step : (known.get(bare(step)) ?? pascal(step))))])
}

/**
 * Which properties a state covers: those that it has a place for, be it empty. A property that the provider's version does not
 * know is not one: what live has there may be as old as the resource.
 */
export function awsccCovers(type: string, attributes: JsonObject): { has(path: string): boolean } {
  const kind = awsccKind(type) ?? ''
  const recorded = Object.keys(attributes).map((attribute): [string, Json] => [
    bare(topName(attribute, { type, kind }) ?? attribute),
    attributes[attribute] ?? null,
  ])
  const known = new Map(recorded)
  return {
    has: (path) => {
      const [top = '', ...rest] = path.split('.').map(bare)
      const first = known.get(top)
      return first !== undefined && covers([first], rest)
    },
  }
}

function covers(values: readonly Json[], [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true
  const objects = values.flatMap(elementsOf)
  if (objects.every((value) => value === null)) return true
  const next = objects.flatMap((value) =>
    isObject(value) ? Object.keys(value).flatMap((key) => (bare(key) === name ? [value[key] ?? null] : [])) : [],
  )
  return next.length > 0 && covers(next, rest)
}
