import { isObject, type Json } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import type { AttributeSchema, TypeSchema } from '../model/provider-schema.ts'

type Path = (string | number)[]

/** The places in the properties of a resource that its provider calls sensitive, with what stands there. */
export function sensitivePlaces(schema: TypeSchema, properties: Json): { pointer: string; value: Json }[] {
  const found: { pointer: string; value: Json }[] = []
  inMembers(schema, properties, [], (path, value) => found.push({ pointer: toPointer(path), value }))
  return found
}

type Tell = (path: Path, value: Json) => void

function inMembers(schema: TypeSchema, value: Json, path: Path, tell: Tell): void {
  if (!isObject(value)) return
  for (const [name, attribute] of schema) {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined
    if (inner === undefined) continue
    if (attribute.isSensitive) tell([...path, name], inner)
    else if (attribute.members !== undefined) inAttribute(attribute, attribute.members, inner, [...path, name], tell)
  }
}

function inAttribute({ shape }: AttributeSchema, members: TypeSchema, value: Json, path: Path, tell: Tell): void {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) inMembers(members, item, [...path, index], tell)
  else if (shape === 'map' && isObject(value))
    for (const key of Object.keys(value)) inMembers(members, value[key] ?? null, [...path, key], tell)
  else inMembers(members, value, path, tell)
}
