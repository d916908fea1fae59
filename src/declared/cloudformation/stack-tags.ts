import { factsOf } from '../../mapping/data.ts'
import { byText, isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'
import type { ResolvedProperties } from './properties.ts'

/**
 * The tags of a stack, which CloudFormation puts on every resource that can have tags unless the template sets the same
 * key. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
 */
export function withStackTags(kind: string, resolved: ResolvedProperties, tags: ReadonlyMap<string, string>): ResolvedProperties {
  const facts = factsOf(kind)
  const name = facts?.t
  if (name === undefined || tags.size === 0 || resolved.unresolved.includes(`/${name}`)) return resolved
  const declared = own(resolved.properties, name)
  const type = facts?.y?.[name]
  const sorted = [...tags].toSorted(([a], [b]) => byText(a, b))
  let merged: Json
  if (Array.isArray(declared) || (declared === undefined && type === 'a')) merged = mergedList(kind, declared ?? [], sorted)
  else if (isObject(declared) || (declared === undefined && ['m', 'o', 'j'].includes(type ?? '')))
    merged = mergedMap(declared ?? {}, sorted)
  else return resolved
  return { ...resolved, properties: { ...resolved.properties, [name]: merged } }
}

function mergedList(kind: string, declared: readonly Json[], tags: readonly [string, string][]): Json[] {
  const first = declared[0]
  const [keyName, valueName] = own(first, 'key') === undefined ? ['Key', 'Value'] : ['key', 'value']
  const known = new Set(declared.map((tag) => own(tag, keyName)))
  const launched = kind === 'AWS::AutoScaling::AutoScalingGroup' ? { PropagateAtLaunch: true } : {}
  const added = tags
    .filter(([key]) => !known.has(key))
    .map(([key, value]): JsonObject => ({ [keyName]: key, [valueName]: value, ...launched }))
  return [...declared, ...added]
}

function mergedMap(declared: JsonObject, tags: readonly [string, string][]): JsonObject {
  const out: JsonObject = { ...declared }
  for (const [key, value] of tags) if (!Object.hasOwn(declared, key)) put(out, key, value)
  return out
}
