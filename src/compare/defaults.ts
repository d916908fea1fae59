import { isEmpty, isObject, type Json } from '../model/json.ts'
import type { SchemaNode } from './kind-schema.ts'

/** Whether a value is what AWS sets here when nobody does. Strings without case, lists without order. */
export function isDefault(value: Json, node: SchemaNode): boolean {
  return node.defaults !== undefined && isAmong(value, node.defaults.values)
}

/** Whether a value is one of these, without case, lists without order. */
export function isAmong(value: Json, known: readonly Json[]): boolean {
  if (typeof value !== 'object' && known.includes(value)) return true
  const folded = fold(value)
  return known.some((each) => fold(each) === folded)
}

function fold(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(fold).toSorted().join(',')}]`
  if (!isObject(value)) return String(value).toLowerCase()
  const members = Object.keys(value).filter((name) => !isEmpty(value[name]))
  return `{${members
    .map((name) => `${name}:${fold(value[name] ?? null)}`)
    .toSorted()
    .join(',')}}`
}
