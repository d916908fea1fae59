import type { JsonObject } from '../../model/json.ts'

/** A kind with both sides of its properties. */
export type TreePair = readonly [kind: string, declared: JsonObject, live: JsonObject]

/** What holds two trees equal that a rule for scalars cannot: carried out where lists, documents and live-only values are compared. */
export interface TreeRule {
  name: string
  because: string
  where: string
  equal: readonly [TreePair, ...TreePair[]]
  different: readonly [TreePair, ...TreePair[]]
}
