import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { AutoScalingClient, CreateAutoScalingGroupCommand, SuspendProcessesCommand } from '@aws-sdk/client-auto-scaling'
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeImagesCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { whyUnreadable } from '../../src/live/aws/engine/why-unreadable.ts'
import observer from '../../src/live/aws/observer.ts'
import { writeCapture } from '../../src/live/capture.ts'
import type { LiveContext } from '../../src/live/index.ts'
import { apiKinds, apiRow } from '../../src/mapping/api.ts'
import { openLive } from '../../src/live/open.ts'
import type { LiveItem, LiveResource } from '../../src/model/resource.ts'
import { lacking, startEmulator, type Emulator } from './emulator.ts'

const reason = lacking('moto.server', 'moto[server,all]')

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const readAll = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:Get*', Resource: '*' }] })

function context(kinds?: readonly string[]): LiveContext & { calls: Map<string, number> } {
  const calls = new Map<string, number>()
  return {
    note: () => undefined,
    scope: kinds === undefined ? {} : { kinds: new Set(kinds) },
    called: (operation) => void calls.set(operation, (calls.get(operation) ?? 0) + 1),
    calls,
  }
}

async function all(batches: AsyncIterable<LiveItem[]>): Promise<LiveItem[]> {
  const items: LiveItem[] = []
  for await (const batch of batches) items.push(...batch)
  return items
}

