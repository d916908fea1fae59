import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { declares, partly, shows, terraform, whole } from '../helpers/resources.ts'
import { matching, outcomes } from './matching.ts'

const bucket = 'AWS::S3::Bucket'
const role = 'AWS::IAM::Role'
const group = 'AWS::EC2::SecurityGroup'

/** `Address: changed /Path` for each difference, a last position as a star; `Address: missing` for what is not there. */
async function found(declared: readonly DeclaredResource[], live: readonly LiveItem[]): Promise<string[]> {
  const { all } = await matching(declared, live)
  return all.flatMap((pair) => {
    const name = pair.declared?.address ?? pair.live?.physicalId ?? ''
    if (pair.outcome !== 'managed') return [`${name}: ${pair.outcome}`]
    return compare(pair).differences.map(({ change, path }) => `${name}: ${change} ${path.replace(/\d+$/, '*')}`)
  })
}

describe('slices of a bucket', () => {
  const main = terraform('aws_s3_bucket', { id: 'b', bucket: 'b' }, { address: 'bucket' })
  const versioning = terraform(
    'aws_s3_bucket_versioning',
    { id: 'b', bucket: 'b', versioning_configuration: [{ status: 'Enabled' }] },
    { address: 'versioning' },
  )
  const live = (properties: JsonObject): LiveItem[] => whole([shows(bucket, 'b', { BucketName: 'b', ...properties })])

  it('are compared where they are declared, and are no extra of the bucket', async () => {
    expect(await found([main, versioning], live({ VersioningConfiguration: { Status: 'Enabled' } }))).toEqual([])
    expect(await found([main, versioning], live({ VersioningConfiguration: { Status: 'Suspended' } }))).toEqual([
      'versioning: changed /VersioningConfiguration/Status',
    ])
    expect(await found([main, versioning], live({}))).toEqual(['versioning: removed /VersioningConfiguration'])
  })

  it('are missing with the bucket', async () => {
    expect((await found([main, versioning], [{ is: 'listed', kind: bucket }])).toSorted()).toEqual([
      'bucket: missing',
      'versioning: missing',
    ])
  })
})

describe('a policy beside its key', () => {
  const policy = (action: string): JsonObject => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  })
  const key = terraform('aws_kms_key', { id: 'k', key_id: 'k', policy: '', tags: {}, tags_all: { Name: 'k' } }, { address: 'key' })
  const beside = terraform(
    'aws_kms_key_policy',
    { id: 'k', key_id: 'k', policy: JSON.stringify(policy('kms:Sign')) },
    { address: 'policy' },
  )
  const live = (action: string, Value: string): LiveItem[] =>
    whole([shows('AWS::KMS::Key', 'k', { KeyId: 'k', KeyPolicy: policy(action), Tags: [{ Key: 'Name', Value }] })])

  it('is a part of it: tags are the key’s, the policy its own', async () => {
    expect(await found([key, beside], live('kms:Sign', 'k'))).toEqual([])
    expect(await found([key, beside], live('kms:*', 'x'))).toEqual([
      'policy: changed /KeyPolicy/Statement/0/Action/*',
      'key: changed /Tags/0/Value',
    ])
  })
})

describe('members of a list', () => {
  const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
  const main = terraform('aws_iam_role', { id: 'web', name: 'web', managed_policy_arns: [arn] }, { address: 'role' })
  const attached = terraform('aws_iam_role_policy_attachment', { id: 'web-1', role: 'web', policy_arn: arn }, { address: 'attachment' })
  const live = (...ManagedPolicyArns: string[]): LiveItem[] => whole([shows(role, 'web', { RoleName: 'web', ManagedPolicyArns })])

  it('are managed by their own declaration', async () => {
    expect(await found([main, attached], live(arn))).toEqual([])
  })

  it('are missing once when somebody took them away', async () => {
    expect(await found([main, attached], live())).toEqual(['attachment: missing'])
  })

  it('that nobody declared are additions of the owner', async () => {
    expect(await found([main, attached], live(arn, 'arn:aws:iam::aws:policy/AdministratorAccess'))).toEqual([
      'role: added /ManagedPolicyArns/*',
    ])
  })

  it('are not checked where the source does not show the list', async () => {
    const blind = whole([shows(role, 'web', { RoleName: 'web' }, { unread: ['/ManagedPolicyArns'] })])
    expect(await outcomes([attached], blind)).toEqual(['not-checked attachment (not-in-live-source)'])
  })
})

