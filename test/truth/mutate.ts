import { canonical, isObject, parseEmbedded, put, type Json, type JsonObject } from '../../src/model/json.ts'
import { toPointer } from '../../src/model/pointer.ts'

export const kinds = [
  'flag',
  'number',
  'enum',
  'text',
  'text in JSON',
  'element added',
  'element removed',
  'key added',
  'key removed',
  'tag added',
  'tag removed',
] as const
export type MutationKind = (typeof kinds)[number]

/** One value of live that somebody changed. */
export interface Mutation {
  kind: MutationKind
  /** Where the declaration has it; of an element that came the list. */
  at: string
  live: JsonObject
}

type Path = readonly (string | number)[]
type Found = (kind: MutationKind, at: Path, where: Path, edit: (holder: Json, name: string | number) => void) => void

/** Maps whose keys are the user's own. */
const maps =
  /^(?:Variables|Parameters|Tags|Labels|RequestParameters|DefaultArguments|Options|StageVariables|Configuration|tags|tags_all|labels|variables)$/

/** Every mutation of one value that stands on both sides as it was declared. */
export function mutationsOf(declared: JsonObject, live: JsonObject): Mutation[] {
  const out: Mutation[] = []
  const found: Found = (kind, at, where, edit) => {
    const copy = structuredClone(live)
    let holder: Json = copy
    for (const step of where.slice(0, -1)) holder = valueAt(holder, step) ?? null
    edit(holder, where.at(-1) ?? '')
    out.push({ kind, at: toPointer(at), live: copy })
  }
  for (const name of Object.keys(declared)) walk(declared[name] ?? null, live[name], [name], [name], found)
  return out
}

function walk(declared: Json, live: Json | undefined, at: Path, where: Path, found: Found): void {
  if (live === undefined || live === null) return
  if (Array.isArray(declared)) {
    if (Array.isArray(live)) walkList(declared, live, at, where, found)
  } else if (isObject(declared)) {
    if (isObject(live)) walkObject(declared, live, at, where, found)
  } else if (typeof live !== 'object' && isSameText(declared, live)) {
    const other = otherValue(live)
    if (other !== undefined) found(other[0], at, where, (holder, name) => set(holder, name, other[1]))
  }
}

function isSameText(declared: Json, live: Json): boolean {
  if (String(declared) === String(live)) return true
  const [left, right] = [parseEmbedded(declared), parseEmbedded(live)]
  return left !== undefined && right !== undefined && canonical(left) === canonical(right)
}

function walkObject(declared: JsonObject, live: JsonObject, at: Path, where: Path, found: Found): void {
  const names = Object.keys(declared)
  const isMap = maps.test(String(where.at(-1))) && names.length > 0 && Object.values(declared).every((value) => typeof value === 'string')
  if (isMap && Object.keys(live).every((name) => Object.hasOwn(declared, name))) {
    found('key added', [...at, 'Injected'], [...where, 'Injected'], (holder, name) => set(holder, name, 'by hand'))
    const [first] = names
    if (names.length > 1 && first !== undefined && Object.hasOwn(live, first))
      found('key removed', [...at, first], [...where, first], (holder) => {
        if (isObject(holder)) delete holder[first]
      })
  }
  // The name in a row of a bag is the service's: another one is no other value of it.
  for (const name of names)
    if (!(name === 'Key' && isRow(declared))) walk(declared[name] ?? null, live[name], [...at, name], [...where, name], found)
}

/** `{Key, Value}` of a list that is no list of tags. */
function isRow(item: JsonObject): boolean {
  const names = Object.keys(item)
  return names.length === 2 && names.some((name) => name.endsWith('Value'))
}

