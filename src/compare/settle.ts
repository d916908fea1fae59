import { countLeaves, isEmpty, isSame, own, type Json, type JsonObject } from '../model/json.ts'
import type { Comparison, Pair } from '../model/pair.ts'
import { toPointer } from '../model/pointer.ts'
import type { Walk } from './walk.ts'

/** Where the books stood before a value was compared in another form than it was declared in. */
export interface Bookmark {
  booked: number
  differences: number
  notCompared: number
}

export function bookmark(out: Comparison): Bookmark {
  return { booked: out.equal + out.different, differences: out.differences.length, notCompared: out.notCompared.length }
}

/**
 * Each declared leaf is booked once, whatever form was compared: a document in a text is one leaf, a map that live shows as
 * rows has one a key. What was booked too often goes from the equal leaves first; what the form left out was agreed with.
 */
export function settle(out: Comparison, before: Bookmark, leaves: number): void {
  let excess = out.equal + out.different - before.booked - leaves
  for (const { leaves: each = 1 } of out.notCompared.slice(before.notCompared)) excess += each
  if (excess === 0) return
  if (excess < 0) {
    out.equal -= excess
    return
  }
  const different = out.differences.slice(before.differences)
  const booked = different.reduce((sum, difference) => sum + difference.leaves, 0)
  const excluded = out.notCompared.slice(before.notCompared)
  const equal = leaves + excess - booked - excluded.reduce((sum, { leaves: each = 1 }) => sum + each, 0)
  const less = Math.min(excess, Math.max(equal, 0))
  out.equal -= less
  excess -= less
  for (const entry of excluded) {
    const taken = Math.min(excess, entry.leaves ?? 1)
    entry.leaves = (entry.leaves ?? 1) - taken
    excess -= taken
  }
  for (const difference of different.toReversed()) {
    const taken = Math.min(excess, difference.leaves)
    difference.leaves -= taken
    out.different -= taken
    excess -= taken
  }
}

/** Books what was declared as nothing (`""`, `[]`) and has a live value: it shares the fate of that value. */
export function settleNothing(out: Comparison, before: Bookmark, leaves: number): void {
  const difference = out.differences[before.differences]
  const unknown = out.notCompared[before.notCompared]
  if (difference !== undefined) {
    difference.leaves += leaves
    out.different += leaves
  } else if (unknown !== undefined) unknown.leaves = (unknown.leaves ?? 1) + leaves
  else out.equal += leaves
}

/** Books the declared members that are not compared in this pair, with what compares them or why nothing does. */
export function bookLeftOut(walk: Walk, pair: Pair, isWanted: (name: string) => boolean, otherTags: string | undefined): void {
  const declared = pair.declaredProperties ?? {}
  const booked = new Set(pair.excluded?.map(({ path }) => path))
  for (const name in declared) {
    const path = toPointer([name])
    if (isWanted(name) || booked.has(path)) continue
    const leaves = leavesAt(walk, name, declared[name])
    if (leaves === 0) continue
    if (isAgreed(declared[name], own(pair.liveProperties, name))) {
      walk.out.equal += leaves
      continue
    }
    const reason = name === otherTags ? 'alias' : isElsewhere(pair, name) ? 'declared-by-sibling' : 'computed'
    walk.out.notCompared.push({ path, reason, leaves })
    walk.context.trace?.({ path, result: 'not-compared', by: reason })
  }
}

/** The same on both sides, the name by which the live object was found among them; or nothing on both. */
function isAgreed(declared: Json | undefined, live: Json | undefined): boolean {
  return isEmpty(declared) ? isEmpty(live) : isSame(declared, live)
}

function isElsewhere({ scope, notHere }: Pair, name: string): boolean {
  return notHere?.includes(name) === true || (scope !== undefined && !scope.includes(name))
}

/** The leaves of a value that the walk stands at: a function of which only a deployment knows the value is one. */
export function leavesOf(walk: Walk, value: Json): number {
  if (walk.unresolved.size === 0) return countLeaves(value)
  if (walk.unresolved.has(toPointer(walk.path))) return 1
  if (typeof value !== 'object' || value === null || isEmpty(value)) return countLeaves(value)
  let leaves = 0
  for (const [step, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) leaves += leavesAt(walk, step, item)
  return leaves
}

function leavesAt(walk: Walk, step: string | number, value: Json | undefined): number {
  walk.path.push(step)
  const leaves = value === undefined ? 0 : leavesOf(walk, value)
  walk.path.pop()
  return leaves
}

/** The leaves of the members that are compared here. */
export function leavesHere(walk: Walk, declared: JsonObject, isWanted: (name: string) => boolean): number {
  let leaves = 0
  for (const name in declared) if (isWanted(name)) leaves += leavesAt(walk, name, declared[name])
  return leaves
}
