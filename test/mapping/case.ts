import type { JsonObject } from '../../src/model/json.ts'

/** A Terraform resource, its live side untouched and changed. */
export interface Case {
  does: string
  type: string
  declared: JsonObject
  live: JsonObject
  /** The live side after somebody changed it, and what that is reported as. */
  changed: JsonObject
  as: string[]
}
