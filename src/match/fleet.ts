import type { ImageLibrary, ImageRecord } from '../model/image.ts'
import { given } from '../model/given.ts'
import { byText, isObject, own, textOf, type Json } from '../model/json.ts'
import type { GroupContext, ImageContext, Pair } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'

/** Gives pairs of instances and groups what they run: image and group. */
export interface Fleet {
  dress(pair: Pair): Pair
  /** True for an instance that a live group made. */
  inGroup(instanceId: string): boolean
}

const groupKind = 'AWS::AutoScaling::AutoScalingGroup'
const instanceKind = 'AWS::EC2::Instance'

/** Joins instances to their groups (the group's own list) and to the images that they run (AMI id, its source image). */
export function fleetOf(index: LiveIndex, library: ImageLibrary | undefined): Fleet {
  const groups = new Map<string, GroupContext>()
  const groupOfInstance = new Map<string, { group: LiveResource; version?: string }>()
  const images = new Map(index.ofKind('AWS::EC2::Image').map((image) => [image.physicalId, image]))
  const instances = new Map(index.ofKind(instanceKind).map((instance) => [instance.physicalId, instance]))
  for (const group of index.ofKind(groupKind)) {
    const members = listOf(own(group.properties, 'Instances'))
    for (const member of members) {
      const id = own(member, 'InstanceId')
      const version = own(own(member, 'LaunchTemplate'), 'Version')
      if (typeof id === 'string') groupOfInstance.set(id, { group, ...(version === undefined ? {} : { version: textOf(version) }) })
    }
    groups.set(group.physicalId, groupContext(group, members, instances, index))
  }

  function dress(pair: Pair): Pair {
    const { live } = pair
    if (live === undefined || live.shape !== 'neutral') return pair
    if (live.kind === groupKind) return { ...pair, ...given({ group: groups.get(live.physicalId) }) }
    if (live.kind !== instanceKind || pair.outcome === 'missing') return pair
    const member = groupOfInstance.get(live.physicalId)
    const group = member === undefined ? undefined : groups.get(member.group.physicalId)
    return {
      ...pair,
      ...given({
        image: imageContext(live, images, library),
        group: group === undefined ? undefined : { ...group, ...given({ instanceTemplateVersion: member?.version }) },
      }),
    }
  }
  return { dress, inGroup: (id) => groupOfInstance.has(id) }
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function groupContext(
  group: LiveResource,
  members: readonly Json[],
  instances: ReadonlyMap<string, LiveResource>,
  index: LiveIndex,
): GroupContext {
  const images = new Set<string>()
  for (const member of members) {
    const image = own(instances.get(textOf(own(member, 'InstanceId')))?.properties, 'ImageId')
    if (typeof image === 'string') images.add(image)
  }
  const version = templateVersion(group, index)
  return {
    id: group.physicalId,
    kind: group.kind,
    images: [...images].toSorted(byText),
    size: members.length,
    ...given({ templateVersion: version }),
  }
}

/** The version that the group launches now: `$Latest` and `$Default` are looked up in the launch template. */
function templateVersion(group: LiveResource, index: LiveIndex): string | undefined {
  const direct = own(group.properties, 'LaunchTemplate')
  const mixed = own(own(own(group.properties, 'MixedInstancesPolicy'), 'LaunchTemplate'), 'LaunchTemplateSpecification')
  const template = isObject(direct) ? direct : mixed
  const version = own(template, 'Version')
  if (version !== '$Latest' && version !== '$Default') return version === undefined || version === null ? undefined : textOf(version)
  const names = [own(template, 'LaunchTemplateId'), own(template, 'LaunchTemplateName')].filter((name) => typeof name === 'string')
  const live = index.find('AWS::EC2::LaunchTemplate', names, group)[0]
  const number = own(live?.properties, version === '$Latest' ? 'LatestVersionNumber' : 'DefaultVersionNumber')
  return number === undefined || number === null ? undefined : textOf(number)
}

function imageContext(
  instance: LiveResource,
  images: ReadonlyMap<string, LiveResource>,
  library: ImageLibrary | undefined,
): ImageContext | undefined {
  const id = own(instance.properties, 'ImageId')
  if (typeof id !== 'string' || id === '') return undefined
  const image = images.get(id)
  const record = library === undefined ? undefined : recordOf(id, images, library)
  const launched = own(instance.properties, 'LaunchTime')
  // Without a library, a read of the image and a time of launch there is nothing to judge.
  if (library === undefined && image === undefined && launched === undefined) return undefined
  return {
    id,
    known: record !== undefined,
    ...given({
      record,
      live: image === undefined ? undefined : imageFacts(image),
      launchedAt: typeof launched === 'string' ? launched : undefined,
    }),
  }
}

/** The build of an AMI; of a copy, the build of the image it was copied from. */
function recordOf(id: string, images: ReadonlyMap<string, LiveResource>, library: ImageLibrary): ImageRecord | undefined {
  const seen = new Set<string>()
  for (let at: string | undefined = id; at !== undefined && !seen.has(at);) {
    const record = library.find(at)
    if (record !== undefined) return record
    seen.add(at)
    const source = own(images.get(at)?.properties, 'SourceImageId')
    at = typeof source === 'string' ? source : undefined
  }
  return undefined
}

function imageFacts(image: LiveResource): NonNullable<ImageContext['live']> {
  const text = (name: string): string | undefined => {
    const value = own(image.properties, name)
    return typeof value === 'string' ? value : undefined
  }
  const state = text('State')
  return {
    ...given({ state, creationDate: text('CreationDate'), deprecationTime: text('DeprecationTime') }),
    ...(state !== undefined && state !== 'available' ? { gone: true } : {}),
  }
}
