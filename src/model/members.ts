import { isObject, own, type Json } from './json.ts'

/** Members of documents that somebody else wrote: what is not of the wanted type is not there. */
export function textIn(value: Json | undefined, key: string): string | undefined {
  const member = own(value, key)
  return typeof member === 'string' ? member : undefined
}

export function numberIn(value: Json | undefined, key: string): number | undefined {
  const member = own(value, key)
  return typeof member === 'number' ? member : undefined
}

export function listIn(value: Json | undefined, key: string): readonly Json[] {
  const member = own(value, key)
  return Array.isArray(member) ? member : []
}

/** The texts of a list; of a single text a list of it, as a shell form of a command once was written. */
export function textsIn(value: Json | undefined, key: string): string[] {
  const member = own(value, key)
  return typeof member === 'string' ? [member] : listIn(value, key).filter((each) => typeof each === 'string')
}

/** Texts by key, sorted. */
export function textMapIn(value: Json | undefined, key: string): Record<string, string> {
  const member = own(value, key)
  if (!isObject(member)) return {}
  const texts = Object.entries(member).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return Object.fromEntries(texts.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export function keysIn(value: Json | undefined, key: string): string[] {
  const member = own(value, key)
  return isObject(member) ? Object.keys(member).toSorted() : []
}
