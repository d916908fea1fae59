import { countLeaves, isEmpty, isObject, type Json } from '../model/json.ts'
import type { NotComparedReason } from '../model/pair.ts'
import { toPointer } from '../model/pointer.ts'
import { isDefault } from './defaults.ts'
import { isFreeName } from './freedom.ts'
import type { SchemaNode } from './kind-schema.ts'
import { isSwitchedOff } from './blocks.ts'
import { exclude, pushDifference, type Walk } from './walk.ts'

/** Every read returns them. */
const isTags = /^(?:tags|tags_all|labels)$/

/** Declared, and live has nothing there (`isNull`: says so): one removal at the block, unless this source cannot show it. */
export function compareAbsent(walk: Walk, declared: Json | undefined, node: SchemaNode | undefined, isNull = false): void {
  const left = { gone: 0, offs: 0 }
  const unread = isNull && walk.readById && !isTags.test(String(walk.path.at(-1))) ? 'not-read' : undefined
  const gap =
    walk.absent(walk.path) ?? node?.unshown ?? unread ?? (node?.required === true || isAwsOwn(walk, node) ? 'read-gap' : undefined)
  tally(walk, declared ?? null, node, left, gap)
  if (left.gone > 0) {
    left.gone += left.offs
    walk.out.different += left.gone
    pushDifference(walk, 'removed', declared, undefined, left.gone)
  } else agreeAbsent(walk, declared, left.offs)
}

/** What AWS itself sets and a state records is never gone: an answer without it does not show it. */
function isAwsOwn(walk: Walk, node: SchemaNode | undefined): boolean {
  return node?.readOnly === true && !walk.blocks
}

/** Sorts the leaves of a block that live lacks: cannot be seen, means "off" anyway, or gone. */
function tally(
  walk: Walk,
  declared: Json,
  node: SchemaNode | undefined,
  left: { gone: number; offs: number },
  above: NotComparedReason | undefined,
): void {
  if (declared === null) return undefined
  // Set at creation alone, it cannot be lost while the resource lives: this source does not show it.
  const gap = above ?? (node?.fixed === true ? 'create-only' : undefined)
  if (node?.writeOnly === true) return exclude(walk, declared, 'write-only')
  if (node?.skip !== undefined) return exclude(walk, declared, node.skip)
  if (walk.unresolved.size > 0 && walk.unresolved.has(toPointer(walk.path))) {
    // A text of which something is known cannot have been nothing.
    if (gap !== undefined || !walk.knownTexts.has(toPointer(walk.path))) return exclude(walk, declared, gap ?? 'unresolved', 1)
    left.gone += 1
    return undefined
  }
  if (isEmpty(declared)) {
    if (gap === 'not-read' || gap === 'read-gap') exclude(walk, declared, gap)
    else left.offs += countLeaves(declared)
    return undefined
  }
  if (!walk.strict && isSwitchedOff(declared)) {
    left.offs += countLeaves(declared)
    return undefined
  }
  if (isObject(declared)) {
    for (const name of Object.keys(declared)) {
      walk.path.push(name)
      tally(walk, declared[name] ?? null, node?.children.get(name), left, gap)
      walk.path.pop()
    }
    return undefined
  }
  if (Array.isArray(declared)) {
    for (const [index, item] of declared.entries()) {
      walk.path.push(index)
      tally(walk, item, node, left, gap)
      walk.path.pop()
    }
    return undefined
  }
  // What nobody asked for is not known to be off.
  if (gap === 'not-read' || gap === 'read-gap') exclude(walk, declared, gap)
  else if (meansOff(walk, declared, node) && !isFreeName(walk.path.at(-2))) left.offs += 1
  else if (gap !== undefined) exclude(walk, declared, gap)
  else if (isSecret(walk, declared)) exclude(walk, declared, 'write-only')
  else left.gone += 1
  return undefined
}

/** No service gives a password back; a variable of that name is the user's. */
function isSecret({ path }: Walk, declared: Json): boolean {
  const name = path.at(-1)
  if (typeof declared !== 'string' || typeof name !== 'string' || isFreeName(path.at(-2))) return false
  return /^(?:[A-Z][A-Za-z]*)?(?:Password|Passphrase|SecretKey|SecretAccessKey|ClientSecret|PrivateKey|AuthToken|AccessToken|OauthToken|OAuthToken)$/.test(
    name,
  )
}

/** A declared default, or false and zero where no other default is known, say what absence says. */
function meansOff(walk: Walk, declared: Json, node: SchemaNode | undefined): boolean {
  // A condition on false is a condition: in a document nothing goes without saying.
  if (walk.strict || node?.act === true) return false
  // Terraform records false and 0 for what was never set.
  if (walk.schema.covered !== undefined && (declared === false || declared === 0)) return true
  // A switch that was declared on is not off because it often is on.
  if (declared !== true && node?.defaults !== undefined) return isDefault(declared, node)
  return declared === false || declared === 0 || declared === 'false'
}

/** What means "off" and what is absent say the same. */
function agreeAbsent(walk: Walk, declared: Json | undefined, leaves: number): void {
  walk.out.equal += leaves
  if (leaves > 0) walk.context.trace?.({ path: toPointer(walk.path), result: 'equal', by: 'off-is-absent', declared })
}
