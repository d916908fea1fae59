import { parseExactly } from './exact-json.ts'

/** A JSON value. Documents from outside are parsed into this and nothing else. */
export type Json = null | boolean | number | string | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

/** True for a plain JSON object: neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** null, absent, "", [], {} and containers of only those: one value, "nothing is set". */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === '') return true
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every(isEmpty)
  for (const key in value) if (!isEmpty(value[key])) return false
  return true
}

/** Own property or undefined; safe for keys such as `__proto__` and `constructor`. */
export function own(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  // JSON holds no function: what is one comes from the prototype, and so may the prototype itself.
  if (key === '__proto__') return Object.hasOwn(value, key) ? value[key] : undefined
  const found = value[key]
  return typeof found === 'function' ? undefined : found
}

/** Whether two values are the same to the letter: order of keys aside, order of elements not. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let at = 0; at < a.length; at += 1) if (!isSame(a[at], b[at])) return false
    return true
  }
  if (Array.isArray(b)) return false
  let members = 0
  for (const key in a) {
    if (!isSame(a[key], own(b, key))) return false
    members += 1
  }
  for (const _ in b) members -= 1
  return members === 0
}

/** Sets an own property, also for a key that the prototype knows (`__proto__`). */
export function put(target: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** How many leaves a value has: scalars, and containers of nothing as one each. null is none: it says that nothing is set. */
export function countLeaves(value: Json | undefined): number {
  if (value === undefined || value === null) return 0
  if (typeof value !== 'object') return 1
  let count = 0
  if (Array.isArray(value)) for (const item of value) count += countLeaves(item)
  else for (const key in value) count += countLeaves(value[key])
  return count || 1
}

/** Text that is the same for equal values whatever the order of their keys. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'null'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  return `{${Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join(',')}}`
}

/** Order of text by code unit: the same on every machine, unlike a locale's. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A scalar as text; what is absent, null or a container has none. */
export function textOf(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

/** The object or list that stands as JSON text, URL-encoded or not; undefined for every other value. */
export function parseEmbedded(value: Json): Json | undefined {
  if (typeof value !== 'string' || !/^\s*(?:[[{]|%7B)/i.test(value)) return undefined
  try {
    // IAM answers with documents that are encoded as in an address.
    return parseExactly(value.startsWith('%') ? decodeURIComponent(value) : value)
  } catch {
    return undefined
  }
}

/**
 * A value of a validated document whose schema leaves its shape open. Looks at the top only: what is inside was parsed with it.
 * Null for what no document holds.
 */
export function jsonOf(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  return Array.isArray(value) || isObject(value) ? value : null
}

/** What an ARN, an address or a joined identifier ends in. */
export function lastPart(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'), name.lastIndexOf('|')) + 1)
}

/** One value, whatever the order of its lists. */
export function isSameValue(a: Json, b: Json): boolean {
  return isSame(a, b) || byContent(a) === byContent(b)
}

/** Lists without order. */
function byContent(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(byContent).toSorted().join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const members = Object.keys(value).filter((name) => !isEmpty(value[name]))
  return `{${members
    .toSorted()
    .map((name) => `${name}:${byContent(value[name] ?? null)}`)
    .join(',')}}`
}
