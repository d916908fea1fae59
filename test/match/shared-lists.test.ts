import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { match } from '../../src/match/match.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { declares, once, partly, shows, terraform, whole } from '../helpers/resources.ts'

async function changesIn(declared: DeclaredResource[], live: LiveItem[]): Promise<string[]> {
  const matched = await match(once({ resources: declared }), once(live), { livePartial: false, unmanaged: 'services' })
  const out: string[] = []
  for (const pair of matched.pairs) {
    if (pair.outcome === 'unmanaged') out.push(`unmanaged ${pair.live?.physicalId ?? ''}`)
    if (pair.outcome === 'missing') out.push(`missing ${pair.declared?.address ?? ''}`)
    if (pair.outcome !== 'managed') continue
    const { differences, notCompared } = compare(pair, matched)
    out.push(...differences.map(({ change, path }) => `${change} ${path}`))
    out.push(
      ...notCompared
        .filter(({ reason }) => reason === 'not-read' || reason === 'autoscaled')
        .map(({ path, reason }) => `${reason} ${path}`),
    )
  }
  return out.toSorted()
}

const table = terraform('aws_route_table', {
  id: 'rtb-1',
  vpc_id: 'vpc-1',
  route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-1', nat_gateway_id: '', ipv6_cidr_block: '' }],
})
const liveTable = shows('AWS::EC2::RouteTable', 'rtb-1', { RouteTableId: 'rtb-1', VpcId: 'vpc-1' })
const route = (network: string, gateway: string): ReturnType<typeof shows> =>
  shows('AWS::EC2::Route', `rtb-1|${network}`, { RouteTableId: 'rtb-1', DestinationCidrBlock: network, GatewayId: gateway })

describe('routes that a table declares inline', () => {
  it('are the live routes of the table', async () => {
    expect(await changesIn([table], whole([liveTable, route('0.0.0.0/0', 'igw-1'), route('10.0.0.0/16', 'local')]))).toEqual([])
  })

  it('are told apart from a route that somebody added', async () => {
    expect(await changesIn([table], whole([liveTable, route('0.0.0.0/0', 'igw-1'), route('10.9.0.0/16', 'pcx-1')]))).toEqual([
      'added /Routes/1',
    ])
  })

  it('are gone only when the routes were listed', async () => {
    expect(await changesIn([table], whole([liveTable], 'AWS::EC2::Route'))).toEqual(['removed /Routes'])
    expect(await changesIn([table], partly([liveTable]))).toEqual([
      'not-read /Routes/0/DestinationCidrBlock',
      'not-read /Routes/0/GatewayId',
    ])
  })

  it('are not also changed where a route of its own declares them', async () => {
    const own = terraform('aws_route', { id: 'r-1', route_table_id: 'rtb-1', destination_cidr_block: '0.0.0.0/0', gateway_id: 'igw-1' })
    expect(await changesIn([table, own], whole([liveTable, route('0.0.0.0/0', 'igw-2')]))).toEqual(['changed /GatewayId'])
  })
})

describe('entries that a network ACL declares inline', () => {
  const entry = (number: number, egress: boolean, action = 'allow'): ReturnType<typeof shows> =>
    shows('AWS::EC2::NetworkAclEntry', `acl-1|${number}|${egress}`, {
      NetworkAclId: 'acl-1',
      RuleNumber: number,
      Egress: egress,
      Protocol: '6',
      RuleAction: action,
      CidrBlock: '0.0.0.0/0',
      PortRange: { From: 443, To: 443 },
    })
  const rule = {
    rule_no: 100,
    action: 'allow',
    protocol: 'tcp',
    cidr_block: '0.0.0.0/0',
    from_port: 443,
    to_port: 443,
    icmp_code: 0,
    icmp_type: 0,
  }
  const acl = terraform('aws_network_acl', { id: 'acl-1', vpc_id: 'vpc-1', ingress: [rule], egress: [rule] })
  const live = shows('AWS::EC2::NetworkAcl', 'acl-1', { Id: 'acl-1', VpcId: 'vpc-1' })

  it('are the live entries, the last ones of AWS aside', async () => {
    expect(await changesIn([acl], whole([live, entry(100, false), entry(100, true), entry(32_767, true), entry(32_767, false)]))).toEqual(
      [],
    )
  })

  it('are told apart from what somebody changed or added', async () => {
    expect(await changesIn([acl], whole([live, entry(100, false, 'deny'), entry(100, true), entry(50, false)]))).toEqual([
      'added /Entries/2',
      'changed /Entries/1/RuleAction',
    ])
  })
})

