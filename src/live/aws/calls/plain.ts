import { put, type Json, type JsonObject } from '../../../model/json.ts'

const ready = new WeakSet()

/** Says that a value is JSON already, all through. */
export function markReady(value: JsonObject | Json[]): void {
  ready.add(value)
}

function isReady(value: object): value is JsonObject | Json[] {
  return ready.has(value)
}

/** An answer of the SDK as JSON: times as ISO 8601, bytes as base64, what is undefined left out. */
export function plain(value: unknown): Json | undefined {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return undefined
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return Number(value)
  if (isReady(value)) return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString().replace('.000Z', 'Z')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map((each) => plain(each) ?? null)
  const out: JsonObject = {}
  for (const [key, each] of Object.entries(value)) {
    const inner = key === '$metadata' ? undefined : plain(each)
    if (inner !== undefined) put(out, key, inner)
  }
  return out
}
