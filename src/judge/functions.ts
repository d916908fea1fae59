import type { Json } from '../model/json.ts'
import { widens } from './access.ts'
import { globTest } from '../model/glob.ts'
import { worldReaches } from './network.ts'

/** Longest text that `re2` and `glob` look at: beyond it the answer is unknown, never "no". */
const longestText = 100_000

/** A text that can be matched in reasonable time; throws where it is too long. */
export function short(text: string): string {
  if (text.length > longestText) throw new Error(`text of ${text.length} characters is too long to be matched`)
  return text
}

/** The scalars in a value, as text. */
function leaves(value: Json): string[] {
  if (value === null) return []
  if (typeof value !== 'object') return [String(value)]
  return Object.values(value).flatMap(leaves)
}

/** The functions that conditions have beside those of CEL; policies/language.json types them. */
export const functions = {
  glob: (text: string, pattern: string): boolean => globTest(pattern)(short(text)),
  leaves,
  worldReaches: (rule: Json, ports: readonly (number | bigint)[]): boolean => worldReaches(rule, ports.map(Number)),
  widens,
}
