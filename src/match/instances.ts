import { countLeaves, isObject, own, textOf, type Json, type JsonObject } from '../model/json.ts'
import type { NotCompared } from '../model/pair.ts'
import type { LiveResource } from '../model/resource.ts'
import { isAwsMadeByItself } from './aws-made.ts'
import type { Claims } from './claims.ts'
import type { LiveIndex } from './live-index.ts'
import { listOf } from './managed.ts'
import type { Resolved } from './resolve.ts'

/** The two sides of an instance, and what of it nobody has read. */
export interface InstanceSides {
  declared: JsonObject
  live: JsonObject
  unread: readonly string[]
  excluded: readonly NotCompared[]
}

const devices = 'BlockDeviceMappings'
const interfaces = 'NetworkInterfaces'
const address = 'PublicIpAddress'

/** A member of a device to that of its volume. */
const ofVolume = {
  VolumeSize: 'Size',
  VolumeType: 'VolumeType',
  Encrypted: 'Encrypted',
  Iops: 'Iops',
  Throughput: 'Throughput',
  KmsKeyId: 'KmsKeyId',
} as const

/**
 * An instance tells of its devices only which volume each is: the rest is the volume's. What an attachment declares is
 * judged there, a volume that nobody declared by its attachment; and an address is only looked at where there was none.
 */
export function instanceSides(
  resolved: Resolved,
  live: LiveResource,
  sides: InstanceSides,
  claims: Claims,
  index: LiveIndex,
): InstanceSides {
  const attached = withHandAttached(resolved, live, sides, claims, index)
  return withDevices(resolved, live, withAddress(resolved, live, attached, claims, index), claims, index)
}

/**
 * Interfaces are declared by many others, and come and go with services: of them only those count that a hand attached. So of
 * volumes, where the declaration does not record them.
 */
function withHandAttached(resolved: Resolved, live: LiveResource, sides: InstanceSides, claims: Claims, index: LiveIndex): InstanceSides {
  const declared = own(sides.declared, interfaces)
  const indexes = listOf(declared).map((each) => textOf(own(each, 'DeviceIndex')))
  const isDeclared = (id: string): boolean => index.find('AWS::EC2::NetworkInterface', [id], live).some((each) => claims.isUsed(each))
  const excluded: NotCompared[] =
    declared === undefined ? [] : [{ path: `/${interfaces}`, reason: 'computed', leaves: countLeaves(declared) }]
  const links = handAttachedInterfaces(live, indexes, index).filter((each) => !isDeclared(textOf(own(each, 'NetworkInterfaceId'))))
  const shown = listOf(own(sides.live, 'Volumes'))
  const hung = own(sides.declared, 'Volumes') === undefined ? handAttachedVolumes(resolved.properties, live, shown, index) : []
  return {
    ...sides,
    declared: { ...without(sides.declared, interfaces), ...volumesBut(hung, shown) },
    live: links.length === 0 ? without(sides.live, interfaces) : { ...sides.live, [interfaces]: links },
    excluded: [...sides.excluded, ...excluded],
  }
}

/** What a machine came with stands for what is declared of its volumes, so that the others are additions at their place. */
export function volumesBut(others: readonly Json[], volumes: readonly Json[]): JsonObject {
  return others.length === 0 ? {} : { Volumes: volumes.filter((each) => !others.includes(each)) }
}

/** Who attaches interfaces to machines that it does not own: the network of a cluster, tasks. */
const attachedByServices = /^(?:aws-K8S-|arn:[\w-]+:ecs:)/

/** The interfaces of a live instance beyond those that its declaration or its template names by their index. */
export function handAttachedInterfaces({ properties, ...place }: LiveResource, indexes: readonly string[], index: LiveIndex): Json[] {
  const own0 = new Set(['0', ...indexes])
  return listOf(own(properties, interfaces)).filter((each) => {
    const at = textOf(own(each, 'DeviceIndex'))
    if (at === '' || own0.has(at) || attachedByServices.test(textOf(own(each, 'Description')))) return false
    const [found] = index.find('AWS::EC2::NetworkInterface', [textOf(own(each, 'NetworkInterfaceId'))], place)
    return found === undefined || !isAwsMadeByItself(found)
  })
}

/** Who attaches volumes to the machines of a cluster. */
const ofClaim = /^(?:CSIVolumeName|KubernetesCluster|kubernetes\.io\/|ebs\.csi\.aws\.com\/)/

/**
 * What an attachment by hand leaves among the volumes shown: a device that neither image nor declaration (or template) has, and
 * that stays when the machine goes.
 */
export function handAttachedVolumes(properties: JsonObject, live: LiveResource, shown: readonly Json[], index: LiveIndex): Json[] {
  const known = new Set([...broughtDevices(live, index), ...devicesIn(properties)])
  const isOfClaim = (id: string): boolean =>
    index
      .find('AWS::EC2::Volume', [id], live)
      .some((volume) => listOf(own(volume.properties, 'Tags')).some((tag) => ofClaim.test(textOf(own(tag, 'Key')))))
  const [image] = index.find('AWS::EC2::Image', [textOf(own(live.properties, 'ImageId'))], live)
  // A template or an image that nobody read may bring devices as well.
  if (image === undefined || own(properties, 'LaunchTemplate') !== undefined) return []
  const stays = new Set(
    listOf(own(live.properties, devices)).flatMap((each) =>
      own(own(each, 'Ebs'), 'DeleteOnTermination') === false ? [textOf(own(own(each, 'Ebs'), 'VolumeId'))] : [],
    ),
  )
  return shown.filter((each) => {
    const id = textOf(own(each, 'VolumeId'))
    return each !== null && !known.has(textOf(own(each, 'Device'))) && stays.has(id) && !isOfClaim(id)
  })
}

