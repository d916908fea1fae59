import { apiKinds } from './mapping/api.ts'
import { serviceOf, wholeTable } from './mapping/data.ts'
import type { UnmanagedScope } from './match/unmanaged.ts'
import { childKinds, siblingOf } from './match/siblings.ts'

/**
 * The kinds that a live source is to read: what is declared, what that is judged by (the images of instances, the rules
 * of a group), and what is governed although nobody declares it. Never more.
 */
export function kindsToRead(declared: ReadonlySet<string>, unmanaged: UnmanagedScope): Set<string> {
  const kinds = new Set(declared)
  const related = wholeTable<string[]>('related.json')
  for (const kind of kinds) {
    for (const other of Object.hasOwn(related, kind) ? (related[kind] ?? []) : []) kinds.add(other)
    const owner = siblingOf(kind)?.owner
    if (owner !== undefined) kinds.add(owner)
    for (const [child] of childKinds(kind)) if (declared.has(child)) kinds.add(child)
  }
  if (unmanaged === 'none' || unmanaged === 'kinds') return kinds
  const services = new Set([...declared].map(serviceOf))
  for (const kind of apiKinds()) if (unmanaged === 'all' || services.has(serviceOf(kind))) kinds.add(kind)
  return kinds
}
