import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveResource } from '../../src/model/resource.ts'
import { declares, shows, terraform, whole } from '../helpers/resources.ts'
import { matching } from './matching.ts'

const template = (more: JsonObject = {}): DeclaredResource =>
  terraform('aws_launch_template', {
    id: 'lt-1',
    name: 'web',
    latest_version: 2,
    ebs_optimized: '',
    disable_api_termination: false,
    instance_type: 't3.small',
    image_id: 'ami-1',
    user_data: 'IyEvYmluL3NoCg==',
    vpc_security_group_ids: ['sg-1'],
    iam_instance_profile: [{ arn: '', name: 'web' }],
    monitoring: [{ enabled: true }],
    metadata_options: [{ http_tokens: 'required', http_put_response_hop_limit: 1 }],
    ...more,
  })
const tags = (version: string): JsonObject[] => [
  { Key: 'aws:autoscaling:groupName', Value: 'web' },
  { Key: 'aws:ec2launchtemplate:id', Value: 'lt-1' },
  { Key: 'aws:ec2launchtemplate:version', Value: version },
]
const machine = (more: JsonObject = {}, version = '2'): LiveResource =>
  shows('AWS::EC2::Instance', 'i-1', {
    ImageId: 'ami-2',
    InstanceType: 't3.small',
    EbsOptimized: false,
    Monitoring: true,
    DisableApiTermination: false,
    UserData: 'IyEvYmluL3NoCg==',
    SecurityGroupIds: ['sg-1'],
    IamInstanceProfile: 'web',
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
    Tags: tags(version),
    ...more,
  })

/** `changed /Path` for each difference of the machine; undefined where it is not compared. */
async function found(declared: readonly DeclaredResource[], live: readonly LiveResource[]): Promise<string[] | undefined> {
  const { all } = await matching(declared, whole(live))
  const pair = all.find(({ live: side }) => side?.physicalId === 'i-1')
  expect(pair?.outcome).toBe('owned')
  if (pair?.declaredProperties === undefined) return undefined
  return compare(pair).differences.map(({ change, path }) => `${change} ${path}`)
}

describe('a machine that a group made', () => {
  it('is as the template that it was launched from', async () => {
    expect(await found([template()], [machine()])).toEqual([])
  })

  it.each<[JsonObject, string]>([
    [{ SecurityGroupIds: ['sg-1', 'sg-open'] }, 'added /SecurityGroupIds/1'],
    [{ SecurityGroupIds: ['sg-open'] }, 'changed /SecurityGroupIds/0'],
    [{ IamInstanceProfile: 'admin' }, 'changed /IamInstanceProfile'],
    [{ InstanceType: 't3.large' }, 'changed /InstanceType'],
    [{ Monitoring: false }, 'changed /Monitoring'],
    [{ UserData: 'IyEvYmluL3NoCmN1cmwK' }, 'changed /UserData'],
    [{ MetadataOptions: { HttpTokens: 'optional', HttpPutResponseHopLimit: 1 } }, 'changed /MetadataOptions/HttpTokens'],
    [{ DisableApiTermination: true }, 'changed /DisableApiTermination'],
  ])('and is mutated where it is not: %j', async (more, mutation) => {
    expect(await found([template()], [machine(more)])).toContain(mutation)
  })

  it('has no role of its own where the template gives none', async () => {
    const bare = template({ iam_instance_profile: [] })
    expect(await found([bare], [machine({ IamInstanceProfile: '' })])).toEqual([])
    expect(await found([bare], [machine({ IamInstanceProfile: 'admin' })])).toEqual(['added /IamInstanceProfile'])
  })

  it('says nothing of another version than the one that is known', async () => {
    expect(await found([template()], [machine({ InstanceType: 't3.large' }, '1')])).toBeUndefined()
    expect(await found([], [machine({ InstanceType: 't3.large' })])).toBeUndefined()
  })

  it('is compared with the live template where that shows its version', async () => {
    const shown = (DefaultVersionNumber: number): LiveResource =>
      shows('AWS::EC2::LaunchTemplate', 'lt-1', {
        LaunchTemplateId: 'lt-1',
        DefaultVersionNumber,
        LaunchTemplateData: {
          InstanceType: 't3.small',
          NetworkInterfaces: [{ DeviceIndex: 0, Groups: ['sg-1'] }],
          IamInstanceProfile: { Arn: 'arn:aws:iam::123456789012:instance-profile/web' },
        },
      })
    const declared = [declares('AWS::EC2::LaunchTemplate', {}, { physicalId: 'lt-1' })]
    expect(await found(declared, [shown(2), machine({ InstanceType: 't3.large', SecurityGroupIds: ['sg-2'] })])).toEqual([
      'changed /InstanceType',
      'changed /SecurityGroupIds/0',
      'added /UserData',
    ])
    expect(await found(declared, [shown(3), machine({ InstanceType: 't3.large' })])).toBeUndefined()
  })

  it('may have any type where its group mixes them', async () => {
    const mixed = shows('AWS::AutoScaling::AutoScalingGroup', 'web', { MixedInstancesPolicy: { LaunchTemplate: {} } })
    expect(await found([template()], [mixed, machine({ InstanceType: 'm5.large' })])).toEqual([])
  })
})

