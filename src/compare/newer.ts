import { isEmpty, type Json, type JsonObject } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import type { SchemaNode } from './kind-schema.ts'
import type { Walk } from './walk.ts'

/**
 * An attribute that a newer provider added: a state records also what is not set, so what it lacks altogether its provider did not
 * know. What live has there may always have been so. Books it, and says whether it was one.
 */
export function bookedAsNewer(walk: Walk, declared: JsonObject, live: Json | undefined, node: SchemaNode | undefined): boolean {
  if (!walk.blocks || walk.path.length !== 1 || node?.skip !== undefined || node?.free === true || isEmpty(live)) return false
  // What live was after the deployment tells better.
  if (walk.deployed !== undefined || !recordsUnset(declared)) return false
  const path = toPointer(walk.path)
  if (live !== false && live !== 0) walk.out.notCompared.push({ path, reason: 'default-unknown', leaves: 0 })
  walk.context.trace?.({ path, result: 'ignored', by: 'unknown', live })
  return true
}

function recordsUnset(declared: JsonObject): boolean {
  for (const name in declared) if (isEmpty(declared[name])) return true
  return false
}
