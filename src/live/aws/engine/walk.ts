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
export function* walk(page: Json, path: string): Generator<Found> {
  yield* descend(page, path === '' ? [] : path.split('.'), [], true)
}

function* descend(value: Json | undefined, segments: readonly string[], parents: readonly JsonObject[], root: boolean): Generator<Found> {
  const [segment, ...rest] = segments
  if (segment === undefined) {
    if (value !== undefined && value !== null) yield { item: value, parents }
    return
  }
  if (!isObject(value)) return
  const around = root ? parents : [...parents, value]
  const inner = own(value, segment.replace(/(\[\]|\{\}|!)$/, ''))
  if (segment.endsWith('[]')) {
    if (Array.isArray(inner)) for (const each of inner) yield* descend(each, rest, around, false)
  } else if (segment.endsWith('{}')) {
    if (isObject(inner)) for (const key of Object.keys(inner)) yield* descend(keyed(key, own(inner, key)), rest, around, false)
  } else if (segment.endsWith('!')) yield* descend(parsed(inner), rest, around, false)
  else yield* descend(inner, rest, around, false)
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
  let at: Json | undefined = value
  for (const segment of path === '' ? [] : path.split('.')) {
    const name = segment.replace(/\[0?\]$/, '')
    if (Array.isArray(at)) {
      const inner = at.map((each) => own(each, name)).filter((each) => each !== undefined && each !== null)
      at = segment.endsWith('[]') ? inner.flat() : inner
    } else at = own(at, name)
    if (segment.endsWith('[0]')) at = Array.isArray(at) ? at[0] : undefined
    if (at === undefined || at === null) return undefined
  }
  return at ?? undefined
}

/**
 * Whether an item is wanted: `Member` is set, `Member=a|b` is one of them, `Member!=a|b` is none of them; a value may end in `*`.
 * Case is ignored, numbers and booleans are compared as text. Several conditions must all hold.
 */
export function fulfils(item: Json, conditions: string | readonly string[] | undefined): boolean {
  if (conditions === undefined) return true
  return (typeof conditions === 'string' ? [conditions] : conditions).every((condition) => {
    const [, member = '', sign, values = ''] = /^([^=!]+)(!?=)?(.*)$/.exec(condition) ?? []
    const value = dig(item, member)
    if (sign === undefined) return value !== undefined
    const among = value !== undefined && values.split('|').some((wanted) => sameText(value, wanted))
    return among === (sign === '=')
  })
}

function sameText(value: Json, wanted: string): boolean {
  if (typeof value === 'object') return false
  const text = String(value).toLowerCase()
  return wanted.endsWith('*') ? text.startsWith(wanted.slice(0, -1).toLowerCase()) : text === wanted.toLowerCase()
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