/** Where images have their root, for sources that do not say it. */
const usualRoots = ['/dev/xvda', '/dev/sda1']

/** The devices that an instance came with: its root, and what its image maps. */
export function broughtDevices(instance: LiveResource, index: LiveIndex): string[] {
  const root = own(instance.properties, 'RootDeviceName')
  const [image] = index.find('AWS::EC2::Image', [textOf(own(instance.properties, 'ImageId'))], instance)
  return [...(typeof root === 'string' ? [root] : usualRoots), ...devicesIn(image?.properties)]
}

/** Names of the devices that block device mappings name. */
export function devicesIn(properties: JsonObject | undefined): string[] {
  return listOf(own(properties, 'BlockDeviceMappings'))
    .map((device) => textOf(own(device, 'DeviceName')))
    .filter((name) => name !== '')
}

/** Addresses change with every start, and an Elastic IP is a resource of its own. */
function withAddress(resolved: Resolved, live: LiveResource, sides: InstanceSides, claims: Claims, index: LiveIndex): InstanceSides {
  const ip = own(sides.live, address)
  if (typeof ip !== 'string') return sides
  const { properties, shape } = resolved.declared
  const had = shape !== 'terraform' || own(properties, 'public_ip') !== ''
  const elastic =
    claims.listsOf(live).includes(address) || index.ofKind('AWS::EC2::EIP').some((each) => own(each.properties, 'PublicIp') === ip)
  return had || elastic ? { ...sides, live: without(sides.live, address) } : sides
}

function withDevices(resolved: Resolved, live: LiveResource, sides: InstanceSides, claims: Claims, index: LiveIndex): InstanceSides {
  const declared = own(sides.declared, devices)
  if (!Array.isArray(declared)) return { ...sides, live: without(sides.live, devices) }
  const shown = listOf(own(sides.live, devices))
  if (shown.length === 0) return { ...sides, live: without(sides.live, devices), unread: [...sides.unread, `/${devices}`] }
  const ids = volumesByDevice(listOf(own(resolved.properties, 'Volumes')))
  const join = new Join(shown, volumesByDevice(listOf(own(live.properties, 'Volumes'))), live, index)
  const found: JsonObject[] = []
  const kept = declared.map((item) => {
    const id = ids.get(nameOf(item))
    if (id !== undefined && claims.isDeclared(live, 'Volumes', id.toLowerCase())) return null
    const device = join.find(item, id)
    if (device !== undefined) found.push(device)
    // A volume that is gone is one difference, among the volumes.
    return device === undefined && id !== undefined ? null : item
  })
  return {
    ...sides,
    declared: { ...sides.declared, [devices]: kept },
    live: { ...sides.live, [devices]: found },
    unread: join.complete ? sides.unread : [...sides.unread, `/${devices}`],
  }
}

/** Finds the live device of a declared one, with what its volume says. */
class Join {
  complete = true
  readonly #shown: JsonObject[]
  readonly #ids: ReadonlyMap<string, string>
  readonly #live: LiveResource
  readonly #index: LiveIndex

  constructor(shown: readonly Json[], ids: ReadonlyMap<string, string>, live: LiveResource, index: LiveIndex) {
    this.#shown = shown.filter(isObject)
    this.#ids = ids
    this.#live = live
    this.#index = index
  }

  find(declared: Json, id: string | undefined): JsonObject | undefined {
    const name = nameOf(declared)
    const device =
      this.#shown.find((each) => id !== undefined && this.#volumeOf(each) === id) ?? this.#shown.find((each) => nameOf(each) === name)
    return device === undefined ? undefined : this.#whole(device, own(declared, 'Ebs'))
  }

  /** Cloud Control names volumes beside the devices, the API within them. */
  #volumeOf(device: JsonObject): string | undefined {
    const id = own(own(device, 'Ebs'), 'VolumeId')
    return typeof id === 'string' ? id : this.#ids.get(nameOf(device))
  }

  /** Which volume it is stands among the volumes, and the snapshot that nobody declares is its own business. */
  #whole(device: JsonObject, declared: Json | undefined): JsonObject {
    const id = this.#volumeOf(device)
    const [volume] = id === undefined ? [] : this.#index.find('AWS::EC2::Volume', [id], this.#live)
    const read = volume !== undefined && volume.shape === 'neutral' && volume.unread?.includes('/') !== true
    if (!read) this.complete = false
    const ebs: JsonObject = {}
    const shown = own(device, 'Ebs')
    for (const name of isObject(shown) ? Object.keys(shown) : [])
      if (name !== 'VolumeId' && (name !== 'SnapshotId' || own(declared, name) !== undefined)) ebs[name] = own(shown, name) ?? null
    for (const [name, member] of Object.entries(ofVolume)) {
      const value = read ? own(volume.properties, member) : undefined
      if (value !== undefined) ebs[name] = value
    }
    return { ...device, Ebs: ebs }
  }
}

function nameOf(device: Json): string {
  return textOf(own(device, 'DeviceName'))
}

function volumesByDevice(volumes: readonly Json[]): Map<string, string> {
  return new Map(volumes.map((volume) => [textOf(own(volume, 'Device')), textOf(own(volume, 'VolumeId'))]))
}

function without(properties: JsonObject, name: string): JsonObject {
  if (!Object.hasOwn(properties, name)) return properties
  const { [name]: _gone, ...rest } = properties
  return rest
}
