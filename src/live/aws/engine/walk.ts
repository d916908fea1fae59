import { parseExactly } from '../../../model/exact-json.ts'
import { isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'

/** One item of an answer with the objects around it, outermost first; the answer itself is not one of them. */
export interface Found {
  item: Json
  parents: readonly JsonObject[]
}

/**
 * The items of an answer at `A[].B[]` (nested lists), `M{}` (map values, their key as `@key`), `T!.B[]` (T is a document as
 * text) or `A.B`. `''`: the answer itself.
 */
export function walk(page: Json, path: string): Found[] {
  const found: Found[] = []
  if (path === '') add(page, [], found)
  else descend(page, path.split('.'), 0, [], found)
  return found
}

function add(item: Json | undefined, parents: readonly JsonObject[], found: Found[]): void {
  if (item !== undefined && item !== null) found.push({ item, parents })
}

function descend(
  value: Json | undefined,
  segments: readonly string[],
  depth: number,
  parents: readonly JsonObject[],
  found: Found[],
): void {
  const segment = segments[depth]
  if (segment === undefined) return add(value, parents, found)
  if (!isObject(value)) return
  const around = depth === 0 ? parents : [...parents, value]
  const inner = own(value, segment.replace(/(\[\]|\{\}|!)$/, ''))
  if (segment.endsWith('[]')) {
    if (Array.isArray(inner)) for (const each of inner) descend(each, segments, depth + 1, around, found)
  } else if (segment.endsWith('{}')) {
    if (isObject(inner)) for (const key of Object.keys(inner)) descend(keyed(key, own(inner, key)), segments, depth + 1, around, found)
  } else descend(segment.endsWith('!') ? parsed(inner) : inner, segments, depth + 1, around, found)
}

function parsed(text: Json | undefined): Json | undefined {
  try {
    return typeof text === 'string' ? parseExactly(text) : text
  } catch {
    return undefined
  }
}

/** A map's value with its key beside it. */
export function keyed(key: string, value: Json | undefined): JsonObject {
  const item: JsonObject = {}
  if (isObject(value)) for (const name of Object.keys(value)) put(item, name, value[name] ?? null)
  put(item, '@key', key)
  return item
}

/** The value at a dotted path; `X[].Y` is the list of every `Y`, `X[0].Y` the first. Absent and null are undefined. */
export function dig(value: Json | undefined, path: string): Json | undefined {
  return digger(path)(value)
}

export type Digger = (value: Json | undefined) => Json | undefined

const diggers = new Map<string, Digger>()

/** `dig` for one path, of which there are as many as the rows have. */
export function digger(path: string): Digger {
  let known = diggers.get(path)
  if (known === undefined) diggers.set(path, (known = makeDigger(path)))
  return known
}

interface Step {
  name: string
  isFlat: boolean
  isFirst: boolean
}

function makeDigger(path: string): Digger {
  const steps = (path === '' ? [] : path.split('.')).map((segment): Step => ({
    name: segment.replace(/\[0?\]$/, ''),
    isFlat: segment.endsWith('[]'),
    isFirst: segment.endsWith('[0]'),
  }))
  return (value) => {
    let at = value
    for (const { name, isFlat, isFirst } of steps) {
      if (Array.isArray(at)) {
        const inner = at.map((each) => own(each, name)).filter((each) => each !== undefined && each !== null)
        at = isFlat ? inner.flat() : inner
      } else at = own(at, name)
      if (isFirst) at = Array.isArray(at) ? at[0] : undefined
      if (at === undefined || at === null) return undefined
    }
    return at ?? undefined
  }
}

/**
 * Whether an item is wanted: `Member` is set, `Member=a|b` is one of them, `Member!=a|b` is none of them; a value may end in `*`.
 * Case is ignored, numbers and booleans are compared as text. Several conditions must all hold.
 */
export function fulfils(item: Json, conditions: string | readonly string[] | undefined): boolean {
  if (conditions === undefined) return true
  if (typeof conditions === 'string') return conditionOf(conditions)(item)
  return conditions.every((condition) => conditionOf(condition)(item))
}

type Condition = (item: Json) => boolean

const known = new Map<string, Condition>()

function conditionOf(text: string): Condition {
  let condition = known.get(text)
  if (condition === undefined) known.set(text, (condition = makeCondition(text)))
  return condition
}

function makeCondition(text: string): Condition {
  const [, member = '', sign, list = ''] = /^([^=!]+)(!?=)?(.*)$/.exec(text) ?? []
  const value = digger(member)
  if (sign === undefined) return (item) => value(item) !== undefined
  const values = list.split('|').map((each) => each.toLowerCase())
  return (item) => {
    const found = value(item)
    const among = found !== undefined && values.some((wanted) => isText(found, wanted))
    return among === (sign === '=')
  }
}

function isText(value: Json, wanted: string): boolean {
  if (typeof value === 'object') return false
  const text = String(value).toLowerCase()
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1)) : text === wanted
}

/** Sets the value at a dotted path, making the objects on the way. */
export function set(target: JsonObject, path: string, value: Json): void {
  const names = path.split('.')
  let at = target
  for (const name of names.slice(0, -1)) {
    let next = own(at, name)
    if (!isObject(next)) {
      next = {}
      put(at, name, next)
    }
    at = next
  }
  put(at, names.at(-1) ?? '', value)
}

/** Lays `over` on `base`: objects are merged, anything else is replaced. */
export function merge(base: JsonObject, over: JsonObject): void {
  for (const key of Object.keys(over)) {
    const value = over[key] ?? null
    const before = own(base, key)
    if (isObject(value) && isObject(before)) merge(before, value)
    else put(base, key, value)
  }
}

/** Lays `under` where `base` has nothing: what is there stays. */
export function fill(base: JsonObject, under: JsonObject): void {
  for (const key of Object.keys(under)) {
    const value = under[key] ?? null
    const before = own(base, key)
    if (before === undefined || before === null) put(base, key, value)
    else if (isObject(value) && isObject(before)) fill(before, value)
  }
}
