import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { declares, shows, terraform, whole } from '../helpers/resources.ts'
import { matching } from './matching.ts'

const instance = 'AWS::EC2::Instance'

/** `added /Path` for each difference of the instance, and the reason for each path that was not compared. */
async function said(
  declared: readonly DeclaredResource[],
  live: readonly LiveItem[],
): Promise<{ found: string[]; not: Record<string, string> }> {
  const { all } = await matching(declared, live, { unmanaged: 'none' })
  const comparisons = all.filter(({ outcome }) => outcome === 'managed').map((pair) => compare(pair))
  return {
    found: [
      ...comparisons.flatMap(({ differences }) => differences.map(({ change, path }) => `${change} ${path}`)),
      ...all.filter(({ outcome }) => outcome !== 'managed').map((pair) => `${pair.outcome} ${pair.declared?.address}`),
    ],
    not: Object.fromEntries(comparisons.flatMap(({ notCompared }) => notCompared.map(({ path, reason }) => [path, reason]))),
  }
}

const block = (device: string, id: string, more: JsonObject = {}): JsonObject => ({
  delete_on_termination: true,
  device_name: device,
  encrypted: true,
  iops: 3000,
  kms_key_id: 'arn:k',
  tags: {},
  throughput: 125,
  volume_id: id,
  volume_size: 8,
  volume_type: 'gp3',
  ...more,
})
const machine = (more: JsonObject = {}): DeclaredResource =>
  terraform('aws_instance', {
    id: 'i-1',
    disable_api_stop: true,
    disable_api_termination: true,
    instance_state: 'running',
    maintenance_options: [{ auto_recovery: 'default' }],
    public_ip: '',
    root_block_device: [block('/dev/xvda', 'vol-1')],
    ebs_block_device: [block('/dev/sdf', 'vol-2', { delete_on_termination: false, snapshot_id: '' })],
    ...more,
  })

const device = (DeviceName: string, VolumeId: string, DeleteOnTermination: boolean): JsonObject => ({
  DeviceName,
  Ebs: { VolumeId, DeleteOnTermination },
})
const protection: JsonObject = { DisableApiStop: true, DisableApiTermination: true }
const running: JsonObject = {
  BlockDeviceMappings: [device('/dev/xvda', 'vol-1', true), device('/dev/sdf', 'vol-2', false)],
  ...protection,
  MaintenanceOptions: { AutoRecovery: 'default' },
  State: { Name: 'running' },
  Volumes: [
    { VolumeId: 'vol-1', Device: '/dev/xvda' },
    { VolumeId: 'vol-2', Device: '/dev/sdf' },
  ],
}
const volume = (id: string, more: JsonObject = {}) =>
  shows('AWS::EC2::Volume', id, {
    Encrypted: true,
    Iops: 3000,
    KmsKeyId: 'arn:k',
    Size: 8,
    SnapshotId: 'snap-1',
    Throughput: 125,
    VolumeType: 'gp3',
    ...more,
  })
const live = (more: JsonObject = {}, ...volumes: ReturnType<typeof volume>[]): LiveItem[] =>
  whole([shows(instance, 'i-1', { ...running, ...more }), ...(volumes.length === 0 ? [volume('vol-1'), volume('vol-2')] : volumes)])
const root = '/BlockDeviceMappings/0/Ebs'

