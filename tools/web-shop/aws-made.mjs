import { account, arnOf, iamArn, iamIdOf, images, live, name, region } from './account.mjs'
import { groupOf, ruleOf } from './firewall.mjs'
import { awsAliases } from './keys.mjs'
import { interfaceOf } from './machines.mjs'
import { network, subnetOf, vpcOf } from './network.mjs'
import { routeOf, tableOf } from './routes.mjs'
import { databaseLogs } from './log-groups.mjs'

/** What AWS or a managed parent made: in the account, in no state, and nobody's mutation. */
function defaultsOfVpc({ vpc, cidr, group, acl, table, association }) {
  return [
    ...groupOf(
      group,
      'default',
      'default VPC security group',
      vpc,
      [],
      [
        ruleOf(group, 'in', false, { protocol: '-1', from: -1, to: -1, source: group }),
        ruleOf(group, 'out', true, { protocol: '-1', from: -1, to: -1, cidr: '0.0.0.0/0' }),
      ],
    ),
    live('AWS::EC2::NetworkAcl', acl, { Id: acl, VpcId: vpc, Tags: [], IsDefault: true }, [arnOf('ec2', `network-acl/${acl}`)]),
    tableOf(table, vpc, [], { Main: true }),
    live('AWS::EC2::SubnetRouteTableAssociation', association, { Id: association, RouteTableId: table, Main: true }),
    routeOf(table, cidr, { GatewayId: 'local' }),
  ]
}

/** The default VPC that every account has. */
function defaultVpc() {
  const vpc = 'vpc-6f1c2b0a'
  const ids = { defaultAcl: 'acl-2b8d7e41', defaultGroup: 'sg-9c03a5f7' }
  const igw = 'igw-51d09a3e'
  const table = 'rtb-84e6c1d2'
  const zones = ['a', 'b', 'c'].map((letter) => `${region}${letter}`)
  const subnets = zones.map((zone, at) => {
    const id = `subnet-${['3e5c9d10', '7a21b4f8', 'c80d6e35'][at]}`
    const subnet = subnetOf(id, `172.31.${at * 16}.0/20`, zone, true, [], { DefaultForAz: true })
    return { ...subnet, properties: { ...subnet.properties, VpcId: vpc } }
  })
  return [
    vpcOf(vpc, '172.31.0.0/16', [], ids, { EnableDnsHostnames: true, IsDefault: true }),
    ...subnets,
    live('AWS::EC2::InternetGateway', igw, { InternetGatewayId: igw, Tags: [] }, [arnOf('ec2', `internet-gateway/${igw}`)]),
    live('AWS::EC2::VPCGatewayAttachment', `IGW|${vpc}`, { InternetGatewayId: igw, VpcId: vpc }),
    ...defaultsOfVpc({ vpc, cidr: '172.31.0.0/16', group: ids.defaultGroup, acl: ids.defaultAcl, table, association: 'rtbassoc-f5a813c6' }),
    routeOf(table, '0.0.0.0/0', { GatewayId: igw }),
    live(
      'AWS::EC2::DHCPOptions',
      network.dhcp,
      { DhcpOptionsId: network.dhcp, DomainName: `${region}.compute.internal`, DomainNameServers: ['AmazonProvidedDNS'], Tags: [] },
      [arnOf('ec2', `dhcp-options/${network.dhcp}`)],
    ),
  ]
}

const linkedRoles = {
  'autoscaling.amazonaws.com': ['AutoScaling', 'AutoScalingServiceRolePolicy'],
  'elasticloadbalancing.amazonaws.com': ['ElasticLoadBalancing', 'AWSElasticLoadBalancingServiceRolePolicy'],
  'rds.amazonaws.com': ['RDS', 'AmazonRDSServiceRolePolicy'],
}

const linkedRole = ([service, [suffix, policy]]) => {
  const roleName = `AWSServiceRoleFor${suffix}`
  const arn = iamArn(`role/aws-service-role/${service}/${roleName}`)
  return live(
    'AWS::IAM::Role',
    roleName,
    {
      Arn: arn,
      RoleName: roleName,
      RoleId: iamIdOf('AROA', roleName),
      Path: `/aws-service-role/${service}/`,
      MaxSessionDuration: 3600,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      Policies: [],
      ManagedPolicyArns: [`arn:aws:iam::aws:policy/aws-service-role/${policy}`],
      Tags: [],
    },
    [arn, iamIdOf('AROA', roleName)],
    false,
  )
}

/** The account's own images, as DescribeImages tells them. */
const imageOf = (id, imageName, created, { deprecated, role }) =>
  live(
    'AWS::EC2::Image',
    id,
    {
      ImageId: id,
      Name: imageName,
      OwnerId: account,
      Public: false,
      State: 'available',
      CreationDate: created,
      ...(deprecated === undefined ? {} : { DeprecationTime: deprecated }),
      Architecture: 'x86_64',
      ImageLocation: `${account}/${imageName}`,
      SourceImageId: images.base,
      SourceImageRegion: region,
      Tags: [
        { Key: 'Image', Value: role },
        { Key: 'Environment', Value: 'production' },
      ],
    },
    [arnOf('ec2', `image/${id}`), `arn:aws:ec2:${region}::image/${id}`, imageName],
  )

const ownImages = () => [
  imageOf(images.webOld, `${name}-web-20260608`, '2026-06-08T05:47:12Z', { deprecated: '2026-10-01T00:00:00Z', role: 'web' }),
  imageOf(images.web, `${name}-web-20261102`, '2026-11-02T06:24:51Z', { role: 'web' }),
  imageOf(images.bastion, `${name}-bastion-20261102`, '2026-11-02T06:31:20Z', { role: 'bastion' }),
  imageOf(images.base, `${name}-base-20261101`, '2026-11-01T04:10:33Z', { role: 'base' }),
]

const natInterface = () =>
  interfaceOf(network.natEni, {
    description: `Interface for NAT Gateway ${network.nat}`,
    ip: network.natPrivateIp,
    subnet: network.public[0],
    groups: [],
    type: 'nat_gateway',
    checked: false,
  })

export const awsMade = () => [
  ...defaultVpc(),
  ...defaultsOfVpc({
    vpc: network.vpc,
    cidr: network.cidr,
    group: network.defaultGroup,
    acl: network.defaultAcl,
    table: network.mainTable,
    association: network.mainAssociation,
  }),
  ...Object.entries(linkedRoles).map(linkedRole),
  ...awsAliases(),
  ...ownImages(),
  natInterface(),
  databaseLogs(),
]
