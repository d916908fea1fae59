import { apiRow } from '../mapping/api.ts'
import { serviceOf } from '../mapping/data.ts'
import { isObject, own, textOf, type Json } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import { isAwsMadeByItself, madeBy, revisionOf } from './aws-made.ts'
import type { Surroundings } from './surroundings.ts'
import { Launches } from './launched.ts'
import type { LiveIndex } from './live-index.ts'
import type { Claims } from './claims.ts'
import { broughtDevices, devicesIn } from './instances.ts'
import { listOf } from './managed.ts'
import { siblingOf } from './siblings.ts'

/** Which live resources must be declared: every kind of the declared services, the declared kinds, all, or none. */
export type UnmanagedScope = 'all' | 'services' | 'kinds' | 'none'

const instanceKind = 'AWS::EC2::Instance'

/** Live resources in the governed scope, by service, and what of it nobody has to declare. */
export interface Governed {
  services: Map<string, { declared: number; unmanaged: number }>
  /** Declared by code that the scan was not given. */
  elsewhere: number
  /** Made by AWS or by a parent. */
  made: number
  /** Left out by a filter. */
  leftOut: number
}

/** What decides on a live resource that nobody declares. */
export interface UnmanagedOptions {
  scope: UnmanagedScope
  /** Whether a resource is judged at all. Absent: each one is. */
  wants?: ((live: LiveResource) => boolean) | undefined
  /** Is counted into. */
  counts: Governed
}

/** What is live and declared nowhere; and instances that a group made, which are judged on their image and on what they were launched with. */
export function* unmanagedPairs(
  declared: readonly DeclaredResource[],
  index: LiveIndex,
  claims: Claims,
  { scope, wants, counts }: UnmanagedOptions,
): Generator<Pair> {
  const governs = governedKinds(declared, scope)
  const isInPlace = governedPlaces(declared, scope)
  const around = surroundings(declared, index, claims)
  let launches: Launches | undefined
  for (const live of index.resources) {
    // What a machine contains is held against its image, whoever declares the machine.
    if (live.shape !== 'neutral' || live.contents !== undefined) continue
    const isDeclared = claims.isUsed(live)
    if (!isDeclared && wants?.(live) === false) {
      counts.leftOut += 1
      continue
    }
    const owner = isDeclared || live.kind !== instanceKind ? undefined : madeBy(live, around)
    if (owner?.owned === true) yield (launches ??= new Launches(declared, index)).pairOf(live)
    if (!governs(live.kind) || !isInPlace(live)) continue
    if (isDeclared) {
      if (wants?.(live) !== false) count(counts, live, 'declared')
      continue
    }
    if (isFolded(live, index, around)) continue
    const made = owner ?? madeBy(live, around)
    if (made !== undefined) {
      counts[made.elsewhere === true ? 'elsewhere' : 'made'] += 1
      continue
    }
    if (isNotKnownToExist(live)) continue
    count(counts, live, 'unmanaged')
    yield { outcome: 'unmanaged', live, shape: 'neutral' }
  }
}

/** An element of another's list is no resource by itself. */
function count({ services }: Governed, { kind }: LiveResource, as: 'declared' | 'unmanaged'): void {
  if (siblingOf(kind) !== undefined) return
  const service = serviceOf(kind) ?? ''
  const known = services.get(service) ?? { declared: 0, unmanaged: 0 }
  known[as] += 1
  services.set(service, known)
}

/** The accounts and regions that declarations use. */
function governedPlaces(declared: readonly DeclaredResource[], scope: UnmanagedScope): (live: LiveResource) => boolean {
  if (scope === 'all') return () => true
  const accounts = new Set(declared.map((resource) => resource.account).filter((account) => account !== undefined))
  const regions = new Set(declared.map((resource) => resource.region).filter((region) => region !== undefined))
  return ({ account, region }) =>
    (account === undefined || accounts.size === 0 || accounts.has(account)) &&
    (region === undefined || regions.size === 0 || regions.has(region) || region === 'global')
}

function governedKinds(declared: readonly DeclaredResource[], scope: UnmanagedScope): (kind: string) => boolean {
  if (scope === 'none') return () => false
  if (scope === 'all') return () => true
  const kinds = new Set(declared.map((resource) => resource.kind))
  // A rule is of the kind of its group.
  if (scope === 'kinds') return (kind) => kinds.has(kind) || kinds.has(siblingOf(kind)?.owner ?? '')
  const services = new Set([...kinds].map(serviceOf).filter((service) => service !== undefined))
  return (kind) => services.has(serviceOf(kind) ?? '')
}

/**
 * An element of a live owner's list is seen there: as an addition of a managed owner, or within an unmanaged one. The
 * owner that AWS made is never reported, so what was put into it by hand (a route in a main table, a rule in a default
 * group) stands for itself.
 */
function isFolded(live: LiveResource, index: LiveIndex, around: Surroundings): boolean {
  const sibling = siblingOf(live.kind)
  const name = sibling === undefined ? undefined : own(live.properties, sibling.by)
  if (sibling === undefined || typeof name !== 'string') return false
  const [owner] = index.find(sibling.owner, [name], live)
  if (owner === undefined) return false
  return madeBy(owner, around)?.open !== true || (around.isManaged(owner) && Object.hasOwn(owner.properties, sibling.into))
}

/** A bucket's policy of which the answer was not read: nobody can say that there is one. */
function isNotKnownToExist({ kind, unread = [] }: LiveResource): boolean {
  if (unread.length === 0) return false
  const needs = apiRow(kind)?.needs
  return needs !== undefined && unread.includes(`/${needs}`)
}

