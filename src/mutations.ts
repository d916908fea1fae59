import type { Locator } from './declared/locate/locator.ts'
import { withoutSecrets, type Secrets } from './judge/secrets.ts'
import { awsccPath } from './mapping/awscc.ts'
import { project } from './mapping/project.ts'
import { terraformMap } from './mapping/terraform-map.ts'

import type { Mutation } from './model/mutation.ts'
import { unbook, type Comparison, type Pair, type RawDifference } from './model/pair.ts'
import type { DeclaredResource } from './model/resource.ts'
import type { JsonObject } from './model/json.ts'
import { fromPointer, isWithin, toPointer } from './model/pointer.ts'
import type { Resource } from './model/generated/report.ts'

/**
 * The differences of a pair in their context, free of secrets and of what the declaration itself ignores
 * (`lifecycle.ignore_changes`; booked in the comparison as not compared).
 */
export function mutationsOf(pair: Pair, comparison: Comparison | undefined, locator: Locator, secrets: Secrets): Mutation[] {
  const isThere = pair.outcome === 'managed' || pair.outcome === 'owned' || pair.reason === 'no-manifest'
  const hasImage = isThere && (pair.image !== undefined || pair.group !== undefined)
  const isUntouched = pair.outcome === 'managed' && (comparison === undefined || comparison.differences.length === 0)
  if (isUntouched && !hasImage) return []
  const context = contextOf(pair)
  const mutations: Mutation[] = []
  if (pair.outcome === 'missing') mutations.push({ ...context, outcome: 'missing' })
  if (pair.outcome === 'unmanaged') mutations.push({ ...context, outcome: 'unmanaged' })
  if (comparison !== undefined && comparison.differences.length > 0) {
    const named = withTerraformPaths(pair, comparison.differences)
    const kept = withoutIgnored(pair, comparison, named, locator)
    const sensitive = [...(pair.declared?.sensitive ?? []), ...(pair.live?.sensitive ?? [])]
    for (const difference of kept)
      mutations.push({ ...context, outcome: 'mutated', difference: withoutSecrets(difference, sensitive, secrets) })
  }
  // An instance is judged on its image as a whole; so is a group on the images that run in it.
  if (hasImage) {
    mutations.push({ ...context, outcome: 'image' })
  }
  return mutations
}

/** All but outcome and difference. */
export function contextOf(pair: Pair): Omit<Mutation, 'outcome'> {
  const { declared, live, image, group } = pair
  return {
    resource: resourceOf(pair),
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(image === undefined ? {} : { image }),
    ...(group === undefined ? {} : { group }),
  }
}

/** How a resource is named in a report: as the declaration does; unmanaged ones by their physical id. */
export function resourceOf({ declared, live, isFresh }: Pair): Resource {
  const account = declared?.account ?? live?.account
  const region = declared?.region ?? live?.region
  const physicalId = declared?.physicalId ?? live?.physicalId
  // Machines are told by their name, everything else that nobody declares by its id.
  const address = declared?.address ?? (live?.contents === undefined ? undefined : live.address) ?? live?.physicalId
  return {
    kind: declared?.kind ?? live?.kind ?? '',
    ...(declared === undefined ? {} : { type: declared.type }),
    ...(address === undefined ? {} : { address }),
    ...(physicalId === undefined ? {} : { physicalId }),
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(declared?.stack === undefined ? {} : { stack: declared.stack }),
    ...(declared?.constructPath === undefined ? {} : { constructPath: declared.constructPath }),
    ...(live?.stale === true && live.recordedAt !== undefined && isFresh !== true ? { recordedAt: live.recordedAt } : {}),
  }
}

/** Adds the attribute as Terraform names it, and for Terraform's own paths the neutral one that policies speak of. */
export function withTerraformPaths(pair: Pair, differences: readonly RawDifference[]): RawDifference[] {
  const { declared } = pair
  if (declared?.shape !== 'terraform') return [...differences]
  if (pair.shape === 'terraform')
    return differences.map((difference) => ({ ...difference, ...neutralPath(declared.type, difference.path) }))
  const origins = originsOf(declared, pair.live?.properties)
  if (origins === undefined) return [...differences]
  return differences.map((difference) => {
    const terraformPath = originOf(difference.path, origins, declared.type)
    return terraformPath === undefined ? difference : { ...difference, terraformPath }
  })
}

const knownOrigins = new WeakMap<DeclaredResource, ReadonlyMap<string, string> | undefined>()

function originsOf(declared: DeclaredResource, live: JsonObject | undefined): ReadonlyMap<string, string> | undefined {
  if (!knownOrigins.has(declared)) knownOrigins.set(declared, project(declared.type, declared.properties, true, live)?.origins)
  return knownOrigins.get(declared)
}

/** The origin of the place itself or of the nearest block above it. */
function originOf(path: string, origins: ReadonlyMap<string, string>, type: string): string | undefined {
  const segments = fromPointer(path)
  for (let length = segments.length; length > 0; length -= 1) {
    const origin = origins.get(toPointer(segments.slice(0, length)))
    if (origin !== undefined) return origin
  }
  const top = segments[0]
  const node = terraformMap(type)?.nodes.find((one) => one.does !== 'skip' && one.target[0]?.name === top)
  if (node !== undefined) return `/${node.attribute}`
  return top !== undefined && top === terraformMap(type)?.tags ? '/tags' : undefined
}

function neutralPath(type: string, path: string): { neutralPath?: string } {
  const named = awsccPath(type, path)
  if (named !== undefined) return { neutralPath: named }
  const [attribute, ...rest] = fromPointer(path)
  const node = terraformMap(type)?.nodes.find((one) => one.attribute === attribute)
  if (node === undefined || node.does === 'skip' || node.target.length === 0) return {}
  const below = rest.filter((segment) => /^\d+$/.test(segment)).slice(0, 1)
  return { neutralPath: toPointer([...node.target.map((step) => step.name), ...below]) }
}

/** Whether `lifecycle.ignore_changes` speaks of a difference that has its Terraform path. */
export function isIgnored(pair: Pair, difference: RawDifference, ignored: readonly string[]): boolean {
  const path = pair.shape === 'terraform' ? difference.path : difference.terraformPath
  return path !== undefined && ignored.some((place) => place === '/' || isWithin(path, place) || isWithin(path, `${place}_all`))
}

function withoutIgnored(pair: Pair, comparison: Comparison, differences: readonly RawDifference[], locator: Locator): RawDifference[] {
  const { declared } = pair
  if (declared === undefined) return [...differences]
  const ignored = locator.ignoreChanges(declared)
  if (ignored.length === 0) return [...differences]
  return differences.filter((difference) => {
    if (!isIgnored(pair, difference, ignored)) return true
    unbook(comparison, difference, 'ignore-changes')
    return false
  })
}