describe('rules of a security group that are declared by themselves', () => {
  const main = terraform('aws_security_group', { id: 'sg-1', ingress: [], egress: [] }, { address: 'group' })
  const rule = (more: JsonObject, address = 'rule'): DeclaredResource =>
    terraform(
      'aws_vpc_security_group_ingress_rule',
      { id: 'sgr-1', security_group_id: 'sg-1', ip_protocol: 'tcp', from_port: 443, to_port: 443, cidr_ipv4: '10.0.0.0/8', ...more },
      { address },
    )
  const web = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }
  const live = (...SecurityGroupIngress: JsonObject[]): LiveItem[] =>
    whole([shows(group, 'sg-1', { GroupId: 'sg-1', SecurityGroupIngress })])

  it('are found by their content in the group', async () => {
    expect(await found([main, rule({})], live(web))).toEqual([])
    expect(await found([main, rule({ cidr_ipv4: '10.0.0.0/8', ip_protocol: '6' })], live(web))).toEqual([])
  })

  it('are found by their own id when the rules themselves were read, and compared there', async () => {
    const changed = shows('AWS::EC2::SecurityGroupIngress', 'sgr-1', { Id: 'sgr-1', GroupId: 'sg-1', ...web, CidrIp: '0.0.0.0/0' })
    expect(
      await found([main, rule({})], whole([shows(group, 'sg-1', { SecurityGroupIngress: [{ ...web, CidrIp: '0.0.0.0/0' }] }), changed])),
    ).toEqual(['rule: changed /CidrIp'])
  })

  it('leave what was added by hand to the group, once', async () => {
    expect(await found([main, rule({})], live(ssh, web))).toEqual(['group: added /SecurityGroupIngress/*'])
  })

  it('are missing once when somebody deleted them', async () => {
    expect(await found([main, rule({})], live())).toEqual(['rule: missing'])
    expect(await found([main, rule({})], live(ssh)).then((all) => all.toSorted())).toEqual([
      'group: added /SecurityGroupIngress/*',
      'rule: missing',
    ])
  })

  it('are one changed rule where only one is left that it can be', async () => {
    expect(await found([main, rule({})], live({ ...web, CidrIp: '0.0.0.0/0' }))).toEqual(['rule: changed /CidrIp'])
  })

  it('are each found when one declaration makes several', async () => {
    const both = terraform(
      'aws_security_group_rule',
      {
        id: 'sgrule-1',
        type: 'ingress',
        security_group_id: 'sg-1',
        protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        cidr_blocks: ['10.0.0.0/8', '172.16.0.0/12'],
      },
      { address: 'both' },
    )
    const second = { ...web, CidrIp: '172.16.0.0/12' }
    expect(await found([main, both], live(second, web))).toEqual([])
    expect(await found([main, both], live(web))).toEqual(['both: removed /SecurityGroupIngress/*'])
    expect(await found([main, both], live(web, second, ssh))).toEqual(['group: added /SecurityGroupIngress/*'])
  })

  it('of the outbound side name their peer as destination', async () => {
    const out = terraform(
      'aws_security_group_rule',
      {
        id: 'sgrule-2',
        type: 'egress',
        security_group_id: 'sg-1',
        protocol: 'tcp',
        from_port: 443,
        to_port: 443,
        source_security_group_id: 'sg-2',
      },
      { address: 'out' },
    )
    const egress = [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, DestinationSecurityGroupId: 'sg-2' }]
    expect(await found([main, out], whole([shows(group, 'sg-1', { SecurityGroupEgress: egress })]))).toEqual([])
  })

  it('are not checked where the group does not show its rules, or live is known to be partial', async () => {
    expect(await outcomes([rule({})], partly([shows(group, 'sg-1', {})]), { unmanaged: 'none' })).toEqual([
      'not-checked rule (not-in-live-source)',
    ])
    expect(await outcomes([rule({})], live(), { unmanaged: 'none', livePartial: true })).toEqual(['not-checked rule (not-in-live-source)'])
  })
})

