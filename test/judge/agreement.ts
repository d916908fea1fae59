import fc from 'fast-check'
import { expect } from 'vitest'
import type { Engine, Expression, Values } from '../../src/judge/expression.ts'
import { sentenceOf } from '../../src/judge/message.ts'
import type { Param } from '../../src/model/generated/policy.ts'
import { factsArbitrary } from './facts-arbitrary.ts'

/** What a condition says of values, in words. */
export function answer(holds: Expression, values: Values): string {
  try {
    return String(holds(values))
  } catch (error) {
    // cel-js stumbles over its own sentence where an object has `constructor: null`.
    return sentenceOf(error).replace(/^(?:Unsupported type|Cannot read properties of null).*/, 'Unsupported type')
  }
}

/**
 * Expects that two engines say the same of generated values, errors too. Gives what was said: true, false, error; sorted. So many
 * `rounds` are made at most until all three came up.
 */
export function agreed(text: string, params: Readonly<Record<string, Param>>, engines: readonly [Engine, Engine], rounds = 10): string[] {
  const [first, second] = engines.map((engine) => engine.scope(params)(text))
  if (first === undefined || second === undefined) throw new Error(`'${text}' gives no condition`)
  const said = new Set<string>()
  const agree = (values: Values) => {
    const wanted = answer(second, values)
    said.add(['true', 'false'].includes(wanted) ? wanted : 'error')
    const given = answer(first, values)
    if (given !== wanted) expect(given).toBe(wanted)
  }
  for (let round = 0; round < rounds && (round === 0 || said.size < 3); round += 1)
    fc.assert(fc.property(factsArbitrary(text, params), agree), { numRuns: 500 })
  return [...said].toSorted()
}
