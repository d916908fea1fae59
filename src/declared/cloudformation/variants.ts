import { canonical, isObject, own, type Json } from '../../model/json.ts'
import type { Evaluator } from './evaluated.ts'
import { functionOf } from './functions.ts'
import { resolveProperties, type ResolvedProperties } from './properties.ts'

/** Of more conditions than this there are too many ways in which they can hold. */
const mostConditions = 4

/**
 * What a resource declares in each way in which the conditions that nobody can tell may hold; none where all can be told.
 * A condition is one for the whole resource: its branches are taken together.
 */
export function variantsOf(written: Json | undefined, evaluator: Evaluator): ResolvedProperties[] {
  const used = new Set<string>()
  if (written !== undefined) conditionsIn(written, used)
  const open = rootsOf(used, evaluator)
  if (open.size === 0 || open.size > mostConditions) return []
  const variants = new Map<string, ResolvedProperties>()
  for (const assumed of assignments([...open].toSorted())) {
    const variant = resolveProperties(written, evaluator.assuming(assumed))
    const key = canonical([variant.properties, variant.unresolved])
    if (!variants.has(key)) variants.set(key, variant)
  }
  return [...variants.values()]
}

/** The conditions that `Fn::If` asks, anywhere in a value. */
function conditionsIn(value: Json, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) conditionsIn(item, found)
  if (!isObject(value)) return
  const call = functionOf(value)
  const name = call?.name === 'Fn::If' && Array.isArray(call.argument) ? call.argument[0] : undefined
  if (typeof name === 'string') found.add(name)
  for (const item of Object.values(value)) conditionsIn(item, found)
}

/** The conditions on which unknown ones rest: those that they refer to and that are unknown themselves, else they. */
function rootsOf(used: ReadonlySet<string>, evaluator: Evaluator): Set<string> {
  const declared = own(evaluator.scope.stack.template.document, 'Conditions')
  const roots = new Set<string>()
  const seen = new Set(used)
  // A set is walked with what is added on the way.
  for (const name of seen) {
    if (evaluator.condition(name) !== undefined) continue
    const below = new Set<string>()
    referredIn(own(declared, name) ?? null, below)
    const open = [...below].filter((other) => evaluator.condition(other) === undefined)
    if (open.length === 0) roots.add(name)
    for (const other of open) seen.add(other)
  }
  return roots
}

function referredIn(value: Json, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) referredIn(item, found)
  if (!isObject(value)) return
  const call = functionOf(value)
  if (call?.name === 'Condition' && typeof call.argument === 'string') found.add(call.argument)
  for (const item of Object.values(value)) referredIn(item, found)
}

/** Every way in which the conditions may hold, all of them first. */
function assignments(names: readonly string[]): Map<string, boolean>[] {
  return names.reduce<Map<string, boolean>[]>(
    (ways, name) => ways.flatMap((way) => [true, false].map((holds) => new Map([...way, [name, holds]]))),
    [new Map()],
  )
}
