import { canonical, isEmpty, isObject, isSameValue, own, textOf, type Json, type JsonObject } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import { isDefault } from './defaults.ts'
import { elementName, isReservedTag, keyMember } from './elements.ts'
import type { SchemaNode } from './kind-schema.ts'
import { isVolatile } from './telling.ts'
import { pushDifference, type Walk } from './walk.ts'

/** What a resource was right after the last deployment, beside what is declared of it. */
export interface Deployed {
  declared: JsonObject
  properties: JsonObject
  /**
   * Read by the same source as live, after the last deployment: what differs was changed since then. Else it only explains
   * what is still the same. A set: only the properties of these names were.
   */
  whole: boolean | ReadonlySet<string>
  /** So old that AWS may have named members since which it did not show then: what is not there says nothing. */
  isDated?: boolean
}

/**
 * What the capture of the deployment says of a live-only value: judged here (`judged`), to be looked into member by member,
 * `absent` then, or nothing.
 */
export type Since = 'judged' | 'look-inside' | 'absent' | undefined

/** Judges a live-only value by what stood there right after the deployment. */
export function judgeSince(walk: Walk, live: Json, node: SchemaNode | undefined): Since {
  if (walk.deployed === undefined || walk.strict || node?.readOnly === true || node?.skip !== undefined) return undefined
  const last = walk.path.at(-1)
  if (typeof last === 'string' && last.startsWith('aws:')) return undefined
  const place = placeOf(walk.deployed, walk.path)
  if (place === undefined) return undefined
  const before = typeof last === 'string' ? own(place, last) : undefined
  if (before === undefined || isEmpty(before)) return saysAbsent(walk) && !isVolatile(String(last)) ? 'absent' : undefined
  return judgeAgainst(walk, before, live, node)
}

function judgeAgainst(walk: Walk, before: Json, live: Json, node: SchemaNode | undefined): Since {
  if (isSameValue(before, live)) return explained(walk, live)
  if (!isWhole(walk)) return undefined
  if (isObject(before) && isObject(live)) return 'look-inside'
  if (Array.isArray(before) && Array.isArray(live)) judgeList(walk, before, live, node)
  else if (isVolatile(String(walk.path.at(-1)))) explained(walk, live)
  else book(walk, 'changed', before, live)
  return 'judged'
}

function explained(walk: Walk, live: Json): 'judged' {
  walk.context.trace?.({ path: toPointer(walk.path), result: 'ignored', by: 'as-deployed', live })
  return 'judged'
}

/** A list that nobody declared: each element that came, went or changed since. */
function judgeList(walk: Walk, before: readonly Json[], live: readonly Json[], node: SchemaNode | undefined): void {
  const member = keyMember(before, live)
  const nameOf = (item: Json): string => (member === undefined ? canonical(item) : textOf(own(item, member)))
  const rest = new Map(before.map((item, index) => [nameOf(item), { item, index }] as const))
  for (const [index, item] of live.entries()) {
    const partner = rest.get(nameOf(item))
    rest.delete(nameOf(item))
    if (item === null || isReservedTag(item)) continue
    walk.path.push(index)
    if (partner === undefined) book(walk, 'added', undefined, item, elementName(item))
    else if (!isSameValue(partner.item, item)) judgeElement(walk, partner.item, item, node)
    walk.path.pop()
  }
  for (const { item, index } of rest.values()) {
    if (isReservedTag(item)) continue
    walk.path.push(index)
    book(walk, 'removed', item, undefined, elementName(item))
    walk.path.pop()
  }
}

/** Two states of one element: the members that differ. */
function judgeElement(walk: Walk, before: Json, live: Json, node: SchemaNode | undefined): void {
  if (!isObject(before) || !isObject(live)) return book(walk, 'changed', before, live)
  for (const name of new Set([...Object.keys(before), ...Object.keys(live)])) {
    const child = node?.children.get(name)
    const [then, now] = [own(before, name), own(live, name)]
    if (child?.readOnly === true || child?.skip !== undefined || isVolatile(name) || isSameValue(then ?? null, now ?? null)) continue
    walk.path.push(name)
    if (then === undefined || isEmpty(then)) {
      if (walk.deployed?.isDated !== true) book(walk, 'added', undefined, now)
    } else if (now === undefined || isEmpty(now)) book(walk, 'removed', then, undefined)
    else if (isObject(then) && isObject(now)) judgeElement(walk, then, now, child)
    else book(walk, 'changed', then, now)
    walk.path.pop()
  }
  return undefined
}

