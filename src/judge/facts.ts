import { isObject, own, type Json } from '../model/json.ts'
import type { Mutation } from '../model/mutation.ts'
import { holderOf, namesOf } from './holder.ts'

/** What a policy needs to know beside the mutation itself. */
export interface JudgeContext {
  /** The time by which ages are told: of the scan, or of the capture that is replayed. */
  now: Date
  /** True when a library of baked images was given. */
  libraryGiven: boolean
  // Neutral kinds that hold data; `*/Kind` names a kind of any group.
  stateful: ReadonlySet<string>
}

/** The variables of a mutation, but for the params; made once for all policies that look at it. Absent text is "", an unknown age -1. */
export function factsOf(mutation: Mutation, context: JudgeContext, tags: () => ReadonlyMap<string, string>): Record<string, unknown> {
  const { resource } = mutation
  return {
    outcome: mutation.outcome,
    now: context.now,
    declared: mutation.declared?.properties ?? null,
    live: mutation.live?.properties ?? null,
    resource: {
      kind: resource.kind,
      address: resource.address ?? '',
      physicalId: resource.physicalId ?? '',
      type: resource.type ?? '',
      account: resource.account ?? '',
      region: resource.region ?? '',
      stack: resource.stack ?? '',
      get tags() {
        return tags()
      },
      stateful: isStateful(resource.kind, context.stateful),
    },
    change: changeOf(mutation),
    image: imageFacts(mutation, context),
    group: groupFacts(mutation),
    instance: { ageDays: daysSince(mutation.image?.launchedAt, context.now) },
    content: contentFacts(mutation),
  }
}

function isStateful(kind: string, kinds: ReadonlySet<string>): boolean {
  return kinds.has(kind) || kinds.has(`*${kind.slice(kind.lastIndexOf('/'))}`)
}

function changeOf(mutation: Mutation): Record<string, unknown> {
  const { difference } = mutation
  return {
    path: difference?.neutralPath ?? difference?.path ?? '',
    kind: difference?.change ?? '',
    declared: difference?.declared ?? null,
    live: difference?.live ?? null,
    element: difference?.element ?? '',
    // Who did it: nothing tells yet, so no policy may rely on it.
    actor: '',
    get names() {
      return namesOf(mutation)
    },
    get holder() {
      return holderOf(mutation)
    },
  }
}

function imageFacts({ image }: Mutation, { now, libraryGiven }: JudgeContext): Record<string, unknown> {
  const { record, live } = image ?? {}
  return {
    id: image?.id ?? '',
    name: record?.name ?? '',
    channel: record?.channel ?? '',
    library: libraryGiven,
    known: image?.known ?? false,
    ageDays: daysSince(record?.build?.finishedAt ?? record?.createdAt ?? live?.creationDate, now),
    deprecated: daysSince(record?.deprecatedAt, now) >= 0 || daysSince(live?.deprecationTime, now) >= 0,
    revoked: record?.revokedAt !== undefined || record?.revokedByParent === true,
    signature: record?.signature ?? '',
    gone: live?.gone === true || ['deregistered', 'disabled', 'failed', 'invalid'].includes(live?.state ?? ''),
  }
}

function groupFacts({ group }: Mutation): Record<string, unknown> {
  return {
    id: group?.id ?? '',
    kind: group?.kind ?? '',
    images: group?.images ?? [],
    size: group?.size ?? 0,
    templateVersion: group?.templateVersion ?? '',
    instanceTemplateVersion: group?.instanceTemplateVersion ?? '',
    mixed: (group?.images.length ?? 0) > 1,
  }
}

/** Of what a machine contains; "" and nothing for every other difference. */
function contentFacts({ difference }: Mutation): Record<string, unknown> {
  const content = difference?.content
  return {
    class: content?.class ?? '',
    severity: content?.severity ?? '',
    fields: content?.fields ?? [],
    package: content?.package ?? '',
    mount: content?.on ?? '',
    executable: content?.executable === true,
  }
}

/** Days, with fractions; -1 where the time is not known, cannot be read or is still to come. */
export function daysSince(time: string | undefined, now: Date): number {
  const at = time === undefined ? Number.NaN : Date.parse(time)
  if (Number.isNaN(at)) return -1
  const days = (now.getTime() - at) / 86_400_000
  return days < 0 ? -1 : days
}

/** Tags of a resource, live ones first, from a map or a list of Key and Value; the first property that holds tags decides. */
export function tagsOf(mutation: Pick<Mutation, 'declared' | 'live'>): ReadonlyMap<string, string> {
  const properties = mutation.live?.properties ?? mutation.declared?.properties
  const found = new Map<string, string>()
  const add = (key: Json | undefined, value: Json | undefined) => {
    if (typeof key === 'string' && (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'))
      found.set(key, String(value))
  }
  for (const name of ['Tags', 'TagSet', 'tags', 'labels', 'HostedZoneTags', 'UserPoolTags', 'FileSystemTags']) {
    const tags = own(properties, name)
    if (Array.isArray(tags)) for (const tag of tags) add(own(tag, 'Key') ?? own(tag, 'key'), own(tag, 'Value') ?? own(tag, 'value'))
    else if (isObject(tags)) for (const [key, value] of Object.entries(tags)) add(key, value)
    if (found.size > 0) break
  }
  return found
}
