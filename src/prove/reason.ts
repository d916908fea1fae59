import { rules } from '../compare/rules/index.ts'
import type { Decision } from '../model/pair.ts'
import { isWithin, toPointer } from '../model/pointer.ts'
import type { LiveMutation } from './places.ts'

const ruleNames = new Set(rules.map(({ name }) => name))
/** What leaves no difference and says nothing of the reason. */
const silent = new Set(['identical', 'nothing-set'])
const rank = { 'not-compared': 0, ignored: 1, equal: 2, different: 3 } as const

/** Why a mutation made no difference: what was decided at its place, a reason before a verdict before a rule. */
export function reasonOf(decisions: readonly Decision[], { at, path }: LiveMutation): string {
  const telling = decisions.filter(({ result, by }) => result !== 'different' && !silent.has(by))
  const pointer = toPointer(at)
  const near = telling.filter((decision) => isWithin(decision.path, pointer) || isWithin(pointer, decision.path))
  // An index may be the other side's: then whatever was decided within the property.
  const among = near.length > 0 ? near : telling.filter((decision) => isWithin(decision.path, toPointer(path.slice(0, 1))))
  const [best] = among.toSorted((a, b) => rank[a.result] - rank[b.result])
  if (best === undefined) return 'held-equal'
  if (best.by === 'unknown') return 'default-unknown'
  return ruleNames.has(best.by) ? `rule ${best.by}` : best.by
}
