import { countLeaves, isEmpty, isObject, isSame, own, parseEmbedded, put, type Json, type JsonObject } from '../model/json.ts'
import { lastName, overlaps, toPointer } from '../model/pointer.ts'
import type { KnownText } from '../model/resource.ts'
import type { Comparison, Pair, Recreated } from '../model/pair.ts'
import { compareAbsent } from './absent.ts'
import { isRule, canonicalRule } from './elements.ts'
import { freedomAt } from './freedom.ts'
import type { SchemaNode } from './kind-schema.ts'
import { compareLists } from './lists.ts'
import { judgeLiveOnly } from './live-only.ts'
import { withoutMirrors, withoutMoved } from './mirrors.ts'
import { bookedAsNewer } from './recorded-by.ts'
import { isPolicyDocument, canonicalPolicies } from './policy-document.ts'
import { hasOtherBlocks, isBareBlock, isSwitchedOff } from './blocks.ts'
import { isReadById } from './read-by-id.ts'
import { ruleFor } from './rules/index.ts'
import { schemaOf } from './schema-of.ts'
import { maskedName, memberMeant, rowsOf, wordsOf } from './shapes.ts'
import { bookLeftOut, bookmark, leavesHere, leavesOf, settle, settleNothing } from './settle.ts'
import { goneSince } from './since-deployment.ts'
import { tagsNotCompared } from './tags.ts'
import { isOffWord } from './telling.ts'
import { isChangedSecret, unknowable } from './unknowable.ts'
import { comparePartlyKnown, compareUnresolved, isPartlyKnown, substituted } from './unresolved.ts'
import { wholeOf } from './whole.ts'
import { parsedYaml } from './yaml-text.ts'
import { agree, differ, exclude, type CompareContext, type Freedom, type Walk } from './walk.ts'

export type { CompareContext } from './walk.ts'

const noAliases: ReadonlyMap<string, string> = new Map()
const nothing: ReadonlySet<string> = new Set()
const noTexts: ReadonlyMap<string, KnownText> = new Map()

/** Compares the two sides of a managed pair: one pass, every declared leaf counted once. */
export function compare(pair: Pair, context: CompareContext = { aliases: noAliases }): Comparison {
  const out: Comparison = { equal: 0, different: 0, added: 0, differences: [], notCompared: [...(pair.excluded ?? [])] }
  const declared = pair.declaredProperties ?? {}
  const live = pair.liveProperties ?? {}
  const schema = schemaOf(pair, context.schemas)
  const unread = pair.live?.unread ?? []
  const everything = unread.includes('/')
  // Its own calls showed it, whether Cloud Control can or not.
  const isListed = pair.live?.source === 'aws-list' || pair.live?.source === 'aws-cli'
  const walk: Walk = {
    kind: pair.declared?.kind ?? pair.live?.kind ?? '',
    schema,
    out,
    path: [],
    context,
    unresolved: pair.declared?.unresolved === undefined ? nothing : new Set(pair.declared.unresolved),
    knownTexts: pair.declared?.knownTexts ?? noTexts,
    absent: (path) => {
      if (everything || !(schema.readable || isListed)) return 'read-gap'
      if (unread.length === 0) return undefined
      const pointer = toPointer(path)
      return unread.some((prefix) => overlaps(pointer, prefix)) ? 'not-read' : undefined
    },
    whole: context.whole ?? wholeOf(declared, live),
    recorded: pair.declared?.properties ?? declared,
    strict: false,
    compare: compareValue,
    blocks: pair.shape === 'terraform',
    readById: pair.shape === 'terraform' && isReadById(declared, live, schema),
    ...(pair.asDeployed === undefined || pair.recreated !== undefined ? {} : { deployed: { declared, ...pair.asDeployed } }),
  }
  const skip = pair.notHere === undefined ? nothing : new Set(pair.notHere)
  const scope = pair.scope === undefined ? undefined : new Set(pair.scope)
  const otherTags = pair.shape === 'terraform' ? tagsNotCompared(declared, live) : undefined
  const isWanted = (name: string): boolean =>
    name !== otherTags &&
    !skip.has(name) &&
    (scope === undefined || scope.has(name)) &&
    (schema.members === undefined || schema.members.has(name))
  const isAll = otherTags === undefined && skip.size === 0 && scope === undefined && schema.members === undefined
  const before = bookmark(out)
  const hasRule = isRule(live) || isRule(declared)
  const root = hasRule ? [canonicalRule(declared), canonicalRule(live)] : [declared, live]
  compareMembers(walk, root[0] ?? {}, root[1] ?? {}, schema.root, 'none', isAll ? undefined : isWanted)
  if (hasRule) settle(out, before, leavesHere(walk, declared, isWanted))
  if (skip.size > 0 || scope !== undefined || pair.shape === 'terraform') {
    bookLeftOut(walk, pair, isWanted, otherTags)
  }
  if (walk.deployed !== undefined) goneSince(walk, live, schema.root, isWanted)
  if (pair.recreated !== undefined) bookRecreated(walk, pair.recreated)
  if (schema.mirrors !== undefined) withoutMirrors(out, schema.mirrors)
  if (walk.blocks) withoutMoved(out)
  return out
}

