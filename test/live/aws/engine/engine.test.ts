import { describe, expect, it } from 'vitest'
import type { Answers, FailureReason } from '../../../../src/live/aws/calls/call.ts'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import type { EngineOptions } from '../../../../src/live/aws/engine/kind-reader.ts'
import { whyUnreadable } from '../../../../src/live/aws/engine/why-unreadable.ts'
import { own, type JsonObject } from '../../../../src/model/json.ts'
import { all, answering, gaps, listed, resources } from '../../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }

function read(kinds: readonly string[], answers: Answers, options: Partial<EngineOptions> = {}) {
  return all(readKinds(kinds, answers, { where, source: 'aws-list', ...options }))
}

const vpc = { VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', OwnerId: '111122223333' }
const attribute = (input: JsonObject): JsonObject[] => [
  input['Attribute'] === 'enableDnsSupport' ? { EnableDnsSupport: { Value: true } } : { EnableDnsHostnames: { Value: false } },
]

describe('a list', () => {
  it('is proven whole only after its last page', async () => {
    const items = await read(
      ['AWS::EC2::VPC'],
      answering({
        'ec2.DescribeVpcs': () => [{ Vpcs: [vpc] }, { Vpcs: [{ ...vpc, VpcId: 'vpc-2' }] }],
        'ec2.DescribeVpcAttribute': attribute,
      }),
    )
    expect(
      resources(items).map(({ physicalId, properties }) => [physicalId, properties['EnableDnsSupport'], properties['EnableDnsHostnames']]),
    ).toEqual([
      ['vpc-1', true, false],
      ['vpc-2', true, false],
    ])
    expect(items.at(-1)).toEqual({ is: 'listed', kind: 'AWS::EC2::VPC', ...where })
  })

  it.each(['throttled', 'access-denied', 'truncated', 'read-failed'] as FailureReason[])(
    'that ends %s keeps what was read, says so and proves nothing',
    async (reason) => {
      const items = await read(
        ['AWS::EC2::KeyPair'],
        answering({ 'ec2.DescribeKeyPairs': () => [{ KeyPairs: [{ KeyName: 'a' }] }, reason] }),
      )
      expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['a'])
      expect(gaps(items)).toEqual([
        expect.objectContaining({ kind: 'AWS::EC2::KeyPair', reason, service: 'ec2', action: 'ec2:DescribeKeyPairs', ...where }),
      ])
      expect(listed(items)).toEqual([])
    },
  )

  it('that AWS does not find is not an empty list', async () => {
    const items = await read(['AWS::EC2::KeyPair'], answering({ 'ec2.DescribeKeyPairs': () => ['absent'] }))
    expect(items).toEqual([expect.objectContaining({ is: 'gap', kind: 'AWS::EC2::KeyPair', reason: 'read-failed' })])
  })

  it('that nobody recorded yields nothing at all', async () => {
    expect(await read(['AWS::EC2::KeyPair'], answering({}))).toEqual([])
  })

  it('is asked for once by the kinds that share it', async () => {
    const answers = answering({
      'ec2.DescribeVolumes': () => [
        { Volumes: [{ VolumeId: 'vol-1', Size: 8, Attachments: [{ VolumeId: 'vol-1', InstanceId: 'i-1', Device: '/dev/sdf' }] }] },
      ],
    })
    const items = await read(['AWS::EC2::VolumeAttachment', 'AWS::EC2::Volume'], answers)
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['vol-1', 'vol-1|i-1'])
    expect(answers.calls).toHaveLength(1)
  })

  it('that fails is not asked again, and leaves a gap for each kind that needed it', async () => {
    const answers = answering({ 'ec2.DescribeVolumes': () => ['access-denied'] })
    const items = await read(['AWS::EC2::VolumeAttachment', 'AWS::EC2::Volume'], answers)
    expect(gaps(items).map(({ kind }) => kind)).toEqual(['AWS::EC2::Volume', 'AWS::EC2::VolumeAttachment'])
    expect(answers.calls).toHaveLength(1)
  })

  it('leaves out what is gone, what AWS made and what is another kind', async () => {
    const items = await read(
      ['AWS::EC2::Instance', 'AWS::EC2::PrefixList', 'AWS::EC2::SecurityGroupEgress'],
      answering({
        'ec2.DescribeInstances': () => [{ Reservations: [{ Instances: [{ InstanceId: 'i-1', State: { Name: 'terminated' } }] }] }],
        'ec2.DescribeManagedPrefixLists': () => [{ PrefixLists: [{ PrefixListId: 'pl-1', OwnerId: 'AWS' }] }],
        'ec2.DescribeSecurityGroupRules': () => [
          {
            SecurityGroupRules: [
              { SecurityGroupRuleId: 'sgr-1', IsEgress: false },
              { SecurityGroupRuleId: 'sgr-2', IsEgress: true, GroupId: 'sg-1' },
            ],
          },
        ],
      }),
    )
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['sgr-2'])
  })
})

