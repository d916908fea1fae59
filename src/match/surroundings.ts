import type { LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'

/** What a live resource may be told by, beside its own properties. */
export interface Surroundings {
  /** Ids of default networks. */
  defaultNetworks: ReadonlySet<string>
  /** Ids that declared resources record as parts of themselves: root volumes, first network interfaces. */
  mentioned: ReadonlySet<string>
  /** What a declared list has: the id of its owner, a space, and the element. */
  lists: ReadonlySet<string>
  /** DHCP options that AWS made; undefined when none were read, and nobody can tell. */
  defaultOptions?: ReadonlySet<string>
  /** Physical ids and names of everything that is declared. */
  managed: ReadonlySet<string>
  /** The newest declared revision of what has revisions: of a family of task definitions, of a layer. */
  newest: ReadonlyMap<string, number>
  /** Names of the declared stacks. */
  stacks: ReadonlySet<string>
  /** Ids of volumes and interfaces on instances: `own` ones came with it, `managed` are on a declared one, `other` on another. */
  attached: ReadonlyMap<string, 'own' | 'managed' | 'other'>
  /** All that is live; absent: a resource is told by itself alone. */
  index?: LiveIndex
  isManaged(live: LiveResource): boolean
}