/** Made anew under the same name: no value of it need differ. */
function bookRecreated(walk: Walk, { path, declared, live }: Recreated): void {
  const { out } = walk
  // A computed attribute is not compared otherwise.
  out.notCompared = out.notCompared.filter((entry) => entry.path !== path)
  if (out.differences.some((difference) => difference.path === path)) return
  walk.path.push(path.slice(1))
  differ(walk, 'changed', declared, live)
  walk.path.pop()
}

function compareMembers(
  walk: Walk,
  declared: JsonObject,
  live: JsonObject,
  node: SchemaNode | undefined,
  free: Freedom,
  wanted?: (name: string) => boolean,
): void {
  const quick = walk.context.trace === undefined && walk.unresolved.size === 0
  // Live members that a declared one of another spelling meant.
  let shown: Set<string> | undefined
  for (const name in declared) {
    if (wanted !== undefined && !wanted(name)) continue
    const value = declared[name]
    let other = own(live, name)
    if (other === undefined && !isEmpty(value)) {
      const real = memberShown(walk, name, declared, live, free, shown)
      if (real !== undefined) {
        ;(shown ??= new Set()).add(real)
        other = own(live, real)
      }
    }
    const child = node?.children.get(name)
    // Most leaves are the same scalar on both sides: one look, no way to write down.
    if (quick && value === other && typeof value !== 'object' && child?.skip === undefined) {
      walk.out.equal += 1
      continue
    }
    walk.path.push(name)
    compareValue(walk, value, other, child, free)
    walk.path.pop()
  }
  for (const name in live) {
    if (Object.hasOwn(declared, name) || shown?.has(name) === true || (wanted !== undefined && !wanted(name))) continue
    const child = node?.children.get(name)
    if (child?.readOnly === true && !child.inside && walk.context.trace === undefined) continue
    walk.path.push(name)
    if (!bookedAsNewer(walk, live[name], child)) judgeLiveOnly(walk, live[name], child, free)
    walk.path.pop()
  }
}

/** The name under which live has a declared member: masked, or in another case where names are the service's. */
function memberShown(
  walk: Walk,
  name: string,
  declared: JsonObject,
  live: JsonObject,
  free: Freedom,
  shown: ReadonlySet<string> | undefined,
): string | undefined {
  if (name.includes('?')) return maskedName(name, Object.keys(live), (each) => Object.hasOwn(declared, each) || shown?.has(each) === true)
  return free === 'none' && !walk.strict ? memberMeant(name, declared, live) : undefined
}

