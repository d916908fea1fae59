import { readFileSync } from 'node:fs'
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import { textIn } from '../../../src/model/members.ts'

/** `docker inspect` of the containers and images of an engine, after somebody had been at work there. */
export const recorded = (name: 'containers' | 'images'): URL => new URL(`fixtures/${name}.json`, import.meta.url)

function documents(name: 'containers' | 'images'): JsonObject[] {
  const read: Json = JSON.parse(readFileSync(recorded(name), 'utf8'))
  return Array.isArray(read) ? read.filter(isObject) : []
}

export function containerNamed(name: string): JsonObject {
  return documents('containers').find((each) => textIn(each, 'Name') === `/${name}`) ?? {}
}

export function imageOf(container: JsonObject): JsonObject {
  return documents('images').find((each) => textIn(each, 'Id') === textIn(container, 'Image')) ?? {}
}
