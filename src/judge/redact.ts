import { isObject, put, type Json, type JsonObject } from '../model/json.ts'
import type { RawDifference } from '../model/pair.ts'
import { segmentsOf, type PathPattern } from './paths.ts'

/** As secrets are shown elsewhere. */
const hidden = '(sensitive)'
/** What was replaced before already stays: a digest still shows whether the value changed. */
const replaced = /^(?:sha(?:1|256) [0-9a-f]{12}$|\(sensitive\b)/

function hide(value: Json): Json {
  return typeof value === 'string' && replaced.test(value) ? value : hidden
}

/** A digest may be shown: it tells that the value changed and nothing of the value. */
function isDigest(value: Json | undefined): boolean {
  return value === undefined || (typeof value === 'string' && value.startsWith('sha') && replaced.test(value))
}

/** The difference without the values that a policy says are never written; the same object where there are none. */
export function redact(difference: RawDifference, patterns: readonly PathPattern[]): RawDifference {
  if (patterns.length === 0) return difference
  const paths = [difference.path, difference.neutralPath].flatMap((path) => (path === undefined ? [] : [segmentsOf(path)]))
  if (patterns.some((pattern) => paths.some((path) => pattern.fits(path))))
    return {
      ...difference,
      ...(difference.declared === undefined ? {} : { declared: hide(difference.declared) }),
      ...(difference.live === undefined ? {} : { live: hide(difference.live) }),
      ...(isDigest(difference.declared) && isDigest(difference.live) ? {} : { sensitive: true }),
    }
  const below = patterns.flatMap((pattern) => paths.flatMap((path) => pattern.below(path) ?? []))
  if (below.length === 0) return difference
  const clean = { ...difference }
  if (difference.declared !== undefined) clean.declared = within(difference.declared, below)
  if (difference.live !== undefined) clean.live = within(difference.live, below)
  return clean
}

function within(value: Json, patterns: readonly PathPattern[]): Json {
  if (typeof value !== 'object' || value === null) return value
  const step = (key: string, item: Json): Json => {
    const path = [key.replaceAll('~', '~0').replaceAll('/', '~1')]
    if (patterns.some((pattern) => pattern.fits(path))) return hidden
    const below = patterns.flatMap((pattern) => pattern.below(path) ?? [])
    return below.length === 0 ? item : within(item, below)
  }
  if (Array.isArray(value)) return value.map((item, at) => step(String(at), item))
  if (!isObject(value)) return value
  const clean: JsonObject = {}
  for (const [key, item] of Object.entries(value)) put(clean, key, step(key, item))
  return clean
}
