import type { KindSchema } from '../compare/kind-schema.ts'
import { factsOf } from '../mapping/data.ts'
import { isEmpty, own } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import { toPointer } from '../model/pointer.ts'
import { mutationsOfValue, type LiveMutation } from './places.ts'
import { unsetSettings } from './settable.ts'

/** The top-level properties that a pair is about and that somebody could mutate; what siblings declare is mutated in theirs. */
export function propertiesOf(pair: Pair, schema: KindSchema): string[] {
  const live = Object.keys(pair.liveProperties ?? {})
  if (pair.shape === 'terraform') {
    const bothTags = !(isEmpty(own(pair.declaredProperties, 'tags_all')) && isEmpty(own(pair.liveProperties, 'tags_all')))
    return live.filter((name) => name !== (bothTags ? 'tags' : 'tags_all') && schema.members?.has(name) !== false)
  }
  const facts = factsOf(pair.declared?.kind ?? pair.live?.kind ?? '')
  const identity = new Set(facts?.i)
  const known = facts?.y ?? {}
  const scaled = new Set(pair.excluded?.flatMap(({ path, reason }) => (reason === 'autoscaled' ? [path] : [])))
  return [...new Set([...live, ...Object.keys(known)])].filter((name) => {
    if (identity.has(name)) return false
    if (pair.notHere?.includes(name) === true) return scaled.has(toPointer([name]))
    if (pair.scope !== undefined && !pair.scope.includes(name)) return false
    // What CloudFormation has no property for is a fact that AWS tells, unless somebody declared it or it is known to tell.
    if (facts?.y === undefined || Object.hasOwn(known, name) || Object.hasOwn(pair.declaredProperties ?? {}, name)) return true
    const node = schema.root.children.get(name)
    return node?.telling === true || node?.inside === true
  })
}

/** Every mutation of a top-level property, by nothing but its two values and what is known of the kind. */
export function* mutationsOfProperty(pair: Pair, schema: KindSchema, name: string): Generator<LiveMutation> {
  const live = own(pair.liveProperties, name)
  const declared = own(pair.declaredProperties, name)
  const node = schema.root.children.get(name)
  if (live !== undefined) yield* mutationsOfValue(live, { path: [name], node, declared, inTags: false }, schema)
  yield* unsetSettings(pair, schema, name)
}
