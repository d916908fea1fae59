import { countLeaves, isObject, own, type Json } from '../model/json.ts'
import { compareValue, differ, type Freedom, type Walk } from './compare.ts'
import { canonicalRule, elementName, isRule, keyMember } from './elements.ts'
import { toPointer } from '../model/pointer.ts'
import type { Comparison } from '../model/pair.ts'
import type { SchemaNode } from './kind-schema.ts'

/** Beyond this many left-over elements a side, the most alike are not looked for: each is reported by itself. */
const alikeLimit = 40

/**
 * Compares two lists. Where order means nothing (nearly everywhere: mapping says where it does) elements are joined by what
 * names them, else by content; what came or went is one difference at the element.
 */
export function compareLists(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode | undefined, free: Freedom): void {
  const tags = isTagList(walk, declared, live)
  const left = tags ? withoutReserved(declared) : declared.map(asRule)
  const right = tags ? withoutReserved(live) : live.map(asRule)
  const inside: Freedom = free === 'none' && !tags && node?.free !== true ? 'none' : 'text'
  if (node?.ordered === true) return byPosition(walk, left, right, node, inside)
  const member = keyMember(left, right)
  if (member !== undefined) byKey(walk, left, right, member, node, inside)
  else byContent(walk, left, right, node, inside)
  return undefined
}

function isTagList(walk: Walk, declared: readonly Json[], live: readonly Json[]): boolean {
  const name = walk.path.at(-1)
  if (typeof name !== 'string' || !(name === walk.schema.tags || /tags?$/i.test(name))) return false
  return [...declared, ...live].every((item) => isObject(item) && (Object.hasOwn(item, 'Key') || Object.hasOwn(item, 'key')))
}

/** Tags that AWS writes itself are nobody's mutation. */
function withoutReserved(tags: readonly Json[]): Json[] {
  return tags.filter((tag) => !String(own(tag, 'Key') ?? own(tag, 'key') ?? '').startsWith('aws:'))
}

function asRule(item: Json): Json {
  return isObject(item) && isRule(item) ? canonicalRule(item) : item
}

function byPosition(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode, free: Freedom): void {
  for (let index = 0; index < Math.max(declared.length, live.length); index += 1) {
    walk.path.push(index)
    const [left, right] = [declared[index], live[index]]
    if (left === undefined) differ(walk, 'added', undefined, right, elementName(right ?? null))
    else if (right === undefined) gone(walk, left, node, undefined)
    else compareValue(walk, left, right, node, free)
    walk.path.pop()
  }
}

function byKey(walk: Walk, declared: readonly Json[], live: readonly Json[], member: string, node: SchemaNode | undefined, free: Freedom): void {
  const rest = new Map(live.map((item, index) => [String(own(item, member)), { item, index }]))
  const missing: [Json, number][] = []
  for (const [index, item] of declared.entries()) {
    const key = String(own(item, member))
    const found = rest.get(key)
    if (found === undefined) missing.push([item, index])
    else {
      rest.delete(key)
      pairElements(walk, item, found.item, index, node, free)
    }
  }
  leftOvers(
    walk,
    missing,
    [...rest.values()].map(({ item, index }) => [item, index]),
    node,
    free,
  )
}

function byContent(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode | undefined, free: Freedom): void {
  const left = new Set<[Json, number]>(live.map((item, index) => [item, index]))
  const waiting: [Json, number][] = []
  const byText = new Map<string, [Json, number][]>()
  for (const entry of left) remember(byText, entry)
  for (const [index, item] of declared.entries()) {
    const identical = byText.get(textOf(item))?.find((entry) => left.has(entry))
    const found = identical ?? [...left].find(([other]) => isSameElement(walk, item, other, index, node, free))
    if (found === undefined) waiting.push([item, index])
    else {
      left.delete(found)
      pairElements(walk, item, found[0], index, node, free)
    }
  }
  // An element of which nothing can be compared stands for any that is left.
  const missing = waiting.filter(([item, index]) => {
    const found = [...left].find(([other]) => isBlind(walk, item, other, index, node, free))
    if (found === undefined) return true
    left.delete(found)
    pairElements(walk, item, found[0], index, node, free)
    return false
  })
  leftOvers(walk, missing, [...left], node, free)
}

