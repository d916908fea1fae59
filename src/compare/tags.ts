import { isEmpty, isObject, own, type Json, type JsonObject } from '../model/json.ts'

/**
 * Whether live has each declared pair of key and value, and beside them only what AWS writes: so it is nearly always, in whatever
 * order. Anything else (further members, keys that repeat, values that are no text) is left to the full comparison.
 */
export function areSameTags(declared: readonly Json[], live: readonly Json[]): boolean {
  if (live.length < declared.length || !declared.every(isPair)) return false
  const values = new Map<Json | undefined, Json | undefined>()
  for (const tag of live) {
    const key = own(tag, 'Key')
    if (typeof key === 'string' && key.startsWith('aws:')) continue
    if (values.has(key) || !isPair(tag)) return false
    values.set(key, own(tag, 'Value'))
  }
  if (values.size !== declared.length) return false
  for (const tag of declared) {
    const key = own(tag, 'Key')
    if (typeof key !== 'string' || values.get(key) !== own(tag, 'Value')) return false
    values.delete(key)
  }
  return true
}

/** `{Key, Value}` of texts and nothing else. */
function isPair(tag: Json): boolean {
  if (!isObject(tag) || typeof tag['Key'] !== 'string' || typeof tag['Value'] !== 'string') return false
  let members = 0
  for (const _ in tag) members += 1
  return members === 2
}

/**
 * `tags_all` is `tags` with the provider's default tags: one of the two is compared, the fuller one that both sides have. Older
 * providers have no `tags_all`.
 */
export function tagsNotCompared(declared: JsonObject, live: JsonObject): 'tags' | 'tags_all' {
  if (isEmpty(own(declared, 'tags_all')) && isEmpty(own(live, 'tags_all'))) return 'tags_all'
  return hasAll(declared) && hasAll(live) ? 'tags' : 'tags_all'
}

function hasAll(side: JsonObject): boolean {
  return Object.hasOwn(side, 'tags_all') && side['tags_all'] !== null
}
