import { describe, expect, it } from 'vitest'
import { mayBeSavedOutput, operationOf } from '../../../../src/live/aws/saved/index.ts'
import { context, folderOf, gaps, listed, readLive, resources } from '../../builders.ts'

const fixtures = new URL('../../fixtures/', import.meta.url).pathname

describe('saved output', () => {
  it.each([
    [{ Reservations: [] }, 'ec2.DescribeInstances'],
    [{ Volumes: [{ VolumeId: 'vol-1', Size: 8, AvailabilityZone: 'eu-west-1a', VolumeType: 'gp3' }] }, 'ec2.DescribeVolumes'],
    [{ SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'a', VpcId: 'v', IpPermissions: [] }] }, 'ec2.DescribeSecurityGroups'],
    [{ SecurityGroupRules: [] }, 'ec2.DescribeSecurityGroupRules'],
    [{ LaunchTemplateVersions: [] }, 'ec2.DescribeLaunchTemplateVersions'],
    [{ InstanceId: 'i-1', DisableApiTermination: { Value: true } }, 'ec2.DescribeInstanceAttribute'],
    [{ VpcId: 'vpc-1', EnableDnsSupport: { Value: true } }, 'ec2.DescribeVpcAttribute'],
    [{ AutoScalingGroups: [] }, 'autoscaling.DescribeAutoScalingGroups'],
    [{ UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] }, 'iam.GetAccountAuthorizationDetails'],
    [
      { Policies: [{ PolicyName: 'p', PolicyId: 'A', Arn: 'a', Path: '/', DefaultVersionId: 'v1', AttachmentCount: 1, CreateDate: 'x' }] },
      'iam.ListPolicies',
    ],
    [{ Buckets: [{ Name: 'b', CreationDate: '2024-01-01T00:00:00+00:00' }], Owner: { ID: 'x' } }, 's3.ListBuckets'],
    [{ StackSets: 1 }, undefined],
  ])('%j answers %s', (document, operation) => expect(operationOf(document)).toBe(operation))

  it('is not taken for what other tools write', () => {
    for (const keys of [['apiVersion', 'kind', 'metadata'], ['version', 'serial', 'lineage'], ['format_version', 'values'], ['hello']]) {
      expect([keys, mayBeSavedOutput(keys)]).toEqual([keys, false])
    }
  })
})

