import { isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'
import { loopedName } from '../locate/looped-name.ts'
import { functionOf } from './functions.ts'

/** The values that a loop runs over; undefined where only the deployment knows them. */
export type CollectionOf = (collection: Json) => string[] | undefined

/** More than any template may make of its loops: 500 resources of a few hundred values. */
const mostCopies = 20_000
const prefix = 'Fn::ForEach::'

/** Whether a template has loops (`Fn::ForEach`). */
export function hasLoops(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasLoops)
  if (!isObject(value)) return false
  return Object.entries(value).some(([key, item]) => key.startsWith(prefix) || hasLoops(item))
}

/**
 * The document with its loops written out, in resources, conditions, outputs and properties. A loop whose values are not
 * known stays as it is written.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
 */
export function withoutLoops(document: JsonObject, collectionOf: CollectionOf): JsonObject {
  const left = { copies: mostCopies }
  const result = unroll(document, collectionOf, left)
  return left.copies < 0 || !isObject(result) ? document : result
}

function unroll(value: Json, collectionOf: CollectionOf, left: { copies: number }): Json {
  if (Array.isArray(value)) return value.map((item) => unroll(item, collectionOf, left))
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(value)) {
    const copies = key.startsWith(prefix) && Array.isArray(item) ? copiesOf(item, collectionOf, left) : undefined
    if (copies === undefined) put(out, key, unroll(item, collectionOf, left))
    else for (const [name, copy] of copies) put(out, name, copy)
  }
  return out
}

function copiesOf(loop: readonly Json[], collectionOf: CollectionOf, left: { copies: number }): [string, Json][] | undefined {
  const [identifier, collection, body] = loop
  if (typeof identifier !== 'string' || collection === undefined || !isObject(body)) return undefined
  const values = collectionOf(collection)
  if (values === undefined) return undefined
  const out: [string, Json][] = []
  for (const value of values) {
    left.copies -= 1
    if (left.copies < 0) return undefined
    const copy = unroll(withValue(body, identifier, value), collectionOf, left)
    if (isObject(copy)) out.push(...Object.entries(copy))
  }
  return out
}

/** A copy for one value: `${Name}` and `&{Name}` in keys and texts, and `Ref` of the name. */
function withValue(value: Json, name: string, given: string): Json {
  if (typeof value === 'string') return textWith(value, name, given)
  if (Array.isArray(value)) return value.map((item) => withValue(item, name, given))
  if (!isObject(value)) return value
  const call = functionOf(value)
  if (call?.name === 'Ref' && call.argument === name) return given
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(value)) put(out, textWith(key, name, given), withValue(item, name, given))
  return out
}

/** With an ampersand only letters and digits are kept: what a logical id may hold. */
function textWith(text: string, name: string, given: string): string {
  return text.replaceAll(`\${${name}}`, () => given).replaceAll(`&{${name}}`, () => given.replaceAll(/[^A-Za-z0-9]/g, ''))
}

/** Resources that loops would make: what their logical ids look like, and their types. */
export function loopedResources(resources: Json | undefined): { id: RegExp; type: string }[] {
  return Object.entries(isObject(resources) ? resources : {}).flatMap(([key, loop]) => {
    const body = key.startsWith(prefix) && Array.isArray(loop) ? loop[2] : undefined
    const inside = Object.entries(isObject(body) ? body : {}).flatMap(([name, resource]) => {
      const id = loopedName(name)
      const type = own(resource, 'Type')
      return id === undefined || typeof type !== 'string' ? [] : [{ id, type }]
    })
    return [...inside, ...(body === undefined ? [] : loopedResources(body))]
  })
}

/** What can be told of a collection from the template alone: its own values, and the default of a parameter. */
export function standardCollection(document: Json): CollectionOf {
  return (collection) => {
    const reference = own(collection, 'Ref')
    const standard = typeof reference === 'string' ? own(own(own(document, 'Parameters'), reference), 'Default') : undefined
    if (typeof standard === 'string') return standard.split(',').map((part) => part.trim())
    return textsOf(collection)
  }
}

/** A list of plain values as texts; undefined for anything else. */
export function textsOf(value: Json): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object') ? value.map(String) : undefined
}
