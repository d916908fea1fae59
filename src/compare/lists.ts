import { canonical, countLeaves, isObject, isSameValue, isSame, own, textOf, type Json } from '../model/json.ts'
import { canonicalRule, elementName, isReservedTag, isRule, keyMember } from './elements.ts'
import { isOption, judgeRow } from './bags.ts'
import { lastName, toPointer } from '../model/pointer.ts'
import type { Comparison } from '../model/pair.ts'
import { elementSince } from './since-deployment.ts'
import type { SchemaNode } from './kind-schema.ts'
import { maskedName } from './shapes.ts'
import { bookmark, leavesOf, settle } from './settle.ts'
import { areSameTags } from './tags.ts'
import { isBlankForm } from './telling.ts'
import { isSwitchedOff, saysNothing } from './blocks.ts'
import { agree, differ, type Freedom, type Walk } from './walk.ts'

/** Beyond this many left-over elements a side, the most alike are not looked for: each is reported by itself. */
const alikeLimit = 40

/**
 * Compares two lists. Where order means nothing (nearly everywhere: mapping says where it does) elements are joined by what
 * names them, else by content; what came or went is one difference at the element.
 */
export function compareLists(
  walk: Walk,
  declared: readonly Json[],
  shown: readonly Json[],
  node: SchemaNode | undefined,
  free: Freedom,
): void {
  const live = unwrapped(declared, shown)
  if (walk.context.trace === undefined && areSame(declared, live)) {
    for (const item of declared) walk.out.equal += countLeaves(item)
    return undefined
  }
  const tags = isTagList(walk, declared, live)
  if (tags && walk.context.trace === undefined && walk.unresolved.size === 0 && areSameTags(declared, live)) {
    walk.out.equal += 2 * declared.length
    return undefined
  }
  const inside: Freedom = free === 'none' && !tags && node?.free !== true ? 'none' : 'text'
  if (node?.sequence === true && isReordered(declared, live)) return differ(walk, 'changed', [...declared], [...live])
  if (node?.ordered === true) return byPosition(walk, declared, live, node, inside)
  const left = tags ? withoutReserved(declared) : entriesOf(declared)
  const right = tags ? withoutReserved(live) : entriesOf(live)
  const before = bookmark(walk.out)
  const member = keyMember(itemsOf(left), itemsOf(right))
  if (member !== undefined) byKey(walk, left, right, member, node, inside)
  else byContent(walk, left, right, node, inside)
  // A tag of AWS's own, the ports of "all protocols": declared, and nothing to compare.
  return settle(walk.out, before, leavesOf(walk, [...declared]))
}

/** Plain values that live shows one an object: `[{Name: 'a'}]` for `['a']`. */
function unwrapped(declared: readonly Json[], live: readonly Json[]): readonly Json[] {
  const [first] = live
  if (!isObject(first) || declared.length === 0 || declared.some((item) => typeof item === 'object')) return live
  const [name, ...others] = Object.keys(first)
  if (name === undefined || others.length > 0) return live
  const values = live.map((item) => (isObject(item) && Object.keys(item).length === 1 ? (own(item, name) ?? null) : null))
  return values.some((value) => value === null || typeof value === 'object') ? live : values
}

function isInOrder(declared: readonly Json[], live: readonly Json[]): boolean {
  return declared.every((item, at) => isSame(item, live[at]))
}

/** The same elements in another order. */
function isReordered(declared: readonly Json[], live: readonly Json[]): boolean {
  if (declared.length < 2 || declared.length !== live.length || isInOrder(declared, live)) return false
  const right = live.map((item) => canonical(item)).toSorted()
  return declared
    .map((item) => canonical(item))
    .toSorted()
    .every((text, at) => text === right[at])
}

/** An element with the place that it has in its own list. */
type Entry = [item: Json, index: number]

/** The elements with their places; null is no element, but one that is compared elsewhere. */
function entriesOf(list: readonly Json[]): Entry[] {
  return list
    .map((item, index): Entry => [isObject(item) && isRule(item) ? canonicalRule(item) : item, index])
    .filter(([item]) => item !== null)
}

function itemsOf(entries: readonly Entry[]): Json[] {
  return entries.map(([item]) => item)
}

