import type { JsonObject } from '../../../model/json.ts'
import { apiRow, parentsOf } from '../../../mapping/api.ts'
import { bind } from './bindings.ts'

export interface SharedCall {
  operation: string
  input: JsonObject
}

/** Calls that kinds may share: the list first, then joins and details, each operation once. */
export function callsOf(kind: string): SharedCall[] {
  const row = apiRow(kind)
  if (row === undefined) return []
  const calls = new Map([[row.l.o, row.l.in ?? {}]])
  const nothing = { item: {}, input: {}, properties: {} }
  for (const { o, in: bindings } of row.d ?? []) if (!calls.has(o)) calls.set(o, bind(bindings, nothing) ?? {})
  const all = [...calls].map(([operation, input]) => ({ operation, input }))
  // What may hold units is found by their lists, before they are read.
  return Object.values(row.l.n ?? {}).includes('!organization') ? [...all, ...all.slice(0, 1)] : all
}

/** The lists of their parents, which are read for them: asked for by two. Never released, so kept to the end of the run. */
export function parentCallsOf(kinds: readonly string[]): SharedCall[] {
  return [...new Set(kinds.flatMap((kind) => parentsOf(apiRow(kind))))].flatMap((kind) => callsOf(kind).slice(0, 1))
}
