import { isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'
import type { KnownText } from '../../model/resource.ts'
import { toPointer } from '../../model/pointer.ts'
import { attributeOf, isDynamic, noValue, unknown, type Evaluator } from './evaluated.ts'
import { branchOf, compute, functionOf } from './functions.ts'
import { knownTextOf } from './known-text.ts'
import { variablesOf } from './substitute.ts'

/** The properties of a resource, as far as they can be told. */
export interface ResolvedProperties {
  properties: JsonObject
  /** Pointers of values that are left as written because only the deployment knows them. */
  unresolved: string[]
  /** What is known of them nevertheless, by pointer. */
  knownTexts: Map<string, KnownText>
  /** Pointers of values that come from a secret. */
  sensitive: string[]
}

type Path = readonly (string | number)[]

export function resolveProperties(written: Json | undefined, evaluator: Evaluator): ResolvedProperties {
  const found: ResolvedProperties = { properties: {}, unresolved: [], knownTexts: new Map(), sensitive: [] }
  const resolved = written === undefined ? {} : resolve(written, [], evaluator, found)
  if (typeof resolved !== 'symbol' && isObject(resolved)) found.properties = resolved
  return found
}

function resolve(value: Json, path: Path, evaluator: Evaluator, found: ResolvedProperties): Json | typeof noValue {
  if (typeof value === 'string') return isDynamic(value) ? leave(value, path, evaluator, found) : value
  if (Array.isArray(value)) {
    const out: Json[] = []
    for (const item of value) {
      const resolved = resolve(item, [...path, out.length], evaluator, found)
      if (resolved !== noValue) out.push(resolved)
    }
    return out
  }
  if (!isObject(value)) return value
  const call = functionOf(value)
  if (call === undefined || call.name === 'Condition') return resolveMap(value, path, evaluator, found)
  if (call.name === 'Fn::If') {
    const branch = branchOf(call.argument, evaluator)
    return branch === undefined ? leave(value, path, evaluator, found) : resolve(branch, path, evaluator, found)
  }
  const result = compute(call.name, call.argument, evaluator)
  if (result === unknown || (typeof result === 'string' && isDynamic(result))) return leave(value, path, evaluator, found)
  if (result !== noValue && isSecret(value, evaluator)) found.sensitive.push(toPointer(path))
  return result
}

function resolveMap(map: JsonObject, path: Path, evaluator: Evaluator, found: ResolvedProperties): JsonObject {
  const out: JsonObject = {}
  for (const [key, item] of Object.entries(map)) {
    // A macro among other keys adds to them what only the processed template shows.
    const resolved =
      key === 'Fn::Transform' || key.startsWith('Fn::ForEach::')
        ? leave(item, [...path, key], evaluator, found)
        : resolve(item, [...path, key], evaluator, found)
    if (resolved !== noValue) put(out, key, resolved)
  }
  return out
}

function leave(value: Json, path: Path, evaluator: Evaluator, found: ResolvedProperties): Json {
  const pointer = toPointer(path)
  found.unresolved.push(pointer)
  const known = knownTextOf(value, evaluator)
  if (known !== undefined) found.knownTexts.set(pointer, known)
  if (isSecret(value, evaluator)) found.sensitive.push(pointer)
  return value
}

/** Whether a value draws on a secret parameter or on a store of secrets. */
function isSecret(value: Json, evaluator: Evaluator): boolean {
  if (typeof value === 'string') return /resolve:(?:secretsmanager|ssm-secure):/.test(value)
  if (Array.isArray(value)) return value.some((item) => isSecret(item, evaluator))
  if (!isObject(value)) return false
  const reference = own(value, 'Ref')
  const secrets = evaluator.scope.secretParameters
  if (typeof reference === 'string' && secrets.has(reference)) return true
  const text = own(value, 'Fn::Sub')
  if (text !== undefined && variablesOf(text).some((name) => secrets.has(name))) return true
  return Object.values(value).some((item) => isSecret(item, evaluator))
}

/** Logical ids that a value refers to, in the branches that are taken. */
export function referencesOf(value: Json | undefined, evaluator: Evaluator, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) referencesOf(item, evaluator, found)
  if (!isObject(value)) return found
  const call = functionOf(value)
  const branch = call?.name === 'Fn::If' ? branchOf(call.argument, evaluator) : undefined
  if (branch !== undefined) return referencesOf(branch, evaluator, found)
  if (call?.name === 'Ref' && typeof call.argument === 'string') found.add(call.argument)
  if (call?.name === 'Fn::GetAtt') found.add(attributeOf(call.argument, evaluator)?.[0] ?? '')
  if (call?.name === 'Fn::Sub') for (const name of variablesOf(call.argument)) found.add(attributeOf(name)?.[0] ?? name)
  for (const item of Object.values(value)) referencesOf(item, evaluator, found)
  return found
}