function areSame(declared: readonly Json[], live: readonly Json[]): boolean {
  return declared.length === live.length && declared.every((item, at) => item !== null && isSame(item, live[at]))
}

function isTagList(walk: Walk, declared: readonly Json[], live: readonly Json[]): boolean {
  const name = walk.path.at(-1)
  if (typeof name !== 'string' || !(name === walk.schema.tags || /tags?$/i.test(name))) return false
  return declared.every(isTag) && live.every(isTag)
}

function isTag(item: Json): boolean {
  return isObject(item) && (Object.hasOwn(item, 'Key') || Object.hasOwn(item, 'key'))
}

/** Tags that AWS writes itself are nobody's mutation. */
function withoutReserved(tags: readonly Json[]): Entry[] {
  return entriesOf(tags).filter(([tag]) => !isReservedTag(tag))
}

function byPosition(walk: Walk, declared: readonly Json[], live: readonly Json[], node: SchemaNode, free: Freedom): void {
  for (let index = 0; index < Math.max(declared.length, live.length); index += 1) {
    walk.path.push(index)
    const [left, right] = [declared[index], live[index]]
    if (left === undefined) differ(walk, 'added', undefined, right, elementName(right ?? null))
    else if (right === undefined) differ(walk, 'removed', left, undefined, elementName(left))
    else walk.compare(walk, left, right, node, free)
    walk.path.pop()
  }
}

function byKey(
  walk: Walk,
  declared: readonly Entry[],
  live: readonly Entry[],
  member: string,
  node: SchemaNode | undefined,
  free: Freedom,
): void {
  // The names of HTTP headers have no case.
  const caseless = node?.children.get(member)?.caseless === true || /headers$/i.test(lastName(walk.path) ?? '')
  const keyOf = ([item]: Entry): string => (caseless ? textOf(own(item, member)).toLowerCase() : textOf(own(item, member)))
  const rest = new Map(live.map((entry) => [keyOf(entry), entry]))
  const missing: Entry[] = []
  for (const entry of declared) {
    const key = keyShown(keyOf(entry), rest, node?.children.get(member))
    const found = rest.get(key)
    if (found === undefined) missing.push(entry)
    else {
      rest.delete(key)
      pairElements(walk, entry, found[0], node, free)
    }
  }
  // Another name is another element, however alike the two are.
  for (const entry of missing) gone(walk, entry, node)
  if (isWholeSet(walk, [...rest.values()], itemsOf(live), member)) return bookFilled(walk, [...rest.values()])
  for (const entry of rest.values()) addedElement(walk, entry, node)
}

/** Several elements more, all under constants of the service (`EKS_AUDIT_LOGS`): it shows the whole set of its own. */
function isWholeSet(walk: Walk, extra: readonly Entry[], live: readonly Json[], member: string): boolean {
  return (
    extra.length > 1 &&
    !/(?:tags|labels|metadata|env|environment|variables|secrets|parameters)$/i.test(lastName(walk.path) ?? '') &&
    live.every((item) => /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(textOf(own(item, member))))
  )
}

function bookFilled(walk: Walk, extra: readonly Entry[]): void {
  for (const [item, index] of extra) {
    walk.path.push(index)
    bookUnknown(walk, item)
    walk.path.pop()
  }
}

/** An element that the service may have put in itself: counted, and never shouted. */
function bookUnknown(walk: Walk, item: Json): void {
  const path = toPointer(walk.path)
  walk.out.notCompared.push({ path, reason: 'default-unknown', leaves: 0, live: item })
  walk.context.trace?.({ path, result: 'ignored', by: 'bag', live: item })
}

/** The name under which live shows a declared element: its own, or the one that AWS makes of it. */
function keyShown(key: string, live: ReadonlyMap<string, Entry>, node: SchemaNode | undefined): string {
  if (live.has(key)) return key
  const masked = maskedName(key, live.keys(), () => false)
  if (masked !== undefined || node?.spellings === undefined) return masked ?? key
  return node.spellings(key).find((form): form is string => typeof form === 'string' && live.has(form)) ?? key
}

