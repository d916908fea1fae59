import type { ImageLibrary } from '../model/image.ts'
import { byText } from '../model/json.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredBatch, DeclaredResource, LiveItem, LiveResource } from '../model/resource.ts'
import type { AsDeployed, AsDeployedSource } from './as-deployed.ts'
import { claimOfOthers } from './also-declares.ts'
import { Claims } from './claims.ts'
import type { BakedContents } from './contents.ts'
import { Fillers } from './fillers.ts'
import { fleetOf } from './fleet.ts'
import { LiveIndex } from './live-index.ts'
import { matchOwner } from './owners.ts'
import { matchPart } from './parts.ts'
import { mayBePart, resolve, tooDeep, type Resolved } from './resolve.ts'
import { scalersOf } from './scaled.ts'
import { Claimants } from './twice.ts'
import { withVariants } from './variants.ts'
import { unmanagedPairs, type Governed, type UnmanagedOptions, type UnmanagedScope } from './unmanaged.ts'
import { namesOf } from '../model/resource.ts'

export interface MatchOptions {
  /** What a declared resource lacks in live is never `missing`: the live sources are known not to be whole. */
  livePartial: boolean
  unmanaged: UnmanagedScope
  /** Whether a live resource that nobody declares is judged at all. */
  wants?: UnmanagedOptions['wants']
  library?: ImageLibrary
  /** What live was right after the last deployment; judges what nobody declared. */
  asDeployed?: AsDeployedSource
}

/** The joined sides, with what the reading of them left to say. */
export interface Matched {
  pairs: Iterable<Pair>
  /** KMS aliases to key ids, as live has them. */
  aliases: ReadonlyMap<string, string>
  skipped: Readonly<Record<string, number>>
  /** Values that must not be written anywhere. */
  secrets: ReadonlySet<string>
  /** The declared resources by address, for the plan's order. */
  declared: readonly DeclaredResource[]
  /** The versions of the declared documents that were read. */
  revisions: readonly NonNullable<DeclaredBatch['revision']>[]
  gaps: LiveIndex['gaps']
  /** How many live resources are governed; whole once all pairs were taken. */
  governed: Governed
  /** What was wrong with the joining; whole once all pairs were taken. */
  diagnostics: readonly Diagnostic[]
  accounts: readonly string[]
  regions: readonly string[]
  /** What live was right after the last deployment, where there is a record. */
  asDeployed?: AsDeployed
  /** All that is live, for who asks what a scan would make of something else. */
  index: LiveIndex
  options: Pick<MatchOptions, 'livePartial' | 'unmanaged'>
}

/**
 * Joins declared and live. The only stage that holds a side; what it yields is one resource at a time, siblings already
 * taken apart: what a rule, a policy or a bucket setting of its own declares is not an extra of the resource it belongs to.
 */
export async function match(
  declared: AsyncIterable<DeclaredBatch>,
  live: AsyncIterable<LiveItem[]>,
  options: MatchOptions,
): Promise<Matched> {
  const skipped: Record<string, number> = {}
  const secrets = new Set<string>()
  const resources: DeclaredResource[] = []
  const revisions: NonNullable<DeclaredBatch['revision']>[] = []
  for await (const batch of declared) {
    for (const resource of batch.resources) resources.push(resource)
    for (const [name, count] of Object.entries(batch.skipped ?? {})) skipped[name] = (skipped[name] ?? 0) + count
    for (const secret of batch.secrets ?? []) secrets.add(secret)
    if (batch.revision !== undefined) revisions.push(batch.revision)
  }
  const index = new LiveIndex()
  for await (const items of live) for (const item of items) index.add(item)
  const claimants = new Claimants()
  const governed: Governed = { services: new Map(), elsewhere: 0, made: 0, leftOut: 0 }
  const asDeployed = options.asDeployed === undefined ? undefined : await readRecord(options.asDeployed, resources)
  const baked = index.resources.some(({ contents }) => contents !== undefined)
    ? new (await import('./contents.ts')).BakedContents(index, options.library, (diagnostic) => claimants.diagnostics.push(diagnostic))
    : undefined
  return {
    pairs: pairsOf(resources, index, { ...options, counts: governed }, claimants, { asDeployed, baked }),
    governed,
    diagnostics: claimants.diagnostics,
    aliases: aliasesOf(index),
    skipped,
    secrets,
    declared: resources,
    revisions,
    gaps: index.gaps,
    ...(asDeployed === undefined ? {} : { asDeployed }),
    index,
    options: { livePartial: options.livePartial, unmanaged: options.unmanaged },
    accounts: [...index.accounts].toSorted(byText),
    regions: [...index.regions].toSorted(byText),
  }
}

