import { project, type Projection } from '../mapping/project.ts'
import { isGlobalKind } from '../mapping/api.ts'
import { awsccKind } from '../mapping/awscc.ts'
import { isKnownTerraformType, wholeTable } from '../mapping/data.ts'
import { terraformMap } from '../mapping/terraform-map.ts'
import { own, put, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredResource, LiveResource, NotCheckedReason, Gap, Shape } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'
import { siblingOf, type Sibling } from './siblings.ts'
import { renamed } from './unique-id.ts'
import { namesOf } from '../model/resource.ts'

/** How a declared resource stands to a live object that others declare too. */
export type Part =
  | { is: 'slice'; roots: readonly string[] }
  | { is: 'member'; into: string; owner?: LiveResource }
  | { is: 'child'; sibling: Sibling; owner?: LiveResource }

/** A declared resource with what was found of it. */
export interface Resolved {
  declared: DeclaredResource
  live?: LiveResource
  shape: Shape
  properties: JsonObject
  projection?: Projection
  part?: Part
  /** Set when there is no live counterpart. */
  outcome?: 'missing' | 'not-checked'
  /** Missing: it was asked for by itself. */
  isProven?: true
  reason?: NotCheckedReason
  gap?: Gap
}

/** Finds the live counterpart of a declared resource, and the shape in which both can be compared. */
export function resolve(declared: DeclaredResource, index: LiveIndex, livePartial: boolean): Resolved {
  if (hasNoLiveSide(declared))
    return { declared, shape: declared.shape, properties: declared.properties, outcome: 'not-checked', reason: 'no-live-counterpart' }
  const twin = declared.shape === 'terraform' && index.hasTerraform ? terraformTwin(declared, index) : undefined
  if (twin !== undefined) return { declared, live: twin, shape: 'terraform', properties: declared.properties }
  if (declared.shape === 'neutral') return withLive(neutral(declared, declared.properties), index, livePartial)
  if (awsccKind(declared.type) !== undefined) return awscc(declared, index, livePartial)
  const map = terraformMap(declared.type)
  if (map === undefined || !map.sure) {
    const base = { declared, shape: 'terraform' as const, properties: declared.properties }
    const named = namesOf(declared).length > 0
    if (named && index.proves('*', declared) && !livePartial) return { ...base, outcome: 'missing' }
    return {
      ...base,
      outcome: 'not-checked',
      reason: isKnownTerraformType(declared.type) && map !== undefined ? 'low-confidence-map' : 'no-mapping',
    }
  }
  const projection = project(declared.type, declared.properties)
  const resolved = neutral(declared, projection === undefined ? {} : destinations(declared.kind, projection))
  if (projection !== undefined) resolved.projection = projection
  return withLive(resolved, index, livePartial)
}

/** Nothing is found yet. Made in one piece and filled, not by spreading: there is one for every resource of a fleet. */
function neutral(declared: DeclaredResource, properties: JsonObject): Resolved {
  const resolved: Resolved = { declared, shape: 'neutral', properties }
  const part = partOf(declared, properties)
  if (part !== undefined) resolved.part = part
  return resolved
}

/** Attributes of awscc are projected twice: what live has there tells how the inner names are spelled. */
function awscc(declared: DeclaredResource, index: LiveIndex, livePartial: boolean): Resolved {
  const first = project(declared.type, declared.properties)
  const properties = first?.properties ?? {}
  const found = withLive(neutral(declared, properties), index, livePartial)
  const projection = found.live === undefined ? first : project(declared.type, declared.properties, false, found.live.properties)
  return projection === undefined ? found : { ...found, properties: projection.properties, projection }
}

/** Providers such as random and null make values, not things: data/terraform/no-live.json. */
function hasNoLiveSide(declared: DeclaredResource): boolean {
  if (declared.shape !== 'terraform') return false
  let lifeless = lifelessTypes.get(declared.type)
  if (lifeless === undefined) {
    const provider = declared.type.slice(0, Math.max(declared.type.indexOf('_'), 0))
    lifeless = wholeTable<string[]>('../terraform/no-live.json')['providers']?.includes(provider) === true
    lifelessTypes.set(declared.type, lifeless)
  }
  return lifeless
}

const lifelessTypes = new Map<string, boolean>()

/** The same resource in a Terraform document: by address, else by type and id. */
function terraformTwin(declared: DeclaredResource, index: LiveIndex): LiveResource | undefined {
  const same = index.findAddress(declared.type, declared.address)
  if (same !== undefined && (declared.physicalId === undefined || same.physicalId === declared.physicalId)) return same
  const byId = declared.physicalId === undefined ? undefined : index.findAddress(declared.type, declared.physicalId, declared)
  const byName = index
    .find(declared.kind, namesOf(declared), declared)
    .find((live) => live.shape === 'terraform' && live.type === declared.type)
  return byId ?? byName ?? same
}

/** An outbound rule names its peer as a destination. */
function destinations(kind: string, projection: Projection): JsonObject {
  const [first] = projection.elements
  const properties = projection.elements.length === 1 && first !== undefined ? first : projection.properties
  return kind === 'AWS::EC2::SecurityGroupEgress' ? asEgress(properties) : properties
}