function byContent(walk: Walk, declared: readonly Entry[], live: readonly Entry[], node: SchemaNode | undefined, free: Freedom): void {
  const left = new Set(live)
  const byText = new Map<string, Entry[]>()
  for (const entry of live) remember(byText, entry)
  let missing = [...declared]
  // The best partner first: else an element takes one that fits another better.
  const pairUp = (partner: (entry: Entry) => Entry | undefined): void => {
    missing = missing.filter((entry) => {
      const found = partner(entry)
      if (found === undefined) return true
      left.delete(found)
      pairElements(walk, entry, found[0], node, free)
      return false
    })
  }
  pairUp((entry) => byText.get(sameText(entry[0]))?.find((other) => left.has(other)))
  // Of lists in a list the equal one first: what one says twice may be all by which it differs from another.
  pairUp(([item]) => (Array.isArray(item) ? [...left].find(([other]) => isSameValue(item, other)) : undefined))
  for (const wholly of [true, false]) pairUp((entry) => [...left].find(([other]) => isSameElement(walk, entry, other, node, free, wholly)))
  missing = missing.filter((entry) => !isSaidTwice(walk, entry, declared))
  // An element of which nothing can be compared stands for any that is left.
  pairUp((entry) => [...left].find(([other]) => isBlind(walk, entry, other, node, free)))
  // The only block of its kind is the same block with another value.
  if (walk.blocks && declared.length === 1 && live.length === 1)
    pairUp((entry) => [...left].find(([other]) => isOneChange(trial(walk, entry, other, node, free))))
  if (isReplaced(missing, [...left], declared, live)) replaced(walk, itemsOf(missing), itemsOf([...left]))
  else leftOvers(walk, missing, [...left], node, free)
}

/** A plain value that was declared before: in a list without order it says nothing more. */
function isSaidTwice(walk: Walk, [item, index]: Entry, declared: readonly Entry[]): boolean {
  if (typeof item === 'object' || !declared.some(([other, at]) => at < index && other === item)) return false
  walk.path.push(index)
  agree(walk, item, item, 'said-twice')
  walk.path.pop()
  return true
}

/** Not one value is left of a list of plain values: the list as a whole was set anew. */
function isReplaced(missing: readonly Entry[], extra: readonly Entry[], declared: readonly Entry[], live: readonly Entry[]): boolean {
  const all = missing.length === declared.length && extra.length === live.length && missing.length > 0 && extra.length > 0
  return all && [...missing, ...extra].every(([item]) => typeof item !== 'object')
}

function replaced(walk: Walk, declared: Json[], live: Json[]): void {
  const [first] = declared
  const [second] = live
  if (declared.length > 1 || live.length > 1) return differ(walk, 'changed', declared, live)
  walk.path.push(0)
  differ(walk, 'changed', first, second, elementName(first ?? null))
  walk.path.pop()
  return undefined
}

function sameText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function remember(byText: Map<string, Entry[]>, entry: Entry): void {
  const text = sameText(entry[0])
  const list = byText.get(text)
  if (list === undefined) byText.set(text, [entry])
  else list.push(entry)
}

function pairElements(walk: Walk, [declared, index]: Entry, live: Json, node: SchemaNode | undefined, free: Freedom): void {
  walk.path.push(index)
  const before = walk.out.differences.length
  walk.compare(walk, declared, live, node, free)
  if (walk.out.differences.length > before) {
    const element = elementName(declared)
    for (const difference of walk.out.differences.slice(before)) difference.element ??= element
  }
  walk.path.pop()
}

/** What found no partner: the most alike are one changed element, the others came or went. */
function leftOvers(walk: Walk, missing: readonly Entry[], extra: readonly Entry[], node: SchemaNode | undefined, free: Freedom): void {
  const rest = [...extra]
  for (const entry of missing) {
    const at = missing.length <= alikeLimit && rest.length <= alikeLimit ? mostAlike(walk, entry, rest, node, free) : -1
    const partner = rest[at]
    if (partner === undefined) gone(walk, entry, node)
    else {
      rest.splice(at, 1)
      pairElements(walk, entry, partner[0], node, free)
    }
  }
  if (rest.length > 1 && rest.every(([item]) => isOption(lastName(walk.path) ?? '', item))) return bookFilled(walk, rest)
  for (const entry of rest) addedElement(walk, entry, node)
}

