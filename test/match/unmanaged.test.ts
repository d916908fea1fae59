import { describe, expect, it } from 'vitest'
import type { UnmanagedScope } from '../../src/match/unmanaged.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { LiveResource } from '../../src/model/resource.ts'
import { declares, partly, refreshed, shows, whole } from '../helpers/resources.ts'
import { outcomes } from './matching.ts'

const instance = 'AWS::EC2::Instance'
const place = { account: '111111111111', region: 'eu-west-1' }
const declared = declares(instance, {}, { physicalId: 'i-1', ...place })
const managed = shows(instance, 'i-1', {}, place)

/** The unmanaged resources beside the managed instance. */
async function unmanaged(live: readonly LiveResource[], scope: UnmanagedScope = 'services'): Promise<string[]> {
  return (await outcomes([declared], whole([managed, ...live]), { unmanaged: scope })).filter((text) => text !== 'managed Thing')
}

describe('what nobody declared', () => {
  const found = [shows(instance, 'i-2', {}, place), shows('AWS::EC2::Volume', 'vol-2', {}, place), shows('AWS::SQS::Queue', 'q', {}, place)]

  it.each([
    ['services', ['unmanaged i-2', 'unmanaged vol-2']],
    ['kinds', ['unmanaged i-2']],
    ['all', ['unmanaged i-2', 'unmanaged vol-2', 'unmanaged q']],
    ['none', []],
  ] as const)('is governed by %s', async (scope, expected) => {
    expect(await unmanaged(found, scope)).toEqual(expected)
  })

  it('is governed in the accounts and regions that declarations use, and everywhere for `all`', async () => {
    const abroad = [
      shows(instance, 'i-2', {}, { ...place, region: 'us-east-1' }),
      shows(instance, 'i-3', {}, { ...place, account: '222222222222' }),
      shows(instance, 'i-4', {}, { ...place, region: 'global' }),
      shows(instance, 'i-5'),
    ]
    expect(await unmanaged(abroad)).toEqual(['unmanaged i-4', 'unmanaged i-5'])
    expect(await unmanaged(abroad, 'all')).toHaveLength(4)
  })

  it('is no matter of a Terraform document, which shows what it declares', async () => {
    expect(await unmanaged([refreshed('aws_instance', { id: 'i-2' })])).toEqual([])
  })
})

/** As SNS writes it for a topic that nobody gave one. */
function ofTopic(owner: JsonObject = { 'AWS:SourceOwner': '111111111111' }): JsonObject {
  const Statement = [{ Sid: '__default_statement_ID', Effect: 'Allow', Principal: { AWS: '*' }, Condition: { StringEquals: owner } }]
  return { Id: '__default_policy_ID', Statement }
}