function surroundings(declared: readonly DeclaredResource[], index: LiveIndex, claims: Claims): Surroundings {
  const defaultNetworks = new Set<string>()
  for (const network of index.ofKind('AWS::EC2::VPC'))
    if (own(network.properties, 'IsDefault') === true) defaultNetworks.add(network.physicalId)
  for (const acl of index.ofKind('AWS::EC2::NetworkAcl')) {
    const network = own(acl.properties, 'VpcId')
    if (own(acl.properties, 'IsDefault') === true || (typeof network === 'string' && defaultNetworks.has(network)))
      defaultNetworks.add(acl.physicalId)
  }
  for (const gateway of index.ofKind('AWS::EC2::VPCGatewayAttachment')) {
    const id = own(gateway.properties, 'InternetGatewayId')
    if (typeof id === 'string' && defaultNetworks.has(textOf(own(gateway.properties, 'VpcId')))) defaultNetworks.add(id)
  }
  const defaultOptions = defaultOptionsOf(index)
  const attached = once(() => attachedIds(declared, index, claims))
  const mentioned = once(() => mentionedIds(declared))
  const managed = once(() => managedNames(index, claims))
  const lists = once(() => declaredLists(declared))
  const newest = once(() => newestRevisions(managed()))
  return {
    defaultNetworks,
    index,
    stacks: wholeStacks(declared),
    isManaged: (live) => claims.isUsed(live),
    get newest() {
      return newest()
    },
    ...(defaultOptions === undefined ? {} : { defaultOptions }),
    get attached() {
      return attached()
    },
    get mentioned() {
      return mentioned()
    },
    get lists() {
      return lists()
    },
    get managed() {
      return managed()
    },
  }
}

/** What is only made when somebody asks: most scans have nothing unmanaged to tell apart. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: make() }).value
}

function attachedIds(declared: readonly DeclaredResource[], index: LiveIndex, claims: Claims): Map<string, 'own' | 'managed' | 'other'> {
  const attached = new Map<string, 'own' | 'managed' | 'other'>()
  const declaredDevices = new Map<LiveResource, readonly string[]>()
  for (const { kind, physicalId, properties, ...place } of declared) {
    const [live] = kind === instanceKind && physicalId !== undefined ? index.find(kind, [physicalId], place) : []
    if (live !== undefined) declaredDevices.set(live, devicesIn(properties))
  }
  for (const instance of index.ofKind(instanceKind)) {
    const how = claims.isUsed(instance) ? 'managed' : 'other'
    const brought = new Set([...broughtDevices(instance, index), ...(declaredDevices.get(instance) ?? [])])
    for (const volume of listOf(own(instance.properties, 'Volumes')))
      attached.set(idIn(volume, 'VolumeId'), brought.has(textOf(own(volume, 'Device'))) ? 'own' : how)
    for (const link of listOf(own(instance.properties, 'NetworkInterfaces'))) attached.set(idIn(link, 'NetworkInterfaceId'), how)
  }
  return attached
}

function defaultOptionsOf(index: LiveIndex): ReadonlySet<string> | undefined {
  const options = index.ofKind('AWS::EC2::DHCPOptions')
  return options.length === 0 ? undefined : new Set(options.filter(isAwsMadeByItself).map((each) => each.physicalId))
}

function managedNames(index: LiveIndex, claims: Claims): Set<string> {
  const names = new Set<string>()
  for (const live of index.resources) {
    if (!claims.isUsed(live)) continue
    for (const id of [live.physicalId, ...live.identities]) {
      names.add(id)
      for (const part of id.split('|')) names.add(part)
    }
  }
  return names
}

/** Stacks of which all resources are known by their ids: what carries the name of one beside them is none of its resources. */
function wholeStacks(declared: readonly DeclaredResource[]): Set<string> {
  const whole = new Set<string>()
  for (const { stack } of declared) if (stack !== undefined) whole.add(stack)
  for (const { stack, physicalId } of declared) if (stack !== undefined && physicalId === undefined) whole.delete(stack)
  return whole
}

/** Access lists of Terraform name their subnets, those of CloudFormation do not: there each association is declared by itself. */
function declaredLists(declared: readonly DeclaredResource[]): Set<string> {
  const lists = declared.filter(({ kind }) => kind === 'AWS::EC2::NetworkAcl')
  return new Set(
    lists.flatMap(({ physicalId, properties }) => listOf(own(properties, 'subnet_ids')).map((subnet) => `${physicalId} ${textOf(subnet)}`)),
  )
}

function newestRevisions(names: ReadonlySet<string>): Map<string, number> {
  const newest = new Map<string, number>()
  for (const name of names) {
    const [base, revision] = revisionOf(name) ?? []
    if (base !== undefined && revision !== undefined) newest.set(base, Math.max(revision, newest.get(base) ?? 0))
  }
  return newest
}

function idIn(item: Json, name: string): string {
  return typeof item === 'string' ? item : textOf(own(item, name))
}

/** Ids of volumes and interfaces that instances record as their own. */
function mentionedIds(declared: readonly DeclaredResource[]): Set<string> {
  const ids = new Set<string>()
  for (const resource of declared) if (resource.kind === instanceKind) collect(resource.properties, ids)
  return ids
}

function collect(value: Json | undefined, ids: Set<string>, depth = 0): void {
  // Block devices and interfaces stand near the top.
  if (depth > 8) return
  if (typeof value === 'string') {
    if ((value.startsWith('vol-') || value.startsWith('eni-')) && /^\w+-[0-9a-f]+$/.test(value)) ids.add(value)
  } else if (Array.isArray(value)) for (const item of value) collect(item, ids, depth + 1)
  else if (isObject(value)) for (const key of Object.keys(value)) collect(value[key], ids, depth + 1)
}
