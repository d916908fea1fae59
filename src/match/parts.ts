import { project } from '../mapping/project.ts'
import { countLeaves, isObject, own, type Json, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import { isAwsMadeByItself } from './aws-made.ts'
import type { LiveIndex } from './live-index.ts'
import { asEgress, unfound, type Resolved } from './resolve.ts'
import type { Scalers } from './scaled.ts'
import { childKinds, elementKey, sharedLists, withoutOwner, type Sibling } from './siblings.ts'

/** What siblings declare of a live object: the owner is compared without it. */
export class Claims {
  private readonly elements = new Map<LiveResource, Map<string, Set<Json>>>()
  private readonly declaredKeys = new Map<LiveResource, Map<string, Set<string>>>()
  private readonly roots = new Map<LiveResource, Set<string>>()
  private readonly used = new Set<LiveResource>()

  use(live: LiveResource): void {
    this.used.add(live)
  }

  isUsed(live: LiveResource): boolean {
    return this.used.has(live)
  }

  claim(owner: LiveResource, into: string, element: Json): void {
    entry(this.elements, owner, into).add(element)
  }

  isClaimed(owner: LiveResource, into: string, element: Json): boolean {
    return this.elements.get(owner)?.get(into)?.has(element) === true
  }

  /** A sibling declares the element of this key, found or not: the owner does not report it a second time. */
  declare(owner: LiveResource, into: string, key: string): void {
    entry(this.declaredKeys, owner, into).add(key)
  }

  isDeclared(owner: LiveResource, into: string, key: string): boolean {
    return this.declaredKeys.get(owner)?.get(into)?.has(key) === true
  }

  slice(owner: LiveResource, roots: readonly string[]): void {
    const known = this.roots.get(owner) ?? new Set<string>()
    for (const root of roots) known.add(root)
    this.roots.set(owner, known)
  }

  /** Lists of an owner of which siblings declare elements. */
  listsOf(owner: LiveResource): string[] {
    return [...(this.declaredKeys.get(owner)?.keys() ?? []), ...(this.elements.get(owner)?.keys() ?? [])]
  }

  rootsOf(owner: LiveResource): readonly string[] {
    return [...(this.roots.get(owner) ?? [])]
  }
}

function entry<T>(map: Map<LiveResource, Map<string, Set<T>>>, owner: LiveResource, into: string): Set<T> {
  const lists = map.get(owner) ?? new Map<string, Set<T>>()
  map.set(owner, lists)
  const set = lists.get(into) ?? new Set<T>()
  lists.set(into, set)
  return set
}

/** Pairs of a resource that declares a part of a live object. */
export function* matchPart(resolved: Resolved, index: LiveIndex, claims: Claims, livePartial: boolean): Generator<Pair> {
  const { part, live } = resolved
  if (part?.is === 'slice' && live !== undefined) {
    claims.slice(live, part.roots)
    claims.use(live)
    yield managed(resolved, live, resolved.properties, live.properties, { scope: part.roots })
  } else if (part?.is === 'member' && live !== undefined) yield memberPair(resolved, live, part.into, claims)
  else if (part?.is === 'child') yield childPair(resolved, part.sibling, part.owner, index, claims, livePartial)
  else yield unfound(resolved)
}

function managed(
  resolved: Resolved,
  live: LiveResource,
  declaredProperties: JsonObject,
  liveProperties: JsonObject,
  rest: Partial<Pair> = {},
): Pair {
  const { declared, shape, projection } = resolved
  return {
    outcome: 'managed',
    declared,
    live,
    shape,
    declaredProperties,
    liveProperties:
      shape === 'neutral' && live.shape === 'terraform' ? (project(live.type ?? '', live.properties)?.properties ?? {}) : liveProperties,
    ...(projection === undefined ? {} : { excluded: projection.excluded }),
    ...rest,
  }
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
  return managed(resolved, live, { [into]: wanted }, { [into]: found }, { scope: [into] })
}

function tailsAgree(a: string, b: string): boolean {
  return a.startsWith('arn:') !== b.startsWith('arn:') && (a.endsWith(`/${b}`) || b.endsWith(`/${a}`))
}

function memberKeys(elements: readonly Json[]): string[] {
  const [first] = elements
  if (!isObject(first)) return []
  return ['Id', 'Key', 'Name', 'Arn'].filter((name) => Object.hasOwn(first, name)).slice(0, 1)
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
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

/**
 * The pair of a resource that stands alone or owns lists that siblings share. What siblings declare is null there: the
 * other elements keep their places.
 */
export function matchOwner(resolved: Resolved, claims: Claims, index: LiveIndex, scalers: Scalers): Pair {
  const { live } = resolved
  if (live === undefined) return unfound(resolved)
  if (resolved.shape === 'terraform') return managed(resolved, live, resolved.properties, live.properties)
  let declaredProperties = resolved.properties
  let liveProperties = withChildren(live, index, claims)
  for (const into of sharedOf(resolved.declared.kind, live, claims)) {
    const sibling = sharedLists(resolved.declared.kind).find((one) => one.into === into)
    const keyOf = (item: Json): string | undefined => elementKey(item, sibling?.key ?? memberKeys([item]), sibling?.rule === true)
    const own1 = own(declaredProperties, into)
    if (Array.isArray(own1)) {
      const kept = own1.map((item) => (claims.isDeclared(live, into, keyOf(item) ?? '') ? null : item))
      if (kept.includes(null)) declaredProperties = { ...declaredProperties, [into]: kept }
    }
    const list = own(liveProperties, into)
    if (Array.isArray(list)) {
      const kept = list.map((item) =>
        claims.isClaimed(live, into, item) || claims.isDeclared(live, into, keyOf(item) ?? '') ? null : item,
      )
      if (kept.includes(null)) liveProperties = { ...liveProperties, [into]: kept }
    }
  }
  const scaled = scalers.ownedOf(live).filter((name) => Object.hasOwn(declaredProperties, name))
  const notHere = [...claims.rootsOf(live), ...scaled]
  const pair = managed(resolved, withUnreadChildren(live, declaredProperties, liveProperties, index), declaredProperties, liveProperties)
  if (notHere.length === 0) return pair
  const excluded = scaled.map((name) => ({
    path: `/${name}`,
    reason: 'autoscaled' as const,
    leaves: countLeaves(own(declaredProperties, name)),
  }))
  return { ...pair, notHere, excluded: [...(pair.excluded ?? []), ...excluded] }
}

function sharedOf(kind: string, live: LiveResource, claims: Claims): string[] {
  const lists = new Set(sharedLists(kind).map((sibling) => sibling.into))
  for (const name of claims.listsOf(live)) lists.add(name)
  return [...lists]
}

/** Where children were not listed, nobody can say that the owner has none: its list was not read. */
function withUnreadChildren(live: LiveResource, declared: JsonObject, properties: JsonObject, index: LiveIndex): LiveResource {
  const unread = childKinds(live.kind)
    .filter(([kind, { into }]) => Object.hasOwn(declared, into) && !Object.hasOwn(properties, into) && !index.proves(kind, live))
    .map(([, { into }]) => `/${into}`)
  return unread.length === 0 ? live : { ...live, unread: [...(live.unread ?? []), ...unread] }
}

/** Live children that the owner's own answer does not list (routes) appear in it, so that hand-made ones are seen there. */
function withChildren(live: LiveResource, index: LiveIndex, claims: Claims): JsonObject {
  let properties = live.properties
  for (const [childKind, sibling] of childKinds(live.kind)) {
    const children = index.ofOwner(childKind, sibling.by, live.physicalId)
    if (Object.hasOwn(live.properties, sibling.into)) {
      for (const child of children) claims.use(child)
      continue
    }
    const loose = children.filter((child) => !claims.isUsed(child) && !isAwsMadeByItself(child))
    for (const child of children) claims.use(child)
    if (loose.length > 0) properties = { ...properties, [sibling.into]: loose.map((child) => withoutOwner(child.properties, sibling)) }
  }
  return properties
}
