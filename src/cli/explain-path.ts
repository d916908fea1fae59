import type { Decision, Pair, RawDifference } from '../model/pair.ts'
import { escapeSegment, fromPointer, isWithin, toPointer } from '../model/pointer.ts'
import { withTerraformPaths } from '../mutations.ts'

/** A decision with every pointer by which a user may ask for it: as it is compared, and as Terraform names it. */
export interface NamedDecision extends Decision {
  names: readonly string[]
}

/** `/Tags/0/Value`, `tags.Name`, `ingress[0].from_port` and `tags["a.b"]`, all as a JSON Pointer. */
export function asPointer(path: string): string {
  if (path === '' || path.startsWith('/')) return path.replace(/\/$/, '')
  const steps = [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g)]
  return toPointer(steps.map(([, quoted, index, name]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? index ?? name ?? ''))
}

/** The decisions with their other names. */
export function named(decisions: readonly Decision[], pair: Pair): NamedDecision[] {
  const raw = decisions.map(({ path }): RawDifference => ({ path, change: 'changed', leaves: 0 }))
  const others = withTerraformPaths(pair, raw)
  const tags = tagNames(decisions)
  return decisions.map((decision, at) => {
    const { terraformPath, neutralPath } = others[at] ?? {}
    const names = [decision.path, terraformPath, neutralPath, ...(tags.get(holderOf(decision.path)) ?? [])].filter(
      (name) => name !== undefined,
    )
    return { ...decision, names: [...new Set(names)] }
  })
}

/** Tags are a list of keys and values where they are compared, and a map to whoever asks: `/Tags/0` is `/tags/Name` as well. */
function tagNames(decisions: readonly Decision[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>()
  for (const { path, declared, live } of decisions) {
    const key = declared ?? live
    if (typeof key !== 'string' || !/^\/Tags\/\d+\/Key$/.test(path)) continue
    names.set(holderOf(path), [`/tags/${escapeSegment(key)}`, `/Tags/${escapeSegment(key)}`])
  }
  return names
}

function holderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** What was decided at a pointer and below it; else above it, where a whole block was decided at once. */
export function decisionsAt(decisions: readonly NamedDecision[], pointer: string): readonly NamedDecision[] {
  const below = decisions.filter(({ names }) => names.some((name) => isWithin(name, pointer)))
  if (below.length > 0) return below
  let longest = 0
  let above: NamedDecision[] = []
  for (const decision of decisions) {
    const length = Math.max(0, ...decision.names.filter((name) => isWithin(pointer, name)).map((name) => name.length))
    if (length === 0 || length < longest) continue
    if (length > longest) above = []
    longest = length
    above.push(decision)
  }
  // Terraform's name is that of the block: of what it holds, the one that is asked for.
  const last = escapeSegment(fromPointer(pointer).at(-1) ?? '')
  const same = above.filter(({ path }) => path.endsWith(`/${last}`))
  return same.length > 0 ? same : above.filter(({ path, names }) => isWithin(pointer, path) || names.length === 1 || above.length === 1)
}
