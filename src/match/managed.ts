import { project } from '../mapping/project.ts'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import type { Resolved } from './resolve.ts'
import { recreated } from './unique-id.ts'

/** The pair of a resource that was found, both sides in one shape. */
export function managed(
  resolved: Resolved,
  live: LiveResource,
  declaredProperties: JsonObject,
  liveProperties: JsonObject,
  scope?: readonly string[],
): Pair {
  const { declared, shape, projection } = resolved
  const other = recreated(declared, live)
  // Made in one piece, not by spreading: there is one for every resource of a fleet.
  const pair: Pair = {
    outcome: 'managed',
    declared,
    live,
    shape,
    declaredProperties,
    liveProperties:
      shape === 'neutral' && live.shape === 'terraform' ? (project(live.type ?? '', live.properties)?.properties ?? {}) : liveProperties,
  }
  if (projection !== undefined) pair.excluded = projection.excluded
  if (other !== undefined) pair.recreated = other
  if (scope !== undefined) pair.scope = scope
  return pair
}

/** The member by which the elements of an undescribed list are told apart. */
export function memberKeys(elements: readonly Json[]): string[] {
  const [first] = elements
  if (!isObject(first)) return []
  return ['Id', 'Key', 'Name', 'Arn'].filter((name) => Object.hasOwn(first, name)).slice(0, 1)
}

/** A list; what stands alone is a list of one, what is absent an empty one. */
export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}