async function readRecord(source: AsDeployedSource, declared: readonly DeclaredResource[]): Promise<AsDeployed> {
  const { AsDeployed } = await import('./as-deployed.ts')
  return AsDeployed.read(source, declared)
}

function* pairsOf(
  resources: readonly DeclaredResource[],
  index: LiveIndex,
  options: MatchOptions & Pick<UnmanagedOptions, 'counts'>,
  claimants: Claimants,
  { asDeployed, baked }: { asDeployed: AsDeployed | undefined; baked: BakedContents | undefined },
): Generator<Pair> {
  const claims = new Claims()
  const fleet = fleetOf(index, options.library)
  const scalers = scalersOf(resources, index)
  const fillers = new Fillers(resources)
  // Owners are resolved in the second round, one at a time: kept in the shape of live they would be a side more to hold.
  const owners: DeclaredResource[] = []
  // Parts first: what they claim is then not an extra of the resource they belong to.
  for (const resource of resources) {
    if (resource.notChecked !== undefined) {
      yield unread(resource, index, claims)
      continue
    }
    claimOfOthers(resource, index, claims)
    const resolved = mayBePart(resource) ? resolveOrTell(resource, index, options.livePartial) : undefined
    if (resolved?.part === undefined) owners.push(resource)
    else yield* partPairs(resolved, index, claims, options.livePartial)
  }
  for (const resource of owners) {
    const resolved = resolveOrTell(resource, index, options.livePartial)
    if (resolved.live !== undefined) useAll(resolved, resolved.live, index, claims)
    claimants.add(resolved)
    const pair = fleet.dress(withVariants(resolved, (one) => matchOwner(one, claims, index, { scalers, fillers }, asDeployed)))
    yield baked === undefined ? pair : baked.dress(pair)
  }
  if (baked !== undefined)
    for (const live of index.resources) if (live.contents !== undefined && !claims.isUsed(live)) yield baked.pairOf(live)
  for (const pair of unmanagedPairs(resources, index, claims, { ...options, scope: options.unmanaged })) yield fleet.dress(pair)
}

function* partPairs(resolved: Resolved, index: LiveIndex, claims: Claims, livePartial: boolean): Generator<Pair> {
  const pairs = [...matchPart(resolved, index, claims, livePartial)]
  const [pair] = pairs
  if (pair === undefined || pairs.length > 1) yield* pairs
  else yield withVariants(resolved, (one) => (one === resolved ? pair : ([...matchPart(one, index, claims, livePartial)][0] ?? pair)))
}

/** What was found is not unmanaged; nor is the same thing in another shape, where Terraform shows it and AWS as well. */
function useAll({ declared, shape }: Resolved, live: LiveResource, index: LiveIndex, claims: Claims): void {
  claims.use(live)
  if (shape !== 'terraform') return
  for (const name of namesOf(declared)) for (const other of index.find(declared.kind, [name], declared)) claims.use(other)
}

/** A resource of which nobody knows what was declared: it is not compared, and not unmanaged either. */
function unread(declared: DeclaredResource, index: LiveIndex, claims: Claims): Pair {
  for (const live of index.find(declared.kind, namesOf(declared), declared)) claims.use(live)
  return {
    outcome: 'not-checked',
    declared,
    shape: declared.shape,
    ...(declared.notChecked !== undefined && { reason: declared.notChecked }),
  }
}

/** A resource that is nested too deeply to be read costs only itself. */
function resolveOrTell(resource: DeclaredResource, index: LiveIndex, livePartial: boolean): Resolved {
  try {
    return resolve(resource, index, livePartial)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return {
      declared: resource,
      shape: resource.shape,
      properties: {},
      outcome: 'not-checked',
      reason: 'unreadable-document',
      gap: tooDeep,
    }
  }
}

function aliasesOf(index: LiveIndex): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>()
  for (const { properties } of index.ofKind('AWS::KMS::Alias')) {
    const { AliasName: name, TargetKeyId: key } = properties
    if (typeof name === 'string' && typeof key === 'string') aliases.set(name, key)
  }
  return aliases
}
