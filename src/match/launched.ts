import { wholeTable } from '../mapping/data.ts'
import { project } from '../mapping/project.ts'
import { isObject, own, put, textOf, type Json, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import { handAttachedInterfaces, handAttachedVolumes, volumesBut } from './instances.ts'
import type { LiveIndex } from './live-index.ts'
import { listOf } from './managed.ts'

const templateKind = 'AWS::EC2::LaunchTemplate'
const groupKind = 'AWS::AutoScaling::AutoScalingGroup'

/** Settings of a template that an instance shows under the same name. The image is judged by itself. */
const same = [
  'InstanceType',
  'KeyName',
  'EbsOptimized',
  'UserData',
  'MetadataOptions',
  'DisableApiStop',
  'DisableApiTermination',
  'InstanceInitiatedShutdownBehavior',
  'EnclaveOptions',
  'HibernationOptions',
] as const
/** What an instance has only if its template gives it or somebody did. */
const given = ['IamInstanceProfile', 'KeyName', 'UserData']

/** A machine of a group. */
interface Machine {
  live: LiveResource
  tags: ReadonlyMap<string, string>
  launched: string
}

/** What instances that a group made were launched with: the version of the template that their tags name. */
export class Launches {
  readonly #declared: ReadonlyMap<string, DeclaredResource>
  readonly #index: LiveIndex
  readonly #mixed: ReadonlySet<string>
  #machines: Map<string, Machine[]> | undefined

  constructor(resources: readonly DeclaredResource[], index: LiveIndex) {
    this.#declared = new Map(
      resources.flatMap((resource) =>
        resource.kind === templateKind && resource.physicalId !== undefined ? [[resource.physicalId, resource] as const] : [],
      ),
    )
    this.#index = index
    const mixed = index.ofKind(groupKind).filter((group) => isObject(own(group.properties, 'MixedInstancesPolicy')))
    this.#mixed = new Set(mixed.map((group) => group.physicalId))
  }

  /** The pair of such an instance: against its template where that version is known, else nothing of it is compared. */
  pairOf(live: LiveResource): Pair {
    const tags = tagsIn(own(live.properties, 'Tags'))
    const data = this.#dataOf(tags.get('aws:ec2launchtemplate:id') ?? '', tags.get('aws:ec2launchtemplate:version') ?? '', live)
    if (data === undefined) return { outcome: 'owned', live, shape: 'neutral' }
    const declaredProperties = asInstance(data)
    // A mixed group chooses the type itself.
    if (this.#mixed.has(tags.get('aws:autoscaling:groupName') ?? '')) delete declaredProperties['InstanceType']
    const indexes = listOf(own(data, 'NetworkInterfaces')).map((each) => textOf(own(each, 'DeviceIndex')))
    const volumes = listOf(own(live.properties, 'Volumes'))
    Object.assign(declaredProperties, volumesBut(handAttachedVolumes(data, live, volumes, this.#index), volumes))
    const liveProperties: JsonObject = { ...live.properties, NetworkInterfaces: handAttachedInterfaces(live, indexes, this.#index) }
    const tagged = this.#tagsOf(data, live)
    if (tagged !== undefined) {
      declaredProperties['Tags'] = [...tagged.expected].map(([Key, Value]) => ({ Key, Value }))
      const isKept = (tag: Json): boolean => tagged.found.has(textOf(own(tag, 'Key')))
      liveProperties['Tags'] = listOf(own(live.properties, 'Tags')).map((tag) => (isKept(tag) ? tag : null))
    }
    const scope = [...new Set([...Object.keys(declaredProperties), ...given, 'NetworkInterfaces'])]
    return { outcome: 'owned', live, shape: 'neutral', declaredProperties, liveProperties, scope }
  }

  /**
   * The tags that a machine of a group was launched with, and those that it has, without what only time tells: a tag of the
   * group that was changed after the launch is not on the machines that were there before; a tag that all of them have came
   * from the group or from a system. Undefined where the group was not read.
   */
  #tagsOf(data: JsonObject, live: LiveResource): { expected: Map<string, string>; found: Map<string, string> } | undefined {
    const found = tagsIn(own(live.properties, 'Tags'))
    const [group] = this.#index.find(groupKind, [found.get('aws:autoscaling:groupName') ?? ''], live)
    if (group === undefined) return undefined
    const ofTemplate = listOf(own(data, 'TagSpecifications')).filter((each) => textOf(own(each, 'ResourceType')) === 'instance')
    const propagated = listOf(own(group.properties, 'Tags')).filter((tag) => textOf(own(tag, 'PropagateAtLaunch')) === 'true')
    const groupTags = tagsIn(propagated)
    const expected = new Map([...ofTemplate.flatMap((each) => [...tagsIn(own(each, 'Tags'))]), ...groupTags])
    const others = this.#machinesOf(found.get('aws:autoscaling:groupName') ?? '').filter((each) => each.live !== live)
    const launched = textOf(own(live.properties, 'LaunchTime'))
    for (const [key, value] of expected) {
      const isProven = others.some((each) => each.launched <= launched && each.tags.get(key) === value)
      if (isSystemTag(key) || (found.get(key) !== value && groupTags.has(key) && !isProven)) {
        expected.delete(key)
        found.delete(key)
      }
    }
    for (const key of found.keys()) {
      const isOnAll = others.length > 0 && others.every((each) => each.tags.has(key))
      if (isSystemTag(key) || (!expected.has(key) && isOnAll)) found.delete(key)
    }
    return { expected, found }
  }

  #machinesOf(group: string): readonly Machine[] {
    if (this.#machines === undefined) {
      this.#machines = new Map()
      for (const live of this.#index.ofKind('AWS::EC2::Instance')) {
        const tags = tagsIn(own(live.properties, 'Tags'))
        const name = tags.get('aws:autoscaling:groupName')
        if (name === undefined) continue
        const machine = { live, tags, launched: textOf(own(live.properties, 'LaunchTime')) }
        const known = this.#machines.get(name)
        if (known === undefined) this.#machines.set(name, [machine])
        else known.push(machine)
      }
    }
    return this.#machines.get(group) ?? []
  }

  /** A version never changes: whoever shows it, the declaration or live, which shows the default one. */
  #dataOf(id: string, version: string, place: LiveResource): JsonObject | undefined {
    if (id === '' || version === '') return undefined
    const declared = this.#declared.get(id)
    if (declared?.shape === 'terraform' && textOf(own(declared.properties, 'latest_version')) === version) {
      const data = own(project(declared.type, declared.properties)?.properties, 'LaunchTemplateData')
      if (isObject(data)) return data
    }
    const [live] = this.#index.find(templateKind, [id], place)
    const data = own(live?.properties, 'LaunchTemplateData')
    return isObject(data) && textOf(own(live?.properties, 'DefaultVersionNumber')) === version ? data : undefined
  }
}

function tagsIn(list: Json | undefined): Map<string, string> {
  return new Map(listOf(list).map((tag) => [textOf(own(tag, 'Key')), textOf(own(tag, 'Value'))]))
}

/** Set by a system on every machine that it looks after: data/aws/system-tags.json. */
function isSystemTag(key: string): boolean {
  return Object.keys(wholeTable<string>('system-tags.json')).some((prefix) => key.startsWith(prefix))
}

/** Terraform has a list of one where CloudFormation has an object. */
function block(data: JsonObject, name: string): Json | undefined {
  const [first] = listOf(own(data, name))
  return first
}

/** The data of a template in the shape of the instances that it makes. */
function asInstance(data: JsonObject): JsonObject {
  const out: JsonObject = {}
  const set = (name: string, value: Json | undefined): void => {
    if (value !== undefined && value !== null && value !== '') put(out, name, value)
  }
  for (const name of same) set(name, own(data, name))
  const [first] = listOf(own(data, 'NetworkInterfaces'))
  set('SecurityGroupIds', own(data, 'SecurityGroupIds') ?? own(first, 'Groups'))
  set('Monitoring', own(block(data, 'Monitoring'), 'Enabled'))
  const profile = block(data, 'IamInstanceProfile')
  set('IamInstanceProfile', own(profile, 'Name') ?? own(profile, 'Arn'))
  return out
}
