import { isEmpty, isObject, own, type Json, type JsonObject } from '../model/json.ts'
import { textsIn } from './telling.ts'

/** What comparing one property asks of the whole resource. */
export interface Whole {
  /** Whether the declaration has this text as a value anywhere. */
  declares(text: string): boolean
  /** Whether it also says what is not set, as a state does. */
  recordsUnset(): boolean
  /** What a property is by declaration, else in live; names from the root, positions of elements are live's. */
  says(path: readonly (string | number)[]): Json | undefined
}

/** Looks only once it is asked. */
export function wholeOf(declared: JsonObject, live: JsonObject = {}): Whole {
  let texts: ReadonlySet<string> | undefined
  let unset: boolean | undefined
  return {
    declares: (text) => (texts ??= textsIn(declared)).has(text),
    recordsUnset: () => (unset ??= Object.values(declared).some(isEmpty)),
    says: (path) => valueAt(declared, path) ?? valueAt(live, path),
  }
}

function valueAt(tree: Json, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = tree
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)]
    else if (isObject(value)) value = own(value, String(step))
    else return undefined
  }
  return value
}
