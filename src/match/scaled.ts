import { wholeTable } from '../mapping/data.ts'
import { isObject, own, type Json } from '../model/json.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'

/** Counts that a scaler sets by itself; data/aws/scaled.json. */
interface Scaled {
  paths: string[]
  /** Kinds of the scalers, and their property that names what they scale. */
  by: string[]
  names: string
}

/** Says which properties of a resource an autoscaler owns, because there is one for it: declared or live. */
export interface Scalers {
  ownedOf(live: LiveResource): readonly string[]
}

const nothing: readonly string[] = []

export function scalersOf(declared: readonly DeclaredResource[], index: LiveIndex): Scalers {
  const table = wholeTable<Scaled>('scaled.json')
  const kinds = new Set(Object.values(table).flatMap(({ by }) => by))
  const named = new Map<string, Set<string>>()
  const note = (kind: string, value: Json | undefined): void => {
    if (typeof value !== 'string') return
    const names = named.get(kind) ?? new Set<string>()
    // `service/cluster/name` and `table/name` end in the name of what is scaled.
    names.add(value).add(value.slice(value.lastIndexOf('/') + 1))
    named.set(kind, names)
  }
  for (const resource of declared) {
    if (!kinds.has(resource.kind)) continue
    for (const value of Object.values(resource.properties)) if (!isObject(value)) note(resource.kind, value)
  }
  for (const { by, names } of Object.values(table))
    for (const kind of by) for (const live of index.ofKind(kind)) note(kind, own(live.properties, names))
  return {
    ownedOf(live) {
      const row = Object.hasOwn(table, live.kind) ? table[live.kind] : undefined
      if (row === undefined) return nothing
      const ids = [live.physicalId, ...live.identities].flatMap((id) => [
        id,
        id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf('|')) + 1),
      ])
      return row.by.some((kind) => ids.some((id) => named.get(kind)?.has(id) === true)) ? row.paths : []
    },
  }
}
