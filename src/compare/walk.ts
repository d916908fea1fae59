import { countLeaves, type Json, type JsonObject } from '../model/json.ts'
import type { Whole } from './whole.ts'
import type { Comparison, Decision, NotComparedReason } from '../model/pair.ts'
import type { ProviderSchemas } from '../model/provider-schema.ts'
import { toPointer } from '../model/pointer.ts'
import type { KnownText } from '../model/resource.ts'
import type { Deployed } from './since-deployment.ts'
import type { KindSchema, SchemaNode } from './kind-schema.ts'

/** Facts of the account that a comparison needs beside the pair. */
export interface CompareContext {
  aliases: ReadonlyMap<string, string>
  /** `explain` wants every step. */
  trace?: (decision: Decision) => void
  /** The schemas of providers that were given. */
  schemas?: ProviderSchemas | undefined
  /** Of a pair that is only a part of a resource: what the whole declares. */
  whole?: Whole
}

/** The state of one comparison. */
export interface Walk {
  kind: string
  schema: KindSchema
  out: Comparison
  /** Names and positions from the root to where the walk stands. */
  path: (string | number)[]
  context: CompareContext
  unresolved: ReadonlySet<string>
  /** What is known of unresolved texts, by pointer. */
  knownTexts: ReadonlyMap<string, KnownText>
  /** The reason for which a value that live lacks is no removal; undefined: it is gone. */
  absent(path: readonly (string | number)[]): NotComparedReason | undefined
  whole: Whole
  /** What live was right after the last deployment, where that is known. */
  deployed?: Deployed
  /** All that the declaration says, in its own names. */
  recorded: JsonObject
  /** Inside a policy document live-only values always count. */
  strict: boolean
  /** Compares what lies below; here so that lists can ask for it. */
  compare: CompareValue
  /** Both sides are in Terraform's shape, where lists of objects are blocks. */
  blocks: boolean
  /** Live was read by the id alone: null says nothing of a single value. */
  readById: boolean
}

type CompareValue = (walk: Walk, declared: Json | undefined, live: Json | undefined, node: SchemaNode | undefined, free: Freedom) => void

/** Whose words stand here: `keys`: every key is the user's own; `text`: values are, names are the service's; `none`: neither. */
export type Freedom = 'none' | 'text' | 'keys'

/** Books a declared value as not compared. */
export function exclude(walk: Walk, declared: Json | undefined, reason: NotComparedReason, leaves = countLeaves(declared)): void {
  if (declared === undefined || declared === null) return
  const path = toPointer(walk.path)
  walk.out.notCompared.push({ path, reason, leaves })
  walk.context.trace?.({ path, result: 'not-compared', by: reason, declared })
}

/** Books a declared value as equal, with the rule that said so. */
export function agree(walk: Walk, declared: Json | undefined, live: Json | undefined, by: string): void {
  if (declared === undefined || declared === null) return
  walk.out.equal += countLeaves(declared)
  walk.context.trace?.({ path: toPointer(walk.path), result: 'equal', by, declared, live })
}

/** Books a difference at the place where the walk stands. */
export function differ(
  walk: Walk,
  change: 'changed' | 'removed' | 'added',
  declared: Json | undefined,
  live: Json | undefined,
  element?: string,
): void {
  const leaves = change === 'added' ? 0 : countLeaves(declared)
  if (change === 'added') walk.out.added += 1
  else walk.out.different += leaves
  pushDifference(walk, change, declared, live, leaves, element)
}

/** Writes down a difference whose leaves are already booked. */
export function pushDifference(
  walk: Walk,
  change: 'changed' | 'removed' | 'added',
  declared: Json | undefined,
  live: Json | undefined,
  leaves: number,
  element?: string,
): void {
  const path = toPointer(walk.path)
  walk.out.differences.push({
    path,
    change,
    leaves,
    ...(declared === undefined ? {} : { declared }),
    ...(live === undefined ? {} : { live }),
    ...(element === undefined ? {} : { element }),
  })
  walk.context.trace?.({ path, result: 'different', by: change, declared, live })
}
