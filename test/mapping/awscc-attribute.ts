import { isObject, type Json, type JsonObject } from '../../src/model/json.ts'

/** `SSEAlgorithm` to `sse_algorithm`: how the awscc provider spells a property. */
export function attributeOf(property: string): string {
  return property
    .replaceAll(/CloudFormation|CloudFront|CloudWatch|FSx/g, (word) => word.charAt(0) + word.slice(1).toLowerCase())
    .replaceAll(/([A-Z])(?=[A-Z][a-z])|([a-z])(?=[A-Z0-9])|([0-9])(?=[a-zA-Z])/g, '$&_')
    .replaceAll(/\W/g, '_')
    .toLowerCase()
}

/** What a state of the awscc provider records of a live model: every name in snake case, the keys under `maps` as they are. */
export function recordedBy(live: JsonObject, maps: readonly string[] = []): JsonObject {
  return Object.fromEntries(Object.entries(live).map(([name, value]) => [attributeOf(name), recorded(value, maps.includes(name), maps)]))
}

function recorded(value: Json, isMap: boolean, maps: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((item) => recorded(item, isMap, maps))
  if (!isObject(value)) return value
  return isMap ? value : recordedBy(value, maps)
}