describe('inline policies that are declared by themselves', () => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }
  const main = terraform('aws_iam_role', { id: 'web', name: 'web' }, { address: 'role' })
  const inline = terraform(
    'aws_iam_role_policy',
    { id: 'web:read', name: 'read', role: 'web', policy: JSON.stringify(document) },
    { address: 'inline' },
  )
  const live = (...Policies: JsonObject[]): LiveItem[] => whole([shows(role, 'web', { RoleName: 'web', Policies })])

  it('are compared as what they are, within the role', async () => {
    expect(await found([main, inline], live({ PolicyName: 'read', PolicyDocument: document }))).toEqual([])
    const wide = { ...document, Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }
    expect(await found([main, inline], live({ PolicyName: 'read', PolicyDocument: wide }))).toEqual([
      'inline: changed /PolicyDocument/Statement/0/Action/*',
    ])
  })

  it('that nobody declared are additions of the role; those that are gone are missing', async () => {
    expect(
      await found([main, inline], live({ PolicyName: 'read', PolicyDocument: document }, { PolicyName: 'evil', PolicyDocument: document })),
    ).toEqual(['role: added /Policies/*'])
    expect(await found([main, inline], live())).toEqual(['inline: missing'])
  })
})

describe('routes', () => {
  const table = terraform('aws_route_table', { id: 'rtb-1', vpc_id: 'vpc-1' }, { address: 'table' })
  const route = terraform(
    'aws_route',
    { id: 'r-rtb-11', route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' },
    { address: 'route' },
  )
  const shown = (DestinationCidrBlock: string, GatewayId: string): ReturnType<typeof shows> =>
    shows('AWS::EC2::Route', `rtb-1|${DestinationCidrBlock}`, { RouteTableId: 'rtb-1', DestinationCidrBlock, GatewayId })
  const rtb = shows('AWS::EC2::RouteTable', 'rtb-1', { RouteTableId: 'rtb-1', VpcId: 'vpc-1' })

  it('are found by table and destination, and reported where they are declared', async () => {
    expect(await found([table, route], whole([rtb, shown('0.0.0.0/0', 'igw-1')]))).toEqual([])
    expect(await found([table, route], whole([rtb, shown('0.0.0.0/0', 'igw-evil')]))).toEqual(['route: changed /GatewayId'])
  })

  it('that were made by hand are seen once, at their table', async () => {
    expect(await found([table, route], whole([rtb, shown('0.0.0.0/0', 'igw-1'), shown('10.9.0.0/16', 'igw-1')]))).toEqual([
      'table: added /Routes/*',
    ])
  })

  it('that are gone are missing once', async () => {
    expect(await found([table, route], whole([rtb], 'AWS::EC2::Route'))).toEqual(['route: missing'])
  })
})

describe('a template', () => {
  it('may declare rules in the group and beside it', async () => {
    const inside = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '10.0.0.0/8' }
    const beside = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }
    const declared = [
      declares(group, { SecurityGroupIngress: [inside] }, { address: 'Group', physicalId: 'sg-1' }),
      declares('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-1', ...beside }, { address: 'Rule', physicalId: 'Rule' }),
    ]
    const live = (...SecurityGroupIngress: JsonObject[]): LiveItem[] => whole([shows(group, 'sg-1', { SecurityGroupIngress })])
    expect(await found(declared, live(beside, inside))).toEqual([])
    expect(await found(declared, live(beside))).toEqual(['Group: removed /SecurityGroupIngress/*'])
    expect(await found(declared, live(inside))).toEqual(['Rule: missing'])
  })
})