describe('the devices of an instance', () => {
  it('are compared with the volumes that they are', async () => {
    expect((await said([machine()], live())).found).toEqual([])
    const changes: [JsonObject, string][] = [
      [{ Size: 100 }, `changed ${root}/VolumeSize`],
      [{ VolumeType: 'io2' }, `changed ${root}/VolumeType`],
      [{ Iops: 9000 }, `changed ${root}/Iops`],
      [{ Throughput: 500 }, `changed ${root}/Throughput`],
      [{ KmsKeyId: 'arn:other' }, `changed ${root}/KmsKeyId`],
      [{ Encrypted: false }, `changed ${root}/Encrypted`],
    ]
    for (const [more, path] of changes)
      expect((await said([machine()], live({}, volume('vol-1', more), volume('vol-2')))).found).toEqual([path])
  })

  it('outlive the instance or not, as the instance says', async () => {
    const kept = [device('/dev/xvda', 'vol-1', false), device('/dev/sdf', 'vol-2', false)]
    expect((await said([machine()], live({ BlockDeviceMappings: kept }))).found).toEqual([`changed ${root}/DeleteOnTermination`])
  })

  it('are not compared where nobody read the volumes', async () => {
    const { found, not } = await said([machine()], whole([shows(instance, 'i-1', running)]))
    expect(found).toEqual([])
    expect(not).toMatchObject({ [`${root}/VolumeSize`]: 'not-read', [`${root}/KmsKeyId`]: 'not-read' })
    const blind = await said([machine()], whole([shows(instance, 'i-1', { ...running, BlockDeviceMappings: [] })]))
    expect(blind).toMatchObject({ found: [], not: { '/BlockDeviceMappings/0/Ebs/VolumeSize': 'not-read' } })
  })

  it('that are gone or new are one difference, among the volumes', async () => {
    const Volumes: Json[] = [{ VolumeId: 'vol-1', Device: '/dev/xvda' }]
    const one = { BlockDeviceMappings: [device('/dev/xvda', 'vol-1', true)], Volumes }
    expect((await said([machine()], live(one))).found).toEqual(['removed /Volumes/0'])
    const three = [...(running['Volumes'] as Json[]), { VolumeId: 'vol-3', Device: '/dev/sdg' }]
    expect((await said([machine()], live({ Volumes: three }))).found).toEqual(['added /Volumes/2'])
  })

  it('that an attachment declares are judged there', async () => {
    const attachment = terraform('aws_volume_attachment', {
      id: 'vai-1',
      device_name: '/dev/sdf',
      instance_id: 'i-1',
      volume_id: 'vol-2',
    })
    expect((await said([machine(), attachment], live({}, volume('vol-1'), volume('vol-2', { Size: 99 })))).found).toEqual([])
  })

  it('of a template are found by their name', async () => {
    const declared = declares(
      instance,
      { ...protection, BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8, VolumeType: 'gp3' } }] },
      { physicalId: 'i-1' },
    )
    expect((await said([declared], live())).found).toEqual([])
    expect((await said([declared], live({}, volume('vol-1', { Size: 9 }), volume('vol-2')))).found).toEqual([`changed ${root}/VolumeSize`])
  })
})

describe('the state of an instance', () => {
  it.each([
    [{ State: { Name: 'stopped' } }, 'changed /State/Name'],
    [{ DisableApiStop: false }, 'changed /DisableApiStop'],
    [{ DisableApiTermination: false }, 'changed /DisableApiTermination'],
    [{ MaintenanceOptions: { AutoRecovery: 'disabled' } }, 'changed /MaintenanceOptions/0/AutoRecovery'],
  ])('is compared: %j', async (more, path) => {
    expect((await said([machine()], live(more))).found.map((each) => each.replace('Options/Auto', 'Options/0/Auto'))).toEqual([path])
  })

  it('is a mutation where a template cannot say it', async () => {
    const declared = declares(instance, { InstanceType: 't3.micro' }, { physicalId: 'i-1' })
    const state = (Name: string): LiveItem[] => whole([shows(instance, 'i-1', { InstanceType: 't3.micro', State: { Name, Code: '80' } })])
    expect((await said([declared], state('running'))).found).toEqual([])
    expect((await said([declared], state('stopped'))).found).toEqual(['added /State/Name'])
  })

  it('was still pending when it was recorded', async () => {
    expect((await said([machine({ instance_state: 'pending' })], live())).found).toEqual([])
    expect((await said([machine({ instance_state: 'pending' })], live({ State: { Name: 'stopped' } }))).found).toEqual([
      'added /State/Name',
    ])
  })

  it('belongs to the resource that stops it', async () => {
    const stopped = terraform('aws_ec2_instance_state', { id: 'i-1', instance_id: 'i-1', state: 'stopped', force: false })
    expect((await said([machine(), stopped], live({ State: { Name: 'stopped' } }))).found).toEqual([])
    expect((await said([machine(), stopped], live())).found).toEqual(['changed /State/Name'])
  })

  it('is not gone where a source has no word for it', async () => {
    const { DisableApiStop: _stop, MaintenanceOptions: _maintenance, State: _state, ...rest } = running
    const items = whole([shows(instance, 'i-1', rest, { source: 'cloudcontrol' }), volume('vol-1'), volume('vol-2')])
    const { found, not } = await said([machine()], items)
    expect(found).toEqual([])
    expect(not).toMatchObject({ '/DisableApiStop': 'read-gap', '/State/Name': 'read-gap' })
  })
})

