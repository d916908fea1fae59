import fc from 'fast-check'
import { isObject, put, type Json, type JsonObject } from '../../src/model/json.ts'

/** A scalar that says something: neither null nor an empty text. */
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text.trim() !== ''),
)

/** Names that no rule and no list of free names speaks of. */
export const name: fc.Arbitrary<string> = fc.stringMatching(/^[a-h][A-Z]{1,3}$/)

const { tree } = fc.letrec<{ tree: JsonObject; value: Json; list: Json[] }>((tie) => ({
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie('tree'), tie('list')),
  list: fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
  tree: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
}))

/** The properties of some resource: objects, lists and scalars, nothing empty, no nulls. */
export const properties: fc.Arbitrary<JsonObject> = tree

/** Paths to every scalar. */
export function leavesOf(value: Json, path: readonly (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((item, at) => leavesOf(item, [...path, at]))
  if (isObject(value)) return Object.keys(value).flatMap((key) => leavesOf(value[key] ?? null, [...path, key]))
  return [[...path]]
}

/** The same tree with another value at a path. */
export function withLeaf(value: Json, path: readonly (string | number)[], leaf: Json): Json {
  const [step, ...rest] = path
  if (step === undefined) return leaf
  if (Array.isArray(value)) return value.map((item, at) => (at === step ? withLeaf(item, rest, leaf) : item))
  const out: JsonObject = {}
  if (isObject(value))
    for (const key of Object.keys(value)) put(out, key, key === step ? withLeaf(value[key] ?? null, rest, leaf) : (value[key] ?? null))
  return out
}

/** The same tree with every list turned around. */
export function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed).toReversed()
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const key of Object.keys(value)) put(out, key, reversed(value[key] ?? null))
  return out
}

export function asObject(value: Json): JsonObject {
  if (!isObject(value)) throw new Error('not an object')
  return value
}
