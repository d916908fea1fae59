import type { Json } from '../model/json.ts'
import type { LiveResource } from '../model/resource.ts'

const nothing: readonly string[] = []

/** What siblings declare of a live object: the owner is compared without it. */
export class Claims {
  private readonly elements = new Map<LiveResource, Map<string, Set<Json>>>()
  private readonly declaredKeys = new Map<LiveResource, Map<string, Set<string>>>()
  private readonly roots = new Map<LiveResource, Set<string>>()
  private readonly used = new Set<LiveResource>()

  use(live: LiveResource): void {
    this.used.add(live)
  }

  isUsed(live: LiveResource): boolean {
    return this.used.has(live)
  }

  claim(owner: LiveResource, into: string, element: Json): void {
    entry(this.elements, owner, into).add(element)
  }

  isClaimed(owner: LiveResource, into: string, element: Json): boolean {
    return this.elements.get(owner)?.get(into)?.has(element) === true
  }

  /** A sibling declares the element of this key, found or not: the owner does not report it a second time. */
  declare(owner: LiveResource, into: string, key: string): void {
    entry(this.declaredKeys, owner, into).add(key)
  }

  isDeclared(owner: LiveResource, into: string, key: string): boolean {
    return this.declaredKeys.get(owner)?.get(into)?.has(key) === true
  }

  slice(owner: LiveResource, roots: readonly string[]): void {
    const known = this.roots.get(owner) ?? new Set<string>()
    for (const root of roots) known.add(root)
    this.roots.set(owner, known)
  }

  /** Lists of an owner of which siblings declare elements. */
  listsOf(owner: LiveResource): readonly string[] {
    const [keys, elements] = [this.declaredKeys.get(owner), this.elements.get(owner)]
    return keys === undefined && elements === undefined ? nothing : [...(keys?.keys() ?? []), ...(elements?.keys() ?? [])]
  }

  rootsOf(owner: LiveResource): readonly string[] {
    const roots = this.roots.get(owner)
    return roots === undefined ? nothing : [...roots]
  }
}

function entry<T>(map: Map<LiveResource, Map<string, Set<T>>>, owner: LiveResource, into: string): Set<T> {
  const lists = map.get(owner) ?? new Map<string, Set<T>>()
  map.set(owner, lists)
  const set = lists.get(into) ?? new Set<T>()
  lists.set(into, set)
  return set
}
