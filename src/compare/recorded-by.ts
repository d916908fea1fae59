import type { MapNode, TerraformMap } from '../mapping/terraform-map.ts'
import { isEmpty, isObject, own, type Json } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import type { Covered, SchemaNode } from './kind-schema.ts'
import type { Walk } from './walk.ts'

/** Names from the root of a Terraform resource. */
type Way = readonly string[]

const ways = new WeakMap<TerraformMap, Map<string, Way[]>>()

/**
 * The paths of which a state says whether they were set. A state records also what is not set, so an attribute that it lacks
 * altogether its provider, an older one, did not know: what live has there may always have been so.
 */
export function recordedBy(map: TerraformMap, covered: ReadonlySet<string>): Covered {
  return {
    has: (path, properties) => {
      if (!covered.has(path)) return false
      if (!Object.values(properties).some(isEmpty)) return true
      const sources = sourcesOf(map).get(path)
      return sources === undefined || sources.some((way) => isRecorded(properties, way))
    },
  }
}

function sourcesOf(map: TerraformMap): Map<string, Way[]> {
  let sources = ways.get(map)
  if (sources === undefined) {
    sources = new Map()
    for (const node of map.nodes) collect(node, [], sources)
    ways.set(map, sources)
  }
  return sources
}

function collect(node: MapNode, from: Way, into: Map<string, Way[]>): void {
  if (node.does === 'skip') return
  const way = [...from, node.attribute]
  const path = node.target.map(({ name }) => name).join('.')
  into.set(path, [...(into.get(path) ?? []), way])
  if (node.does === 'block') for (const child of node.children) collect(child, way, into)
}

/** Whether the attribute is there, set or not; in a block of which there is none it goes without saying. */
function isRecorded(value: Json | undefined, [name, ...rest]: Way): boolean {
  if (name === undefined) return true
  const blocks = Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : []
  if (blocks.length === 0) return true
  return blocks.some((block) => Object.hasOwn(block, name) && isRecorded(own(block, name), rest))
}

/**
 * An attribute that a newer provider added: a state records also what is not set, so what it lacks altogether its provider did not
 * know. What live has there may always have been so. Books it, and says whether it was one.
 */
export function bookedAsNewer(walk: Walk, live: Json | undefined, node: SchemaNode | undefined): boolean {
  if (live === undefined) return false
  if (!walk.blocks || walk.path.length !== 1 || node?.skip !== undefined || node?.free === true || isEmpty(live)) return false
  // What live was after the deployment tells better.
  if (walk.deployed !== undefined || !walk.whole.recordsUnset()) return false
  const path = toPointer(walk.path)
  if (live !== false && live !== 0) walk.out.notCompared.push({ path, reason: 'default-unknown', leaves: 0, live })
  walk.context.trace?.({ path, result: 'ignored', by: 'unknown', live })
  return true
}
