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

  get(key: string): readonly Compared[] | undefined {
    return this.known.get(key)
  }

  set(key: string, results: readonly Compared[]): void {
    if (this.known.size >= properties) this.known.clear()
    this.known.set(key, results)
  }
}

/** All that comparing a property of a pair depends on, as text; undefined where that is more than its two values. */
export function keyFor(
  { declared, live, shape, notHere, asDeployed }: Pair,
  name: string,
  pointer: string,
  values: readonly (Json | undefined)[],
  recordsUnset: boolean,
): string | undefined {
  if (asDeployed !== undefined) return undefined
  if (declared?.unresolved?.some((path) => isWithin(path, pointer)) === true || notHere?.includes(name) === true) return undefined
  let key = `${shape} ${declared?.kind ?? ''} ${declared?.type ?? ''} ${declared?.shape ?? ''} ${live?.kind ?? ''} ${live?.unread?.join() ?? ''} ${recordsUnset} ${name}`
  for (const value of values) {
    if (typeof value === 'string' && value.length > longest) return undefined
    const text = JSON.stringify(value) ?? ''
    if (text.length > longest) return undefined
    key += `\u0000${text}`
  }
  return key
}
