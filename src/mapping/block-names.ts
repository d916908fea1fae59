import { isObject, put, type Json, type JsonObject } from '../model/json.ts'
import { wholeTable } from './data.ts'

/**
 * Blocks within blocks, of which no map has every level, as objects: names as CloudFormation writes them, but for those of a table
 * (data/terraform/block-names.json, `[]`: a list). A block in which nothing is set stays, since it is a choice. undefined: no block.
 */
export function namedBlocks(value: Json, table: string): Json | undefined {
  const names = wholeTable<Record<string, string>>('../terraform/block-names.json')[table] ?? {}
  const [block] = Array.isArray(value) ? value : [value]
  return isObject(block) ? withNames(block, names, '') : undefined
}

function withNames(block: JsonObject, names: Readonly<Record<string, string>>, parent: string): JsonObject | undefined {
  const out: JsonObject = {}
  for (const key of Object.keys(block)) {
    const value = block[key] ?? null
    if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) continue
    const name = names[`${parent}.${key}`] ?? names[key] ?? pascal(key)
    const list = name.endsWith('[]')
    const made =
      Array.isArray(value) && value.some(isObject)
        ? value.map((item) => (isObject(item) ? (withNames(item, names, key) ?? {}) : item))
        : value
    put(out, list ? name.slice(0, -2) : name, !list && Array.isArray(made) && isObject(made[0]) ? made[0] : made)
  }
  const said = Object.keys(out).length > 0
  return said || parent !== '' ? out : undefined
}

/** `some_name` to `SomeName`. */
export function pascal(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
