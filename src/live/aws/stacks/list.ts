import { globTest } from '../../../model/glob.ts'
import { byText, own, type Json } from '../../../model/json.ts'

/** A stack as `describe-stacks` lists it. */
export interface ListedStack {
  name: string
  id: string
  status: string
  /** The whole entry. */
  stack: Json
}

/** Nothing of them was deployed, or nothing is left. */
const withoutResources = /^(?:DELETE_|REVIEW_IN_PROGRESS$|CREATE_FAILED$|ROLLBACK_)/

/** The stacks of an account and region. */
export class StackList {
  readonly #byId = new Map<string, ListedStack>()
  readonly #parents = new Map<string, string>()

  constructor(stacks: readonly Json[]) {
    for (const stack of stacks) {
      const [name, id, status, parent] = ['StackName', 'StackId', 'StackStatus', 'ParentId'].map((key) => own(stack, key))
      if (typeof name !== 'string') continue
      const key = typeof id === 'string' ? id : name
      this.#byId.set(key, { name, id: key, status: typeof status === 'string' ? status : '', stack })
      if (typeof parent === 'string') this.#parents.set(key, parent)
    }
  }

  withId(id: string): ListedStack | undefined {
    return this.#byId.get(id)
  }

  all(): ListedStack[] {
    return [...this.#byId.values()]
  }

  /** Those that a pattern names, sorted: what is nested in one of them comes with it. */
  matching(pattern: string): { roots: ListedStack[]; skipped: ListedStack[] } {
    const fits = globTest(pattern)
    const named = this.all()
      .filter(({ name }) => fits(name))
      .toSorted((a, b) => byText(a.name, b.name))
    const skipped = named.filter(({ status }) => withoutResources.test(status))
    const live = named.filter(({ status }) => !withoutResources.test(status))
    const ids = new Set(live.map(({ id }) => id))
    return { roots: live.filter(({ id }) => !this.#isBelow(id, ids)), skipped }
  }

  #isBelow(id: string, ids: ReadonlySet<string>): boolean {
    const seen = new Set<string>()
    for (let at = this.#parents.get(id); at !== undefined && !seen.has(at); at = this.#parents.get(at)) {
      if (ids.has(at)) return true
      seen.add(at)
    }
    return false
  }
}
