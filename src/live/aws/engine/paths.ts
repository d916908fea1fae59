import { byText } from '../../../model/json.ts'

/** How many pointers at once make a set that is worth keeping for others. */
const most = 32

/**
 * A set of pointers that never changes. Of the thousands of resources of a page nearly all lack the same properties: equal
 * steps lead to one and the same set, so that it is made, sorted and kept once.
 */
export class Paths {
  readonly #all: ReadonlySet<string>
  readonly #next = new Map<string, Paths>()
  #sorted: readonly string[] | undefined

  constructor(paths: Iterable<string> = []) {
    this.#all = new Set(paths)
  }

  has(path: string): boolean {
    return this.#all.has(path)
  }

  get size(): number {
    return this.#all.size
  }

  with(path: string): Paths {
    if (this.#all.has(path)) return this
    let next = this.#next.get(path)
    if (next === undefined) this.#next.set(path, (next = new Paths([...this.#all, path])))
    return next
  }

  withAll(paths: readonly string[]): Paths {
    // Each element of a long list: no other resource will lack just these.
    if (paths.length > most) return new Paths([...this.#all, ...paths])
    return paths.reduce<Paths>((all, path) => all.with(path), this)
  }

  /** By text; whoever asks gets the same list. */
  sorted(): readonly string[] {
    return (this.#sorted ??= [...this.#all].toSorted(byText))
  }
}
