import { isObject, own, put, type Json, type JsonObject } from '../model/json.ts'

export type Step = string | number

/** One change of a live tree: at the place `value` instead of what is there; undefined: it is taken out. */
export interface Change {
  path: readonly Step[]
  value: Json | undefined
}

/** The tree with one change: what lies on the way is copied, the rest is shared and stays as it is. */
export function changed(tree: Json, { path, value }: Change, depth = 0): Json {
  const step = path[depth]
  if (step === undefined) return value ?? null
  const last = depth === path.length - 1
  if (Array.isArray(tree)) {
    const at = Number(step)
    if (last && value === undefined) return tree.toSpliced(at, 1)
    const copy = [...tree]
    copy[at] = last ? (value ?? null) : changed(tree[at] ?? null, { path, value }, depth + 1)
    return copy
  }
  const copy: JsonObject = {}
  const name = String(step)
  const from: JsonObject = isObject(tree) ? tree : {}
  for (const key of Object.keys(from)) if (key !== name) put(copy, key, from[key] ?? null)
  if (!last || value !== undefined) put(copy, name, last ? (value ?? null) : changed(own(from, name) ?? null, { path, value }, depth + 1))
  return copy
}