function walkList(declared: readonly Json[], live: readonly Json[], at: Path, where: Path, found: Found): void {
  const free = new Set(live.keys())
  const places = declared.map((item) => {
    const place = [...free].find((index) => contains(item, live[index] ?? null))
    if (place !== undefined) free.delete(place)
    return place
  })
  for (const [index, place] of places.entries())
    if (place !== undefined) walk(declared[index] ?? null, live[place], [...at, index], [...where, place], found)
  if (declared.length === 0 || places.includes(undefined) || free.size > 0) return
  const isTags = String(at.at(-1)).endsWith('Tags')
  const [first] = places
  if (live.length > 1 && first !== undefined)
    found(isTags ? 'tag removed' : 'element removed', [...at, 0], [...where, first], (holder) => {
      if (Array.isArray(holder)) holder.splice(first, 1)
    })
  const extra = isTags
    ? { ...asObject(declared[0]), Key: 'injected', Value: 'by hand' }
    : another(declared[0] ?? null, /(?:Attributes|Settings)$/.test(String(at.at(-1))))
  if (extra !== undefined)
    found(isTags ? 'tag added' : 'element added', at, [...where, live.length], (holder) => {
      if (Array.isArray(holder)) holder.push(extra)
    })
}

/** Another element of the same form; none for rows of a bag that its service fills. */
function another(item: Json, isFilled: boolean): Json | undefined {
  if (!isObject(item)) return otherValue(item)?.[1]
  if (isRow(item) && isFilled) return undefined
  const copy: JsonObject = { ...item }
  for (const name of Object.keys(copy)) {
    const other = otherValue(copy[name] ?? null)
    if (other !== undefined) copy[name] = other[1]
  }
  return JSON.stringify(copy) === JSON.stringify(item) ? undefined : copy
}

/** Another value that somebody might have set, and of which kind the change is. */
function otherValue(value: Json): [MutationKind, Json] | undefined {
  if (typeof value === 'boolean') return ['flag', !value]
  if (typeof value === 'number') return ['number', value + 1]
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (/^(?:true|false)$/i.test(value)) return ['flag', /^t/i.test(value) ? 'false' : 'true']
  if (/^\d+$/.test(value)) return ['number', String(Number(value) + 1)]
  const document = parseEmbedded(value)
  if (document !== undefined) {
    const text = JSON.stringify(withOtherLeaf(document))
    return text === JSON.stringify(document) ? undefined : ['text in JSON', text]
  }
  const network = /^(\d+)(\.\d+.*)$/.exec(value)
  if (network !== null) return ['text', `${Number(network[1]) + 1}${network[2]}`]
  if (value.startsWith('rate(')) return ['text', 'rate(17 days)']
  if (/^[A-Za-z0-9+/]{16,}={0,2}$/.test(value) && value.length % 4 === 0)
    return ['text', Buffer.from(`${value} by hand`).toString('base64')]
  return /^[A-Z][A-Z0-9_]+$/.test(value) ? ['enum', `${value}_OTHER`] : ['text', `${value}-by-hand`]
}

function withOtherLeaf(value: Json): Json {
  let done = false
  const change = (item: Json): Json => {
    if (done) return item
    if (Array.isArray(item)) return item.map(change)
    if (isObject(item)) {
      const out: JsonObject = {}
      for (const name of Object.keys(item)) put(out, name, change(item[name] ?? null))
      return out
    }
    const other = otherValue(item)
    if (other === undefined) return item
    done = true
    return other[1]
  }
  return change(value)
}

function contains(declared: Json, live: Json): boolean {
  if (Array.isArray(declared)) return Array.isArray(live) && declared.every((item) => live.some((other) => contains(item, other)))
  if (isObject(declared))
    return isObject(live) && Object.keys(declared).every((name) => contains(declared[name] ?? null, live[name] ?? null))
  return typeof live !== 'object' && String(declared) === String(live)
}

function valueAt(holder: Json, step: string | number): Json | undefined {
  return Array.isArray(holder) ? holder[Number(step)] : isObject(holder) ? holder[step] : undefined
}

function set(holder: Json, name: string | number, value: Json): void {
  if (Array.isArray(holder)) holder[Number(name)] = value
  else if (isObject(holder)) put(holder, String(name), value)
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {}
}
