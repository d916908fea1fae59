import { isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'
import { pseudoParameter, type Scope } from './scope.ts'
import { isDynamic, noValue, truth, unknown, type Evaluated, type Evaluator } from './evaluated.ts'
import { compute, functionOf } from './functions.ts'

export interface Surroundings {
  /** What the presence of conditional resources in the stack proves. */
  proven: ReadonlyMap<string, boolean>
  attribute: (evaluator: Evaluator, logicalId: string, attribute: string) => Json | undefined
  /** What `Ref` of a resource is. */
  physicalId: (evaluator: Evaluator, logicalId: string) => string | undefined
}

/** Attributes and conditions may need each other in a chain; a longer one than this is not followed. */
const longestChain = 64

export function evaluatorOf(scope: Scope, surroundings: Surroundings, assumed: ReadonlyMap<string, boolean> = new Map()): Evaluator {
  const { proven, attribute, physicalId } = surroundings
  const conditions = new Map<string, boolean | undefined>(assumed)
  const others = new Map<string, Evaluator>()
  const attributes = new Map<string, Evaluated>()
  /** Attributes and conditions that are being evaluated: one that needs itself is unknown. */
  const open = new Set<string>()
  const circles = new Set<string>()
  const declared = own(scope.stack.template.document, 'Conditions')
  const once = <T>(key: string, otherwise: T, work: () => T): T => {
    if (open.has(key)) circles.add(key)
    if (open.has(key) || open.size >= longestChain) return otherwise
    open.add(key)
    try {
      return work()
    } finally {
      open.delete(key)
    }
  }
  const evaluator: Evaluator = {
    scope,
    circles,
    value: (value) => evaluate(value, evaluator),
    condition(name) {
      if (conditions.has(name)) return conditions.get(name)
      const result = once(`condition ${name}`, undefined, () => {
        const written = own(declared, name)
        const value = written === undefined ? unknown : evaluate(written, evaluator)
        return scope.stack.stack === undefined ? (proven.get(name) ?? truth(value)) : (truth(value) ?? proven.get(name))
      })
      conditions.set(name, result)
      return result
    },
    assuming(more) {
      const key = JSON.stringify([...more])
      const other = others.get(key) ?? evaluatorOf(scope, surroundings, more)
      others.set(key, other)
      return other
    },
    attribute(logicalId, name) {
      const key = `${logicalId}.${name}`
      const known = attributes.get(key)
      if (known !== undefined) return known
      const result = once(key, unknown, () => attribute(evaluator, logicalId, name) ?? unknown)
      attributes.set(key, result)
      return result
    },
    reference(name) {
      if (name === 'AWS::NoValue') return noValue
      if (name.startsWith('AWS::')) return pseudoParameter(name, scope) ?? unknown
      const parameter = scope.parameters.get(name)
      if (parameter !== undefined) return parameter
      return once(`${name}.`, unknown, () => physicalId(evaluator, name) ?? unknown)
    },
  }
  return evaluator
}

function evaluate(value: Json, evaluator: Evaluator): Evaluated {
  if (typeof value === 'string') return isDynamic(value) ? unknown : value
  if (Array.isArray(value)) return evaluateList(value, evaluator)
  if (!isObject(value)) return value
  const call = functionOf(value)
  if (call === undefined) return evaluateMap(value, evaluator)
  const result = compute(call.name, call.argument, evaluator)
  // `Fn::Sub` and `Fn::Join` may write a dynamic reference.
  return typeof result === 'string' && isDynamic(result) ? unknown : result
}

function evaluateList(list: readonly Json[], evaluator: Evaluator): Evaluated {
  const out: Json[] = []
  for (const item of list) {
    const value = evaluate(item, evaluator)
    if (value === unknown) return unknown
    if (value !== noValue) out.push(value)
  }
  return out
}

function evaluateMap(map: JsonObject, evaluator: Evaluator): Evaluated {
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(map)) {
    const value = evaluate(item, evaluator)
    if (value === unknown) return unknown
    if (value !== noValue) put(out, key, value)
  }
  return out
}
