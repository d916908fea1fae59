import { countLeaves, isObject, own, type Json } from '../model/json.ts'
import { compareValue, differ, type Walk } from './compare.ts'
import { canonicalRule, elementName, isRule, keyMember } from './elements.ts'
import type { SchemaNode } from './kind-schema.ts'
import { judgeLiveOnly } from './live-only.ts'

/** Beyond this many left-over elements a side, the most alike are not looked for: each is reported by itself. */
const alikeLimit = 40

/**
 * Compares two lists. Where order means nothing (nearly everywhere: mapping says where it does) elements are joined by what
 * names them, else by content; what came or went is one difference at the element.
 */
export function compareLists(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode | undefined, free: boolean): void {
  const tags = isTagList(walk, declared, live)
  const left = tags ? withoutReserved(declared) : declared.map(asRule)
  const right = tags ? withoutReserved(live) : live.map(asRule)
  const inside = free || tags
  if (node?.ordered === true) return byPosition(walk, left, right, node, inside)
  const member = keyMember(left, right)
  const free2 = inside || node?.free === true
  if (member !== undefined) byKey(walk, left, right, member, node, free2)
  else byContent(walk, left, right, node, free2)
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

function byPosition(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode, free: boolean): void {
  for (let index = 0; index < Math.max(declared.length, live.length); index += 1) {
    walk.path.push(index)
    const [left, right] = [declared[index], live[index]]
    if (left === undefined) differ(walk, 'added', undefined, right, elementName(right ?? null))
    else if (right === undefined) gone(walk, left, node, undefined)
    else compareValue(walk, left, right, node, free)
    walk.path.pop()
  }
}

function byKey(walk: Walk, declared: readonly Json[], live: readonly Json[], member: string, node: SchemaNode | undefined, free: boolean): void {
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

function byContent(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode | undefined, free: boolean): void {
  const free2: [Json, number][] = live.map((item, index) => [item, index])
  const missing: [Json, number][] = []
  const byText = new Map<string, [Json, number][]>()
  if (declared.length > 8) for (const entry of free2) remember(byText, entry)
  for (const [index, item] of declared.entries()) {
    const known = byText.get(textOf(item))?.find((entry) => free2.includes(entry))
    const at = known === undefined ? free2.findIndex(([other]) => sameElement(walk, item, other, node, free)) : free2.indexOf(known)
    const found = free2[at]
    if (found === undefined) {
      missing.push([item, index])
      continue
    }
    free2.splice(at, 1)
    pairElements(walk, item, found[0], index, node, free)
  }
  leftOvers(walk, missing, free2, node, free)
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

function pairElements(walk: Walk, declared: Json, live: Json, index: number, node: SchemaNode | undefined, free: boolean): void {
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
  free: boolean,
): void {
  const rest = [...extra]
  const gap = missing.length > 0 && node?.open === true ? 'read-gap' : undefined
  for (const [item, index] of missing) {
    const at = missing.length <= alikeLimit && rest.length <= alikeLimit ? mostAlike(walk, item, rest, node, free) : -1
    const partner = rest[at]
    if (partner !== undefined) {
      rest.splice(at, 1)
      pairElements(walk, item, partner[0], index, node, free)
      continue
    }
    walk.path.push(index)
    gone(walk, item, node, gap)
    walk.path.pop()
  }
  for (const [item, index] of rest) {
    walk.path.push(index)
    addedElement(walk, item, node, free)
    walk.path.pop()
  }
}

/** An element that nobody declared, in a list that was declared. */
function addedElement(walk: Walk, item: Json, node: SchemaNode | undefined, free: boolean): void {
  if (node?.open === true) judgeLiveOnly(walk, item, node, false, elementName(item))
  else if (free || walk.strict) judgeLiveOnly(walk, item, node, true, elementName(item))
  else differ(walk, 'added', undefined, item, elementName(item))
}

function gone(walk: Walk, item: Json, node: SchemaNode | undefined, gap: 'read-gap' | undefined): void {
  if (node?.writeOnly === true || gap !== undefined) {
    walk.out.notCompared.push({ path: `/${walk.path.join('/')}`, reason: gap ?? 'write-only', leaves: countLeaves(item) })
    return
  }
  differ(walk, 'removed', item, undefined, elementName(item))
}

/** How two elements compare, without booking it. */
function trial(walk: Walk, declared: Json, live: Json, node: SchemaNode | undefined, free: boolean): { equal: number; different: number; added: number } {
  const { trace: _trace, ...context } = walk.context
  const attempt: Walk = { ...walk, context, path: [...walk.path, 0], out: { equal: 0, different: 0, added: 0, differences: [], notCompared: [] } }
  compareValue(attempt, declared, live, node, free)
  return attempt.out
}

function sameElement(walk: Walk, declared: Json, live: Json, node: SchemaNode | undefined, free: boolean): boolean {
  if (declared === live) return true
  if (typeof declared !== typeof live && (typeof declared === 'object' || typeof live === 'object')) return false
  const { different, added } = trial(walk, declared, live, node, free)
  return different === 0 && added === 0
}

/** The left-over most like this one, if at least half of its leaves agree; for scalars, the only one left. */
function mostAlike(walk: Walk, item: Json, rest: readonly [Json, number][], node: SchemaNode | undefined, free: boolean): number {
  if (typeof item !== 'object') return -1
  let best = -1
  let score = 0
  for (const [at, [other]] of rest.entries()) {
    if (typeof other !== 'object') continue
    const { equal, different, added } = trial(walk, item, other, node, free)
    if (equal > 0 && equal >= different + added && equal - different - added + 1 > score) {
      best = at
      score = equal - different - added + 1
    }
  }
  return best
}
