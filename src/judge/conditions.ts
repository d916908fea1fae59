import type { Param } from '../model/generated/policy.ts'
import type { Engine, Expression } from './expression.ts'
import { operations } from './operations.ts'

/** policies/compiled/conditions.mjs: the conditions of the built-in pack as JavaScript, by their text. */
export type CompiledModule = (cel: typeof operations) => Conditions

export type Conditions = Readonly<Record<string, CompiledCondition>>

interface CompiledCondition {
  /** The params that it reads, of the types with which it was compiled. */
  params: Readonly<Record<string, Pick<Param, 'type' | 'items'>>>
  holds: Expression
}

export function conditionsOf(compiled: CompiledModule): Conditions {
  return compiled(operations)
}

/** Takes compiled conditions where they are, `otherwise` for every other text. */
export function conditionEngine(conditions: Conditions, otherwise: Engine | undefined): Engine {
  return {
    scope(params) {
      let rest: ReturnType<Engine['scope']> | undefined
      return (text) => {
        const condition = Object.hasOwn(conditions, text) ? conditions[text] : undefined
        if (condition !== undefined && fits(condition, params)) return condition.holds
        rest ??= otherwise?.scope(params)
        if (rest === undefined) throw new Error('CEL is not loaded')
        return rest(text)
      }
    },
  }
}

function fits(condition: CompiledCondition, params: Readonly<Record<string, Param>>): boolean {
  return Object.entries(condition.params).every(([name, { type, items }]) => {
    const param = Object.hasOwn(params, name) ? params[name] : undefined
    return param?.type === type && (param.items ?? 'string') === (items ?? 'string')
  })
}
