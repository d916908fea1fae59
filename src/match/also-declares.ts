import { wholeTable } from '../mapping/data.ts'
import { own, textOf } from '../model/json.ts'
import type { DeclaredResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'
import type { Claims } from './claims.ts'
import { listOf } from './managed.ts'
import { elementKey } from './siblings.ts'

/** A Terraform type that declares elements of several other resources at once; data/aws/also-declares.json. */
interface AlsoDeclares {
  /** Attribute with the names of the owners. */
  names: string
  owner: string
  into: string
  /** Attribute with the element, or the elements. */
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
      for (const item of listOf(own(resource.properties, element))) {
        const key = elementKey(item, [], false)
        if (key !== undefined) claims.declare(live, into, key)
      }
    }
  }
}
