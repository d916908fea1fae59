import { isEmpty, isObject, type Json } from '../model/json.ts'
import { namesOfPath } from '../model/pointer.ts'
import type { Walk } from './walk.ts'

/** A block that says "off": whatever else it says, nothing comes of it. */
export function isSwitchedOff(block: Json | undefined): boolean {
  if (!isObject(block)) return false
  const switches = Object.keys(block).filter((name) => isSwitch.test(name) && typeof block[name] !== 'object')
  return switches.length > 0 && switches.every((name) => block[name] === false || block[name] === 'false')
}

const isSwitch = /^(?:is_|Is)?(?:enabled?|Enabled)$/

/** Such a block, with nothing set in it. */
function isBareAndOff(block: Json): boolean {
  return isObject(block) && isSwitchedOff(block) && Object.values(block).every((value) => isEmpty(value) || value === false || value === 0)
}

/**
 * A block of Terraform's that says nothing: the AWS provider writes out what was never set. Inside another block it may be a
 * choice (`allow`, `block`), and elsewhere a block may mean something by being there: those must say that they are off.
 */
export function saysNothing(walk: Walk, block: Json): boolean {
  if (!walk.blocks || !isObject(block)) return false
  const isSetting = walk.kind.startsWith('AWS::') && namesOfPath(walk.path).length === 1
  return isSetting ? Object.keys(block).length > 0 && isNothing(block) : isBareAndOff(block)
}

function isNothing(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isNothing)
  if (isObject(value)) return isSwitchedOff(value) || Object.values(value).every(isNothing)
  return isEmpty(value) || value === false || value === 0
}

/** In Terraform's shape a block that has nothing set is still a block, and one that nobody declared was added. */
export function isBareBlock(walk: Walk, declared: Json | undefined, live: Json | undefined): boolean {
  return walk.blocks && hasBlock(walk, live) && !hasBlock(walk, declared)
}

function hasBlock(walk: Walk, value: Json | undefined): boolean {
  return Array.isArray(value) && value.some((item) => isObject(item) && Object.keys(item).length > 0 && !saysNothing(walk, item))
}

/** Two blocks with nothing set in which other blocks stand: `allow` was chosen, and now `block` is. */
export function hasOtherBlocks(walk: Walk, declared: Json | undefined, live: Json | undefined): boolean {
  if (!walk.blocks || !Array.isArray(declared) || !Array.isArray(live)) return false
  if (declared.length === 0 || live.length === 0) return false
  return blocksIn(declared) !== blocksIn(live)
}

/** The names of the blocks inside, wherever one stands. */
function blocksIn(list: readonly Json[]): string {
  return list.map((item) => (isObject(item) ? `{${namesIn(item)}}` : '')).join()
}

function namesIn(block: Record<string, Json>): string {
  const names = Object.keys(block).filter((name) => {
    const value = block[name]
    return Array.isArray(value) && value.some((item) => isObject(item) && !isBareAndOff(item))
  })
  return names
    .toSorted()
    .map((name) => `${name}${blocksIn(listOf(block[name]))}`)
    .join()
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}
