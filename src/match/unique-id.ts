import { row } from '../mapping/data.ts'
import { own, textOf } from '../model/json.ts'
import type { Recreated } from '../model/pair.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'

/** What AWS never gives twice, and who records it; data/aws/unique-ids.json. */
interface UniqueId {
  /** Property of the live resource. */
  live: string
  /** Terraform types to the attribute that records it. */
  recorded: Record<string, string>
}

interface Recorded {
  property: string
  attribute: string
  id: string
}

/** The unique id that the declaration recorded when the resource was made. */
function recordedOf(declared: DeclaredResource): Recorded | undefined {
  if (declared.shape !== 'terraform') return undefined
  const unique = row<UniqueId>('unique-ids.json', declared.kind)
  const attribute = unique === undefined ? undefined : own(unique.recorded, declared.type)
  const id = typeof attribute === 'string' ? textOf(own(declared.properties, attribute)) : ''
  return unique === undefined || typeof attribute !== 'string' || id === '' ? undefined : { property: unique.live, attribute, id }
}

/** The unique id by which a declared resource is known again under another name. */
export function recordedId(declared: DeclaredResource): string | undefined {
  return recordedOf(declared)?.id
}

function idOf(live: LiveResource, recorded: Recorded): string {
  return textOf(own(live.properties, live.shape === 'terraform' ? recorded.attribute : recorded.property))
}

/** A resource of the same name that is another one: somebody deleted it and made it anew. */
export function recreated(declared: DeclaredResource, live: LiveResource): Recreated | undefined {
  const recorded = recordedOf(declared)
  const id = recorded === undefined ? '' : idOf(live, recorded)
  if (recorded === undefined || id === '' || id === recorded.id) return undefined
  const name = live.shape === 'terraform' ? recorded.attribute : recorded.property
  return { path: `/${name}`, declared: recorded.id, live: id }
}

/** The same resource under another name; undefined unless exactly one has its unique id. */
export function renamed(declared: DeclaredResource, index: LiveIndex): LiveResource | undefined {
  const recorded = recordedOf(declared)
  if (recorded === undefined) return undefined
  const found = [...new Set([recorded.property, recorded.attribute])]
    .flatMap((name) => index.ofOwner(declared.kind, name, recorded.id))
    .filter((live) => idOf(live, recorded) === recorded.id)
  return found.length === 1 ? found[0] : undefined
}
