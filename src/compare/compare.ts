import { countLeaves, isEmpty, isObject, own, type Json, type JsonObject } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import type { Comparison, Decision, NotComparedReason, Pair } from '../model/pair.ts'
import { compareLists } from './lists.ts'
import { judgeLiveOnly } from './live-only.ts'
import { isPolicyDocument, canonicalPolicy } from './policy-document.ts'
import { ruleFor } from './rules/index.ts'
import { isFreeName } from './free-names.ts'
import { isRule, canonicalRule } from './elements.ts'
import { schemaOf } from './schema-of.ts'
import type { KindSchema, SchemaNode } from './kind-schema.ts'

/** Facts of the account that a comparison needs beside the pair. */
export interface CompareContext {
  aliases: ReadonlyMap<string, string>
  /** `explain` wants every step. */
  trace?(decision: Decision): void
}

/** The state of one comparison. */
export interface Walk {
  schema: KindSchema
  out: Comparison
  /** Names and positions from the root to where the walk stands. */
  path: (string | number)[]
  context: CompareContext
  unresolved: ReadonlySet<string>
  /** The reason for which a value that live lacks is no removal; undefined: it is gone. */
  absent(path: readonly (string | number)[]): NotComparedReason | undefined
  /** Inside a policy document live-only values always count. */
  strict: boolean
  /** Both sides are in Terraform's shape, where lists of objects are blocks. */
  blocks: boolean
}

/** Whose words stand here: `keys`: every key is the user's own; `text`: values are, names are the service's; `none`: neither. */
export type Freedom = 'none' | 'text' | 'keys'

/** In Terraform's shape a block that has nothing set is still a block, and one that nobody declared was added. */
function isBareBlock(walk: Walk, declared: Json | undefined, live: Json | undefined): boolean {
  const blocks = (value: Json | undefined): boolean => Array.isArray(value) && value.some((item) => isObject(item) && Object.keys(item).length > 0)
  return walk.blocks && blocks(live) && !blocks(declared)
}

/** The freedom of what lies inside a value. */
function freedomAt(walk: Walk, value: Json, node: SchemaNode | undefined, outer: Freedom): Freedom {
  // An element of a list has the node of the list, but its members are the service's.
  if (typeof walk.path.at(-1) === 'number') return outer
  const free = node?.free === true || (isFreeName(walk.path.at(-1)) && (node === undefined || node.children.size === 0))
  if (free) return isObject(value) ? 'keys' : 'text'
  return outer
}

const noAliases: ReadonlyMap<string, string> = new Map()
const nothing: ReadonlySet<string> = new Set()

/** Compares the two sides of a managed pair: one pass, every declared leaf counted once. */
export function compare(pair: Pair, context: CompareContext = { aliases: noAliases }): Comparison {
  const out: Comparison = { equal: 0, different: 0, added: 0, differences: [], notCompared: [...(pair.excluded ?? [])] }
  const declared = pair.declaredProperties ?? {}
  const live = pair.liveProperties ?? {}
  const schema = schemaOf(pair)
  const unread = pair.live?.unread ?? []
  const everything = unread.includes('/')
  const walk: Walk = {
    schema,
    out,
    path: [],
    context,
    unresolved: pair.declared?.unresolved === undefined ? nothing : new Set(pair.declared.unresolved),
    absent: (path) => {
      if (everything || !schema.readable) return 'read-gap'
      if (unread.length === 0) return undefined
      const pointer = toPointer(path)
      return unread.some((prefix) => pointer === prefix || pointer.startsWith(`${prefix}/`) || prefix.startsWith(`${pointer}/`)) ? 'not-read' : undefined
    },
    strict: false,
    blocks: pair.shape === 'terraform',
  }
  const skip = pair.notHere === undefined ? nothing : new Set(pair.notHere)
  const scope = pair.scope === undefined ? undefined : new Set(pair.scope)
  const tagsTwice = pair.shape === 'terraform' && (!isEmpty(own(declared, 'tags_all')) || !isEmpty(own(live, 'tags_all')))
  // `tags_all` is `tags` with the provider's default tags: one of the two is compared.
  const otherTags = tagsTwice ? 'tags' : pair.shape === 'terraform' ? 'tags_all' : undefined
  const root = isRule(live) || isRule(declared) ? [canonicalRule(declared), canonicalRule(live)] : [declared, live]
  compareMembers(walk, root[0] ?? {}, root[1] ?? {}, schema.root, 'none', (name) =>
    name !== otherTags && !skip.has(name) && (scope === undefined || scope.has(name)) && (schema.members === undefined || schema.members.has(name)),
  )
  return out
}

