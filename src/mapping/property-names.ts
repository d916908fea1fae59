import { isObject, type Json } from '../model/json.ts'
import { apiRow } from './api.ts'
import { defaultsOf, factsOf } from './data.ts'

/** A name without case and separators: `SSEAlgorithm` and `sse_algorithm` are one. */
export function bare(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}

const tables = new Map<string, ReadonlyMap<string, string>>()

/** How the properties of a kind are spelled, by their bare name, as far as any of our tables names them. */
export function knownNames(kind: string): ReadonlyMap<string, string> {
  const found = tables.get(kind)
  if (found !== undefined) return found
  const names = new Map<string, string>()
  const add = (path: string): void => {
    for (const step of path.split(/[/.]/)) if (/^[A-Z]\w*$/.test(step) && !names.has(bare(step))) names.set(bare(step), step)
  }
  const facts = factsOf(kind)
  for (const name of Object.keys(facts?.y ?? {})) add(name)
  for (const path of [...(facts?.r ?? []), ...(facts?.w ?? []), ...(facts?.c ?? []), ...(facts?.u ?? []), ...Object.keys(facts?.p ?? {})])
    add(path)
  const { d = {}, q = {}, o = {}, p = [], n = [] } = defaultsOf(kind) ?? {}
  for (const path of [...Object.keys(d), ...Object.keys(q), ...Object.keys(o), ...p, ...n]) add(path)
  const row = apiRow(kind)
  for (const members of [row?.m, ...(row?.d ?? []).map((detail) => detail.m)]) addTargets(members, add)
  tables.set(kind, names)
  return names
}

function addTargets(members: unknown, add: (path: string) => void): void {
  if (!isObject(members)) return
  for (const [member, target] of Object.entries(members)) {
    const [path, children]: Json[] = Array.isArray(target) ? target : [target]
    if (typeof path === 'string') for (const each of member === '=' ? path.split(' ') : [path]) add(each.replace(/[|~?#].*$/, ''))
    if (typeof children === 'string') for (const each of children.split(' ')) add(each)
    else addTargets(children, add)
  }
}