/** `{Block: {}}` and `{Allow: {}}`: what is chosen has nothing set, and yet another is chosen. */
function isOtherChoice(declared: Json | undefined, live: Json | undefined): boolean {
  if (!isObject(declared) || !isObject(live)) return false
  const [left, right] = [Object.keys(declared), Object.keys(live)]
  return isChoice(declared, left) && isChoice(live, right) && !left.some((name) => Object.hasOwn(live, name))
}

function isChoice(value: JsonObject, names: readonly string[]): boolean {
  return names.length === 1 && names.every((name) => isObject(value[name]))
}

/** Compares one declared value with its live counterpart and books the outcome. */
function compareValue(walk: Walk, declared: Json | undefined, live: Json | undefined, node: SchemaNode | undefined, free: Freedom): void {
  if (node?.skip !== undefined && !isChangedSecret(node.skip, declared, live)) return exclude(walk, declared, node.skip)
  if (walk.unresolved.size > 0 && walk.unresolved.has(toPointer(walk.path))) return compareUnresolved(walk, declared, live, node, free)
  if (isEmpty(declared)) {
    // Declared as nothing: what live has there was set by somebody.
    if (isOtherChoice(declared, live)) return differ(walk, 'changed', declared, live)
    if (isEmpty(live) && !isBareBlock(walk, declared, live)) {
      if (hasOtherBlocks(walk, declared, live)) return differ(walk, 'changed', declared, live)
      return agree(walk, declared, live, 'nothing-set')
    }
    if (declared === undefined) return judgeLiveOnly(walk, live, node, free)
    const before = bookmark(walk.out)
    judgeLiveOnly(walk, live, node, freedomAt(walk, live ?? null, node, free))
    return settleNothing(walk.out, before, countLeaves(declared))
  }
  if (live === undefined || live === null || isUnshown(walk, live, node)) return compareAbsent(walk, declared, node, live === null)
  const freeHere = freedomAt(walk, declared ?? null, node, free)
  if (typeof declared === 'object' && typeof live === 'object') return compareContainers(walk, declared, live, node, freeHere)
  if (declared === live) return agree(walk, declared, live, 'identical')
  return compareMixed(walk, declared ?? null, live, node, freeHere)
}

function compareContainers(walk: Walk, declared: Json, live: Json, node: SchemaNode | undefined, free: Freedom): void {
  if (Array.isArray(declared)) {
    if (Array.isArray(live)) return compareLists(walk, declared, live, node, free)
    // One block is a list of one in Terraform and an object in CloudFormation.
    const rows = isObject(live) ? rowsOf(live, declared) : undefined
    if (rows !== undefined) return compareLists(walk, declared, rows, node, free)
    if (declared.length === 1 && isObject(declared[0]) && isObject(live)) return compareContainers(walk, declared[0], live, node, free)
    return differ(walk, 'changed', declared, live)
  }
  if (Array.isArray(live)) {
    const pairs = isObject(declared) ? rowsOf(declared, live) : undefined
    if (pairs !== undefined) {
      const before = bookmark(walk.out)
      compareLists(walk, pairs, live, node, 'text')
      return settle(walk.out, before, leavesOf(walk, declared))
    }
    if (live.length === 1 && isObject(live[0])) return compareContainers(walk, declared, live[0], node, free)
    if (live.length === 0) return compareAbsent(walk, declared, node)
    return differ(walk, 'changed', declared, live)
  }
  if (!isObject(declared) || !isObject(live)) return differ(walk, 'changed', declared, live)
  if (isPolicyDocument(declared) && isPolicyDocument(live)) {
    if (walk.context.trace === undefined && walk.unresolved.size === 0 && isSame(declared, live)) {
      walk.out.equal += countLeaves(declared)
      return undefined
    }
    const [strict, before] = [walk.strict, bookmark(walk.out)]
    walk.strict = true
    compareMembers(walk, ...canonicalPolicies(declared, live), node, 'text')
    walk.strict = strict
    return settle(walk.out, before, leavesOf(walk, declared))
  }
  const isOff = isSwitchedOff(declared) && isSwitchedOff(live)
  return compareMembers(walk, isOff ? shownOf(declared, live) : declared, live, node, free)
}

