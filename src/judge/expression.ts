import type { Param } from '../model/generated/policy.ts'
import type { Json } from '../model/json.ts'

/** A compiled condition. Throws where it cannot be decided. */
export type Expression = (values: Values) => boolean

/** The variables of an expression, by name. */
export type Values = Readonly<Record<string, unknown>>

/** What compiles conditions. Knows the type of every variable; `scope` adds the policy's params. Throws where a text is wrong. */
export interface Engine {
  readonly scope: (params: Readonly<Record<string, Param>>) => (text: string) => Expression
}

/** Values of a policy's params. */
export type ParamValues = Readonly<Record<string, Json>>
