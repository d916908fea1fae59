import { isObject, own, type JsonObject } from '../model/json.ts'
import type { KindSchema } from './kind-schema.ts'

/**
 * Whether live was read by the id alone, as an import does: a refresh keeps what a read does not return, such a read leaves null.
 * Told by attributes that no read returns, by blocks that are null and not empty, and by timeouts that nobody set.
 */
export function isReadById(declared: JsonObject, live: JsonObject, { root }: KindSchema): boolean {
  const timeouts = own(live, 'timeouts')
  if (isObject(timeouts) && !isObject(own(declared, 'timeouts')) && Object.values(timeouts).every((value) => value === null)) return true
  return Object.keys(declared).some((name) => {
    if (live[name] !== null || !Object.hasOwn(live, name)) return false
    const value = declared[name] ?? null
    if (Array.isArray(value)) return value.length === 0
    const node = root.children.get(name)
    return value !== null && value !== '' && unread.has(node?.unshown ?? node?.skip ?? '')
  })
}

const unread: ReadonlySet<string> = new Set(['provider-only', 'create-only', 'secret', 'write-only'])