describe('a folder of saved output', () => {
  it('answers a list whatever the flags were with which it was asked for', async () => {
    const cluster = { CacheClusterId: 'c', CacheNodeType: 'cache.t3.micro', ARN: 'arn:aws:elasticache:eu-west-1:111122223333:cluster:c' }
    const folder = folderOf({ 'clusters.json': { CacheClusters: [cluster] } })
    expect(resources(await readLive([folder], context()), 'AWS::ElastiCache::CacheCluster')).toMatchObject([{ physicalId: 'c' }])
  })

  it('is read as one: lists, joins and the details that name their resource', async () => {
    const live = context()
    const items = await readLive([`${fixtures}account`], live)
    const [instance] = resources(items, 'AWS::EC2::Instance')
    expect(instance).toMatchObject({
      physicalId: 'i-0a1b2c3d4e5f60718',
      account: '111122223333',
      region: 'eu-west-1',
      properties: {
        DisableApiTermination: true,
        UserData: 'IyEvYmluL3NoCg==',
        CreditSpecification: { CPUCredits: 'standard' },
        LaunchTime: '2026-01-05T08:00:00Z',
        State: { Name: 'running' },
        Volumes: [{ VolumeId: 'vol-0a1', Device: '/dev/xvda' }],
        NetworkInterfaces: [{ NetworkInterfaceId: 'eni-0a1', DeviceIndex: '0' }],
      },
    })
    expect(instance?.unread).toContain('/InstanceInitiatedShutdownBehavior')
    expect(instance?.unread).not.toContain('/DisableApiTermination')
    const [role] = resources(items, 'AWS::IAM::Role')
    expect(role).toMatchObject({ physicalId: 'web', account: '111122223333', unread: ['/Description', '/MaxSessionDuration'] })
    expect(role?.region).toBeUndefined()
    expect(role?.properties['AssumeRolePolicyDocument']).toMatchObject({ Version: '2012-10-17' })
    expect(resources(items, 'AWS::EC2::LaunchTemplate')[0]).toMatchObject({
      properties: { LaunchTemplateData: { ImageId: 'ami-0b2' } },
      region: 'eu-west-1',
    })
    expect(resources(items, 'AWS::AutoScaling::AutoScalingGroup')[0]).toMatchObject({
      region: 'eu-west-1',
      properties: { SuspendedProcesses: ['Launch'], Instances: [{ InstanceId: 'i-0a1b2c3d4e5f60718' }] },
    })
    expect(listed(items)).toEqual(expect.arrayContaining(['AWS::EC2::Instance', 'AWS::IAM::Role', 'AWS::EC2::LaunchTemplate']))
    expect(gaps(items)).toEqual([])
    expect(live.notes).toEqual([])
  })

  it('of two regions keeps them apart', async () => {
    const volume = (VolumeId: string, AvailabilityZone: string) => ({
      Volumes: [{ VolumeId, AvailabilityZone, Size: 8, VolumeType: 'gp3' }],
    })
    const items = await readLive([folderOf({ 'a.json': volume('vol-1', 'eu-west-1a'), 'b.json': volume('vol-2', 'us-west-2-lax-1a') })])
    expect(resources(items, 'AWS::EC2::Volume').map(({ physicalId, region }) => [physicalId, region])).toEqual([
      ['vol-1', 'eu-west-1'],
      ['vol-2', 'us-west-2'],
    ])
    expect(items.filter((item) => item.is === 'listed' && item.kind === 'AWS::EC2::Volume')).toHaveLength(2)
  })

  it('puts pages together; the last one without a token makes it whole', async () => {
    const page = (VolumeId: string, token: object) => ({ Volumes: [{ VolumeId, Size: 8, VolumeType: 'gp3' }], ...token })
    const whole = await readLive([folderOf({ '1.json': page('vol-1', { NextToken: 't' }), '2.json': page('vol-2', {}) })])
    expect(resources(whole, 'AWS::EC2::Volume')).toHaveLength(2)
    expect(listed(whole)).toContain('AWS::EC2::Volume')
    const cut = await readLive([folderOf({ '1.json': page('vol-1', { NextToken: 't' }) })])
    expect(listed(cut)).toEqual([])
    expect(gaps(cut)).toContainEqual(expect.objectContaining({ kind: 'AWS::EC2::Volume', reason: 'truncated' }))
  })

  it('takes account and region from the flags where no document tells', async () => {
    const live = context({ account: '999900001111', region: 'ap-south-1' })
    const [key] = resources(await readLive([folderOf({ 'k.json': { KeyPairs: [{ KeyName: 'k', KeyPairId: 'key-1' }] } })], live))
    expect(key).toMatchObject({ physicalId: 'k', identities: ['key-1'], account: '999900001111', region: 'ap-south-1' })
  })

  it('reads children of the parents that were saved, without saying that there are no others', async () => {
    const items = await readLive([
      folderOf({
        'g.json': { AutoScalingGroups: [{ AutoScalingGroupName: 'a' }, { AutoScalingGroupName: 'b' }] },
        'h.json': { LifecycleHooks: [{ LifecycleHookName: 'h', AutoScalingGroupName: 'a', DefaultResult: 'ABANDON' }] },
      }),
    ])
    expect(resources(items, 'AWS::AutoScaling::LifecycleHook').map(({ physicalId }) => physicalId)).toEqual(['a|h'])
    expect(listed(items)).not.toContain('AWS::AutoScaling::LifecycleHook')
  })

  it('says of a document which call it cannot be', async () => {
    const live = context()
    const items = await readLive([`aws-cli:${folderOf({ 'x.json': { hello: 1 } })}/x.json`], live)
    expect(gaps(items)).toEqual([expect.objectContaining({ reason: 'unreadable-document' })])
    expect(live.notes[0]).toMatchObject({ code: 'aws-output-unknown', hint: expect.stringContaining('ec2.DescribeVolumes:FILE') })
  })

  it('does not let a saved list of images speak for foreign ones', async () => {
    const items = await readLive([folderOf({ 'i.json': { Images: [{ ImageId: 'ami-1', State: 'available', OwnerId: '111122223333' }] } })])
    expect(resources(items, 'AWS::EC2::Image')).toHaveLength(1)
    expect(listed(items)).not.toContain('AWS::EC2::Image')
  })
})