describe('a policy that is attached to several roles at once', () => {
  it('is no extra of the roles', async () => {
    const arn = 'arn:aws:iam::123456789012:policy/read'
    const attachment = terraform('aws_iam_policy_attachment', {
      id: 'read',
      name: 'read',
      policy_arn: arn,
      roles: ['app'],
      users: [],
      groups: [],
    })
    const role = terraform('aws_iam_role', { id: 'app', name: 'app', managed_policy_arns: [] })
    const live = shows('AWS::IAM::Role', 'app', {
      RoleName: 'app',
      ManagedPolicyArns: [arn, 'arn:aws:iam::aws:policy/AdministratorAccess'],
    })
    expect(await changesIn([attachment, role], whole([live]))).toEqual(['added /ManagedPolicyArns/1'])
  })
})

describe('a count that an autoscaler owns', () => {
  const group = terraform('aws_autoscaling_group', { id: 'web', name: 'web', desired_capacity: 2, min_size: 1, max_size: 9 })
  const live = shows('AWS::AutoScaling::AutoScalingGroup', 'web', {
    AutoScalingGroupName: 'web',
    DesiredCapacity: '5',
    MinSize: '1',
    MaxSize: '9',
  })

  it('is not compared, and that is said', async () => {
    const policy = shows('AWS::AutoScaling::ScalingPolicy', 'p', { AutoScalingGroupName: 'web', PolicyName: 'p' })
    expect(await changesIn([group], partly([live, policy]))).toEqual(['autoscaled /DesiredCapacity', 'unmanaged p'])
  })

  it('is compared where there is no autoscaler', async () => {
    expect(await changesIn([group], partly([live]))).toEqual(['changed /DesiredCapacity'])
  })
})

describe('policies that a template declares beside a role', () => {
  const role = declares('AWS::IAM::Role', { RoleName: 'web' }, { address: 'Web', physicalId: 'web' })
  const inline = declares('AWS::IAM::Policy', { PolicyName: 'WebPolicy', Roles: ['web'], PolicyDocument: {} }, { address: 'WebPolicy' })
  const arn = 'arn:aws:iam::111111111111:policy/Shared'
  const shared = declares('AWS::IAM::ManagedPolicy', { Roles: ['web'], PolicyDocument: {} }, { address: 'Shared', physicalId: arn })
  const policy = (name: string): JsonObject => ({ PolicyName: name, PolicyDocument: {} })
  const live = (policies: string[], managed: string[]): ReturnType<typeof shows> =>
    shows('AWS::IAM::Role', 'web', { RoleName: 'web', Policies: policies.map(policy), ManagedPolicyArns: managed })

  it('are no additions to the role', async () => {
    const found = await changesIn([role, inline, shared], whole([live(['WebPolicy'], [arn])]))
    expect(found.filter((line) => line.startsWith('added'))).toEqual([])
  })

  it('are told apart from what somebody added', async () => {
    const found = await changesIn(
      [role, inline, shared],
      whole([live(['WebPolicy', 'backdoor'], [arn, 'arn:aws:iam::aws:policy/AdministratorAccess'])]),
    )
    expect(found.filter((line) => line.startsWith('added'))).toEqual(['added /ManagedPolicyArns/1', 'added /Policies/1'])
  })
})