describe('what AWS or a managed parent made', () => {
  const tagged = (Key: string): JsonObject => ({ Tags: [{ Key, Value: 'x' }] })
  it.each([
    ['a thing that a stack or service tagged', shows('AWS::EC2::Volume', 'vol-1', tagged('aws:cloudformation:stack-name'))],
    ['the default network', shows('AWS::EC2::VPC', 'vpc-1', { IsDefault: true })],
    ['the default group', shows('AWS::EC2::SecurityGroup', 'sg-1', { GroupName: 'default' })],
    ['the last entry of an access list', shows('AWS::EC2::NetworkAclEntry', 'acl|32767', { RuleNumber: 32767 })],
    [
      'default options',
      shows('AWS::EC2::DHCPOptions', 'dopt-1', { DomainName: 'eu-west-1.compute.internal', DomainNameServers: ['AmazonProvidedDNS'] }),
    ],
    ['an image', shows('AWS::EC2::Image', 'ami-1')],
    ['a gateway’s interface', shows('AWS::EC2::NetworkInterface', 'eni-1', { InterfaceType: 'nat_gateway' })],
    ['a balancer’s interface', shows('AWS::EC2::NetworkInterface', 'eni-1', { InterfaceType: 'interface', Description: 'ELB app/web/1' })],
  ])('is nobody’s mutation: %s', async (_, live) => {
    expect(await unmanaged([live])).toEqual([])
    expect(
      await unmanaged([shows(live.kind === 'AWS::EC2::Image' ? instance : live.kind, 'other', { InterfaceType: 'interface' })]),
    ).toEqual(['unmanaged other'])
  })

  it('includes the policy of a new topic, and not one that lets others in', async () => {
    const topic = (PolicyDocument: JsonObject) => unmanaged([shows('AWS::SNS::TopicInlinePolicy', 'arn:topic', { PolicyDocument })], 'all')
    expect(await topic(ofTopic())).toEqual([])
    expect(await topic(ofTopic({}))).toEqual(['unmanaged arn:topic'])
    expect(await topic({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*' }] })).toEqual(['unmanaged arn:topic'])
  })

  it('includes what stands in a default network', async () => {
    const network = shows('AWS::EC2::VPC', 'vpc-d', { IsDefault: true })
    const attachment = shows('AWS::EC2::VPCGatewayAttachment', 'IGW|vpc-d', { VpcId: 'vpc-d', InternetGatewayId: 'igw-1' })
    const inside = [shows('AWS::EC2::Subnet', 'subnet-1', { VpcId: 'vpc-d' }), shows('AWS::EC2::NetworkAcl', 'acl-1', { VpcId: 'vpc-d' })]
    expect(await unmanaged([network, attachment, ...inside])).toEqual([])
    expect(await unmanaged([network, shows('AWS::EC2::Subnet', 'subnet-2', { VpcId: 'vpc-own' })])).toEqual(['unmanaged subnet-2'])
  })

  it('includes volumes and interfaces that a declaration records, or that hang on instances of others', async () => {
    const recorded = declares(instance, { Volumes: [{ VolumeId: 'vol-0a' }], deep: { primary: 'eni-0b' } }, { physicalId: 'i-1' })
    const live = [
      managed,
      shows('AWS::EC2::Volume', 'vol-0a'),
      shows('AWS::EC2::NetworkInterface', 'eni-0b', { InterfaceType: 'interface' }),
      shows('AWS::EC2::Volume', 'vol-0c'),
    ]
    expect(await outcomes([recorded], partly(live))).toEqual(['managed Thing', 'unmanaged vol-0c'])
    const groups = shows(instance, 'i-g', { ...tagged('aws:autoscaling:groupName'), Volumes: [{ VolumeId: 'vol-0d' }] })
    expect(await unmanaged([groups, shows('AWS::EC2::Volume', 'vol-0d')])).toEqual(['owned i-g'])
  })
})

describe('instances of a group', () => {
  const grouped = shows(instance, 'i-2', { Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }] })

  it('are owned, not unmanaged, also when nobody governs anything', async () => {
    expect(await unmanaged([grouped])).toEqual(['owned i-2'])
    expect(await unmanaged([grouped], 'none')).toEqual(['owned i-2'])
  })

  it('are not owned by the template alone: whoever launches by hand may name one', async () => {
    const tags = [{ Key: 'aws:ec2launchtemplate:id', Value: 'lt-1' }]
    expect(await unmanaged([shows(instance, 'i-2', { Tags: tags })])).toEqual(['unmanaged i-2'])
  })
})

describe('what a declared stack no longer declares', () => {
  const kept = shows('AWS::EC2::Volume', 'vol-1', { Tags: [{ Key: 'aws:cloudformation:stack-name', Value: 'shop' }] })

  it('is unmanaged, while what other stacks declare is not', async () => {
    expect(await outcomes([{ ...declared, stack: 'shop' }], whole([managed, kept]))).toEqual(['managed Thing', 'unmanaged vol-1'])
    expect(await outcomes([{ ...declared, stack: 'other' }], whole([managed, kept]))).toEqual(['managed Thing'])
  })
})

describe('the volumes of a machine', () => {
  const machine = (more: JsonObject): LiveResource =>
    shows(instance, 'i-1', { ImageId: 'ami-1', Volumes: [{ VolumeId: 'vol-1', Device: '/dev/sdf' }], ...more }, place)
  const volume = shows('AWS::EC2::Volume', 'vol-1', {}, place)
  const image = shows('AWS::EC2::Image', 'ami-1', { BlockDeviceMappings: [{ DeviceName: '/dev/sdf' }] }, place)

  it('are its own where its image or its declaration brings the device, and unmanaged where a hand attached them', async () => {
    expect(await outcomes([declared], whole([machine({}), volume]))).toEqual(['managed Thing', 'unmanaged vol-1'])
    expect(await outcomes([declared], whole([machine({}), volume, image]))).toEqual(['managed Thing'])
    expect(await outcomes([declared], whole([machine({ RootDeviceName: '/dev/sdf' }), volume]))).toEqual(['managed Thing'])
    const mapping = declares(instance, { BlockDeviceMappings: [{ DeviceName: '/dev/sdf' }] }, { physicalId: 'i-1', ...place })
    expect(await outcomes([mapping], whole([machine({}), volume]))).toEqual(['managed Thing'])
  })
})

describe('elements of a list of their own', () => {
  it('are seen within their owner, managed or not', async () => {
    const rule = shows('AWS::EC2::SecurityGroupIngress', 'sgr-1', { GroupId: 'sg-1', IpProtocol: 'tcp' })
    expect(await unmanaged([shows('AWS::EC2::SecurityGroup', 'sg-1', { GroupName: 'hand-made' }), rule])).toEqual(['unmanaged sg-1'])
    expect(await unmanaged([rule])).toEqual(['unmanaged sgr-1'])
  })
})
