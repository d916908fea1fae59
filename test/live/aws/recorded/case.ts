import type { JsonObject } from '../../../../src/model/json.ts'

/** Pages by operation; a text is the reason for which a call fails. */
export type Recorded = Readonly<Record<string, JsonObject | 'absent'>>

/** A resource as it is declared, what AWS answers of it, and what it answers after somebody changed it. */
export interface Case {
  kind: string
  /** Its identifier. */
  id: string
  declared: JsonObject
  answers: Recorded
  /** Answers in which something is changed, with the differences that must come of it. */
  changed: Recorded
  differences: readonly string[]
}
