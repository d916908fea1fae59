import { isObject, type Json } from '../../model/json.ts'
import type { KnownText } from '../../model/resource.ts'
import { isTooLong, noValue, textOf, unknown, type Evaluator } from './evaluated.ts'
import { functionOf } from './functions.ts'
import { piecesOfSub, type Piece } from './substitute.ts'

/** Stands for what is not known while pieces are put together; no template has it. */
const gap = '\uFFFF'
const dynamicReference = /\{\{resolve:(?:(?!\}\})[^])*(?:\}\}|$)/g
/** Functions in functions in functions: deeper than this the rest is a gap. */
const deepest = 16

/**
 * What is known of a text that only the deployment knows whole: `Fn::Sub`, `Fn::Join`, `Fn::Base64` of them, dynamic
 * references among other text, a zone of a region. Undefined where nothing is.
 */
export function knownTextOf(value: Json, evaluator: Evaluator): KnownText | undefined {
  const call = isObject(value) ? functionOf(value) : undefined
  const isEncoded = call?.name === 'Fn::Base64'
  const pieces = piecesOf(isEncoded ? call.argument : value, evaluator, 0)
  if (pieces.some((piece) => piece?.includes(gap) === true) || isTooLong(pieces.filter((piece) => piece !== undefined))) return undefined
  const whole = pieces.map((piece) => piece ?? gap).join('')
  const texts = whole.replaceAll(dynamicReference, gap).split(/\uFFFF+/)
  return texts.every((text) => text === '') ? undefined : { texts, ...(isEncoded && { base64: true as const }) }
}

function piecesOf(value: Json, evaluator: Evaluator, depth: number): Piece[] {
  if (typeof value === 'string') return [value]
  const call = isObject(value) ? functionOf(value) : undefined
  if (call === undefined || depth > deepest) return [undefined]
  if (call.name === 'Fn::Sub') return piecesOfSub(call.argument, evaluator, (part) => piecesOf(part, evaluator, depth + 1)) ?? [undefined]
  if (call.name === 'Fn::Join') return piecesOfJoin(call.argument, evaluator, depth)
  if (call.name === 'Fn::Select') return zoneOf(call.argument, evaluator)
  return [textOf(evaluator.value(value))]
}

/** An element that may be `AWS::NoValue` takes its delimiters with it. */
function piecesOfJoin(argument: Json, evaluator: Evaluator, depth: number): Piece[] {
  const [delimiter, list] = Array.isArray(argument) ? argument : []
  if (typeof delimiter !== 'string' || !Array.isArray(list)) return [undefined]
  const parts: Piece[][] = []
  for (const item of list) {
    const value = evaluator.value(item)
    if (value === noValue) continue
    const text = textOf(value)
    const mayBeNothing = value === unknown && isObject(item) && functionOf(item)?.name === 'Fn::If'
    parts.push(text !== undefined ? [text] : mayBeNothing ? [] : piecesOf(item, evaluator, depth + 1))
  }
  return parts.flatMap((part, at): Piece[] => {
    if (part.length === 0) return [undefined]
    const before = parts[at - 1]
    return before === undefined || before.length === 0 ? part : [delimiter, ...part]
  })
}

/** `Fn::GetAZs` names zones of a region: which of them an account sees only the deployment knew. */
function zoneOf(argument: Json, evaluator: Evaluator): Piece[] {
  const list = Array.isArray(argument) ? argument[1] : undefined
  const call = isObject(list) ? functionOf(list) : undefined
  if (call?.name !== 'Fn::GetAZs') return [undefined]
  const region = textOf(evaluator.value(call.argument))
  return [region === '' ? textOf(evaluator.reference('AWS::Region')) : region, undefined]
}
