import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { context, folderOf, gaps, listed, readLive, resources } from '../../builders.ts'

const frame = {
  accountId: '111122223333',
  awsRegion: 'eu-west-1',
  configurationItemStatus: 'OK',
  configurationItemCaptureTime: '2026-01-02T00:00:00Z',
}
const group = {
  ...frame,
  resourceType: 'AWS::EC2::SecurityGroup',
  resourceId: 'sg-1',
  resourceName: 'web',
  arn: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1',
  tags: { team: 'a' },
  configuration: {
    groupId: 'sg-1',
    groupName: 'web',
    vpcId: 'vpc-1',
    description: 'web',
    ipPermissions: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: [{ cidrIp: '0.0.0.0/0' }] }],
  },
}
const recordSet = {
  ...frame,
  resourceType: 'AWS::ECS::Cluster',
  resourceId: 'web',
  configuration: { ClusterName: 'web', CapacityProviders: ['FARGATE'] },
}

async function read(value: object | string | Buffer, name = 'config.json', live = context()) {
  return readLive([`${folderOf({ [name]: value })}/${name}`], live)
}

describe('AWS Config', () => {
  it('snapshots: answers of the API go through the rows, CloudFormation shape stays, all of it may be stale', async () => {
    const snapshot = { fileVersion: '1.0', configSnapshotId: 's', configurationItems: [group, recordSet] }
    const items = await read(gzipSync(JSON.stringify(snapshot)), 'snapshot.json.gz')
    const [first, second] = resources(items)
    expect(first).toMatchObject({
      kind: 'AWS::EC2::SecurityGroup',
      physicalId: 'sg-1',
      account: '111122223333',
      region: 'eu-west-1',
      stale: true,
      properties: {
        GroupName: 'web',
        SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }],
        Tags: [{ Key: 'team', Value: 'a' }],
      },
    })
    expect(first?.identities).toEqual(['arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1', 'web'])
    expect(second?.properties).toEqual({ ClusterName: 'web', CapacityProviders: ['FARGATE'] })
    expect(listed(items)).toEqual(['AWS::EC2::SecurityGroup', 'AWS::ECS::Cluster'].toSorted())
  })

  it('histories: the latest item counts, a deleted resource is not there, and others may exist', async () => {
    const older = {
      ...group,
      configurationItemCaptureTime: '2026-01-01T00:00:00Z',
      configuration: { ...group.configuration, description: 'old' },
    }
    const deleted = { ...frame, resourceType: 'AWS::EC2::Volume', resourceId: 'vol-1', configurationItemStatus: 'ResourceDeleted' }
    const items = await read({ fileVersion: '1.0', configurationItems: [group, older, deleted] })
    expect(resources(items).map(({ properties }) => properties['GroupDescription'])).toEqual(['web'])
    expect(listed(items)).toEqual([])
  })

  it('queries: results are texts; one that did not select the configuration only shows that the resource is there', async () => {
    const { configuration: _, ...bare } = group
    const items = await read({ Results: [JSON.stringify(bare)], QueryInfo: { SelectFields: [{ Name: 'resourceId' }] } })
    expect(resources(items)[0]).toMatchObject({ physicalId: 'sg-1', unread: ['/'] })
    expect(listed(items)).toEqual([])
  })

  it('queries: a result that is no JSON and a token for more are gaps', async () => {
    const live = context()
    const items = await read({ Results: ['{', JSON.stringify(group)], QueryInfo: {}, NextToken: 'more' }, 'q.json', live)
    expect(resources(items)).toHaveLength(1)
    expect(
      gaps(items)
        .map(({ reason }) => reason)
        .toSorted(),
    ).toEqual(['truncated', 'unreadable-document'])
    expect(live.notes).toHaveLength(1)
  })

  it('batches: the configuration is a text; what was not processed is a gap', async () => {
    const items = await read({
      baseConfigurationItems: [{ ...group, configuration: JSON.stringify(group.configuration) }],
      unprocessedResourceKeys: [{ resourceType: 'AWS::EC2::Volume', resourceId: 'vol-9' }],
    })
    expect(resources(items)[0]?.properties['VpcId']).toBe('vpc-1')
    expect(gaps(items)).toEqual([expect.objectContaining({ kind: 'AWS::EC2::Volume', physicalId: 'vol-9', reason: 'read-failed' })])
  })

  it('batches leave tags out: they are unread, not none; a query that says of none means none', async () => {
    const bare = { ...frame, resourceType: 'AWS::ECS::Cluster', resourceId: 'web', configuration: { ClusterName: 'web' } }
    expect(resources(await read({ baseConfigurationItems: [bare] }))[0]?.unread).toEqual(['/Tags'])
    expect(resources(await read({ Results: [JSON.stringify({ ...bare, tags: [] })] }))[0]?.unread).toBeUndefined()
  })

  it('roles: what single calls would add is unread, documents are parsed', async () => {
    const role = {
      ...frame,
      awsRegion: 'global',
      resourceType: 'AWS::IAM::Role',
      resourceId: 'AROA',
      resourceName: 'web',
      configuration: {
        roleName: 'web',
        roleId: 'AROA',
        path: '/',
        arn: 'arn:aws:iam::111122223333:role/web',
        assumeRolePolicyDocument: '%7B%22Version%22%3A%221%22%7D',
        rolePolicyList: [],
        attachedManagedPolicies: [{ policyName: 'p', policyArn: 'arn:aws:iam::aws:policy/p' }],
        tags: [{ key: 'team', value: 'a' }],
      },
    }
    const [read1] = resources(await read({ configurationItems: [role] }))
    expect(read1).toMatchObject({
      physicalId: 'web',
      properties: {
        AssumeRolePolicyDocument: { Version: '1' },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/p'],
        Tags: [{ Key: 'team', Value: 'a' }],
      },
    })
    expect(read1?.unread).toEqual(['/Description', '/MaxSessionDuration'])
    expect(read1?.region).toBeUndefined()
  })

  it('shapes of their own are gaps; instances that are gone are left out; kinds out of scope too', async () => {
    const odd = { ...frame, resourceType: 'AWS::EC2::Volume', resourceId: 'vol-2', configuration: { volume_id: 1, Other: 2 } }
    const instance = {
      ...frame,
      resourceType: 'AWS::EC2::Instance',
      resourceId: 'i-1',
      configuration: { instanceId: 'i-1', state: { name: 'terminated' } },
    }
    const items = await read({ configurationItems: [odd, instance, {}] })
    expect(resources(items)).toEqual([])
    expect(
      gaps(items)
        .map(({ reason }) => reason)
        .toSorted(),
    ).toEqual(['no-mapping', 'unreadable-document'])
    expect(
      resources(await read({ configurationItems: [group] }, 'c.json', context({ scope: { kinds: new Set(['AWS::EC2::VPC']) } }))),
    ).toEqual([])
  })
})
