import { own, type JsonObject } from '../model/json.ts'
import { row } from './data.ts'
import { canonicalDomain } from './domain-name.ts'

/** Whether resources of the kind are told apart by what they say, not by an id; data/aws/natural-keys.json. */
export function hasNaturalKey(kind: string): boolean {
  return row<string[]>('natural-keys.json', kind) !== undefined
}

/**
 * The name that such a resource has by its properties, parts joined by a space, since no part of it is a name alone. A part
 * with `?` may not be known: live has then the key without it, and a declared resource goes by both.
 */
export function naturalKeys(kind: string, properties: JsonObject, side: 'declared' | 'live'): string[] {
  const parts = row<string[]>('natural-keys.json', kind)
  if (parts === undefined) return []
  const values = parts.map((part) => partOf(own(properties, part.replace('?', ''))))
  if (values.every((value) => value === '')) return []
  const whole = values.join(' ')
  if (side === 'live') return [whole]
  const short = values.map((value, at) => (parts[at]?.endsWith('?') === true ? '' : value)).join(' ')
  return short === whole ? [whole] : [whole, short]
}

/** `/hostedzone/Z1` and `Z1` are one id. */
function partOf(value: unknown): string {
  return typeof value === 'string' ? canonicalDomain(value).replace(/^\/hostedzone\//, '') : ''
}
