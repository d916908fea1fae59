import { project } from '../mapping/project.ts'
import { isObject, own, put, textOf, type Json, type JsonObject } from '../model/json.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredResource, LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'
import { listOf } from './managed.ts'

const templateKind = 'AWS::EC2::LaunchTemplate'
const groupKind = 'AWS::AutoScaling::AutoScalingGroup'

/** Settings of a template that an instance shows under the same name. The image is judged by itself, tags are the group's. */
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

/** What instances that a group made were launched with: the version of the template that their tags name. */
export class Launches {
  readonly #declared: ReadonlyMap<string, DeclaredResource>
  readonly #index: LiveIndex
  readonly #mixed: ReadonlySet<string>

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
    const tags = new Map(listOf(own(live.properties, 'Tags')).map((tag) => [textOf(own(tag, 'Key')), textOf(own(tag, 'Value'))]))
    const data = this.#dataOf(tags.get('aws:ec2launchtemplate:id') ?? '', tags.get('aws:ec2launchtemplate:version') ?? '', live)
    if (data === undefined) return { outcome: 'owned', live, shape: 'neutral' }
    const declaredProperties = asInstance(data)
    // A mixed group chooses the type itself.
    if (this.#mixed.has(tags.get('aws:autoscaling:groupName') ?? '')) delete declaredProperties['InstanceType']
    const scope = [...new Set([...Object.keys(declaredProperties), ...given])]
    return { outcome: 'owned', live, shape: 'neutral', declaredProperties, liveProperties: live.properties, scope }
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
