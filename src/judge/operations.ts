import type { Json } from '../model/json.ts'
import { deepTypeOf, hasType, typeOf } from './cel-types.ts'
import { functions } from './functions.ts'

/**
 * What compiled conditions are made of: the operators, macros and functions of CEL for which JavaScript has no equal, with
 * the errors of cel-js. Each asks no more and no less of its values than cel-js does.
 */

type Values = Readonly<Record<string, unknown>>

/** A variable that is no record. */
function variable(values: Values, name: string, type: string): unknown {
  const value = values[name]
  if (value === undefined) throw new Error(`Unknown variable: ${name}`)
  if (!hasType(value, type)) throw new Error(`Variable '${name}' is not of type '${type}', got '${typeOf(value)}'`)
  return value
}

/** A field of a variable that is a record. */
function fact(values: Values, name: string, field: string, type: string): unknown {
  const record = values[name]
  if (record === undefined) throw new Error(`Unknown variable: ${name}`)
  if (typeOf(record) !== 'map<dyn, dyn>') throw new Error(`Variable '${name}' is not of type '$${name}', got '${typeOf(record)}'`)
  const value = member(record, field, false)
  if (value === undefined) throw new Error(`No such key: ${field}`)
  if (!hasType(value, type)) throw new Error(`Field '${field}' is not of type '${type}', got '${typeOf(value)}'`)
  return value
}

/** What lies under a key; undefined where nothing does. */
function member(value: unknown, key: string, own: boolean): unknown {
  if (value instanceof Map) return value.get(key)
  if (typeof value !== 'object' || value === null || (own && !Object.hasOwn(value, key))) return undefined
  return Reflect.get(value, key)
}

/** `value.key` of a value of any type. */
function access(value: unknown, key: string): unknown {
  const found = keyed(value) ? member(value, key, true) : undefined
  if (found === undefined) throw new Error(`No such key: ${key}`)
  typeOf(found)
  return found
}

/** `has(value.key)` */
function has(value: unknown, key: string): boolean {
  const found = keyed(value) ? member(value, key, true) : undefined
  return found !== undefined && hasType(found, 'dyn')
}

function keyed(value: unknown): boolean {
  return typeOf(value) === 'map<dyn, dyn>'
}

/** `&&`: false on one side decides, whatever becomes of the other. */
function and(left: () => boolean, right: () => boolean): boolean {
  return decide(false, left, right)
}

/** `||`: true on one side decides, whatever becomes of the other. */
function or(left: () => boolean, right: () => boolean): boolean {
  return decide(true, left, right)
}

function decide(answer: boolean, left: () => boolean, right: () => boolean): boolean {
  let failed: { error: unknown } | undefined
  try {
    if (left() === answer) return answer
  } catch (error) {
    failed = { error }
  }
  if (right() === answer) return answer
  if (failed !== undefined) throw failed.error
  return !answer
}

function exists(range: unknown, name: string, type: string, holds: (item: unknown) => boolean): boolean {
  return quantify(true, range, name, type, holds)
}

function all(range: unknown, name: string, type: string, holds: (item: unknown) => boolean): boolean {
  return quantify(false, range, name, type, holds)
}

/** Looks for an item with the answer; where there is none, the first error counts. An item of a wrong type is an error at once. */
function quantify(answer: boolean, range: unknown, name: string, type: string, holds: (item: unknown) => boolean): boolean {
  let failed: { error: unknown } | undefined
  for (const item of itemsOf(range)) {
    if (!hasType(item, type)) throw new Error(`Variable '${name}' is not of type '${type}', got '${typeOf(item)}'`)
    try {
      if (holds(item) === answer) return answer
    } catch (error) {
      failed ??= { error }
    }
  }
  if (failed !== undefined) throw failed.error
  return !answer
}

function itemsOf(range: unknown): Iterable<unknown> {
  if (Array.isArray(range) || range instanceof Set) return range
  if (range instanceof Map) return range.keys()
  if (typeof range === 'object' && range !== null) return Object.keys(range)
  throw new Error(`Expression of type '${typeOf(range)}' cannot be range of a comprehension (must be list, map, or dynamic).`)
}

/** `==` where the type of one side is known only now. */
function equal(a: unknown, b: unknown): boolean {
  deepTypeOf(a)
  deepTypeOf(b)
  return same(a, b)
}

/** `in` a list. */
function includes(value: unknown, list: Iterable<unknown>): boolean {
  deepTypeOf(value)
  for (const item of list) if (same(value, item)) return true
  return false
}

/** Values of different types are different, but for numbers. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  // 1 and 1.0 are one number.
  if (isNumber(a) && isNumber(b)) return a == b
  if (typeof a !== 'object' || typeof b !== 'object') return false
  const type = typeOf(a)
  if (type !== typeOf(b) || a === null || b === null) return false
  if (a instanceof Map || a instanceof Set || b instanceof Map || b instanceof Set) throw new Error('Maps and sets cannot be compared')
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => same(item, b[at]))
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && same(Reflect.get(a, key), Reflect.get(b, key)))
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

const infinities: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
}

function double(value: unknown): number {
  if (isNumber(value)) return Number(value)
  if (typeof value !== 'string') throw new Error(`found no matching overload for 'double(${deepTypeOf(value)})'`)
  const known = Object.hasOwn(infinities, value.toLowerCase()) ? infinities[value.toLowerCase()] : undefined
  if (known !== undefined) return known
  const number = Number(value)
  if (value === '' || value !== value.trim() || Number.isNaN(number)) throw new Error('double() type error: cannot convert to double')
  return number
}

/** Characters of a text, items of a list. */
function size(value: Iterable<unknown>): bigint {
  let count = 0n
  for (const _ of value) count += 1n
  return count
}

/** Calls a function whose arguments are given from the last to the first, in the order in which cel-js computes them. */
function backwards<T, R>(call: (...values: T[]) => R, ...values: T[]): R {
  return call(...values.toReversed())
}

/** Functions of CEL take values of any type only after a look at what type that is. */
function leaves(value: Json): string[] {
  deepTypeOf(value)
  return functions.leaves(value)
}

function widens(declared: Json, live: Json, holder: Json, path: string): boolean {
  for (const value of [holder, live, declared]) deepTypeOf(value)
  return functions.widens(declared, live, holder, path)
}

function worldReaches(rule: Json, ports: readonly (number | bigint)[]): boolean {
  deepTypeOf(rule)
  return functions.worldReaches(rule, ports)
}

export const operations = {
  variable,
  fact,
  access,
  has,
  and,
  or,
  exists,
  all,
  equal,
  includes,
  backwards,
  double,
  size,
  leaves,
  widens,
  worldReaches,
  glob: functions.glob,
  startsWith: (text: string, start: string) => text.startsWith(start),
  endsWith: (text: string, end: string) => text.endsWith(end),
  contains: (text: string, part: string) => text.includes(part),
  lowerAscii: (text: string) => text.toLowerCase(),
  upperAscii: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
}
