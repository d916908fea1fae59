import { wholeTable } from '../mapping/data.ts'

let names: ReadonlySet<string> | undefined

/** Whether a map of this name holds the user's own keys (variables, labels), in any kind. */
export function isFreeName(name: string | number | undefined): boolean {
  names ??= new Set(wholeTable<string[]>('../free-names.json')['names'])
  return typeof name === 'string' && names.has(name)
}