/** An element that nobody declared, in a list that was declared. */
function addedElement(walk: Walk, [item, index]: Entry, node: SchemaNode | undefined): void {
  walk.path.push(index)
  const since = elementSince(walk, item)
  const said = since === undefined ? judgeRow(node, item) : undefined
  if (said === 'default') return void walk.path.pop()
  if (since === undefined && said !== 'set' && (node?.open === true || isBag(walk, item) || isBlankForm(item))) bookUnknown(walk, item)
  else if (since !== 'as-deployed') differ(walk, 'added', undefined, item, elementName(item))
  walk.path.pop()
}

/** `{Key, Value}` rows that a service fills up with its own; all other rows are the user's. */
function isBag(walk: Walk, item: Json): boolean {
  if (!isObject(item)) return false
  const names = Object.keys(item)
  return (
    names.length === 2 &&
    names.some((name) => name.endsWith('Value')) &&
    /(?:attributes|parameters|settings|options|properties)$/i.test(lastName(walk.path) ?? '')
  )
}

/** A declared element that live lacks. A row of an attribute bag that a service does not show is a gap of the map, not a removal. */
function gone(walk: Walk, [item, index]: Entry, node: SchemaNode | undefined): void {
  walk.path.push(index)
  if (saysNothing(walk, item) || (walk.blocks && isSwitchedOff(item))) {
    agree(walk, item, undefined, 'off-is-absent')
    return void walk.path.pop()
  }
  const reason = node?.writeOnly === true ? 'write-only' : node?.open === true && isBag(walk, item) ? 'read-gap' : undefined
  if (reason !== undefined) walk.out.notCompared.push({ path: toPointer(walk.path), reason, leaves: countLeaves(item) })
  else differ(walk, 'removed', item, undefined, elementName(item))
  walk.path.pop()
}

/** How two elements compare, without booking it. */
function trial(walk: Walk, [declared, index]: Entry, live: Json, node: SchemaNode | undefined, free: Freedom): Comparison {
  const { trace: _trace, ...context } = walk.context
  const out: Comparison = { equal: 0, different: 0, added: 0, differences: [], notCompared: [] }
  walk.compare({ ...walk, context, path: [...walk.path, index], out }, declared, live, node, free)
  return out
}

/** No difference; `wholly`: nothing that could not be compared or judged either. */
function isSameElement(walk: Walk, entry: Entry, live: Json, node: SchemaNode | undefined, free: Freedom, wholly: boolean): boolean {
  const [declared] = entry
  if (declared === live) return true
  // A function of which the text is known in parts stands for a text.
  const isPlain = walk.knownTexts.size === 0
  if (isPlain && typeof declared !== typeof live && (typeof declared === 'object' || typeof live === 'object')) return false
  const { equal, different, added, notCompared } = trial(walk, entry, live, node, free)
  return equal > 0 && different === 0 && added === 0 && (!wholly || notCompared.length === 0)
}

function isOneChange({ differences }: Comparison): boolean {
  return differences.length === 1 && differences[0]?.change === 'changed' && differences[0].leaves === 1
}

function isBlind(walk: Walk, entry: Entry, live: Json, node: SchemaNode | undefined, free: Freedom): boolean {
  const { equal, different, notCompared } = trial(walk, entry, live, node, free)
  return equal === 0 && different === 0 && notCompared.some(({ reason }) => reason === 'unresolved' || reason === 'write-only')
}

/** Position of the left-over most like this one, if at least half of its leaves agree; -1 when there is none. */
function mostAlike(walk: Walk, entry: Entry, rest: readonly Entry[], node: SchemaNode | undefined, free: Freedom): number {
  if (typeof entry[0] !== 'object') return -1
  let best = -1
  let score = 0
  for (const [at, [other]] of rest.entries()) {
    if (typeof other !== 'object') continue
    const { equal, different, added } = trial(walk, entry, other, node, free)
    if (equal > 0 && equal >= different + added && equal - different - added + 1 > score) {
      best = at
      score = equal - different - added + 1
    }
  }
  return best
}
