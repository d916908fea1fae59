import { wholeTable } from '../mapping/data.ts'
import { own, textOf } from '../model/json.ts'
import type { DeclaredResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'
import type { Claims } from './claims.ts'
import { listOf } from './managed.ts'
import { elementKey, sharedLists } from './siblings.ts'

/** A type that declares elements of several other resources at once; data/aws/also-declares.json. */
interface AlsoDeclares {
  /** Attribute with the names of the owners. */
  names: string
  owner: string
  into: string
  /** Attribute with the element, or the elements; `@physicalId`: the declaring resource itself is the element. */
  element: string
}

/** Tells the claims what a resource declares of others: an attached policy is then no extra of the role. */
export function claimOfOthers(resource: DeclaredResource, index: LiveIndex, claims: Claims): void {
  const table = wholeTable<AlsoDeclares[]>('also-declares.json')
  const rows = Object.hasOwn(table, resource.type) ? table[resource.type] : undefined
  for (const { names, owner, into, element } of rows ?? []) {
    for (const name of listOf(own(resource.properties, names))) {
      const [live] = index.find(owner, [textOf(name)], resource)
      if (live === undefined) continue
      // An element that is told by a member, as an inline policy by its name, is declared by that member alone.
      const [member] = sharedLists(owner).find((sibling) => sibling.into === into)?.key ?? []
      for (const item of element === '@physicalId' ? listOf(resource.physicalId) : listOf(own(resource.properties, element))) {
        const key = member === undefined ? elementKey(item, [], false) : elementKey({ [member]: item }, [member], false)
        if (key !== undefined) claims.declare(live, into, key)
      }
    }
  }
}
