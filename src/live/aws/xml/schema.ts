import type { Json } from '../../../model/json.ts'
import { plain } from '../calls/plain.ts'
import { Element, Names, type Member } from './element.ts'

/** The members of a structure. */
export interface Structure {
  isUnionSchema(): boolean
  structIterator(): Iterable<[string, Schema]>
}

/** What is used of the schemas by which the SDK reads answers. https://smithy.io/2.0/spec/protocol-traits.html */
export interface Schema extends Structure {
  isStructSchema(): boolean
  isListSchema(): boolean
  isMapSchema(): boolean
  isUnitSchema(): boolean
  isDocumentSchema(): boolean
  isStringSchema(): boolean
  isBooleanSchema(): boolean
  isNumericSchema(): boolean
  getMergedTraits(): Traits
  getMemberTraits(): Traits
  getKeySchema(): Schema
  getValueSchema(): Schema
}

interface Traits {
  xmlName?: string
  xmlFlattened?: unknown
  mediaType?: unknown
  httpPayload?: unknown
  eventPayload?: unknown
  xmlAttribute?: unknown
}

/** The SDK's own reader of a scalar that is neither text, number nor switch: times, bytes, large numbers. */
export type ScalarReader = (schema: Schema, text: string) => unknown

const methods = ['isStructSchema', 'isListSchema', 'isMapSchema', 'getMergedTraits', 'getMemberTraits', 'getValueSchema', 'structIterator']

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && methods.every((name) => typeof Reflect.get(value, name) === 'function')
}

/** What the SDK reads a body by, where that is a structure: a schema, or `[3, , , , names, schemas]` of the members that are in no header. */
export function structureIn(schema: unknown): Structure | undefined {
  if (isSchema(schema)) return schema.isStructSchema() ? schema : undefined
  if (!Array.isArray(schema) || schema[0] !== 3) return undefined
  const [, , , , names, inner]: unknown[] = schema
  if (!isListOf(names, isText) || !isListOf(inner, isSchema) || names.length !== inner.length) return undefined
  const members = inner.map((each, at): [string, Schema] => [names[at] ?? '', each])
  return { isUnionSchema: () => false, structIterator: () => members }
}

function isListOf<T>(value: unknown, is: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.every(is)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

/** How many values of one scalar are remembered. */
const remembered = 1000

/** What an element of this schema holds. */
function elementOf(schema: Schema, read: ScalarReader): Element {
  if (schema.isUnitSchema() || schema.isDocumentSchema()) return new Element('odd')
  if (schema.isListSchema()) {
    const value = schema.getValueSchema()
    return new Element('list', { flat: isFlat(schema), value: new Names([member('', wireName(value, 'member'), value, read)]) })
  }
  if (schema.isMapSchema()) {
    const [key, value] = [schema.getKeySchema(), schema.getValueSchema()]
    const entry = new Names([
      { name: 'key', wire: wireName(key, 'key'), element: () => new Element('text') },
      member('value', wireName(value, 'value'), value, read),
    ])
    return new Element('map', { flat: isFlat(schema), value: entry })
  }
  if (schema.isStructSchema()) return structure(schema, read)
  if (schema.isStringSchema() && schema.getMergedTraits().mediaType === undefined) return new Element('text')
  if (schema.isNumericSchema()) return new Element('number')
  if (schema.isBooleanSchema()) return new Element('switch')
  return new Element('scalar', { scalar: remembering((text) => plain(read(schema, text))) })
}

/** What an element of this structure holds. What is inside is looked at when one is met: schemas may hold themselves. */
export function structure(schema: Structure, read: ScalarReader): Element {
  const members: Member[] = []
  for (const [name, inner] of schema.structIterator()) {
    const { httpPayload, eventPayload, xmlAttribute } = inner.getMergedTraits()
    if (httpPayload !== undefined || eventPayload !== undefined || xmlAttribute !== undefined) return new Element('odd')
    members.push(member(name, inner.getMemberTraits().xmlName ?? name, inner, read))
  }
  if (new Set(members.map(({ wire }) => wire)).size < members.length) return new Element('odd')
  return new Element('structure', { value: new Names(members), union: schema.isUnionSchema() })
}

function member(name: string, wire: string, schema: Schema, read: ScalarReader): Member {
  return { name, wire, element: () => elementOf(schema, read) }
}

function wireName(schema: Schema, usual: string): string {
  return schema.getMergedTraits().xmlName ?? usual
}

function isFlat(schema: Schema): boolean {
  return Boolean(schema.getMergedTraits().xmlFlattened)
}

/** Times repeat: those of a deployment are all the same. */
function remembering(read: (text: string) => Json | undefined): (text: string) => Json | undefined {
  const known = new Map<string, Json | undefined>()
  return (text) => {
    if (known.has(text)) return known.get(text)
    const value = read(text)
    if (known.size >= remembered) known.clear()
    known.set(text, value)
    return value
  }
}
