import type { KindSchema, SchemaNode } from '../compare/kind-schema.ts'
import { factsOf } from '../mapping/data.ts'
import { isEmpty, isObject, own, type Json, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { Step } from './change.ts'
import { otherValue } from './other.ts'
import { isUnsettable, type LiveMutation } from './places.ts'

/** What the schema knows of a property, nobody declared and live does not have: it is set to something AWS would not set. */
export function* unsetSettings(pair: Pair, schema: KindSchema, name: string): Generator<LiveMutation> {
  const live = own(pair.liveProperties, name)
  const declared = own(pair.declaredProperties, name)
  const node = schema.root.children.get(name)
  if (isUnsettable(node)) return
  if (pair.shape === 'terraform') {
    if (isEmpty(live) && isEmpty(declared)) yield emptyAttribute(live, name)
    return
  }
  const facts = factsOf(pair.declared?.kind ?? pair.live?.kind ?? '')
  const type = facts?.y?.[name]
  if (type === undefined || facts?.c?.includes(name) === true) return
  if (!isEmpty(live)) yield* inside(live ?? null, declared, node, [name])
  else if (isEmpty(declared)) yield added([name], plausible(type, node, name === schema.tags), name === schema.tags)
}

/** A state records every attribute: what is not set stands there as nothing. */
function emptyAttribute(live: Json | undefined, name: string): LiveMutation {
  const isMap = isObject(live) || name.startsWith('tags')
  return added([name], Array.isArray(live) ? ['mutated'] : isMap ? { DriftgateMutation: 'mutated' } : 'mutated', isMap)
}

/** In an object that is there, the members of which something is known. */
function* inside(live: Json, declared: Json | undefined, node: SchemaNode | undefined, path: readonly Step[]): Generator<LiveMutation> {
  if (!isObject(live) || node === undefined || node.free) return
  for (const [name, child] of node.children) {
    if (isUnsettable(child)) continue
    const there = own(live, name)
    const said = isObject(declared) ? own(declared, name) : undefined
    if (!isEmpty(there)) yield* inside(there ?? null, said, child, [...path, name])
    else if (isEmpty(said) && (child.telling || child.defaults !== undefined))
      yield added([...path, name], plausible('s', child, false), false)
  }
}

function added(path: readonly Step[], value: Json, tags: boolean): LiveMutation {
  return { kind: tags ? 'tag-added' : 'property-added', path, at: path, value }
}

/** Something that is not what AWS sets there, of the type that the registry names. */
function plausible(type: string, node: SchemaNode | undefined, tags: boolean): Json {
  if (tags) return type === 'a' ? [{ Key: 'DriftgateMutation', Value: 'mutated' }] : { DriftgateMutation: 'mutated' }
  const usual = node?.defaults?.values ?? []
  const [first] = usual
  if (first !== undefined && typeof first !== 'object') {
    let value = otherValue(first, '')?.value ?? 'mutated'
    for (let tries = 0; tries < usual.length && usual.includes(value); tries += 1) value = otherValue(value, '')?.value ?? 'mutated'
    return value
  }
  if (type === 'b') return true
  if (type === 'i' || type === 'n') return 17
  if (type === 's') return 'mutated'
  const members = [...(node?.children ?? [])].filter(([, child]) => child.children.size === 0 && !isUnsettable(child))
  const object: JsonObject = {}
  for (const [name, child] of members) object[name] = plausible('s', child, false)
  if (members.length === 0) return type === 'a' ? ['mutated'] : { DriftgateMutation: 'mutated' }
  return type === 'a' ? [object] : object
}
