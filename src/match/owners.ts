import { countLeaves, own, type Json, type JsonObject } from '../model/json.ts'
import type { NotCompared, Pair } from '../model/pair.ts'
import { toPointer } from '../model/pointer.ts'
import type { LiveResource } from '../model/resource.ts'
import type { AsDeployed } from './as-deployed.ts'
import { isAwsMadeByItself } from './aws-made.ts'
import type { Claims } from './claims.ts'
import type { Fillers } from './fillers.ts'
import type { LiveIndex } from './live-index.ts'
import { instanceSides, type InstanceSides } from './instances.ts'
import { managed, memberKeys } from './managed.ts'
import { unfound, type Resolved } from './resolve.ts'
import type { Scalers } from './scaled.ts'
import { childKinds, elementKey, sharedLists, withoutOwner, type Sibling } from './siblings.ts'

/** Who else has a say in what a resource is like. */
interface Others {
  scalers: Scalers
  fillers: Fillers
}

/**
 * The pair of a resource that stands alone or owns lists that siblings share. What siblings declare is null there: the
 * other elements keep their places.
 */
export function matchOwner(resolved: Resolved, claims: Claims, index: LiveIndex, others: Others, asDeployed?: AsDeployed): Pair {
  const { live } = resolved
  if (live === undefined) return unfound(resolved)
  const pair = ownerPair(resolved, live, claims, index, others)
  if (asDeployed === undefined) return pair
  return asDeployed.dress(pair, (into, item) =>
    claims.isDeclared(live, into, keyOfElement(sharedLists(resolved.declared.kind), into, item) ?? ''),
  )
}

function keyOfElement(shared: readonly Sibling[], into: string, item: Json): string | undefined {
  const sibling = shared.find((one) => one.into === into)
  return elementKey(item, sibling?.key ?? memberKeys([item]), sibling?.rule === true)
}

function ownerPair(resolved: Resolved, live: LiveResource, claims: Claims, index: LiveIndex, { scalers, fillers }: Others): Pair {
  if (resolved.shape === 'terraform') {
    const pair = managed(resolved, live, resolved.properties, live.properties)
    const filled = fillers.attributesOf(resolved.declared, live)
    if (filled.length > 0) pair.notHere = filled
    return pair
  }
  const sides: Sides = { declared: resolved.properties, live: withChildren(live, index, claims), unread: nothing, excluded: [] }
  for (const into of sharedOf(resolved.declared.kind, live, claims)) takeOutSiblings(sides, into, resolved, live, claims)
  if (resolved.declared.kind === 'AWS::EC2::Instance') Object.assign(sides, instanceSides(resolved, live, sides, claims, index))
  const notHere = [...claims.rootsOf(live), ...takeOutScaled(sides, scalers.ownedOf(live))]
  const unread = [...sides.unread, ...unreadChildren(live, sides, index)]
  const shown = unread.length === 0 ? live : { ...live, unread: [...(live.unread ?? []), ...unread] }
  const pair = managed(resolved, shown, sides.declared, sides.live)
  if (notHere.length > 0) pair.notHere = notHere
  if (sides.excluded.length > 0) pair.excluded = [...(pair.excluded ?? []), ...sides.excluded]
  return pair
}

/** What is compared of an owner, while what others declare is taken out. */
interface Sides extends InstanceSides {
  excluded: NotCompared[]
}

const nothing: readonly string[] = []

/** Elements that siblings declare become null on both sides. */
function takeOutSiblings(sides: Sides, into: string, { declared }: Resolved, live: LiveResource, claims: Claims): void {
  const shared = sharedLists(declared.kind)
  const isDeclared = (item: Json): boolean => claims.isDeclared(live, into, keyOfElement(shared, into, item) ?? '')
  const wanted = own(sides.declared, into)
  if (Array.isArray(wanted) && wanted.some(isDeclared)) {
    sides.declared = { ...sides.declared, [into]: wanted.map((item) => (isDeclared(item) ? null : item)) }
    for (const [at, item] of wanted.entries()) {
      if (item !== null && isDeclared(item))
        sides.excluded.push({ path: toPointer([into, at]), reason: 'declared-by-sibling', leaves: countLeaves(item) })
    }
  }
  const isTheirs = (item: Json): boolean => claims.isClaimed(live, into, item) || isDeclared(item)
  const shown = own(sides.live, into)
  if (Array.isArray(shown) && shown.some(isTheirs)) {
    sides.live = { ...sides.live, [into]: shown.map((item) => (isTheirs(item) ? null : item)) }
  }
}

/** What a scaler sets is not compared. Returns the names of those that are declared. */
function takeOutScaled(sides: Sides, owned: readonly string[]): readonly string[] {
  if (owned.length === 0) return nothing
  const scaled = owned.filter((name) => Object.hasOwn(sides.declared, name))
  for (const name of scaled)
    sides.excluded.push({ path: toPointer([name]), reason: 'autoscaled', leaves: countLeaves(own(sides.declared, name)) })
  const unsaid = new Set(owned.filter((name) => !scaled.includes(name)))
  sides.live = Object.fromEntries(Object.entries(sides.live).filter(([name]) => !unsaid.has(name)))
  return scaled
}

function sharedOf(kind: string, live: LiveResource, claims: Claims): readonly string[] {
  const claimed = claims.listsOf(live)
  const shared = sharedLists(kind)
  if (shared.length === 0) return claimed
  return [...new Set([...shared.map((sibling) => sibling.into), ...claimed])]
}

/** Where children were not listed, nobody can say that the owner has none: its list was not read. */
function unreadChildren(live: LiveResource, sides: Sides, index: LiveIndex): readonly string[] {
  const kinds = childKinds(live.kind)
  if (kinds.length === 0) return nothing
  return kinds
    .filter(([kind, { into }]) => Object.hasOwn(sides.declared, into) && !Object.hasOwn(sides.live, into) && !index.proves(kind, live))
    .map(([, { into }]) => `/${into}`)
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
