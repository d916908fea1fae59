import { apiKinds } from './mapping/api.ts'
import { serviceOf, wholeTable } from './mapping/data.ts'
import { project } from './mapping/project.ts'
import type { DeclaredContents } from './live/index.ts'
import { namesOf } from './model/resource.ts'
import { childKinds, siblingOf } from './match/siblings.ts'
import { recordedId } from './match/unique-id.ts'
import type { UnmanagedScope } from './match/unmanaged.ts'
import { lastPart, type JsonObject } from './model/json.ts'
import type { DeclaredResource } from './model/resource.ts'

/**
 * The kinds that a live source is to read: what is declared, what that is judged by (the images of instances, the rules
 * of a group), and what is governed although nobody declares it. Never more; of what a filter leaves out nothing.
 */
export function kindsToRead(
  declared: ReadonlySet<string>,
  unmanaged: UnmanagedScope,
  wantsKind: (kind: string) => boolean = () => true,
): Set<string> {
  const kinds = new Set([...declared].filter(wantsKind))
  const related = wholeTable<string[]>('related.json')
  for (const kind of kinds) {
    for (const other of Object.hasOwn(related, kind) ? (related[kind] ?? []) : []) kinds.add(other)
    const owner = siblingOf(kind)?.owner
    if (owner !== undefined) kinds.add(owner)
    for (const [child] of childKinds(kind)) if (declared.has(child)) kinds.add(child)
  }
  if (unmanaged === 'none' || unmanaged === 'kinds') return kinds
  const services = new Set([...declared].map(serviceOf))
  for (const kind of apiKinds()) if (wantsKind(kind) && (unmanaged === 'all' || services.has(serviceOf(kind)))) kinds.add(kind)
  return kinds
}

/** What is declared, by every name that a live resource may have in common with it. */
export class Declarations {
  readonly kinds = new Set<string>()
  readonly #resources = new Map<string, DeclaredResource[]>()
  readonly #byName = new Map<string, Map<string, Set<DeclaredResource>>>()

  note(resource: DeclaredResource): void {
    this.kinds.add(resource.kind)
    const same = this.#resources.get(resource.kind)
    if (same === undefined) this.#resources.set(resource.kind, [resource])
    else same.push(resource)
  }

  /** The declared resources of a kind. */
  resources(kind: string): readonly DeclaredResource[] {
    return this.#resources.get(kind) ?? []
  }

  /** What is declared of a kind, in CloudFormation shape: once for each live resource, of which several may declare parts. */
  contentsOf(kind: string): JsonObject[] {
    const byId = new Map<string, JsonObject>()
    for (const resource of this.resources(kind)) {
      const id = resource.physicalId ?? `${resource.file} ${resource.address}`
      byId.set(id, { ...byId.get(id), ...contentsOf(resource)[0] })
    }
    return [...byId.values()]
  }

  /** What is declared of a live resource, by names and texts of it: never less than match will find. Undefined: nothing. */
  of(kind: string, names: Iterable<string>): DeclaredContents | undefined {
    const known = this.#named(kind)
    if (known.size === 0) return undefined
    const found = new Set<DeclaredResource>()
    // A list may show less than match will see: of a queue its URL, which ends in the name that a template declares.
    const find = (text: string): void => {
      const same = known.get(text)
      if (same !== undefined) for (const resource of same) found.add(resource)
    }
    for (const name of names) {
      find(name)
      find(lastPart(name))
      if (name.includes('|')) for (const part of name.split('|')) find(part)
    }
    return found.size === 0 ? undefined : () => [...found].flatMap(contentsOf)
  }

  /** Made when a source first asks: documents never do. */
  #named(kind: string): Map<string, Set<DeclaredResource>> {
    let names = this.#byName.get(kind)
    if (names !== undefined) return names
    names = new Map()
    for (const resource of this.#resources.get(kind) ?? []) {
      for (const name of namesOf(resource)) for (const text of [name, lastPart(name)]) add(names, text, resource)
      const unique = recordedId(resource)
      if (unique !== undefined) add(names, unique, resource)
    }
    this.#byName.set(kind, names)
    return names
  }
}

function add(names: Map<string, Set<DeclaredResource>>, name: string, resource: DeclaredResource): void {
  const same = names.get(name)
  if (same === undefined) names.set(name, new Set([resource]))
  else same.add(resource)
}

/** In CloudFormation shape, whatever it declares if conditions hold or not. */
function contentsOf(resource: DeclaredResource): JsonObject[] {
  return [resource, ...(resource.variants ?? [])].flatMap(({ properties }) => {
    if (resource.shape === 'neutral') return [properties]
    const projected = project(resource.type, properties)?.properties
    return projected === undefined ? [] : [projected]
  })
}