function compareMembers(
  walk: Walk,
  declared: JsonObject,
  live: JsonObject,
  node: SchemaNode | undefined,
  free: Freedom,
  wanted?: (name: string) => boolean,
): void {
  for (const name of Object.keys(declared)) {
    if (wanted !== undefined && !wanted(name)) continue
    walk.path.push(name)
    compareValue(walk, declared[name], own(live, name), node?.children.get(name), free)
    walk.path.pop()
  }
  for (const name of Object.keys(live)) {
    if (Object.hasOwn(declared, name) || (wanted !== undefined && !wanted(name))) continue
    walk.path.push(name)
    judgeLiveOnly(walk, live[name], node?.children.get(name), free)
    walk.path.pop()
  }
}

/** Compares one declared value with its live counterpart and books the outcome. */
export function compareValue(walk: Walk, declared: Json | undefined, live: Json | undefined, node: SchemaNode | undefined, free: Freedom): void {
  if (node?.skip !== undefined) return exclude(walk, declared, node.skip)
  if (walk.unresolved.size > 0 && walk.unresolved.has(toPointer(walk.path))) return exclude(walk, declared, 'unresolved')
  if (isEmpty(declared)) {
    // Declared as nothing: what live has there was set by somebody.
    if (isEmpty(live) && !isBareBlock(walk, declared, live)) return agree(walk, declared, live, 'nothing-set')
    return judgeLiveOnly(walk, live, node, declared === undefined ? free : freedomAt(walk, live ?? null, node, free))
  }
  if (live === undefined || live === null) return compareAbsent(walk, declared, node)
  const freeHere = freedomAt(walk, declared ?? null, node, free)
  if (typeof declared === 'object' && typeof live === 'object') return compareContainers(walk, declared as Json, live, node, freeHere)
  if (declared === live) return agree(walk, declared, live, 'identical')
  return compareMixed(walk, declared ?? null, live, node, freeHere)
}

function compareContainers(walk: Walk, declared: Json, live: Json, node: SchemaNode | undefined, free: Freedom): void {
  if (Array.isArray(declared)) {
    if (Array.isArray(live)) return compareLists(walk, declared, live, node, free)
    // One block is a list of one in Terraform and an object in CloudFormation.
    if (declared.length === 1 && isObject(declared[0]) && isObject(live)) return compareContainers(walk, declared[0], live, node, free)
    return differ(walk, 'changed', declared, live)
  }
  if (Array.isArray(live)) {
    const pairs = isObject(declared) ? asPairs(declared, live) : undefined
    if (pairs !== undefined) return compareLists(walk, pairs, live, node, 'text')
    if (live.length === 1 && isObject(live[0])) return compareContainers(walk, declared, live[0], node, free)
    if (live.length === 0) return compareAbsent(walk, declared, node)
    return differ(walk, 'changed', declared, live)
  }
  if (!isObject(declared) || !isObject(live)) return differ(walk, 'changed', declared, live)
  if (isPolicyDocument(declared) && isPolicyDocument(live)) {
    const before = walk.strict
    walk.strict = true
    compareMembers(walk, canonicalPolicy(declared), canonicalPolicy(live), node, 'text')
    walk.strict = before
    return undefined
  }
  return compareMembers(walk, declared, live, node, free)
}

