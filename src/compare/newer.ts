import { isEmpty, type Json } from '../model/json.ts'
import { toPointer } from '../model/pointer.ts'
import type { SchemaNode } from './kind-schema.ts'
import type { Walk } from './walk.ts'

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
