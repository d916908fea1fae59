import { protocolName } from '../mapping/protocols.ts'
import { wholeTable } from '../mapping/data.ts'
import { own, textOf, type Json, type JsonObject } from '../model/json.ts'

/** A kind whose resources are elements of another's list: rules of a group, inline policies of a role, routes of a table. */
export interface Sibling {
  owner: string
  /** Property of the child that names its owner. */
  by: string
  /** List of the owner in which the child appears. */
  into: string
  /** Members that tell one element from the next. */
  key: string[]
  /** Members by which a changed element is still recognised, when only one is left. */
  near?: string[]
  rule?: boolean
}

/** The relation of a child kind; undefined for kinds that stand alone. */
export function siblingOf(kind: string): Sibling | undefined {
  const table = wholeTable<Sibling>('siblings.json')
  return Object.hasOwn(table, kind) ? table[kind] : undefined
}

/** The lists of an owner that siblings share. */
export function sharedLists(ownerKind: string): readonly Sibling[] {
  return ofOwner(ownerKind).lists
}

/** What an element is recognised by, as text; undefined when it has none of the members. */
export function elementKey(element: Json, members: readonly string[], rule: boolean): string | undefined {
  if (typeof element !== 'object') return textOf(element)
  const protocol = rule ? protocolName(own(element, 'IpProtocol') ?? '') : undefined
  let found = false
  const parts = members.map((member) => {
    if (protocol !== undefined && member === 'IpProtocol') return textOf(protocol)
    // Ports mean nothing for all protocols.
    if (protocol === '-1' && member.endsWith('Port')) return ''
    const value = own(element, member)
    if (value === undefined || value === null || value === '') return ''
    found = true
    return textOf(value).toLowerCase()
  })
  return found || protocol !== undefined ? parts.join('\u0000') : undefined
}

/** The element without what only names its owner or itself. */
export function withoutOwner(child: JsonObject, sibling: Sibling): JsonObject {
  const { [sibling.by]: _owner, ...rest } = child
  return rest
}

/** The kinds whose resources are elements of this owner's lists. */
export function childKinds(ownerKind: string): readonly [string, Sibling][] {
  return ofOwner(ownerKind).kinds
}

interface Owner {
  kinds: [string, Sibling][]
  lists: Sibling[]
}

const childless: Owner = { kinds: [], lists: [] }
let owners: Map<string, Owner> | undefined

/** The table of siblings by owner. Turned around once. */
function ofOwner(ownerKind: string): Owner {
  if (owners === undefined) {
    owners = new Map()
    for (const [kind, sibling] of Object.entries(wholeTable<Sibling>('siblings.json'))) {
      const owner = owners.get(sibling.owner) ?? { kinds: [], lists: [] }
      owner.kinds.push([kind, sibling])
      owner.lists.push(sibling)
      owners.set(sibling.owner, owner)
    }
  }
  return owners.get(ownerKind) ?? childless
}
