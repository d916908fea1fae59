import { countLeaves, own, type Json, type JsonObject } from '../model/json.ts'
import type { NotCompared, Pair } from '../model/pair.ts'
import { toPointer } from '../model/pointer.ts'
import type { LiveResource } from '../model/resource.ts'
import type { AsDeployed } from './as-deployed.ts'
import { isAwsMadeByItself } from './aws-made.ts'
import type { Claims } from './claims.ts'
import type { Fillers } from './fillers.ts'
import type { LiveIndex } from './live-index.ts'
import { instanceSides } from './instances.ts'
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
  const isSiblings = (into: string, item: Json): boolean =>
    claims.isDeclared(live, into, keyOfElement(sharedLists(resolved.declared.kind), into, item) ?? '')
  const pair = ownerPair(resolved, live, claims, index, others)
  return asDeployed === undefined ? pair : asDeployed.dress(pair, isSiblings)
}

function keyOfElement(shared: readonly Sibling[], into: string, item: Json): string | undefined {
  const sibling = shared.find((one) => one.into === into)
  return elementKey(item, sibling?.key ?? memberKeys([item]), sibling?.rule === true)
}

function ownerPair(resolved: Resolved, live: LiveResource, claims: Claims, index: LiveIndex, { scalers, fillers }: Others): Pair {
  if (resolved.shape === 'terraform') {
    const notHere = fillers.attributesOf(resolved.declared, live)
    return managed(resolved, live, resolved.properties, live.properties, notHere.length === 0 ? {} : { notHere })
  }
  let declaredProperties = resolved.properties
  let liveProperties = withChildren(live, index, claims)
  const excluded: NotCompared[] = []
  for (const into of sharedOf(resolved.declared.kind, live, claims)) {
    const sibling = sharedLists(resolved.declared.kind).find((one) => one.into === into)
    const keyOf = (item: Json): string | undefined => elementKey(item, sibling?.key ?? memberKeys([item]), sibling?.rule === true)
    const own1 = own(declaredProperties, into)
    if (Array.isArray(own1)) {
      const kept = own1.map((item) => (claims.isDeclared(live, into, keyOf(item) ?? '') ? null : item))
      if (kept.includes(null)) declaredProperties = { ...declaredProperties, [into]: kept }
      for (const [at, item] of own1.entries())
        if (item !== null && kept[at] === null)
          excluded.push({ path: toPointer([into, at]), reason: 'declared-by-sibling', leaves: countLeaves(item) })
    }
    const list = own(liveProperties, into)
    if (Array.isArray(list)) {
      const kept = list.map((item) =>
        claims.isClaimed(live, into, item) || claims.isDeclared(live, into, keyOf(item) ?? '') ? null : item,
      )
      if (kept.includes(null)) liveProperties = { ...liveProperties, [into]: kept }
    }
  }
  let unread: string[] = []
  if (resolved.declared.kind === 'AWS::EC2::Instance') {
    const sides = instanceSides(resolved, live, { declared: declaredProperties, live: liveProperties, unread, excluded: [] }, claims, index)
    ;({ declared: declaredProperties, live: liveProperties, unread } = sides)
    excluded.push(...sides.excluded)
  }
  const scaled = scalers.ownedOf(live).filter((name) => Object.hasOwn(declaredProperties, name))
  const notHere = [...claims.rootsOf(live), ...scaled]
  for (const name of scaled)
    excluded.push({ path: toPointer([name]), reason: 'autoscaled', leaves: countLeaves(own(declaredProperties, name)) })
  const pair = managed(
    resolved,
    alsoUnread(withUnreadChildren(live, declaredProperties, liveProperties, index), unread),
    declaredProperties,
    liveProperties,
  )
  return {
    ...pair,
    ...(notHere.length === 0 ? {} : { notHere }),
    ...(excluded.length === 0 ? {} : { excluded: [...(pair.excluded ?? []), ...excluded] }),
  }
}

function sharedOf(kind: string, live: LiveResource, claims: Claims): readonly string[] {
  const claimed = claims.listsOf(live)
  const shared = sharedLists(kind)
  if (shared.length === 0) return claimed
  return [...new Set([...shared.map((sibling) => sibling.into), ...claimed])]
}

/** Where children were not listed, nobody can say that the owner has none: its list was not read. */
function withUnreadChildren(live: LiveResource, declared: JsonObject, properties: JsonObject, index: LiveIndex): LiveResource {
  const kinds = childKinds(live.kind)
  if (kinds.length === 0) return live
  const unread = kinds
    .filter(([kind, { into }]) => Object.hasOwn(declared, into) && !Object.hasOwn(properties, into) && !index.proves(kind, live))
    .map(([, { into }]) => `/${into}`)
  return alsoUnread(live, unread)
}

function alsoUnread(live: LiveResource, paths: readonly string[]): LiveResource {
  return paths.length === 0 ? live : { ...live, unread: [...(live.unread ?? []), ...paths] }
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