/** A map that live shows as rows of name and value, in the names of live's rows. */
function asPairs(declared: JsonObject, live: readonly Json[]): Json[] | undefined {
  const [first] = live
  const key = ['Name', 'Key'].find((name) => isObject(first) && Object.hasOwn(first, name) && Object.hasOwn(first, 'Value'))
  if (key === undefined || !live.every((row) => own(row, key) !== undefined)) return undefined
  if (Object.hasOwn(declared, key) && Object.hasOwn(declared, 'Value')) return undefined
  return Object.keys(declared).map((name) => ({ [key]: name, Value: declared[name] ?? null }))
}

/** At least one side is a scalar and they are not identical. */
function compareMixed(walk: Walk, declared: Json, live: Json, node: SchemaNode | undefined, free: Freedom): void {
  const [left, right] = [parsed(declared), parsed(live)]
  if (left !== undefined || right !== undefined) {
    const [a, b] = [left ?? declared, right ?? live]
    if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
      const before = walk.strict
      walk.strict = !isRendered(declared, live)
      compareContainers(walk, a, b, undefined, 'text')
      walk.strict = before
      return undefined
    }
  }
  if (Array.isArray(declared) && declared.length === 1 && typeof declared[0] !== 'object') return compareValue(walk, declared[0], live, node, free)
  if (Array.isArray(live) && live.length === 1 && typeof live[0] !== 'object') return compareValue(walk, declared, live[0], node, free)
  if (typeof declared === 'object' || typeof live === 'object') return differ(walk, 'changed', declared, live)
  if (isUnknownAlias(declared, live, walk.context.aliases)) return exclude(walk, declared, 'unresolved')
  const name = lastName(walk.path)
  const rule = ruleFor(declared, live, { name, free: free !== 'none', caseless: node?.caseless === true, aliases: walk.context.aliases })
  return rule === undefined ? differ(walk, 'changed', declared, live) : agree(walk, declared, live, rule.name)
}

/** An alias that live does not list, against a key: nobody can say whether it names it. */
function isUnknownAlias(declared: Json, live: Json, aliases: ReadonlyMap<string, string>): boolean {
  if (typeof declared !== 'string' || typeof live !== 'string') return false
  const alias = /(?:^|:)(alias\/\S+)$/.exec(declared)?.[1]
  return alias !== undefined && !aliases.has(alias) && /(?:^arn:[\w-]+:kms:[^:]*:\d*:key\/|^)[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/.test(live)
}

function lastName(path: readonly (string | number)[]): string {
  for (let at = path.length - 1; at >= 0; at -= 1) {
    const step = path[at]
    if (typeof step === 'string') return step
  }
  return ''
}

/** The service has written the document anew, with its own spaces and defaults: what it added is not told from what somebody did. */
function isRendered(declared: Json, live: Json): boolean {
  return typeof declared === 'string' && typeof live === 'string' && /\n/.test(declared.trim()) !== /\n/.test(live.trim())
}

/** A JSON document that stands as text. */
function parsed(value: Json): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined
  try {
    return JSON.parse(value) as Json
  } catch {
    return undefined
  }
}

/** Declared, and live has nothing there: one removal at the block, unless this source cannot show it. */
export function compareAbsent(walk: Walk, declared: Json | undefined, node: SchemaNode | undefined): void {
  const left = { gone: 0, offs: 0 }
  const gap = walk.absent(walk.path)
  tally(walk, declared ?? null, node, left, gap)
  if (left.gone > 0) {
    left.gone += left.offs
    walk.out.different += left.gone
    pushDifference(walk, 'removed', declared, undefined, left.gone)
  } else book(walk, 'equal', left.offs, 'off-is-absent', declared)
}