/** An element of a declared list that the declaration lacks: there as deployed, come since, or nobody can say. */
export function elementSince(walk: Walk, item: Json): 'as-deployed' | 'absent' | undefined {
  if (walk.deployed === undefined || walk.strict) return undefined
  const list = valueAt(walk.deployed, walk.path.slice(0, -1))
  if (!Array.isArray(list)) return undefined
  if (!list.some((then) => isSameValue(then, item))) return isWhole(walk) ? 'absent' : undefined
  explained(walk, item)
  return 'as-deployed'
}

/** What nobody declared, was there as deployed and is gone. Members of objects only: lists are judged where they stand. */
export function goneSince(walk: Walk, live: JsonObject, node: SchemaNode, wanted: (name: string) => boolean): void {
  if (walk.deployed === undefined || walk.deployed.whole === false) return
  const { declared, properties, whole } = walk.deployed
  goneMembers(walk, declared, live, properties, node, (name) => wanted(name) && (whole === true || whole.has(name)))
}

/** Whether a member that was not there came since. */
function saysAbsent(walk: Walk): boolean {
  return isWhole(walk) && walk.deployed?.isDated !== true
}

/** Whether what differs where the walk stands was changed since. */
function isWhole({ deployed, path }: Walk): boolean {
  const whole = deployed?.whole ?? false
  return typeof whole === 'boolean' ? whole : whole.has(String(path[0]))
}

function goneMembers(
  walk: Walk,
  declared: JsonObject,
  live: JsonObject,
  before: JsonObject,
  node: SchemaNode | undefined,
  wanted?: (name: string) => boolean,
): void {
  for (const name of Object.keys(before)) {
    const [then, now, asked] = [own(before, name), own(live, name), own(declared, name)]
    const child = node?.children.get(name)
    if (then === undefined || wanted?.(name) === false || child?.readOnly === true || child?.skip !== undefined) continue
    walk.path.push(name)
    if (isObject(then) && isObject(now)) {
      if (isEmpty(asked)) goneMembers(walk, {}, now, then, child)
      else if (isObject(asked)) goneMembers(walk, asked, now, then, child)
    } else if (isEmpty(now ?? null) && isEmpty(asked) && saysSomething(walk, name, then, child)) book(walk, 'removed', then, undefined)
    walk.path.pop()
  }
}

/** Of what stood there: not off, no default, nothing that comes and goes by itself or that this source does not show. */
function saysSomething(walk: Walk, name: string, then: Json, node: SchemaNode | undefined): boolean {
  if (isEmpty(then) || then === false || then === 0 || name.startsWith('aws:') || isVolatile(name)) return false
  return !(node !== undefined && isDefault(then, node)) && walk.absent(walk.path) === undefined
}

/** Books what changed since the deployment: no declared leaf, so it counts as a live-only one. */
function book(
  walk: Walk,
  change: 'changed' | 'removed' | 'added',
  before: Json | undefined,
  live: Json | undefined,
  element?: string,
): void {
  walk.out.added += 1
  pushDifference(walk, change, before, live, 0, element)
  const last = walk.out.differences.at(-1)
  if (last !== undefined) last.since = 'as-deployed'
}

/** The object as deployed that holds the last step of a path; undefined where elements cannot be told apart. */
function placeOf(deployed: Deployed, path: Walk['path']): JsonObject | undefined {
  const place = valueAt(deployed, path.slice(0, -1))
  return isObject(place) ? place : undefined
}

/** The value as deployed at a path of the declaration. Elements are found by what names them, else by what they declare. */
function valueAt(deployed: Deployed, path: Walk['path']): Json | undefined {
  let declared: Json | undefined = deployed.declared
  let before: Json | undefined = deployed.properties
  for (const step of path) {
    if (typeof step === 'string') [declared, before] = [own(declared, step), own(before, step)]
    else {
      if (!Array.isArray(declared) || !Array.isArray(before)) return undefined
      before = counterpart(declared, declared[step] ?? null, before)
      declared = declared[step]
    }
    if (before === undefined) return undefined
  }
  return before
}

function counterpart(declared: readonly Json[], element: Json, before: readonly Json[]): Json | undefined {
  const member = keyMember(declared, before)
  if (member !== undefined) return before.find((item) => textOf(own(item, member)) === textOf(own(element, member)))
  if (!isObject(element)) return undefined
  const plain = Object.entries(element).filter(([, value]) => value !== undefined && typeof value !== 'object')
  const fitting = before.filter((item) => plain.every(([name, value]) => textOf(own(item, name)) === textOf(value)))
  return plain.length > 0 && fitting.length === 1 ? fitting[0] : undefined
}
