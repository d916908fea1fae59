import { parseJson } from '../../../documents/json-documents.ts'
import { apiRow } from '../../../mapping/api.ts'
import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import type { LiveResource } from '../../../model/resource.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import { identitiesOf } from '../engine/identity.ts'
import { fulfils } from '../engine/walk.ts'

/** Where a description was read, for the error of text that is no JSON. */
export interface DescriptionPlace {
  path: string
  line: number
}

/**
 * A ResourceDescription of Cloud Control as a resource. `summary`: from a list, whose handlers show what they like. A text
 * says what is wrong with the description.
 */
export function describedResource(
  kind: string,
  description: Json,
  where: Whereabouts,
  { summary, at }: { summary: boolean; at: DescriptionPlace },
): LiveResource | string {
  const physicalId = own(description, 'Identifier')
  if (typeof physicalId !== 'string' || physicalId === '') return 'has a resource without Identifier'
  const properties = propertiesIn(own(description, 'Properties'), at)
  if (properties === undefined) return `has properties of ${JSON.stringify(physicalId)} that are no JSON object`
  return {
    kind,
    shape: 'neutral',
    properties,
    physicalId,
    identities: identitiesOf(kind, physicalId, {}, properties),
    ...present(where),
    ...(summary ? { unread: ['/'] } : {}),
    source: 'cloudcontrol',
  }
}

function propertiesIn(text: Json | undefined, at: DescriptionPlace): JsonObject | undefined {
  try {
    const value = typeof text === 'string' ? parseJson(text, at.path, at.line) : text
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** What a list still shows for a while after it was deleted, as a terminated instance: the row of the kind names its states. */
export function isGone(kind: string, properties: JsonObject): boolean {
  if (own(properties, 'State') === undefined && own(properties, 'Status') === undefined) return false
  const conditions = [apiRow(kind)?.l.only ?? []].flat().filter((condition) => condition.includes('!='))
  return !fulfils(properties, conditions)
}
