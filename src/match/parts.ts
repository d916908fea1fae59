import { isObject, own, type Json, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import type { Claims } from './claims.ts'
import type { LiveIndex } from './live-index.ts'
import { listOf, managed, memberKeys } from './managed.ts'
import { asEgress, unfound, type Resolved } from './resolve.ts'
import { elementKey, withoutOwner, type Sibling } from './siblings.ts'

/** Pairs of a resource that declares a part of a live object. */
export function* matchPart(resolved: Resolved, index: LiveIndex, claims: Claims, livePartial: boolean): Generator<Pair> {
  const { part, live } = resolved
  if (part?.is === 'slice' && live !== undefined) {
    claims.slice(live, part.roots)
    claims.use(live)
    yield managed(resolved, live, resolved.properties, live.properties, part.roots)
  } else if (part?.is === 'member' && live !== undefined) yield memberPair(resolved, live, part.into, claims)
  else if (part?.is === 'child') yield childPair(resolved, part.sibling, part.owner, index, claims, livePartial)
  else yield unfound(resolved)
}

/** One element of a list that belongs to another resource: an attached policy, a target. */
function memberPair(resolved: Resolved, live: LiveResource, into: string, claims: Claims): Pair {
  claims.use(live)
  const wanted = listOf(own(resolved.properties, into))
  const list = listOf(own(live.properties, into))
  const keys = memberKeys(wanted)
  const found: Json[] = []
  for (const element of wanted) {
    const key = elementKey(element, keys, false)
    if (key !== undefined) claims.declare(live, into, key)
    const at = list.find(
      (item) =>
        elementKey(item, keys, false) === key || (typeof item === 'string' && typeof element === 'string' && tailsAgree(item, element)),
    )
    if (at === undefined) continue
    claims.claim(live, into, at)
    found.push(at)
  }
  const unread = live.unread ?? []
  if (found.length === 0 && wanted.length > 0) {
    const hidden =
      unread.includes('/') || unread.includes(`/${into}`) || (!Object.hasOwn(live.properties, into) && live.source !== 'aws-list')
    if (hidden) return unfound({ ...resolved, outcome: 'not-checked', reason: 'not-in-live-source' })
    return { outcome: 'missing', declared: resolved.declared, shape: resolved.shape }
  }
  return managed(resolved, live, { [into]: wanted }, { [into]: found }, [into])
}

function tailsAgree(a: string, b: string): boolean {
  return a.startsWith('arn:') !== b.startsWith('arn:') && (a.endsWith(`/${b}`) || b.endsWith(`/${a}`))
}

/** A rule, route or inline policy that is declared by itself: found by its own id, else as an element of its owner. */
function childPair(
  resolved: Resolved,
  sibling: Sibling,
  owner: LiveResource | undefined,
  index: LiveIndex,
  claims: Claims,
  livePartial: boolean,
): Pair {
  const elements = elementsOf(resolved)
  const { live } = resolved
  if (owner !== undefined) for (const element of elements) declareKey(claims, owner, sibling, element)
  if (live !== undefined) {
    claims.use(live)
    if (owner !== undefined) claimElement(claims, owner, sibling, live.properties)
    return managed(resolved, live, elements[0] ?? resolved.properties, live.properties)
  }
  if (resolved.reason === 'ambiguous-identity') return unfound(resolved)
  if (owner === undefined || !Object.hasOwn(owner.properties, sibling.into)) return unfound(resolved)
  const list = listOf(own(owner.properties, sibling.into))
  const found = elements.map((element) => takeElement(claims, owner, sibling, list, element, index))
  const hits = found.filter((item) => item !== undefined)
  if (hits.length === 0) {
    if (livePartial) return unfound({ ...resolved, outcome: 'not-checked', reason: 'not-in-live-source' })
    return { outcome: 'missing', declared: resolved.declared, shape: resolved.shape }
  }
  const [declaredElement] = elements
  const [hit] = hits
  if (elements.length === 1 && declaredElement !== undefined && isObject(hit)) {
    return managed(resolved, owner, withoutOwner(declaredElement, sibling), withoutOwner(hit, sibling))
  }
  return managed(resolved, owner, { [sibling.into]: elements.map((item) => withoutOwner(item, sibling)) }, { [sibling.into]: hits })
}

function elementsOf(resolved: Resolved): readonly JsonObject[] {
  const elements = resolved.projection?.elements
  if (elements === undefined || elements.length <= 1) return [resolved.properties]
  return resolved.declared.kind === 'AWS::EC2::SecurityGroupEgress' ? elements.map(asEgress) : elements
}

function declareKey(claims: Claims, owner: LiveResource, sibling: Sibling, element: JsonObject): void {
  const key = elementKey(element, sibling.key, sibling.rule === true)
  if (key !== undefined) claims.declare(owner, sibling.into, key)
}

function claimElement(claims: Claims, owner: LiveResource, sibling: Sibling, child: JsonObject): void {
  const key = elementKey(child, sibling.key, sibling.rule === true)
  const element = listOf(own(owner.properties, sibling.into)).find((item) => elementKey(item, sibling.key, sibling.rule === true) === key)
  if (element !== undefined) claims.claim(owner, sibling.into, element)
}

function takeElement(
  claims: Claims,
  owner: LiveResource,
  sibling: Sibling,
  list: readonly Json[],
  element: JsonObject,
  index: LiveIndex,
): Json | undefined {
  const free = list.filter((item) => !claims.isClaimed(owner, sibling.into, item))
  const find = (members: readonly string[], among: readonly Json[]): Json[] => {
    const key = elementKey(element, members, sibling.rule === true)
    return key === undefined ? [] : among.filter((item) => elementKey(item, members, sibling.rule === true) === key)
  }
  const exact = find(sibling.key, free)[0]
  // A changed rule is still recognised while only one is left that could be it, and no rule ids were read.
  const near =
    exact === undefined && sibling.near !== undefined && index.ofKind('AWS::EC2::SecurityGroupIngress').length === 0
      ? find(sibling.near, free)
      : []
  const unclaimed = near.filter((item) => {
    const key = elementKey(item, sibling.key, sibling.rule === true)
    return key === undefined || !claims.isDeclared(owner, sibling.into, key)
  })
  const taken = exact ?? (unclaimed.length === 1 ? unclaimed[0] : undefined)
  if (taken !== undefined) claims.claim(owner, sibling.into, taken)
  return taken
}
