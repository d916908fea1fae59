import { factsOf } from '../../../mapping/data.ts'
import { hasNaturalKey } from '../../../mapping/natural-keys.ts'
import type { DeclaredResource } from '../../../model/resource.ts'
import { namesOf } from '../../../model/resource.ts'

/** More names than these a resource rarely has; each that is wrong costs a call. */
const limit = 3

export interface Identifiers {
  /** Names in the form of the primary identifier: if AWS knows none of them, the resource is not there. */
  sure: readonly string[]
  /** Names that may be meant so; that AWS does not know them says nothing. */
  guessed: readonly string[]
}

/** What Cloud Control may call a declared resource: its names in the form of the kind's primary identifier, parts joined by `|`. */
export function identifiersOf(resource: Pick<DeclaredResource, 'kind' | 'physicalId' | 'identities'>): Identifiers {
  const { kind } = resource
  const parts = factsOf(kind)?.i ?? []
  const names = [...new Set(namesOf(resource))].filter(
    // What tells apart kinds without ids is no name that AWS knows.
    (name) => name !== '' && !(hasNaturalKey(kind) && name.includes(' ')),
  )
  if (parts.length <= 1) return { sure: formed(names, parts[0] ?? '').slice(0, limit), guessed: [] }
  const sure = names.filter((name) => name.split('|').length === parts.length)
  return { sure: sure.slice(0, limit), guessed: sure.length > 0 ? [] : joined(names, parts.length).slice(0, limit) }
}

/** `cluster:group` and `cluster/group` are what Terraform writes for `cluster|group`. */
function joined(names: readonly string[], count: number): string[] {
  return names.flatMap((name) => {
    const pieces = name.startsWith('arn:') ? [] : name.split(/[:/,]/)
    return pieces.length === count && pieces.every((piece) => piece !== '') ? [pieces.join('|')] : []
  })
}

/** Of names the ARNs where the identifier is one, addresses where it is one, else what is neither. */
function formed(names: readonly string[], part: string): string[] {
  const form = /arn$/i.test(part) ? /^arn:/ : /url$/i.test(part) ? /^https?:/ : /^(?!arn:|https?:)/
  return names.filter((name) => !name.includes('|') && form.test(name))
}
