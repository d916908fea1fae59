import { byText, isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'

/**
 * `attributes_flat` of states that Terraform 0.11 providers wrote: `tags.%: "1"`, `tags.Name: "x"`, `ingress.#: "1"`,
 * `ingress.1234.from_port: "22"`. Everything is text; `.#` counts a list or set, `.%` a map.
 */
export function unflatten(flat: JsonObject): JsonObject {
  const root: JsonObject = {}
  for (const key of Object.keys(flat).toSorted(byPosition)) {
    const steps = key.split('.')
    const last = steps.at(-1)
    if (last === '#' || last === '%') {
      reach(root, steps.slice(0, -1))
      continue
    }
    const holder = reach(root, steps.slice(0, -1))
    put(holder, last ?? '', flat[key] ?? null)
  }
  return asLists(root, flat, '')
}

function byPosition(a: string, b: string): number {
  return byText(padded(a), padded(b))
}

function padded(key: string): string {
  return key.replace(/\d+/g, (digits) => digits.padStart(12, '0'))
}

function reach(root: JsonObject, steps: readonly string[]): JsonObject {
  let at = root
  for (const step of steps) {
    const next = own(at, step)
    if (isObject(next)) at = next
    else {
      const made: JsonObject = {}
      put(at, step, made)
      at = made
    }
  }
  return at
}

function asLists(node: JsonObject, flat: JsonObject, path: string): JsonObject {
  const out: JsonObject = {}
  for (const key of Object.keys(node)) {
    const here = path === '' ? key : `${path}.${key}`
    put(out, key, listOrMap(node[key] ?? null, flat, here))
  }
  return out
}

function listOrMap(value: Json, flat: JsonObject, path: string): Json {
  if (!isObject(value)) return value
  if (own(flat, `${path}.#`) === undefined) return asLists(value, flat, path)
  return Object.keys(value).map((key) => listOrMap(value[key] ?? null, flat, `${path}.${key}`))
}
