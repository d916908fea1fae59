import type { Spellings } from '../../mapping/spellings.ts'
import type { Json } from '../../model/json.ts'

/** Where two scalars stand that may be the same value in two spellings. */
export interface Leaf {
  /** The last member name on the way: `CidrIp`, `EngineVersion`. */
  name: string
  /** Inside a free-form map or a tag: values are the user's own text. */
  free: boolean
  /** AWS folds the case here. */
  caseless: boolean
  /** Forms in which AWS shows the value, by the registry. */
  spellings?: Spellings
  /** KMS alias to key id, as the account had them. */
  aliases: ReadonlyMap<string, string>
}

type Scalar = null | boolean | number | string

/**
 * Two spellings of one value are one value. `same` is only asked about values that are not identical.
 * Proof stands beside the claim: every `equal` pair folds, no `different` pair does.
 */
export interface Rule {
  name: string
  because: string
  /** Where it applies, in words; everywhere when absent. */
  where?: string
  /** Where it applies; everywhere when absent. */
  fits?(leaf: Leaf): boolean
  /** The live side may only be the form that a service writes: the pairs say nothing when swapped. */
  directed?: true
  same(declared: Scalar, live: Scalar, leaf: Leaf): boolean
  equal: readonly (readonly [Json, Json])[]
  different: readonly [readonly [Json, Json], ...(readonly [Json, Json])[]]
  /** The leaf that the pairs stand for. */
  example?: Partial<Leaf>
}

/** Whether both are texts of which this holds. */
export function bothTexts(a: Scalar, b: Scalar, same: (a: string, b: string) => boolean): boolean {
  return typeof a === 'string' && typeof b === 'string' && same(a, b)
}

export type { Scalar }