describe('parents and loops', () => {
  const groups = {
    'autoscaling.DescribeAutoScalingGroups': () => [{ AutoScalingGroups: [{ AutoScalingGroupName: 'a' }, { AutoScalingGroupName: 'b' }] }],
  }

  it('list once for each parent, which need not be in scope itself', async () => {
    const asked = answering({
      ...groups,
      'autoscaling.DescribeLifecycleHooks': (input) => [
        { LifecycleHooks: [{ LifecycleHookName: 'h', AutoScalingGroupName: input['AutoScalingGroupName'] ?? '' }] },
      ],
    })
    const items = await read(['AWS::AutoScaling::LifecycleHook'], asked)
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['a|h', 'b|h'])
    expect(listed(items)).toEqual(['AWS::AutoScaling::LifecycleHook'])
  })

  it('take no children from a parent that vanished, and say when parents cannot be listed', async () => {
    const vanished = await read(
      ['AWS::AutoScaling::LifecycleHook'],
      answering({ ...groups, 'autoscaling.DescribeLifecycleHooks': () => ['absent'] }),
    )
    expect(listed(vanished)).toEqual(['AWS::AutoScaling::LifecycleHook'])
    const refused = await read(
      ['AWS::AutoScaling::LifecycleHook'],
      answering({ 'autoscaling.DescribeAutoScalingGroups': () => ['access-denied'] }),
    )
    expect(refused).toEqual([
      expect.objectContaining({ is: 'gap', kind: 'AWS::AutoScaling::LifecycleHook', action: 'autoscaling:DescribeAutoScalingGroups' }),
    ])
  })

  it.each([
    ['us-east-1', ['CLOUDFRONT', 'REGIONAL']],
    ['eu-west-1', ['REGIONAL']],
  ])('go through every value of a loop that %s answers', async (region, scopes) => {
    const asked = answering({ 'wafv2.ListIPSets': (input) => [{ IPSets: [{ Name: input['Scope'] ?? '', Id: '1', ARN: 'arn:x' }] }] })
    await read(['AWS::WAFv2::IPSet'], asked, { where: { ...where, region } })
    expect(asked.calls.filter(({ operation }) => operation === 'wafv2.ListIPSets').map(({ input }) => input['Scope'])).toEqual(scopes)
  })
})

function idsOf(input: JsonObject): string[] {
  const [filter] = Array.isArray(input['Filters']) ? input['Filters'] : []
  const values = own(filter, 'Values')
  return Array.isArray(values) ? values.map(String) : []
}

describe('images', () => {
  it('are those in use, and what they were copied from, by id; an id that EC2 does not know is gone', async () => {
    const instance = (InstanceId: string, ImageId: string) => ({ InstanceId, ImageId })
    const known: Record<string, JsonObject> = {
      'ami-own': { SourceImageId: 'ami-base', SourceImageRegion: 'eu-west-1', OwnerId: '111122223333', ImageAllowed: true },
      'ami-foreign': { SourceImageId: 'ami-abroad', SourceImageRegion: 'us-east-1', DeprecationTime: '2026-01-01T00:00:00.000Z' },
      'ami-base': { SourceImageId: 'ami-lost', SourceImageRegion: 'eu-west-1', ImageOwnerAlias: 'amazon' },
      'ami-idle': {},
    }
    const asked = answering({
      'ec2.DescribeInstances': () => [
        { Reservations: [{ Instances: [instance('i-1', 'ami-own'), instance('i-2', 'ami-foreign'), instance('i-3', 'ami-gone')] }] },
      ],
      'ec2.DescribeInstanceAttribute': () => [{}],
      'ec2.DescribeImages': (input) => [
        {
          Images: idsOf(input).flatMap((ImageId) =>
            known[ImageId] === undefined ? [] : [{ ImageId, State: 'available', ...known[ImageId] }],
          ),
        },
      ],
    })
    const items = await read(['AWS::EC2::Image', 'AWS::EC2::Instance'], asked)
    const images = resources(items, 'AWS::EC2::Image')
    expect(images.map(({ physicalId, properties }) => [physicalId, properties['State']])).toEqual([
      ['ami-foreign', 'available'],
      ['ami-own', 'available'],
      ['ami-gone', 'deregistered'],
      ['ami-base', 'available'],
    ])
    expect(images[0]?.properties['DeprecationTime']).toBe('2026-01-01T00:00:00Z')
    expect(images[1]?.properties).toMatchObject({ OwnerId: '111122223333', ImageAllowed: true, SourceImageId: 'ami-base' })
    expect(listed(items)).toContain('AWS::EC2::Image')
    // One call for all in use, one for what they were copied from, one for what that was copied from: it is nobody's machine.
    const calls = asked.calls.filter(({ operation }) => operation === 'ec2.DescribeImages').map(({ input }) => idsOf(input))
    expect(calls).toEqual([['ami-foreign', 'ami-gone', 'ami-own'], ['ami-base'], ['ami-lost']])
  })
})

describe('kinds that rows cannot read', () => {
  it('are gaps with their reason', () => {
    expect(whyUnreadable('AWS::No::Such')).toMatchObject({ reason: 'unsupported-kind' })
    expect(whyUnreadable('AWS::IAM::Policy')).toMatchObject({ reason: 'unsupported-kind' })
    expect(whyUnreadable('AWS::EC2::TransitGatewayRoute')).toMatchObject({ reason: 'low-confidence-map' })
    expect(whyUnreadable('AWS::EC2::Instance')).toBeUndefined()
  })

  it('do not keep the others from being read', async () => {
    const items = await read(['AWS::No::Such', 'AWS::EC2::KeyPair'], answering({ 'ec2.DescribeKeyPairs': () => [{ KeyPairs: [] }] }))
    expect(gaps(items).map(({ kind }) => kind)).toEqual(['AWS::No::Such'])
    expect(listed(items)).toEqual(['AWS::EC2::KeyPair'])
  })

  it('throw on what is no failed call: a defect is not a gap', async () => {
    const broken: Answers = {
      // oxlint-disable-next-line require-yield -- it fails before it has anything
      async *call() {
        await Promise.resolve()
        throw new TypeError('defect')
      },
    }
    await expect(read(['AWS::EC2::KeyPair'], broken)).rejects.toThrow('defect')
  })
})
