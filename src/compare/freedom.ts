import { wholeTable } from '../mapping/data.ts'
import { isObject, type Json } from '../model/json.ts'
import type { SchemaNode } from './kind-schema.ts'
import type { Freedom, Walk } from './walk.ts'

/** The freedom of what lies inside a value. */
export function freedomAt(walk: Walk, value: Json, node: SchemaNode | undefined, outer: Freedom): Freedom {
  // An element of a list has the node of the list, but its members are the service's.
  if (typeof walk.path.at(-1) === 'number') return outer
  const free = node?.free === true || (isFreeName(walk.path.at(-1)) && (node === undefined || (!node.shaped && node.children.size === 0)))
  if (free) return isObject(value) ? 'keys' : 'text'
  return outer
}

let names: ReadonlySet<string> | undefined

/** Whether a map of this name holds the user's own keys (variables, labels), in any kind. */
export function isFreeName(name: string | number | undefined): boolean {
  names ??= new Set(wholeTable<string[]>('../free-names.json')['names'])
  return typeof name === 'string' && names.has(name)
}
