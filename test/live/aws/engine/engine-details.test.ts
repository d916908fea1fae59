import { describe, expect, it } from 'vitest'
import type { Answers, FailureReason } from '../../../../src/live/aws/calls/call.ts'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import type { EngineOptions } from '../../../../src/live/aws/engine/kind-reader.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { all, answering, declared, gaps, listed, resources } from '../../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }

function read(kinds: readonly string[], answers: Answers, options: Partial<EngineOptions> = {}) {
  return all(readKinds(kinds, answers, { where, source: 'aws-list', ...options }))
}

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

  it('are asked only for what is declared', async () => {
    const asked = answers()
    const items = await read(['AWS::S3::Bucket'], asked, { declaredOf: declared({ open: {} }) })
    expect(asked.calls.some(({ input }) => input['Bucket'] === 'closed')).toBe(false)
    expect(resources(items)[0]?.unread).toEqual(expect.arrayContaining(['/VersioningConfiguration', '/Tags']))
    expect(gaps(items)).toEqual([])
  })

  it('decide whether a bucket has a policy at all; a refused one may exist', async () => {
    const items = await read(['AWS::S3::BucketPolicy'], answers())
    expect(resources(items).map(({ physicalId, unread }) => [physicalId, unread])).toEqual([['closed', ['/PolicyDocument']]])
  })

  it('decide whether a queue has one', async () => {
    const asked = answering({
      'sqs.ListQueues': () => [{ QueueUrls: ['https://sqs/1/plain', 'https://sqs/1/open'] }],
      'sqs.GetQueueAttributes': ({ QueueUrl }) => [QueueUrl === 'https://sqs/1/open' ? { Attributes: { Policy: '{"Statement":[]}' } } : {}],
    })
    const items = await read(['AWS::SQS::QueueInlinePolicy'], asked)
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['https://sqs/1/open'])
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

describe('kinds that share an answer', () => {
  it('ask for all parts of it at once', async () => {
    const answers = answering({
      'iam.ListRoles': () => [{ Roles: [{ RoleName: 'r' }] }],
      'iam.GetAccountAuthorizationDetails': () => [
        { RoleDetailList: [{ RoleName: 'r', RolePolicyList: [] }], UserDetailList: [{ UserName: 'u' }], GroupDetailList: [], Policies: [] },
      ],
    })
    const items = await read(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::RolePolicy', 'AWS::IAM::Group'], answers)
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['r', 'u'])
    expect(answers.calls.filter(({ operation }) => operation.endsWith('Details')).map(({ input }) => input)).toEqual([
      { Filter: ['Group', 'Role', 'User'] },
    ])
  })

  it('leave out the keys that AWS made, whose aliases say so', async () => {
    const answers = answering({
      'kms.ListKeys': () => [{ Keys: [{ KeyId: 'ours' }, { KeyId: 'theirs' }] }],
      'kms.ListAliases': () => [
        {
          Aliases: [
            { AliasName: 'alias/aws/s3', TargetKeyId: 'theirs' },
            { AliasName: 'alias/x', TargetKeyId: 'ours' },
          ],
        },
      ],
    })
    const items = await read(['AWS::KMS::Key'], answers, { declaredOf: () => undefined })
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['ours'])
    expect(answers.calls).toHaveLength(2)
  })

  it('put all items of one topic together', async () => {
    const answers = answering({
      'sns.ListTopics': () => [
        { Topics: [{ TopicArn: 'arn:aws:sns:eu-west-1:111122223333:a' }, { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:b' }] },
      ],
      'sns.ListSubscriptions': () => [
        { Subscriptions: [{ TopicArn: 'arn:aws:sns:eu-west-1:111122223333:a', Protocol: 'sqs', Endpoint: 'q1' }] },
        { Subscriptions: [{ TopicArn: 'arn:aws:sns:eu-west-1:111122223333:a', Protocol: 'email', Endpoint: 'x@example.com' }] },
      ],
      'sns.GetTopicAttributes': () => [{ Attributes: {} }],
    })
    const items = await read(['AWS::SNS::Topic'], answers)
    expect(resources(items).map(({ properties }) => properties['Subscription'])).toEqual([
      [
        { Protocol: 'sqs', Endpoint: 'q1' },
        { Protocol: 'email', Endpoint: 'x@example.com' },
      ],
      undefined,
    ])
  })
})

describe('a secure parameter', () => {
  it('is never asked for its value', async () => {
    const answers = answering({
      'ssm.DescribeParameters': () => [
        {
          Parameters: [
            { Name: 'open', Type: 'String' },
            { Name: 'closed', Type: 'SecureString' },
          ],
        },
      ],
      'ssm.GetParameters': () => [{ Parameters: [{ Name: 'open', Value: 'v' }] }],
    })
    const [open, closed] = resources(await read(['AWS::SSM::Parameter'], answers))
    expect([open?.properties['Value'], closed?.properties['Value']]).toEqual(['v', undefined])
    expect(closed?.unread).toContain('/Value')
    expect(open?.unread).not.toContain('/Value')
    expect(answers.calls.filter(({ operation }) => operation === 'ssm.GetParameters').map(({ input }) => input)).toEqual([
      { Names: ['open'], WithDecryption: false },
    ])
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
