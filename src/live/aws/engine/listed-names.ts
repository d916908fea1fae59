import type { LiveResource } from '../../../model/resource.ts'

/** What one list showed, found by any name or part of one. */
export class ListedNames {
  readonly resources: LiveResource[] = []
  /** The length of the longest list that came as one page. */
  longestPage: number | undefined
  readonly #byName = new Map<string, Set<string>>()
  readonly #byPart = new Map<string, Set<string>>()
  readonly #known = new Set<string>()

  add(resource: LiveResource): void {
    const { physicalId, identities } = resource
    if (this.#known.has(physicalId)) return
    this.#known.add(physicalId)
    this.resources.push(resource)
    for (const name of [physicalId, ...identities]) {
      push(this.#byName, name, physicalId)
      for (const part of [...name.split('|'), tailOf(name)]) push(this.#byPart, part, physicalId)
    }
  }

  sawPage(count: number): void {
    if (this.longestPage === undefined || count > this.longestPage) this.longestPage = count
  }

  /** The identifier of the one resource that goes by one of these names. */
  find(names: readonly string[]): string | undefined {
    return only(this.#byName, names)
  }

  /** The same by parts of names: an ARN's tail, a part between bars. */
  findLoosely(names: readonly string[]): string | undefined {
    return only(this.#byPart, [...names, ...names.map(tailOf)])
  }
}

function tailOf(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':')) + 1)
}

function push(map: Map<string, Set<string>>, name: string, identifier: string): void {
  const known = map.get(name)
  if (known === undefined) map.set(name, new Set([identifier]))
  else known.add(identifier)
}

function only(map: ReadonlyMap<string, ReadonlySet<string>>, names: readonly string[]): string | undefined {
  for (const name of names) {
    const [first, second] = map.get(name) ?? []
    if (first !== undefined && second === undefined) return first
  }
  return undefined
}
