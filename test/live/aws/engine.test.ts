import { describe, expect, it } from 'vitest'
import type { Answers, FailureReason } from '../../../src/live/aws/call.ts'
import { readKinds, whyUnreadable, type EngineOptions } from '../../../src/live/aws/engine.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { all, answering, gaps, listed, resources } from '../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }

function read(kinds: readonly string[], answers: Answers, options: Partial<EngineOptions> = {}) {
  return all(readKinds(kinds, answers, { where, source: 'aws-list', wantsDetails: () => true, ...options }))
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

describe('details', () => {
  const bucketCalls = (input: JsonObject): FailureReason[] => (input['Bucket'] === 'closed' ? ['access-denied'] : ['absent'])
  const buckets = { Buckets: [{ Name: 'closed' }, { Name: 'open', BucketRegion: 'us-west-2' }] }
  const answers = () =>
    answering({
      's3.ListBuckets': () => [buckets],
      ...Object.fromEntries(
        [
          'Encryption',
          'LifecycleConfiguration',
          'Cors',
          'Logging',
          'NotificationConfiguration',
          'Website',
          'Replication',
          'Tagging',
          'Policy',
        ].map((name) => [`s3.GetBucket${name}`, bucketCalls]),
      ),
      's3.GetBucketVersioning': (input) => (input['Bucket'] === 'closed' ? ['throttled'] : [{ Status: 'Enabled' }]),
    })

  it('that AWS says do not exist are absent; denied ones are unread, with a gap that names the action', async () => {
    const items = await read(['AWS::S3::Bucket'], answers())
    const [closed, open] = resources(items)
    expect(open).toMatchObject({ physicalId: 'open', region: 'us-west-2', properties: { VersioningConfiguration: { Status: 'Enabled' } } })
    expect(open?.unread).not.toContain('/BucketEncryption')
    expect(closed?.unread).toEqual(expect.arrayContaining(['/BucketEncryption', '/Tags', '/VersioningConfiguration']))
    expect(gaps(items)).toContainEqual(
      expect.objectContaining({
        physicalId: 'closed',
        reason: 'access-denied',
        action: 's3:GetEncryptionConfiguration',
        paths: ['/BucketEncryption'],
        remedy: expect.stringContaining('s3:GetEncryptionConfiguration'),
      }),
    )
    expect(gaps(items)).toContainEqual(
      expect.objectContaining({ physicalId: 'closed', reason: 'throttled', paths: ['/VersioningConfiguration'] }),
    )
    expect(listed(items)).toEqual(['AWS::S3::Bucket'])
  })

  it('are asked only for resources that want them', async () => {
    const asked = answers()
    const items = await read(['AWS::S3::Bucket'], asked, { wantsDetails: (_kind, id) => id === 'open' })
    expect(asked.calls.some(({ input }) => input['Bucket'] === 'closed')).toBe(false)
    expect(resources(items)[0]?.unread).toEqual(expect.arrayContaining(['/VersioningConfiguration', '/Tags']))
    expect(gaps(items)).toEqual([])
  })

  it('decide whether a bucket has a policy at all; a refused one may exist', async () => {
    const items = await read(['AWS::S3::BucketPolicy'], answers())
    expect(resources(items).map(({ physicalId, unread }) => [physicalId, unread])).toEqual([['closed', ['/PolicyDocument']]])
  })

  it('come in batches, which are halved around an unknown id', async () => {
    const answer = (input: JsonObject): (JsonObject | FailureReason)[] => {
      const ids = Array.isArray(input['InstanceIds']) ? input['InstanceIds'] : []
      if (ids.includes('i-2')) return ['absent']
      return [{ InstanceCreditSpecifications: ids.map((InstanceId) => ({ InstanceId, CpuCredits: 'unlimited' })) }]
    }
    const instances = ['i-1', 'i-2', 'i-3', 'i-4'].map((InstanceId) => ({ InstanceId, InstanceType: 't3.micro' }))
    const asked = answering({
      'ec2.DescribeInstances': () => [{ Reservations: [{ Instances: [...instances, { InstanceId: 'i-5', InstanceType: 'm5.large' }] }] }],
      'ec2.DescribeInstanceCreditSpecifications': answer,
      'ec2.DescribeInstanceAttribute': () => [{}],
    })
    const items = await read(['AWS::EC2::Instance'], asked)
    const credits = resources(items).map(({ physicalId, properties }) => [physicalId, properties['CreditSpecification']])
    const unlimited = { CPUCredits: 'unlimited' }
    expect(credits).toEqual([
      ['i-1', unlimited],
      ['i-2', undefined],
      ['i-3', unlimited],
      ['i-4', unlimited],
      ['i-5', undefined],
    ])
    expect(gaps(items)).toEqual([])
    const batches = asked.calls.filter(({ operation }) => operation === 'ec2.DescribeInstanceCreditSpecifications')
    expect(batches.map(({ input }) => (Array.isArray(input['InstanceIds']) ? input['InstanceIds'].length : 0))).toEqual([4, 2, 1, 1, 2])
  })

  it('refused to a batch are refused to all of it at once', async () => {
    const asked = answering({
      'ec2.DescribeInstances': () => [
        { Reservations: [{ Instances: ['i-1', 'i-2'].map((InstanceId) => ({ InstanceId, InstanceType: 't2.nano' })) }] },
      ],
      'ec2.DescribeInstanceCreditSpecifications': () => ['access-denied'],
      'ec2.DescribeInstanceAttribute': () => [{}],
    })
    const items = await read(['AWS::EC2::Instance'], asked)
    expect(gaps(items).map(({ physicalId, paths }) => [physicalId, paths])).toEqual([
      ['i-1', ['/CreditSpecification']],
      ['i-2', ['/CreditSpecification']],
    ])
    expect(asked.calls.filter(({ operation }) => operation.endsWith('CreditSpecifications'))).toHaveLength(1)
  })

  it('of many resources come from one bulk call; the default version of a template counts', async () => {
    const asked = answering({
      'ec2.DescribeLaunchTemplates': () => [{ LaunchTemplates: [{ LaunchTemplateId: 'lt-1', LaunchTemplateName: 'web' }] }],
      'ec2.DescribeLaunchTemplateVersions': () => [
        {
          LaunchTemplateVersions: [
            { LaunchTemplateId: 'lt-1', DefaultVersion: true, LaunchTemplateData: { ImageId: 'ami-1' } },
            { LaunchTemplateId: 'lt-1', DefaultVersion: false, LaunchTemplateData: { ImageId: 'ami-2' } },
          ],
        },
      ],
    })
    const [template] = resources(await read(['AWS::EC2::LaunchTemplate'], asked))
    expect(template).toMatchObject({ physicalId: 'lt-1', identities: ['web'], properties: { LaunchTemplateData: { ImageId: 'ami-1' } } })
  })

  it('of a failed bulk call are unread for every resource, with one gap', async () => {
    const items = await read(
      ['AWS::IAM::Role'],
      answering({
        'iam.ListRoles': () => [{ Roles: [{ RoleName: 'a' }, { RoleName: 'b' }] }],
        'iam.GetAccountAuthorizationDetails': () => ['access-denied'],
      }),
    )
    expect(resources(items).map(({ unread }) => unread?.includes('/Policies'))).toEqual([true, true])
    expect(gaps(items)).toHaveLength(1)
  })

  it('confirm what a summary does not show', async () => {
    const list = { 'iam.ListInstanceProfiles': () => [{ InstanceProfiles: [{ InstanceProfileName: 'web' }] }] }
    const got = await read(
      ['AWS::IAM::InstanceProfile'],
      answering({
        ...list,
        'iam.GetInstanceProfile': () => [{ InstanceProfile: { InstanceProfileName: 'web', Roles: [{ RoleName: 'r' }] } }],
      }),
    )
    expect(resources(got)[0]?.properties['Roles']).toEqual(['r'])
    expect(resources(await read(['AWS::IAM::InstanceProfile'], answering(list)))[0]?.unread).toContain('/')
  })
})

describe('tags', () => {
  const loadBalancer = (name: string) => ({ LoadBalancerArn: `arn:${name}`, LoadBalancerName: name })

  it('of many resources come from one call, each to its own', async () => {
    const asked = answering({
      'elbv2.DescribeLoadBalancers': () => [{ LoadBalancers: [loadBalancer('a'), loadBalancer('b')] }],
      'elbv2.DescribeTags': () => [
        {
          TagDescriptions: [
            { ResourceArn: 'arn:b', Tags: [{ Key: 'team', Value: 'b' }] },
            { ResourceArn: 'arn:a', Tags: [] },
          ],
        },
      ],
    })
    const items = await read(['AWS::ElasticLoadBalancingV2::LoadBalancer'], asked)
    expect(resources(items).map(({ properties }) => properties['Tags'])).toEqual([[], [{ Key: 'team', Value: 'b' }]])
    expect(asked.calls.filter(({ operation }) => operation === 'elbv2.DescribeTags')).toHaveLength(1)
  })

  it('take the form of the schema: a list of Key and Value, or a map, also where one is called Tags', async () => {
    const listedTags = await read(
      ['AWS::SNS::Topic'],
      answering({
        'sns.ListTopics': () => [{ Topics: [{ TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t' }] }],
        'sns.GetTopicAttributes': () => [{ Attributes: { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:t' } }],
        'sns.ListTagsForResource': () => [{ Tags: [{ Key: 'Tags', Value: 'x' }] }],
      }),
    )
    expect(resources(listedTags)[0]?.properties['Tags']).toEqual([{ Key: 'Tags', Value: 'x' }])
    const mapped = await read(
      ['AWS::SSM::Parameter'],
      answering({
        'ssm.DescribeParameters': () => [{ Parameters: [{ Name: 'p', Type: 'String' }] }],
        'ssm.ListTagsForResource': () => [{ TagList: [{ Key: '__proto__', Value: 'x' }] }],
      }),
    )
    expect(Object.entries(resources(mapped)[0]?.properties['Tags'] ?? {})).toEqual([['__proto__', 'x']])
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

  it('go through every value of a loop', async () => {
    const asked = answering({ 'wafv2.ListIPSets': (input) => [{ IPSets: [{ Name: input['Scope'] ?? '', Id: '1', ARN: 'arn:x' }] }] })
    await read(['AWS::WAFv2::IPSet'], asked)
    expect(asked.calls.filter(({ operation }) => operation === 'wafv2.ListIPSets').map(({ input }) => input['Scope'])).toEqual([
      'CLOUDFRONT',
      'REGIONAL',
    ])
  })
})

describe('images', () => {
  it('are the own ones and those in use; an id that EC2 does not know is gone', async () => {
    const instance = (InstanceId: string, ImageId: string) => ({ InstanceId, ImageId })
    const asked = answering({
      'ec2.DescribeInstances': () => [
        { Reservations: [{ Instances: [instance('i-1', 'ami-own'), instance('i-2', 'ami-foreign'), instance('i-3', 'ami-gone')] }] },
      ],
      'ec2.DescribeInstanceAttribute': () => [{}],
      'ec2.DescribeImages': (input) => {
        if (input['Owners'] !== undefined) return [{ Images: [{ ImageId: 'ami-own', State: 'available' }] }]
        const ids = Array.isArray(input['ImageIds']) ? input['ImageIds'] : []
        return ids.includes('ami-gone') ? ['absent'] : [{ Images: ids.map((ImageId) => ({ ImageId, State: 'available' })) }]
      },
    })
    const items = await read(['AWS::EC2::Image', 'AWS::EC2::Instance'], asked)
    expect(resources(items, 'AWS::EC2::Image').map(({ physicalId }) => physicalId)).toEqual(['ami-own', 'ami-foreign'])
    expect(listed(items)).toContain('AWS::EC2::Image')
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