function remember(byText: Map<string, [Json, number][]>, entry: [Json, number]): void {
  const text = textOf(entry[0])
  const list = byText.get(text)
  if (list === undefined) byText.set(text, [entry])
  else list.push(entry)
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function pairElements(walk: Walk, declared: Json, live: Json, index: number, node: SchemaNode | undefined, free: Freedom): void {
  walk.path.push(index)
  const before = walk.out.differences.length
  compareValue(walk, declared, live, node, free)
  if (walk.out.differences.length > before) {
    const element = elementName(declared)
    for (const difference of walk.out.differences.slice(before)) difference.element ??= element
  }
  walk.path.pop()
}

/** What found no partner: the most alike are one changed element, the others came or went. */
function leftOvers(
  walk: Walk,
  missing: readonly [Json, number][],
  extra: readonly [Json, number][],
  node: SchemaNode | undefined,
  free: Freedom,
): void {
  const rest = [...extra]
  for (const [item, index] of missing) {
    const at = missing.length <= alikeLimit && rest.length <= alikeLimit ? mostAlike(walk, item, index, rest, node, free) : -1
    const partner = rest[at]
    if (partner !== undefined) {
      rest.splice(at, 1)
      pairElements(walk, item, partner[0], index, node, free)
      continue
    }
    walk.path.push(index)
    gone(walk, item, node, node?.open === true && isBag(walk, item) ? 'read-gap' : undefined)
    walk.path.pop()
  }
  for (const [item, index] of rest) {
    walk.path.push(index)
    addedElement(walk, item, node)
    walk.path.pop()
  }
}

/** An element that nobody declared, in a list that was declared. */
function addedElement(walk: Walk, item: Json, node: SchemaNode | undefined): void {
  if (node?.open === true || isBag(walk, item)) walk.out.notCompared.push({ path: toPointer(walk.path), reason: 'default-unknown', leaves: 0 })
  else differ(walk, 'added', undefined, item, elementName(item))
}

/** `{Key, Value}` rows that a service fills up with its own defaults; not the user's own lists of variables and tags. */
function isBag(walk: Walk, item: Json): boolean {
  if (!isObject(item)) return false
  const names = Object.keys(item)
  const list = String(walk.path.findLast((step) => typeof step === 'string') ?? '')
  return names.length === 2 && names.some((name) => name.endsWith('Value')) && !/(tags|environment|variables|dimensions|secrets|headers)$/i.test(list)
}

function gone(walk: Walk, item: Json, node: SchemaNode | undefined, gap: 'read-gap' | undefined): void {
  if (node?.writeOnly === true || gap !== undefined) {
    walk.out.notCompared.push({ path: toPointer(walk.path), reason: gap ?? 'write-only', leaves: countLeaves(item) })
    return
  }
  differ(walk, 'removed', item, undefined, elementName(item))
}

/** How two elements compare, without booking it. */
function trial(walk: Walk, declared: Json, live: Json, index: number, node: SchemaNode | undefined, free: Freedom): Comparison {
  const { trace: _trace, ...context } = walk.context
  const out: Comparison = { equal: 0, different: 0, added: 0, differences: [], notCompared: [] }
  compareValue({ ...walk, context, path: [...walk.path, index], out }, declared, live, node, free)
  return out
}

function isSameElement(walk: Walk, declared: Json, live: Json, index: number, node: SchemaNode | undefined, free: Freedom): boolean {
  if (declared === live) return true
  if (typeof declared !== typeof live && (typeof declared === 'object' || typeof live === 'object')) return false
  const { equal, different, added } = trial(walk, declared, live, index, node, free)
  return equal > 0 && different === 0 && added === 0
}

function isBlind(walk: Walk, declared: Json, live: Json, index: number, node: SchemaNode | undefined, free: Freedom): boolean {
  const { equal, different, notCompared } = trial(walk, declared, live, index, node, free)
  return equal === 0 && different === 0 && notCompared.some(({ reason }) => reason === 'unresolved' || reason === 'write-only')
}

/** The left-over most like this one, if at least half of its leaves agree; for scalars, the only one left. */
function mostAlike(walk: Walk, item: Json, index: number, rest: readonly [Json, number][], node: SchemaNode | undefined, free: Freedom): number {
  if (typeof item !== 'object') return -1
  let best = -1
  let score = 0
  for (const [at, [other]] of rest.entries()) {
    if (typeof other !== 'object') continue
    const { equal, different, added } = trial(walk, item, other, index, node, free)
    if (equal > 0 && equal >= different + added && equal - different - added + 1 > score) {
      best = at
      score = equal - different - added + 1
    }
  }
  return best
}