export function asEgress(rule: JsonObject): JsonObject {
  const out: JsonObject = {}
  for (const name of Object.keys(rule)) put(out, name.replace(/^Source(?=SecurityGroupId|PrefixListId)/, 'Destination'), rule[name] ?? null)
  return out
}

/** Whether resources of its type can be a part of another: known without looking at the values. */
export function mayBePart(declared: DeclaredResource): boolean {
  return (declared.shape === 'terraform' && terraformMap(declared.type)?.part !== undefined) || siblingOf(declared.kind) !== undefined
}

function partOf(declared: DeclaredResource, properties: JsonObject): Part | undefined {
  const map = declared.shape === 'terraform' ? terraformMap(declared.type) : undefined
  if (map?.part === 'slice') {
    const root = map.root?.split('.')[0]
    return { is: 'slice', roots: root === undefined ? Object.keys(properties) : [root] }
  }
  if (map?.part === 'member') {
    const into = map.root?.split('.')[0] ?? Object.keys(properties).find((name) => Array.isArray(properties[name]))
    return into === undefined ? undefined : { is: 'member', into }
  }
  const sibling = siblingOf(declared.kind)
  return sibling === undefined ? undefined : { is: 'child', sibling }
}

/** Looks for the live counterpart by name, in the place of the declaration, and writes it down in what it was given. */
export function withLive(resolved: Resolved, index: LiveIndex, livePartial: boolean): Resolved {
  const { declared, part } = resolved
  const names = namesOf(declared)
  const kind = declared.kind
  if (part?.is === 'child') {
    const owner = own(resolved.properties, part.sibling.by)
    const found = typeof owner === 'string' ? ownerOf(index, part.sibling.owner, owner, declared) : undefined
    if (found !== undefined) part.owner = found
  }
  const exact = wholeOnes(index.find(kind, names, declared))
  const found = exact.length > 0 ? exact : index.findLoosely(kind, names, declared)
  const [first] = found
  const live = first === undefined ? renamed(declared, index) : found.length === 1 ? first : undefined
  if (live === undefined) return lost(resolved, found.length > 1, names, index, livePartial)
  resolved.live = live
  return resolved
}

/** What has no live counterpart, and why. */
function lost(resolved: Resolved, isAmbiguous: boolean, names: readonly string[], index: LiveIndex, livePartial: boolean): Resolved {
  const { declared } = resolved
  const kind = declared.kind
  if (isAmbiguous) return { ...resolved, outcome: 'not-checked', reason: 'ambiguous-identity' }
  if (names.length === 0) return { ...resolved, outcome: 'not-checked', reason: 'no-physical-id' }
  const gap = index.gapFor(kind, names, declared)
  if (index.isGone(kind, names, declared, gap)) return { ...resolved, outcome: 'missing', isProven: true }
  if (gap !== undefined) return { ...resolved, outcome: 'not-checked', reason: gap.reason, gap }
  if (!livePartial && index.proves(kind, declared)) return { ...resolved, outcome: 'missing' }
  if (declared.account !== undefined && index.accounts.size > 0 && !index.accounts.has(declared.account)) {
    return { ...resolved, outcome: 'not-checked', reason: 'other-account' }
  }
  if (declared.region !== undefined && index.regions.size > 0 && !index.regions.has(declared.region) && !isGlobalKind(kind)) {
    return { ...resolved, outcome: 'not-checked', reason: 'other-region' }
  }
  return { ...resolved, outcome: 'not-checked', reason: 'not-in-live-source' }
}

/** Of what Terraform shows under several types, the one that is no part of another. */
function wholeOnes(found: readonly LiveResource[]): readonly LiveResource[] {
  if (found.length < 2) return found
  const whole = found.filter(({ shape, type }) => shape !== 'terraform' || terraformMap(type ?? '')?.part === undefined)
  return whole.length === 1 ? whole : found
}

function ownerOf(index: LiveIndex, kind: string, name: string, declared: DeclaredResource): LiveResource | undefined {
  return index.find(kind, [name], declared)[0] ?? index.findLoosely(kind, [name], declared)[0]
}

/** Why a resource that is nested too deeply is not compared. */
export const tooDeep: Gap = {
  reason: 'unreadable-document',
  detail: 'Its values are nested too deeply to be compared.',
  remedy: 'Look at the document: no provider and no API nests like this.',
}

/** The pair of a resource that was not found, or not to be looked for. */
export function unfound(resolved: Resolved): Pair {
  return {
    outcome: resolved.outcome ?? 'not-checked',
    declared: resolved.declared,
    shape: resolved.shape,
    ...(resolved.outcome === 'missing' ? {} : { reason: resolved.reason ?? 'not-in-live-source' }),
    ...(resolved.gap === undefined ? {} : { gap: resolved.gap }),
    ...(resolved.isProven === undefined ? {} : { isProven: resolved.isProven }),
  }
}