describe('a public address', () => {
  const open = live({ PublicIpAddress: '203.0.113.9' })

  it('is a mutation where there was none', async () => {
    expect((await said([machine()], open)).found).toEqual(['added /PublicIpAddress'])
  })

  it('is none where there was one, as it changes with every start', async () => {
    expect((await said([machine({ public_ip: '198.51.100.1' })], open)).found).toEqual([])
    expect((await said([declares(instance, protection, { physicalId: 'i-1' })], open)).found).toEqual([])
  })

  it('is none where it is an Elastic IP, declared or live', async () => {
    const address = terraform('aws_eip', { id: 'eipalloc-1', instance: 'i-1', public_ip: '203.0.113.9' })
    expect((await said([machine(), address], open)).found).not.toContain('added /PublicIpAddress')
    const elastic = whole([shows('AWS::EC2::EIP', '203.0.113.9|eipalloc-1', { PublicIp: '203.0.113.9', InstanceId: 'i-1' })])
    expect((await said([machine()], [...open, ...elastic])).found).toEqual([])
  })
})

describe('what a hand attached', () => {
  const declared = declares(instance, protection, { physicalId: 'i-1' })
  const card = (id: string, DeviceIndex: string, Description = ''): JsonObject => ({ NetworkInterfaceId: id, DeviceIndex, Description })
  const link = (...cards: JsonObject[]): LiveItem[] => live({ NetworkInterfaces: [card('eni-0', '0'), ...cards] })

  it('is an interface that nobody declares', async () => {
    expect((await said([declared], link())).found).toEqual([])
    expect((await said([machine()], link(card('eni-1', '1')))).found).toEqual(['added /NetworkInterfaces/0'])
    expect((await said([declared], link(card('eni-1', '1')))).found).toEqual(['added /NetworkInterfaces/0'])
  })

  it('is none that the machine, an interface of its own or a service declares', async () => {
    const own = declares(instance, { ...protection, NetworkInterfaces: [{ DeviceIndex: '1' }] }, { physicalId: 'i-1' })
    expect((await said([own], link(card('eni-1', '1')))).found).toEqual([])
    const eni = declares('AWS::EC2::NetworkInterface', {}, { address: 'Card', physicalId: 'eni-1' })
    const shown = shows('AWS::EC2::NetworkInterface', 'eni-1', {})
    expect((await said([eni, declared], [...whole([shown]), ...link(card('eni-1', '1'))])).found).toEqual([])
    expect((await said([declared], link(card('eni-1', '1', 'aws-K8S-i-1')))).found).toEqual([])
    const made = shows('AWS::EC2::NetworkInterface', 'eni-1', { RequesterManaged: true })
    expect((await said([declared], [...whole([made]), ...link(card('eni-1', '1'))])).found).toEqual([])
  })

  it('is a volume that neither the template of a stack nor the image brings', async () => {
    const booted = { ImageId: 'ami-1', RootDeviceName: '/dev/xvda' }
    const image = (...names: string[]): LiveItem[] =>
      whole([shows('AWS::EC2::Image', 'ami-1', { BlockDeviceMappings: names.map((DeviceName) => ({ DeviceName })) })])
    expect((await said([declared], [...image(), ...live(booted)])).found).toEqual(['added /Volumes/1'])
    expect((await said([declared], [...image('/dev/sdf'), ...live(booted)])).found).toEqual([])
    // Nobody read the image, or a template that was not read may bring it.
    expect((await said([declared], live(booted))).found).toEqual([])
    const launched = declares(instance, { ...protection, LaunchTemplate: { LaunchTemplateId: 'lt-1' } }, { physicalId: 'i-1' })
    expect((await said([launched], [...image(), ...live(booted)])).found).toEqual([])
    const claimed = volume('vol-2', { Tags: [{ Key: 'CSIVolumeName', Value: 'pvc-1' }] })
    expect((await said([declared], [...image(), ...live(booted, volume('vol-1'), claimed)])).found).toEqual([])
  })
})