describe('details that were saved without their list', () => {
  const at = 'arn:aws:ecs:eu-west-1:111122223333'
  const cluster = {
    clusters: [
      {
        clusterArn: `${at}:cluster/shop`,
        clusterName: 'shop',
        status: 'ACTIVE',
        capacityProviders: ['FARGATE'],
        settings: [],
        tags: [],
        defaultCapacityProviderStrategy: [],
      },
    ],
  }
  const service = (name: string, of = 'shop') => ({
    services: [
      {
        serviceArn: `${at}:service/${of}/${name}`,
        serviceName: name,
        clusterArn: `${at}:cluster/${of}`,
        status: 'ACTIVE',
        desiredCount: 2,
      },
    ],
  })
  const task = {
    taskDefinition: { taskDefinitionArn: `${at}:task-definition/web:1`, family: 'web', cpu: '256', status: 'ACTIVE' },
    tags: [{ key: 'team', value: 'a' }],
  }
  const table = {
    Table: {
      TableName: 'carts',
      TableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/carts',
      DeletionProtectionEnabled: true,
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    },
  }
  const group = {
    nodegroup: {
      nodegroupName: 'blue',
      clusterName: 'main',
      nodegroupArn: 'arn:aws:eks:eu-west-1:111122223333:nodegroup/main/blue/1',
      status: 'ACTIVE',
      instanceTypes: ['m5.large'],
    },
  }

  it('name their resources themselves, and prove nothing of others', async () => {
    const files = {
      'a.json': cluster,
      'b.json': service('web'),
      'c.json': task,
      'd.json': table,
      'e.json': group,
      'f.json': service('mail', 'other'),
    }
    const items = await readLive([folderOf(files)], context())
    const shown = resources(items).map(({ kind, physicalId, properties }) => [kind, physicalId, properties])
    expect(shown).toEqual(
      expect.arrayContaining([
        ['AWS::ECS::Cluster', 'shop', expect.objectContaining({ CapacityProviders: ['FARGATE'] })],
        ['AWS::ECS::Service', expect.stringContaining('service/shop/web'), expect.objectContaining({ DesiredCount: 2 })],
        ['AWS::ECS::Service', expect.stringContaining('service/other/mail'), expect.objectContaining({ DesiredCount: 2 })],
        ['AWS::ECS::TaskDefinition', `${at}:task-definition/web:1`, expect.objectContaining({ Cpu: '256' })],
        ['AWS::DynamoDB::Table', 'carts', expect.objectContaining({ DeletionProtectionEnabled: true })],
        ['AWS::EKS::Nodegroup', expect.stringContaining('blue'), expect.objectContaining({ InstanceTypes: ['m5.large'] })],
      ]),
    )
    expect(listed(items)).toEqual([])
  })

  it('are of the resource that they name, beside a list of several', async () => {
    const tables = { TableNames: ['carts', 'orders'] }
    const items = await readLive([folderOf({ 'list.json': tables, 'table.json': table })], context())
    const found = resources(items, 'AWS::DynamoDB::Table').map(({ physicalId, properties }) => [
      physicalId,
      properties['DeletionProtectionEnabled'],
    ])
    expect(found).toEqual([
      ['carts', true],
      ['orders', undefined],
    ])
    expect(listed(items)).toContain('AWS::DynamoDB::Table')
  })
})