/** Sorts the leaves of a block that live lacks: cannot be seen, means "off" anyway, or gone. */
function tally(walk: Walk, declared: Json, node: SchemaNode | undefined, left: { gone: number; offs: number }, gap: NotComparedReason | undefined): void {
  if (node?.writeOnly === true) return exclude(walk, declared, 'write-only')
  if (node?.skip !== undefined) return exclude(walk, declared, node.skip)
  if (walk.unresolved.size > 0 && walk.unresolved.has(toPointer(walk.path))) return exclude(walk, declared, 'unresolved')
  if (isObject(declared) && Object.keys(declared).length > 0) {
    for (const name of Object.keys(declared)) {
      walk.path.push(name)
      tally(walk, declared[name] ?? null, node?.children.get(name), left, gap)
      walk.path.pop()
    }
    return undefined
  }
  if (Array.isArray(declared) && declared.length > 0) {
    for (const [index, item] of declared.entries()) {
      walk.path.push(index)
      tally(walk, item, node, left, gap)
      walk.path.pop()
    }
    return undefined
  }
  if (isEmpty(declared) || (meansOff(walk, declared, node) && !isFreeName(walk.path.at(-2)))) left.offs += 1
  else if (gap !== undefined) exclude(walk, declared, gap)
  else left.gone += 1
  return undefined
}

/** A declared default, or false and zero where no other default is known, say what absence says. */
function meansOff(walk: Walk, declared: Json, node: SchemaNode | undefined): boolean {
  // A condition on false is a condition: in a document nothing goes without saying.
  if (walk.strict) return false
  // Terraform records false and 0 for what was never set.
  if (walk.schema.covered !== undefined && (declared === false || declared === 0)) return true
  if (node?.defaults !== undefined) return isDefault(declared, node)
  return declared === false || declared === 0 || declared === 'false'
}

/** Whether a value is what AWS sets here when nobody does. Strings without case, lists without order. */
export function isDefault(value: Json, node: SchemaNode): boolean {
  return node.defaults?.values.some((known) => fold(known) === fold(value)) === true
}

function fold(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(fold).toSorted().join(',')}]`
  if (!isObject(value)) return String(value).toLowerCase()
  const members = Object.keys(value).filter((name) => !isEmpty(value[name]))
  return `{${members.map((name) => `${name}:${fold(value[name] ?? null)}`).toSorted().join(',')}}`
}

function exclude(walk: Walk, declared: Json | undefined, reason: NotComparedReason): void {
  if (declared === undefined || declared === null) return
  const path = toPointer(walk.path)
  walk.out.notCompared.push({ path, reason, leaves: countLeaves(declared) })
  walk.context.trace?.({ path, result: 'not-compared', by: reason, declared })
}

function agree(walk: Walk, declared: Json | undefined, live: Json | undefined, by: string): void {
  if (declared === undefined || declared === null) return
  walk.out.equal += countLeaves(declared)
  walk.context.trace?.({ path: toPointer(walk.path), result: 'equal', by, declared, live })
}

function book(walk: Walk, field: 'equal', leaves: number, by?: string, declared?: Json): void {
  walk.out[field] += leaves
  if (by !== undefined && leaves > 0) walk.context.trace?.({ path: toPointer(walk.path), result: 'equal', by, declared })
}

/** Books a difference at the place where the walk stands. */
export function differ(walk: Walk, change: 'changed' | 'removed' | 'added', declared: Json | undefined, live: Json | undefined, element?: string): void {
  const leaves = change === 'added' ? 0 : countLeaves(declared)
  if (change === 'added') walk.out.added += 1
  else walk.out.different += leaves
  pushDifference(walk, change, declared, live, leaves, element)
}

function pushDifference(
  walk: Walk,
  change: 'changed' | 'removed' | 'added',
  declared: Json | undefined,
  live: Json | undefined,
  leaves: number,
  element?: string,
): void {
  const path = toPointer(walk.path)
  walk.out.differences.push({
    path,
    change,
    leaves,
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(element === undefined ? {} : { element }),
  })
  walk.context.trace?.({ path, result: 'different', by: change, declared, live })
}
