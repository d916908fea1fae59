import { isObject, own, textOf, type Json } from '../model/json.ts'
import type { SchemaNode } from './kind-schema.ts'

/** What a bag of attributes holds where nobody sets it: key to the values that AWS may have there. data/aws/bag-defaults.json */
export type BagDefaults = Readonly<Record<string, readonly string[]>>

/** What a row that nobody declared says: AWS's default, somebody's setting, or a key that is not known. */
export function judgeRow(node: SchemaNode | undefined, row: Json): 'default' | 'set' | 'unknown' {
  const key = textOf(own(row, 'Key'))
  const known = node?.bag !== undefined && Object.hasOwn(node.bag, key) ? node.bag[key] : undefined
  if (known === undefined) return 'unknown'
  return known.includes(textOf(own(row, 'Value')).toLowerCase()) ? 'default' : 'set'
}

/** A row of options with a name in parts: several more of them are those that the service sets itself. */
export function isOption(list: string, item: Json): boolean {
  const names = isObject(item) ? Object.keys(item) : []
  return /(?:settings|options)$/i.test(list) && names.some((name) => /value$/i.test(name)) && names.some((name) => /name$/i.test(name))
}