describe.skipIf(reason !== undefined)('an account in moto', () => {
  let emulator: Emulator
  let items: LiveItem[]
  const made: Record<string, string> = {}

  function resource(kind: string, physicalId: string | undefined): LiveResource {
    const found = items.find((item) => item.is === 'resource' && item.resource.kind === kind && item.resource.physicalId === physicalId)
    if (found?.is !== 'resource') throw new Error(`${kind} ${physicalId} was not read`)
    return found.resource
  }

  beforeAll(async () => {
    emulator = await startEmulator('moto_server.py')
    await build(made)
    items = await all(observer.observe(undefined, context(apiKinds().filter(isOfTheAccount))))
  })

  afterAll(() => emulator.stop())

  it('reads networks with attributes that only single calls tell', () => {
    expect(resource('AWS::EC2::VPC', made['vpc']).properties).toMatchObject({
      CidrBlock: '10.9.0.0/16',
      EnableDnsHostnames: true,
      EnableDnsSupport: true,
    })
  })

  it('reads one rule for each network of a security group, both ways', () => {
    const { properties, identities } = resource('AWS::EC2::SecurityGroup', made['group'])
    expect(properties['SecurityGroupIngress']).toEqual(
      expect.arrayContaining([
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8', Description: 'inside' },
        { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '192.168.0.0/16' },
      ]),
    )
    expect(properties['SecurityGroupEgress']).toEqual(
      expect.arrayContaining([expect.objectContaining({ DestinationSecurityGroupId: made['group'], FromPort: 5432 })]),
    )
    expect(identities).toContain('web')
  })

  it('reads an instance with its user data and what the API alone knows, and not the one that is terminated', () => {
    const { properties, account, region } = resource('AWS::EC2::Instance', made['instance'])
    expect(properties).toMatchObject({
      InstanceType: 't3.micro',
      UserData: Buffer.from('#!/bin/sh').toString('base64'),
      State: { Name: 'running' },
      SubnetId: made['subnet'],
      Tags: [{ Key: 'Name', Value: 'web' }],
    })
    expect(properties['LaunchTime']).toMatch(/^\d{4}-.*Z$/)
    expect(properties['Volumes']).toHaveLength(1)
    expect([account, region]).toEqual(['123456789012', 'eu-west-1'])
    expect(items.some((item) => item.is === 'resource' && item.resource.physicalId === made['terminated'])).toBe(false)
  })

  it('reads the default version of a launch template', () => {
    expect(resource('AWS::EC2::LaunchTemplate', made['template']).properties).toMatchObject({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId: made['image'], InstanceType: 't3.small' },
    })
  })

  it('looks up foreign images that something starts from', () => {
    expect(resource('AWS::EC2::Image', made['image']).properties['ImageId']).toBe(made['image'])
  })

  it('reads a group with its instances and suspended processes', () => {
    expect(resource('AWS::AutoScaling::AutoScalingGroup', 'web').properties).toMatchObject({
      MinSize: 1,
      VPCZoneIdentifier: [made['subnet']],
      SuspendedProcesses: ['AZRebalance'],
      Instances: [{ LifecycleState: 'InService' }],
    })
  })

  it('reads a role with its inline and attached policies as documents', () => {
    const { properties, identities } = resource('AWS::IAM::Role', 'web')
    expect(properties).toMatchObject({
      AssumeRolePolicyDocument: JSON.parse(trust) as object,
      MaxSessionDuration: 7200,
      Policies: [{ PolicyName: 'inline', PolicyDocument: JSON.parse(readAll) as object }],
      ManagedPolicyArns: ['arn:aws:iam::123456789012:policy/read'],
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    expect(identities).toContain('arn:aws:iam::123456789012:role/web')
    expect(resource('AWS::IAM::ManagedPolicy', 'arn:aws:iam::123456789012:policy/read').properties['PolicyDocument']).toEqual(
      JSON.parse(readAll),
    )
    expect(resource('AWS::IAM::InstanceProfile', 'web').properties['Roles']).toEqual(['web'])
  })

  it('reads a bucket; what it was not given is absent, not unread', () => {
    const { properties, unread } = resource('AWS::S3::Bucket', 'driftgate-logs')
    expect(properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/x' } }],
      },
    })
    expect(properties['LifecycleConfiguration']).toBeUndefined()
    expect(unread ?? []).not.toContain('/LifecycleConfiguration')
    expect(resource('AWS::S3::BucketPolicy', 'driftgate-logs').properties['PolicyDocument']).toMatchObject({ Version: '2012-10-17' })
  })

  it('reads a list that two kinds share once', async () => {
    const counted = context(['AWS::EC2::Volume', 'AWS::EC2::VolumeAttachment', 'AWS::EC2::Instance'])
    await all(observer.observe(undefined, counted))
    expect(counted.calls.get('ec2.DescribeVolumes')).toBe(1)
    expect(counted.calls.has('s3.ListBuckets')).toBe(false)
  })

  it('writes a capture that replays to the same items', async () => {
    const folder = mkdtempSync(`${tmpdir()}/driftgate-`)
    try {
      const lines: string[] = []
      const header = { tool: { name: 'driftgate' as const, version: '0' }, capturedAt: '2026-01-01T00:00:00Z', sources: ['aws'] }
      async function* once() {
        yield items
      }
      for await (const line of writeCapture(once(), header)) lines.push(line)
      writeFileSync(`${folder}/live.ndjson`, lines.join(''))
      const replayed = await openLive([`${folder}/live.ndjson`], context())
      const again = await all(replayed.items)
      expect(again.map(withoutUserData)).toEqual(items.map(withoutUserData))
      expect(JSON.stringify(again)).toContain('"UserData":"sha256:')
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('has no gap but those of calls that moto does not have', () => {
    const gaps = items.filter((item) => item.is === 'gap')
    expect(
      gaps.filter(
        (gap) =>
          !/XML parse error|not valid JSON|NotImplemented|not been implemented|UnknownError|InternalFailure|InvalidAction|NotYetImplemented/.test(
            gap.detail ?? '',
          ),
      ),
    ).toEqual([])
    expect(items.filter((item) => item.is === 'listed').length).toBeGreaterThan(60)
  })
})

/** A capture keeps only a digest of it. */
function withoutUserData(item: LiveItem): LiveItem {
  if (item.is !== 'resource') return item
  const { UserData: _digest, ...properties } = item.resource.properties
  return { ...item, resource: { ...item.resource, properties } }
}

/** Of other services nothing is in the account, and each list of theirs takes time. */
function isOfTheAccount(kind: string): boolean {
  return ['autoscaling', 'ec2', 'iam', 's3'].includes(apiRow(kind)?.l.o.split('.')[0] ?? '') && whyUnreadable(kind) === undefined
}

async function build(made: Record<string, string>): Promise<void> {
  const ec2 = new EC2Client({})
  const iam = new IAMClient({})
  const s3 = new S3Client({ forcePathStyle: true })
  const scaling = new AutoScalingClient({})
  const images = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))
  made['image'] = images.Images?.[0]?.ImageId ?? ''
  made['vpc'] = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }))).Vpc?.VpcId ?? ''
  await ec2.send(new ModifyVpcAttributeCommand({ VpcId: made['vpc'], EnableDnsHostnames: { Value: true } }))
  made['subnet'] = (await ec2.send(new CreateSubnetCommand({ VpcId: made['vpc'], CidrBlock: '10.9.1.0/24' }))).Subnet?.SubnetId ?? ''
  made['group'] =
    (await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web', VpcId: made['vpc'] }))).GroupId ?? ''
  await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: made['group'],
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'inside' }, { CidrIp: '192.168.0.0/16' }],
        },
      ],
    }),
  )
  await ec2.send(
    new AuthorizeSecurityGroupEgressCommand({
      GroupId: made['group'],
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: made['group'] }] }],
    }),
  )
  const template = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: 'web',
      LaunchTemplateData: { ImageId: made['image'], InstanceType: 't3.small' },
    }),
  )
  made['template'] = template.LaunchTemplate?.LaunchTemplateId ?? ''
  const run = {
    ImageId: made['image'],
    MinCount: 1,
    MaxCount: 1,
    InstanceType: 't3.micro' as const,
    SubnetId: made['subnet'],
    SecurityGroupIds: [made['group']],
    UserData: Buffer.from('#!/bin/sh').toString('base64'),
    TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value: 'web' }] }],
  }
  made['instance'] = (await ec2.send(new RunInstancesCommand(run))).Instances?.[0]?.InstanceId ?? ''
  made['terminated'] = (await ec2.send(new RunInstancesCommand(run))).Instances?.[0]?.InstanceId ?? ''
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [made['terminated']] }))
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'web',
      MinSize: 1,
      MaxSize: 2,
      VPCZoneIdentifier: made['subnet'],
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' },
    }),
  )
  await scaling.send(new SuspendProcessesCommand({ AutoScalingGroupName: 'web', ScalingProcesses: ['AZRebalance'] }))
  const policy = await iam.send(new CreatePolicyCommand({ PolicyName: 'read', PolicyDocument: readAll }))
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'web',
      AssumeRolePolicyDocument: trust,
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  )
  await iam.send(new PutRolePolicyCommand({ RoleName: 'web', PolicyName: 'inline', PolicyDocument: readAll }))
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'web', PolicyArn: policy.Policy?.Arn ?? '' }))
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: 'web' }))
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'web', RoleName: 'web' }))
  await s3.send(new CreateBucketCommand({ Bucket: 'driftgate-logs', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }))
  await s3.send(new PutBucketVersioningCommand({ Bucket: 'driftgate-logs', VersioningConfiguration: { Status: 'Enabled' } }))
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: 'driftgate-logs',
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'alias/x' } }],
      },
    }),
  )
  await s3.send(
    new PutBucketPolicyCommand({ Bucket: 'driftgate-logs', Policy: readAll.replace('"Resource":"*"', '"Resource":"*","Principal":"*"') }),
  )
}
