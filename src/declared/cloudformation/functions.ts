import { canonical, own, type Json, type JsonObject } from '../../model/json.ts'
import { blocksOf } from './cidr.ts'
import { attributeOf, isTooLong, noValue, textOf, truth, unknown, type Evaluated, type Evaluator } from './evaluated.ts'
import { substitute } from './substitute.ts'

type Compute = (argument: Json, evaluator: Evaluator) => Evaluated

/**
 * The functions that can be computed without asking what is live. Every other one, such as `Fn::GetAZs`, is unknown.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
const functions: Readonly<Record<string, Compute>> = {
  Ref: (name, evaluator) => (typeof name === 'string' ? evaluator.reference(name) : unknown),
  Condition: (name, evaluator) => (typeof name === 'string' ? (evaluator.condition(name) ?? unknown) : unknown),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': (argument, evaluator) => {
    const branch = branchOf(argument, evaluator)
    return branch === undefined ? unknown : evaluator.value(branch)
  },
  'Fn::Equals': (argument, evaluator) => {
    const [left, right] = Array.isArray(argument) ? argument.map((side) => evaluator.value(side)) : []
    if (left === undefined || right === undefined || typeof left === 'symbol' || typeof right === 'symbol') return unknown
    return (textOf(left) ?? canonical(left)) === (textOf(right) ?? canonical(right))
  },
  'Fn::And': (argument, evaluator) => connect(argument, evaluator, false),
  'Fn::Or': (argument, evaluator) => connect(argument, evaluator, true),
  'Fn::Not': (argument, evaluator) => {
    const value = Array.isArray(argument) && argument[0] !== undefined ? truth(evaluator.value(argument[0])) : undefined
    return value === undefined ? unknown : !value
  },
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, evaluator) => {
    const text = textOf(evaluator.value(argument))
    return text === undefined ? unknown : Buffer.from(text, 'utf8').toString('base64')
  },
  'Fn::Cidr': (argument, evaluator) => {
    const parts = listOf(evaluator.value(argument))
    return (parts && blocksOf(textOf(parts[0]) ?? '', Number(parts[1]), Number(parts[2] ?? 8))) ?? unknown
  },
  'Fn::ImportValue': (argument, evaluator) => evaluator.scope.exports.get(textOf(evaluator.value(argument)) ?? '') ?? unknown,
  'Fn::GetStackOutput': (argument, evaluator) => {
    const name = textOf(evaluator.value(own(argument, 'StackName') ?? null))
    const region = own(argument, 'Region')
    const from = region === undefined ? undefined : textOf(evaluator.value(region))
    // Another role reads another account.
    if (name === undefined || own(argument, 'RoleArn') !== undefined || (region !== undefined && from === undefined)) return unknown
    return evaluator.scope.output(name, from)?.get(textOf(evaluator.value(own(argument, 'OutputName') ?? null)) ?? '') ?? unknown
  },
  'Fn::Length': (argument, evaluator) => listOf(evaluator.value(argument))?.length ?? unknown,
  'Fn::ToJsonString': (argument, evaluator) => {
    const value = evaluator.value(argument)
    return typeof value === 'symbol' ? unknown : JSON.stringify(value)
  },
}

/** The function that an object calls: its only key; `Condition` only where its value is a name. */
export function functionOf(value: JsonObject): { name: string; argument: Json } | undefined {
  const [name, ...more] = Object.keys(value)
  if (name === undefined || more.length > 0) return undefined
  const argument = own(value, name)
  if (argument === undefined || (name !== 'Ref' && name !== 'Condition' && !name.startsWith('Fn::'))) return undefined
  return (name === 'Ref' || name === 'Condition') && typeof argument !== 'string' ? undefined : { name, argument }
}

export function compute(name: string, argument: Json, evaluator: Evaluator): Evaluated {
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined
  return known === undefined ? unknown : known(argument, evaluator)
}

/** The branch that `Fn::If` takes, as written; undefined when the condition cannot be told. */
export function branchOf(argument: Json, evaluator: Evaluator): Json | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return undefined
  const holds = evaluator.condition(argument[0])
  return holds === undefined ? undefined : argument[holds ? 1 : 2]
}

function listOf(value: Evaluated | undefined): Json[] | undefined {
  return Array.isArray(value) ? value : undefined
}

function getAttribute(argument: Json, evaluator: Evaluator): Evaluated {
  const target = attributeOf(argument, evaluator)
  return target === undefined ? unknown : evaluator.attribute(...target)
}

function join(argument: Json, evaluator: Evaluator): Evaluated {
  if (!Array.isArray(argument) || argument[1] === undefined || typeof argument[0] !== 'string') return unknown
  const list = listOf(evaluator.value(argument[1]))
  const parts = list?.map(textOf).filter((part) => part !== undefined)
  return list === undefined || parts?.length !== list.length || isTooLong(parts, argument[0].length) ? unknown : parts.join(argument[0])
}

function split(argument: Json, evaluator: Evaluator): Evaluated {
  if (!Array.isArray(argument) || argument[1] === undefined || typeof argument[0] !== 'string' || argument[0] === '') return unknown
  return textOf(evaluator.value(argument[1]))?.split(argument[0]) ?? unknown
}

/** Only the element that is chosen needs to be known. */
function select(argument: Json, evaluator: Evaluator): Evaluated {
  if (!Array.isArray(argument) || argument[0] === undefined || argument[1] === undefined) return unknown
  const at = Number(textOf(evaluator.value(argument[0])))
  const [, written] = argument
  if (!Array.isArray(written)) return listOf(evaluator.value(written))?.[at] ?? unknown
  let left = at
  for (const item of written) {
    const value = evaluator.value(item)
    if (value === noValue) continue
    if (left === 0) return value
    left -= 1
  }
  return unknown
}

/** True and false as soon as one side decides; unknown only where nothing does. */
function connect(argument: Json, evaluator: Evaluator, deciding: boolean): Evaluated {
  if (!Array.isArray(argument)) return unknown
  const values = new Set(argument.map((condition) => truth(evaluator.value(condition))))
  if (values.has(deciding)) return deciding
  return values.has(undefined) ? unknown : !deciding
}

function findInMap(argument: Json, evaluator: Evaluator): Evaluated {
  if (!Array.isArray(argument)) return unknown
  const [map, first, second] = argument.slice(0, 3).map((part) => textOf(evaluator.value(part)))
  if (map === undefined || first === undefined || second === undefined) return unknown
  const mappings = own(evaluator.scope.stack.template.document, 'Mappings')
  const found = own(own(own(mappings, map), first), second) ?? own(argument[3], 'DefaultValue')
  return found === undefined ? unknown : evaluator.value(found)
}
