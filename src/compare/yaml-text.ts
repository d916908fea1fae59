import { createRequire } from 'node:module'
import { isObject, jsonOf, parseEmbedded, type Json } from '../model/json.ts'

const require = createRequire(import.meta.url)

/**
 * A document that stands as YAML where the other side has it as an object or as JSON; undefined for all other texts. The parser is
 * loaded when the first one comes.
 */
export function parsedYaml(text: Json, other: Json): Json | undefined {
  if (typeof text !== 'string' || text.length > 1_000_000 || !/^[\w"'-][^\n]*:(?:\s|$)/m.test(text)) return undefined
  const document = typeof other === 'object' ? other : parseEmbedded(other)
  if (document === undefined || typeof document !== 'object' || document === null) return undefined
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the package's own function
    const yaml = require('yaml') as { parse(this: void, text: string, options: object): unknown }
    const parsed = jsonOf(yaml.parse(text, { maxAliasCount: 100, logLevel: 'silent' }))
    return isObject(parsed) || Array.isArray(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
