import { factsOf } from '../mapping/data.ts'
import { isSame, own, type Json, type JsonObject } from '../model/json.ts'
import type { Pair, RawDifference } from '../model/pair.ts'
import { fromPointer } from '../model/pointer.ts'
import type { LiveResource } from '../model/resource.ts'

/**
 * The pair with the properties that differ as a fresh read shows them. A property stays as it was where Cloud Control cannot
 * show it (write-only, or no property of CloudFormation's), where it is not there but was, and where it was put together from
 * several resources. The same pair where none changes.
 */
export function withFresh(pair: Pair, live: LiveResource, fresh: LiveResource, differences: readonly RawDifference[]): Pair {
  const byName = new Map<string, RawDifference[]>()
  for (const difference of differences) {
    const [name = ''] = fromPointer(difference.path)
    byName.set(name, [...(byName.get(name) ?? []), difference])
  }
  const changes: JsonObject = {}
  const removed = new Set<string>()
  for (const [name, ofName] of byName) {
    if (!isShown(live.kind, name, ofName)) continue
    const [before, listed, shown] = [pair.liveProperties, live.properties, fresh.properties].map((properties) => own(properties, name))
    if (shown === undefined || shown === null) {
      // Handlers leave out what they do not know; of what nobody declared that is an answer.
      if (before === listed && ofName.every(({ change }) => change === 'added')) removed.add(name)
      continue
    }
    const value = before === listed ? shown : withoutClaimed(before, listed, shown)
    if (value !== undefined) changes[name] = value
  }
  if (removed.size === 0 && Object.keys(changes).length === 0) return pair
  const kept = Object.entries(pair.liveProperties ?? {}).filter(([name]) => !removed.has(name))
  return { ...pair, isFresh: true, liveProperties: { ...Object.fromEntries(kept), ...changes } }
}

/** The elements of a list without those that siblings declare, which are null on the live side; undefined where one of them is not found. */
function withoutClaimed(before: Json | undefined, listed: Json | undefined, shown: Json): Json | undefined {
  if (!Array.isArray(before) || !Array.isArray(listed) || !Array.isArray(shown) || before.length !== listed.length) return undefined
  const isOnlyCleared = before.every((item, at) => item === null || item === listed[at])
  const claimed = listed.filter((_, at) => before[at] === null)
  if (!isOnlyCleared || !claimed.every((item) => shown.some((each) => isSame(each, item)))) return undefined
  return shown.filter((each) => !claimed.some((item) => isSame(each, item)))
}

/** Whether Cloud Control returns the property, and in it the places that differ. */
function isShown(kind: string, name: string, differences: readonly RawDifference[]): boolean {
  const facts = factsOf(kind)
  if (facts?.y?.[name] === undefined) return false
  const hidden = (facts.w ?? []).map((path) => plain(path.split('/')))
  return !differences.some(({ path, live }) => {
    const place = plain(fromPointer(path))
    return hidden.some((each) =>
      each.length <= place.length ? startsWith(place, each) : startsWith(each, place) && has(live, each.slice(place.length)),
    )
  })
}

/** A place without its steps into lists: schemas name some of them, and pointers all. */
function plain(segments: readonly string[]): string[] {
  return segments.filter((segment) => segment !== '*' && !/^\d+$/.test(segment))
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((segment, at) => path[at] === segment)
}

/** Whether there is a value below, in any element. */
function has(value: Json | undefined, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return value !== undefined && value !== null
  return Array.isArray(value) ? value.some((each) => has(each, [name, ...rest])) : has(own(value, name), rest)
}