/** Of a block that is off on both sides: what live shows. The rest has no effect, and services forget it. */
function shownOf(declared: JsonObject, live: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const name of Object.keys(declared)) put(out, name, isEmpty(own(live, name)) ? null : (declared[name] ?? null))
  return out
}

/** At least one side is a scalar and they are not identical. */
function compareMixed(walk: Walk, written: Json, live: Json, node: SchemaNode | undefined, free: Freedom): void {
  const declared = substituted(walk, written)
  const left = parseEmbedded(declared) ?? parsedYaml(declared, live)
  const right = parseEmbedded(live) ?? parsedYaml(live, declared)
  if (left !== undefined || right !== undefined) {
    const [a, b] = [left ?? declared, right ?? live]
    if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
      const [strict, before] = [walk.strict, bookmark(walk.out)]
      walk.strict = !isRendered(declared, live) && !isFilledUp(walk)
      compareContainers(walk, a, b, undefined, 'text')
      walk.strict = strict
      return settle(walk.out, before, leavesOf(walk, declared))
    }
  }
  if (Array.isArray(declared) && declared.length === 1 && typeof declared[0] !== 'object')
    return compareValue(walk, declared[0], live, node, free)
  if (Array.isArray(live) && live.length === 1 && typeof live[0] !== 'object') return compareValue(walk, declared, live[0], node, free)
  const [words, shown] = [wordsOf(declared, live), wordsOf(live, declared)]
  if (words !== undefined || shown !== undefined) {
    const before = bookmark(walk.out)
    compareContainers(walk, words ?? declared, shown ?? live, node, free)
    return settle(walk.out, before, leavesOf(walk, declared))
  }
  if (typeof declared === 'object' || typeof live === 'object') return differ(walk, 'changed', declared, live)
  if (isPartlyKnown(declared)) return comparePartlyKnown(walk, declared, live, node)
  if (walk.blocks && isUnsaid(walk, declared, live)) return agree(walk, declared, live, 'off-is-absent')
  const hidden = unknowable(declared, live, walk.context.aliases)
  if (hidden !== undefined) return exclude(walk, declared, hidden)
  const name = lastName(walk.path) ?? ''
  const rule = ruleFor(declared, live, {
    name,
    free: free !== 'none',
    caseless: node?.caseless === true,
    aliases: walk.context.aliases,
    ...(node?.spellings === undefined ? {} : { spellings: node.spellings }),
  })
  return rule === undefined ? differ(walk, 'changed', declared, live) : agree(walk, declared, live, rule.name)
}

/** What a read need not show: nothing stands there, or the "off" that a provider begins an import with. */
function isUnshown(walk: Walk, live: Json, node: SchemaNode | undefined): boolean {
  if (node?.unshown === undefined) return false
  return isEmpty(live) || (walk.readById && node.unshown === 'provider-only' && (live === false || live === 0))
}

/** A word for "off" and nothing; a name below its domain, which the state has in full elsewhere. */
function isUnsaid(walk: Walk, declared: Json, live: Json): boolean {
  if (live === '') return isOffWord(declared) || declared === false || declared === 0
  return typeof declared === 'string' && typeof live === 'string' && live.startsWith(`${declared}.`) && walk.whole.declares(live)
}

/** Settings and options as a document: the service adds all that was not said. */
function isFilledUp({ path }: Walk): boolean {
  return /(?:settings|options)$/i.test(lastName(path) ?? '')
}

/** The service has written the document anew, with its own spaces and defaults: what it added is not told from what somebody did. */
function isRendered(declared: Json, live: Json): boolean {
  return typeof declared === 'string' && typeof live === 'string' && /\n/.test(declared.trim()) !== /\n/.test(live.trim())
}
