import { isEmpty, isObject, own, type Json, type JsonObject } from '../model/json.ts'
import { namesOfPath, toPointer } from '../model/pointer.ts'
import { judgeRow } from './bags.ts'
import { isConditional } from './conditions.ts'
import { isDefault } from './defaults.ts'
import { elementName, isReservedTag } from './elements.ts'
import type { SchemaNode } from './kind-schema.ts'
import { ruleFor } from './rules/index.ts'
import { saysNothing } from './blocks.ts'
import { differsSurely, isOffWord, isTelling } from './telling.ts'
import { judgeSince } from './since-deployment.ts'
import { differ, type Freedom, type Walk } from './walk.ts'

/**
 * A value that live has and nobody declared. In this order: AWS's own (read-only, chosen, a default): silent; known to be
 * set by hand (a key in the user's own map, a rule, anything where the declaration records all, a property that AWS never
 * sets): a mutation; else not known, counted and never shouted.
 */
export function judgeLiveOnly(walk: Walk, live: Json | undefined, node: SchemaNode | undefined, free: Freedom, element?: string): void {
  if (live === undefined || (isEmpty(live) && !(walk.blocks && Array.isArray(live) && live.length > 0))) return undefined
  if (Array.isArray(live) && live.length > 0 && live.every((item) => saysNothing(walk, item))) return undefined
  const since = walk.deployed === undefined ? undefined : judgeSince(walk, live, node)
  if (since === 'judged') return undefined
  const usual = since === 'look-inside' ? since : verdictOn(walk, live, node, free)
  const verdict = since === 'absent' && (usual === 'unknown' || usual === 'bag') ? 'added' : usual
  if ((verdict === 'look-inside' || verdict === 'look-at-keys') && isObject(live)) {
    for (const name of Object.keys(live)) {
      walk.path.push(name)
      judgeLiveOnly(walk, live[name], node?.children.get(name), verdict === 'look-at-keys' ? 'keys' : free)
      walk.path.pop()
    }
    return undefined
  }
  if (verdict === 'added' && Array.isArray(live) && element === undefined) {
    // Each element was set by itself: one inline policy, one rule, one suspended process.
    for (const [index, item] of live.entries()) {
      if (item === null || isReservedTag(item)) continue
      walk.path.push(index)
      differ(walk, 'added', undefined, item, elementName(item))
      walk.path.pop()
    }
    return undefined
  }
  if (verdict === 'added') return differ(walk, 'added', undefined, live, element)
  if (verdict === 'look-at-elements' && Array.isArray(live)) return lookAtElements(walk, live, node)
  if (verdict === 'bag' && Array.isArray(live)) lookIntoBag(walk, live, node)
  const path = toPointer(walk.path)
  if (verdict === 'unknown') walk.out.notCompared.push({ path, reason: 'default-unknown', leaves: 0, live })
  walk.context.trace?.({ path, result: 'ignored', by: verdict, live })
  return undefined
}

/** A list that AWS fills: of its elements only what is known to be set by hand counts (an instance's protection, standby). */
function lookAtElements(walk: Walk, live: readonly Json[], node: SchemaNode | undefined): void {
  for (const [index, item] of live.entries()) {
    for (const [name, child] of node?.children ?? []) {
      const value = own(item, name)
      if (!child.telling || value === undefined || isEmpty(value) || value === false || isDefault(value, child)) continue
      walk.path.push(index, name)
      differ(walk, 'added', undefined, value, elementName(item))
      walk.path.length -= 2
    }
  }
}

/** Of a bag that AWS fills, the rows that are known to be set by somebody. */
function lookIntoBag(walk: Walk, live: readonly Json[], node: SchemaNode | undefined): void {
  for (const [index, item] of live.entries()) {
    if (judgeRow(node, item) !== 'set') continue
    walk.path.push(index)
    differ(walk, 'added', undefined, item, elementName(item))
    walk.path.pop()
  }
}

const noAliases: ReadonlyMap<string, string> = new Map()

type Verdict =
  | 'added'
  | 'look-inside'
  | 'look-at-keys'
  | 'look-at-elements'
  | 'read-only'
  | 'default'
  | 'chosen-by-aws'
  | 'off'
  | 'bag'
  | 'computed'
  | 'unknown'

function verdictOn(walk: Walk, live: Json, node: SchemaNode | undefined, free: Freedom): Verdict {
  const last = walk.path.at(-1)
  if (node?.inside === true) return 'look-at-elements'
  if (node?.readOnly === true) return 'read-only'
  if (node?.skip !== undefined || node?.filled === true) return 'computed'
  // Under another name than a read by the id alone leaves null.
  if (walk.readById && typeof live === 'string' && live.length > 2 && walk.whole.declares(live)) return 'computed'
  // A tag is somebody's, or begins with aws:.
  if (last === walk.schema.tags && walk.path.length === 1) return isObject(live) ? 'look-at-keys' : 'added'
  if (typeof last === 'string' && last.startsWith('aws:')) return 'chosen-by-aws'
  if (free === 'keys' || walk.strict) return isStatementName(walk) ? 'computed' : 'added'
  if (node?.defaults !== undefined && isDefault(live, node)) return 'default'
  if (typeof live !== 'object' && (isSpeltDefault(last, live, node) || isConditional(walk, live))) return 'default'
  if (node?.telling === true) return 'added'
  if (node?.defaults?.sure === true && typeof live !== 'object' && !node.chosen && differsSurely(walk, live, node)) return 'added'
  if (node?.open === true) return 'bag'
  const covers = walk.schema.covered !== undefined
  const off = live === false || live === 0 || live === 'false' || (covers && isOffWord(live))
  if (off && node?.act === true) return 'added'
  if (off && node?.defaults === undefined) return 'off'
  if (node?.chosen === true) return 'chosen-by-aws'
  if (covers && isObject(live) && isAllOff(live)) return 'look-inside'
  // A state has what the resource was made with, and nobody can set this later.
  if (covers && !walk.blocks && node?.fixed === true) return 'unknown'
  if (free === 'none' && isTelling(walk, live, node)) return 'added'
  const covered = walk.schema.covered?.has(namesOfPath(walk.path).join('.'), walk.recorded) === true
  if (isObject(live) && (!covered || (hasKnownInside(node) && walk.schema.isExact !== true))) return 'look-inside'
  if (covered) return 'added'
  return 'unknown'
}

/** The default in another spelling: 1024 for 1 vCPU. */
function isSpeltDefault(last: string | number | undefined, live: Json, node: SchemaNode | undefined): boolean {
  if (node?.defaults === undefined || typeof live === 'object' || typeof last !== 'string') return false
  const leaf = { name: last, free: false, caseless: node.caseless, aliases: noAliases }
  return node.defaults.values.some((known) => typeof known !== 'object' && known !== '' && ruleFor(known, live, leaf) !== undefined)
}

/** Switches that are off and nothing else; `{Block: {}}` is a choice. */
function isAllOff(live: JsonObject): boolean {
  const values = Object.values(live)
  return (
    values.length > 0 && values.every((value) => (isObject(value) ? isAllOff(value) : value === false || value === 0 || isOffWord(value)))
  )
}

/** AWS numbers the statements of some policies itself. */
function isStatementName(walk: Walk): boolean {
  const last = walk.path.at(-1)
  return last === 'Sid' || (last === 'Id' && walk.path.length <= 2)
}

function hasKnownInside(node: SchemaNode | undefined): boolean {
  return node !== undefined && node.children.size > 0
}
