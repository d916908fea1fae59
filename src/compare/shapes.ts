import { isObject, own, type Json, type JsonObject } from '../model/json.ts'

/** A map as rows of name and value, in the names of the other side's rows; undefined where these are no such rows. */
export function rowsOf(map: JsonObject, rows: readonly Json[]): Json[] | undefined {
  const [first] = rows
  const key = ['Name', 'Key', 'key', 'name'].find((name) => isObject(first) && Object.hasOwn(first, name))
  const value = ['Value', 'value'].find((name) => isObject(first) && Object.hasOwn(first, name))
  if (key === undefined || value === undefined || !rows.every((row) => own(row, key) !== undefined)) return undefined
  if (Object.hasOwn(map, key) && Object.hasOwn(map, value)) return undefined
  return Object.keys(map).map((name) => ({ [key]: name, [value]: map[name] ?? null }))
}

/** The elements of a text that lists them between commas, where the other side has a list of words. */
export function wordsOf(text: Json, list: Json): string[] | undefined {
  if (typeof text !== 'string' || !text.includes(',') || !Array.isArray(list)) return undefined
  return list.every((item) => typeof item === 'string' && !item.includes(',')) ? text.split(',').map((word) => word.trim()) : undefined
}

/**
 * The live member that is meant where the declared name is not there: the only one of that name in another case. Declared
 * documents and APIs disagree on `maxReceiveCount` and `MaxReceiveCount`.
 */
export function memberMeant(name: string, declared: JsonObject, live: JsonObject): string | undefined {
  const folded = name.toLowerCase()
  const [meant, ...others] = Object.keys(live).filter((other) => other.toLowerCase() === folded)
  return meant === undefined || others.length > 0 || Object.hasOwn(declared, meant) ? undefined : meant
}

/**
 * CloudFormation gives a template back with `?` for every character beyond ASCII, in names too: the one name of live that
 * would be given back so. Undefined where it is none, several, or where it is declared itself.
 */
export function maskedName(name: string, live: Iterable<string>, isDeclared: (name: string) => boolean): string | undefined {
  if (!name.includes('?')) return undefined
  const found = [...live].filter((each) => !isDeclared(each) && masked(each) === name)
  return found.length === 1 && found[0] !== name ? found[0] : undefined
}

/** A text as GetTemplate gives it back. */
export function masked(text: string): string {
  return text.replaceAll(/[^\0-\x7F]/gu, '?')
}