describe('the tags of a machine that a group made', () => {
  const tag = (Key: string, Value: string): JsonObject => ({ Key, Value })
  const group = shows('AWS::AutoScaling::AutoScalingGroup', 'web', {
    Tags: [
      { Key: 'team', Value: 'shop', PropagateAtLaunch: true },
      { Key: 'group-only', Value: 'x', PropagateAtLaunch: false },
    ],
  })
  const tagged = template({ tag_specifications: [{ resource_type: 'instance', tags: { Name: 'web', stage: 'prod' } }] })
  const launched = [tag('team', 'shop'), tag('Name', 'web'), tag('stage', 'prod')]
  const one = (own: JsonObject[], LaunchTime = '2026-01-02T00:00:00Z'): LiveResource =>
    machine({ Tags: [...tags('2'), ...own], LaunchTime })
  const other = (own: JsonObject[], LaunchTime = '2026-01-01T00:00:00Z'): LiveResource =>
    shows('AWS::EC2::Instance', 'i-2', { Tags: [...tags('2'), ...own], LaunchTime })

  it('are those of the group and of the template', async () => {
    expect(await found([tagged], [group, one(launched)])).toEqual([])
    expect(await found([tagged], [group, one([...launched, tag('kubernetes.io/cluster/shop', 'owned'), tag('eks:x', 'y')])])).toEqual([])
  })

  it('and are mutated where a hand added, changed or took one', async () => {
    expect(await found([tagged], [group, one([...launched, tag('keep', 'yes')])])).toEqual(['added /Tags/6'])
    expect(await found([tagged], [group, one([tag('team', 'shop'), tag('Name', 'mine'), tag('stage', 'prod')])])).toEqual([
      'changed /Tags/0/Value',
    ])
    expect(await found([tagged], [group, one([tag('team', 'shop'), tag('Name', 'web')])])).toEqual(['removed /Tags/1'])
  })

  it('of the group are what it has now only where an older machine has them', async () => {
    const changed = [tag('team', 'other'), tag('Name', 'web'), tag('stage', 'prod')]
    expect(await found([tagged], [group, one(changed)])).toEqual([])
    expect(await found([tagged], [group, one(changed), other(launched)])).toEqual(['changed /Tags/2/Value'])
    expect(await found([tagged], [group, one(changed), other(launched, '2026-01-03T00:00:00Z')])).toEqual([])
  })

  it('that all its machines have came from the group or a system', async () => {
    const scanned = [...launched, tag('LastScan', 'now')]
    expect(await found([tagged], [group, one(scanned), other([tag('LastScan', 'then')])])).toEqual([])
    expect(await found([tagged], [group, one(scanned), other([])])).toEqual(['added /Tags/6'])
  })

  it('are not compared where the group was not read', async () => {
    expect(await found([tagged], [one([...launched, tag('keep', 'yes')])])).toEqual([])
  })
})

describe('what a hand attached to a machine that a group made', () => {
  const image = shows('AWS::EC2::Image', 'ami-2', {})
  const devices = (DeleteOnTermination: boolean): JsonObject => ({
    RootDeviceName: '/dev/xvda',
    Volumes: [
      { VolumeId: 'vol-1', Device: '/dev/xvda' },
      { VolumeId: 'vol-2', Device: '/dev/sdf' },
    ],
    BlockDeviceMappings: [{ DeviceName: '/dev/sdf', Ebs: { VolumeId: 'vol-2', DeleteOnTermination } }],
    NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0', DeviceIndex: '0' }],
  })

  it('is a volume or an interface that its template does not bring', async () => {
    expect(await found([template()], [image, machine(devices(false))])).toEqual(['added /Volumes/1'])
    expect(await found([template()], [image, machine(devices(true))])).toEqual([])
    const bringing = template({ block_device_mappings: [{ device_name: '/dev/sdf', ebs: [{ delete_on_termination: 'false' }] }] })
    expect(await found([bringing], [image, machine(devices(false))])).toEqual([])
    const cards = [
      { NetworkInterfaceId: 'eni-0', DeviceIndex: '0' },
      { NetworkInterfaceId: 'eni-1', DeviceIndex: '1' },
    ]
    expect(await found([template()], [machine({ NetworkInterfaces: cards })])).toEqual(['added /NetworkInterfaces/0'])
  })
})
