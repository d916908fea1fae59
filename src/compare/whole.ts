import { isEmpty, type JsonObject } from '../model/json.ts'
import { textsIn } from './telling.ts'

/** What comparing one property asks of the whole declaration. */
export interface Whole {
  /** Whether the declaration has this text as a value anywhere. */
  declares(text: string): boolean
  /** Whether it also says what is not set, as a state does. */
  recordsUnset(): boolean
}

/** Looks only once it is asked. */
export function wholeOf(declared: JsonObject): Whole {
  let texts: ReadonlySet<string> | undefined
  let unset: boolean | undefined
  return {
    declares: (text) => (texts ??= textsIn(declared)).has(text),
    recordsUnset: () => (unset ??= Object.values(declared).some(isEmpty)),
  }
}
