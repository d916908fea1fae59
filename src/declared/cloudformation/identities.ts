import { factsOf } from '../../mapping/data.ts'
import { naturalKeys } from '../../mapping/natural-keys.ts'
import { byText, own, type JsonObject } from '../../model/json.ts'
import { identifiersByRule } from './attributes.ts'
import type { Evaluator } from './evaluated.ts'

/**
 * The names that the live side may give a resource: its physical id, the last part of one that is an ARN, its ARN where
 * that can be told, and the primary identifier, whose one part that the template does not give is the physical id.
 */
export function identitiesOf(
  kind: string,
  address: string,
  physicalId: string | undefined,
  properties: JsonObject,
  unresolved: readonly string[],
  evaluator: Evaluator,
): string[] {
  const found = new Set<string>()
  if (physicalId !== undefined) {
    found.add(physicalId)
    const tail = arnTail(physicalId)
    if (tail !== undefined) found.add(tail)
    const arn = evaluator.attribute(address, 'Arn')
    if (typeof arn === 'string' && arn.startsWith('arn:')) found.add(arn)
  }
  for (const name of identifiersByRule(kind, address, evaluator)) found.add(name)
  const identifier = primaryIdentifier(kind, physicalId, properties, unresolved)
  if (identifier !== undefined) found.add(identifier)
  for (const key of naturalKeys(kind, properties, 'declared')) found.add(key)
  return [...found].toSorted(byText)
}

function primaryIdentifier(
  kind: string,
  physicalId: string | undefined,
  properties: JsonObject,
  unresolved: readonly string[],
): string | undefined {
  const names = factsOf(kind)?.i ?? []
  const parts = names.map((name) => {
    if (name.includes('/') || unresolved.includes(`/${name}`)) return undefined
    const value = own(properties, name)
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
  })
  const gaps = parts.filter((part) => part === undefined).length
  // A physical id with a bar is the whole identifier already.
  if (names.length === 0 || gaps > 1 || (gaps === 1 && (physicalId === undefined || physicalId.includes('|')))) return undefined
  return parts.map((part) => part ?? physicalId).join('|')
}

/** `arn:aws:sns:eu-west-1:123456789012:alarms` to `alarms`; of a resource with a path what follows the last slash. */
function arnTail(id: string): string | undefined {
  if (!/^arn:[^:]+:[^:]+:/.test(id)) return undefined
  const tail = id.slice(Math.max(id.lastIndexOf(':'), id.lastIndexOf('/')) + 1)
  // The number of a version is the name of too many things.
  return /^\d*$/.test(tail) ? undefined : tail
}
