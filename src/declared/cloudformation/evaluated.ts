import type { Json } from '../../model/json.ts'
import type { Scope } from './scope.ts'

/** `AWS::NoValue`: the property, or the list element, is not there. */
export const noValue = Symbol('AWS::NoValue')
/** Only the deployment knows the value. */
export const unknown = Symbol('unknown')
export type Evaluated = Json | typeof noValue | typeof unknown

/** Evaluates the values of one stack's template, as far as it can be done without asking what is live. */
export interface Evaluator {
  readonly scope: Scope
  /** Attributes and conditions that were found to need themselves. */
  readonly circles: ReadonlySet<string>
  /** The whole value; `unknown` as soon as one part of it is. */
  value(value: Json): Evaluated
  /** A condition by name; undefined when it cannot be told. */
  condition(name: string): boolean | undefined
  /** The same where conditions are taken to hold or not. */
  assuming(conditions: ReadonlyMap<string, boolean>): Evaluator
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, attribute: string): Evaluated
  /** `Ref`. */
  reference(name: string): Evaluated
}

/** `true` and `false`, also as text; undefined for anything else. */
export function truth(value: Evaluated): boolean | undefined {
  if (typeof value === 'symbol' || typeof value === 'object') return undefined
  const text = String(value).toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : undefined
}

/** Text of a scalar, as CloudFormation writes it into text. */
export function textOf(value: Evaluated | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** `["Id", "Attribute"]` or `"Id.Attribute"`; the attribute may have dots of its own and may be computed. */
export function attributeOf(argument: Json, evaluator?: Evaluator): [logicalId: string, attribute: string] | undefined {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.')
    return dot === -1 ? undefined : [argument.slice(0, dot), argument.slice(dot + 1)]
  }
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return undefined
  const parts = argument.slice(1).map((part) => (typeof part === 'string' ? part : textOf(evaluator?.value(part))))
  return parts.length === 0 || parts.includes(undefined) ? undefined : [argument[0], parts.join('.')]
}

/** No text that functions put together may be longer than a template: 1 MiB. */
const longestText = 1024 * 1024

/** Whether pieces that are to be put together make a text that no deployment has. */
export function isTooLong(pieces: readonly string[], between = 0): boolean {
  return pieces.reduce((sum, piece) => sum + piece.length + between, 0) > longestText
}

/** A dynamic reference: what it stood for at deployment is in a store, not in the template. */
export function isDynamic(text: string): boolean {
  return text.includes('{{resolve:')
}
