import { account, arnOf, idOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { network } from './network.mjs'

/** Security groups and their rules, inline and stand-alone (security.tf). */
export const groups = Object.fromEntries(['alb', 'web', 'bastion', 'database', 'lambda'].map((one) => [one, idOf('sg', one)]))
const office = '203.0.113.0/24'

const ruleId = (groupId, what) => idOf('sgr', `${groupId}/${what}`)

/** A rule as DescribeSecurityGroupRules tells it, with the member of the group's own list. */
export function ruleOf(groupId, what, egress, { protocol, from, to, cidr, source, description }) {
  const ports = { FromPort: from, ToPort: to }
  const peer = cidr === undefined ? { [egress ? 'DestinationSecurityGroupId' : 'SourceSecurityGroupId']: source } : { CidrIp: cidr }
  const text = description === undefined ? {} : { Description: description }
  const id = ruleId(groupId, what)
  const owner = source === undefined || egress ? {} : { SourceSecurityGroupOwnerId: account }
  // In a group's own list AWS gives no ports to a rule for all protocols; the rule itself has -1 and -1.
  const member = { ...text, IpProtocol: protocol, ...(protocol === '-1' ? {} : ports), ...peer, ...owner }
  const resource = live(
    egress ? 'AWS::EC2::SecurityGroupEgress' : 'AWS::EC2::SecurityGroupIngress',
    id,
    { Id: id, GroupId: groupId, IpProtocol: protocol, ...ports, ...peer, ...owner, ...text },
    [arnOf('ec2', `security-group-rule/${id}`)],
  )
  return { id, egress, member, resource }
}

export const groupOf = (id, groupName, description, vpcId, tags, rules) => [
  live(
    'AWS::EC2::SecurityGroup',
    id,
    {
      GroupDescription: description,
      GroupName: groupName,
      VpcId: vpcId,
      Id: id,
      GroupId: id,
      SecurityGroupEgress: rules.filter((rule) => rule.egress).map((rule) => rule.member),
      SecurityGroupIngress: rules.filter((rule) => !rule.egress).map((rule) => rule.member),
      Tags: tags,
    },
    [arnOf('ec2', `security-group/${id}`)],
  ),
  ...rules.map((rule) => rule.resource),
]

/** A rule as the group's `ingress` and `egress` attributes hold it. */
const inline = (rule) => ({
  cidr_blocks: rule.cidrs ?? (rule.cidr === undefined ? [] : [rule.cidr]),
  description: rule.description ?? '',
  from_port: rule.protocol === '-1' ? 0 : rule.from,
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  protocol: rule.protocol,
  security_groups: rule.source === undefined ? [] : [rule.source],
  self: false,
  to_port: rule.protocol === '-1' ? 0 : rule.to,
})

function group(key, description, rules, { dependsOn = [], refreshed = true, reversed = false } = {}) {
  const { tags, tags_all } = tagged({ Name: `${name}-${key}` })
  const id = groups[key]
  const all = rules.map(([what, egress, rule]) => ruleOf(id, what, egress, rule))
  const shown = (egress) => (refreshed ? rules.filter((rule) => rule[1] === egress).map((rule) => inline(rule[2])) : [])
  return managed(
    `aws_security_group.${key}`,
    {
      arn: arnOf('ec2', `security-group/${id}`),
      description,
      egress: shown(true),
      id,
      ingress: shown(false),
      name: `${name}-${key}`,
      name_prefix: '',
      owner_id: account,
      revoke_rules_on_delete: false,
      tags,
      tags_all,
      vpc_id: network.vpc,
    },
    {
      dependsOn: ['aws_vpc.main', ...dependsOn],
      live: groupOf(id, `${name}-${key}`, description, network.vpc, liveTags(tags_all), reversed ? all.toReversed() : all),
    },
  )
}

const everywhere = '0.0.0.0/0'
const albRules = {
  http: { protocol: 'tcp', from: 80, to: 80, cidr: everywhere, description: 'Web, redirected to HTTPS' },
  https: { protocol: 'tcp', from: 443, to: 443, cidr: everywhere, description: 'Web' },
  metrics: { protocol: 'tcp', from: 9090, to: 9090, cidr: office, description: 'Dashboards from the office' },
}
const toWeb = { protocol: 'tcp', from: 8080, to: 8080, source: groups.web, description: 'Web instances' }
const databaseFrom = (source, description) => ({ protocol: 'tcp', from: 5432, to: 5432, source: groups[source], description })
const privateOnly = network.privateCidrs.map((cidr) => ({ protocol: 'tcp', from: 443, to: 443, cidr }))
const outward = { protocol: '-1', from: -1, to: -1, cidr: everywhere }

/** The newer kind of stand-alone rule: one network or group each, an id of its own. */
function ruleResource(address, key, what, egress, rule, dependsOn) {
  const id = ruleId(groups[key], what)
  const { tags_all } = tagged({})
  return managed(
    address,
    {
      arn: arnOf('ec2', `security-group-rule/${id}`),
      cidr_ipv4: rule.cidr ?? null,
      description: rule.description ?? null,
      from_port: rule.from,
      id,
      ip_protocol: rule.protocol,
      referenced_security_group_id: rule.source ?? null,
      security_group_id: groups[key],
      security_group_rule_id: id,
      tags: null,
      tags_all,
      to_port: rule.to,
    },
    { dependsOn },
  )
}

/** The older kind: several networks in one, an id that only Terraform knows. */
function oldRule(address, what, type, rule, number, dependsOn) {
  const single = rule.cidrs === undefined
  return managed(
    address,
    {
      cidr_blocks: rule.cidrs ?? null,
      description: rule.description ?? '',
      from_port: rule.from,
      id: `sgrule-${number}`,
      protocol: rule.protocol,
      security_group_id: groups.database,
      // The provider knows the rule's own id only where the resource is exactly one rule.
      security_group_rule_id: single ? ruleId(groups.database, what) : '',
      self: false,
      source_security_group_id: rule.source ?? null,
      to_port: rule.to,
      type,
    },
    { dependsOn },
  )
}

export const firewallResources = () => [
  group(
    'alb',
    'Load balancer of the web shop',
    [...Object.entries(albRules).map(([what, rule]) => [what, false, rule]), ['to-web', true, toWeb]],
    { reversed: true },
  ),
  ...Object.entries(albRules).map(([what, rule]) =>
    ruleResource(`aws_vpc_security_group_ingress_rule.alb["${what}"]`, 'alb', what, false, rule, ['aws_security_group.alb']),
  ),
  ruleResource('aws_vpc_security_group_egress_rule.alb_to_web', 'alb', 'to-web', true, toWeb, [
    'aws_security_group.alb',
    'aws_security_group.web',
  ]),
  group(
    'web',
    'Web instances',
    [
      ['from-alb', false, { protocol: 'tcp', from: 8080, to: 8080, source: groups.alb, description: 'From the load balancer' }],
      ['all', true, outward],
    ],
    { dependsOn: ['aws_security_group.alb'] },
  ),
  group('bastion', 'Bastion host', [
    ['ssh-office', false, { protocol: 'tcp', from: 22, to: 22, cidr: office, description: 'SSH from the office' }],
    ['https', true, { protocol: 'tcp', from: 443, to: 443, cidr: everywhere, description: 'Session Manager and packages' }],
    ['postgres', true, { protocol: 'tcp', from: 5432, to: 5432, cidr: network.cidr, description: 'Orders database' }],
  ]),
  // Its rules came with the last apply and nothing has refreshed the group since: the state still shows none.
  group(
    'database',
    'Orders database',
    [
      ['from-web', false, databaseFrom('web', 'Web instances')],
      ['from-bastion', false, databaseFrom('bastion', 'Bastion host')],
      ...privateOnly.map((rule, at) => [`private-${at}`, true, rule]),
    ],
    { refreshed: false },
  ),
  oldRule('aws_security_group_rule.database_from_web', 'from-web', 'ingress', databaseFrom('web', 'Web instances'), '2861490336', [
    'aws_security_group.database',
    'aws_security_group.web',
  ]),
  oldRule(
    'aws_security_group_rule.database_from_bastion',
    'from-bastion',
    'ingress',
    databaseFrom('bastion', 'Bastion host'),
    '1377205941',
    ['aws_security_group.bastion', 'aws_security_group.database'],
  ),
  oldRule(
    'aws_security_group_rule.database_to_private',
    'private',
    'egress',
    { protocol: 'tcp', from: 443, to: 443, cidrs: network.privateCidrs },
    '3940172586',
    ['aws_security_group.database'],
  ),
  group('lambda', 'Thumbnail function', [['all', true, outward]]),
]
