import type { Whole } from '../compare/whole.ts'
import type { Json } from '../model/json.ts'
import type { Pair, RawDifference } from '../model/pair.ts'
import { isWithin } from '../model/pointer.ts'
import type { LiveMutation } from './places.ts'

/** What comparing one mutation gave: differences, or the reason why there is none. */
export interface Compared {
  mutation: LiveMutation
  path: string
  differences: readonly RawDifference[]
  reason?: string
  /** A difference stood there before. */
  isKnown?: boolean
  /** Whether a policy that asks for nothing but kind, change and path makes a finding of it; once it was asked. */
  isPlain?: boolean
}

/** Beyond this many characters a property is hardly like another one, and its text costs more than comparing it. */
const longest = 300
const properties = 10_000

/**
 * What comparing a property gave stands for every property of the same kind with the same values on both sides: comparing looks
 * at nothing else. Settings are alike in most resources of an account.
 */
export class Memo {
  private readonly known = new Map<string, readonly Compared[]>()
  private readonly numbers = new Map<string, string>()

  /** A short text that stands for a long one, always the same: keys begin with it. */
  short(text: string): string {
    let number = this.numbers.get(text)
    if (number === undefined) this.numbers.set(text, (number = String(this.numbers.size)))
    return number
  }

  get(key: string): readonly Compared[] | undefined {
    return this.known.get(key)
  }

  set(key: string, results: readonly Compared[]): void {
    if (this.known.size >= properties) this.known.clear()
    this.known.set(key, results)
  }
}

/** All that comparing a property depends on beside its two values, as text; undefined where no text tells it. */
export function keyOfPair({ declared, live, shape, asDeployed }: Pair, whole: Whole): string | undefined {
  if (asDeployed !== undefined) return undefined
  const unset = shape === 'terraform' && whole.recordsUnset()
  return `${shape} ${declared?.kind ?? ''} ${declared?.type ?? ''} ${declared?.shape ?? ''} ${live?.kind ?? ''} ${live?.unread?.join() ?? ''} ${unset}`
}

/** The same with a property and its values; undefined where they are too long, or not all that decides. */
export function keyFor(
  pairKey: string,
  { declared, notHere }: Pair,
  name: string,
  pointer: string,
  ...values: readonly (Json | undefined)[]
): string | undefined {
  if (declared?.unresolved?.some((path) => isWithin(path, pointer)) === true || notHere?.includes(name) === true) return undefined
  let key = `${pairKey} ${name}`
  for (const value of values) {
    if (typeof value === 'string' && value.length > longest) return undefined
    const text = JSON.stringify(value) ?? ''
    if (text.length > longest) return undefined
    key += `\u0000${text}`
  }
  return key
}
