import type { Mutation } from '../model/mutation.ts'
import type { GroupContext } from '../model/pair.ts'
import { DeclaredIndex, groupKind, isLaunchTemplate } from './declared-index.ts'
import type { Entry } from './declared-index.ts'

/** What is rebuilt as one. */
export interface Unit {
  /** Unique over accounts, regions and documents. */
  key: string
  /** What findings and people call it. */
  name: string
  /** Where it is declared. */
  entry?: Entry
  /** The group whose instances are replaced together. */
  group?: Pick<GroupContext, 'id' | 'kind'> & Partial<GroupContext>
}

const nothing = new DeclaredIndex([])

/** The name of the replacement unit: the group of an instance or a launch template, else the resource itself. */
export function unitOf(mutation: Mutation, index: DeclaredIndex = nothing): string {
  return unitIn(mutation, index).name
}

/** The replacement unit of a mutation, the same for every finding that one rebuild mends. */
export function unitIn(mutation: Mutation, index: DeclaredIndex): Unit {
  const { group, resource } = mutation
  if (group !== undefined) return unitOfGroup(group, mutation, index)
  const entry = index.of(mutation)
  const host = entry === undefined ? undefined : onlyGroupOn(entry, index)
  if (host !== undefined) return unitOfEntry(host)
  if (entry !== undefined) return unitOfEntry(entry)
  const { kind, stack = '', account = '', region = '', address = '', physicalId = '' } = resource
  if (kind === groupKind && physicalId !== '') return unitOfGroup({ id: physicalId, kind }, mutation, index)
  return { key: JSON.stringify(['resource', kind, stack, account, region, address, physicalId]), name: address || physicalId || kind }
}

/** The group that runs from a launch template, when it is one group and no other. */
function onlyGroupOn(entry: Entry, index: DeclaredIndex): Entry | undefined {
  if (!isLaunchTemplate(entry.node.kind)) return undefined
  const groups = groupsOn(entry, index)
  return groups.length === 1 ? groups[0] : undefined
}

/** The declared groups that launch from a template. */
function groupsOn(entry: Entry, index: DeclaredIndex): readonly Entry[] {
  return index.dependentsOf(entry).filter(({ node }) => node.kind === groupKind)
}

function unitOfGroup(group: NonNullable<Unit['group']>, { resource }: Mutation, index: DeclaredIndex): Unit {
  const entry =
    index.withIdentity(group.id, group.kind, resource) ??
    (group.address === undefined ? undefined : index.withAddress(group.address, group.kind, resource))
  if (entry !== undefined) return { ...unitOfEntry(entry), group }
  const { account = '', region = '' } = resource
  return { key: JSON.stringify(['group', group.kind, account, region, group.id]), name: group.address ?? group.id, group }
}

function unitOfEntry(entry: Entry): Unit {
  const { kind, physicalId } = entry.node
  const unit = { key: entry.key, name: entry.address, entry }
  return kind === groupKind && physicalId !== undefined ? { ...unit, group: { id: physicalId, kind } } : unit
}
