import { canonical, isObject, own, type Json } from '../model/json.ts'
import type { Mutation } from '../model/mutation.ts'
import { fromPointer } from '../model/pointer.ts'

/**
 * What a changed value belongs to, so that a policy can see the whole rule although only its port changed: the changed block
 * itself, else the nearest object around the value, on the live side (on the declared one for what is gone). For a whole
 * resource its properties. `{}` where it cannot be found.
 */
export function holderOf(mutation: Mutation): Json {
  const { difference } = mutation
  if (difference === undefined) return mutation.live?.properties ?? mutation.declared?.properties ?? {}
  const gone = difference.change === 'removed'
  const value = (gone ? difference.declared : difference.live) ?? null
  if (isObject(value) || (Array.isArray(value) && value.some(isObject))) return value
  const properties = (gone ? mutation.declared : mutation.live)?.properties
  if (properties === undefined) return {}
  for (const path of [difference.path, difference.neutralPath]) {
    const found = path === undefined ? undefined : around(properties, fromPointer(path), value)
    if (found !== undefined) return found
  }
  return {}
}

/**
 * The innermost object on the way to `value` at `path`. An index may be the other side's: where it does not lead to the value,
 * the other elements of the list are tried.
 */
function around(within: Json, path: readonly string[], value: Json): Json | undefined {
  const [step, ...rest] = path
  if (step === undefined) return canonical(within) === canonical(value) ? null : undefined
  if (Array.isArray(within)) {
    const at = Number(step)
    const first = within[at]
    const inOrder = first === undefined ? within : [first, ...within.toSpliced(at, 1)]
    for (const item of inOrder) {
      const found = around(item, rest, value)
      if (found !== undefined) return found
    }
    return undefined
  }
  const next = own(within, step)
  const found = next === undefined ? undefined : around(next, rest, value)
  return found === null ? within : found
}

/** What the difference is called: its element, the keys of the tags in a block, or the last name of the path. */
export function namesOf({ difference, ...mutation }: Mutation): string[] {
  if (difference === undefined) return []
  if (difference.element !== undefined) return [difference.element]
  const block = difference.live ?? difference.declared
  const key = keyOf(block) ?? keyOf(holderOf({ ...mutation, difference }))
  if (key !== undefined) return [key]
  if (Array.isArray(block)) return block.flatMap((item) => keyOf(item) ?? [])
  if (isObject(block)) return Object.keys(block)
  return fromPointer(difference.path).slice(-1)
}

function keyOf(tag: Json | undefined): string | undefined {
  const key = own(tag, 'Key') ?? own(tag, 'key')
  return typeof key === 'string' ? key : undefined
}
