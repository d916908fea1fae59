import { account, arnOf, iamArn, idOf, live, name, region } from './account.mjs'
import { bucketName } from './bucket-policies.mjs'
import { groupOf, groups, ruleOf } from './firewall.mjs'
import { network } from './network.mjs'
import { routeOf } from './routes.mjs'
import { change, insert } from './world.mjs'

/** Network paths and permissions, opened and closed by hand. */
const everywhere = '0.0.0.0/0'
const peering = idOf('pcx', 'by-hand')

/** The inline policies of a role stand in the role and on their own. */
function roleDocument(world, roleName, policyName) {
  const at = world.of('AWS::IAM::Role', roleName).Policies.findIndex((policy) => policy.PolicyName === policyName)
  return [
    world.of('AWS::IAM::RolePolicy', `${policyName}|${roleName}`).PolicyDocument,
    world.of('AWS::IAM::Role', roleName).Policies[at].PolicyDocument,
  ]
}

export const accessMutations = [
  {
    name: 'ssh-open-to-world',
    address: 'aws_security_group.bastion',
    kind: 'AWS::EC2::SecurityGroup',
    outcome: 'mutated',
    policy: 'DG401',
    apply: (world) => {
      const rule = ruleOf(groups.bastion, 'by-hand', false, { protocol: 'tcp', from: 22, to: 22, cidr: everywhere })
      world.add(rule.resource)
      return insert(world.of('AWS::EC2::SecurityGroup', groups.bastion).SecurityGroupIngress, '/SecurityGroupIngress', rule.member, 0)
    },
  },
  {
    name: 'egress-rule-removed',
    address: 'aws_security_group.bastion',
    kind: 'AWS::EC2::SecurityGroup',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) => {
      const list = world.of('AWS::EC2::SecurityGroup', groups.bastion).SecurityGroupEgress
      const at = list.findIndex((rule) => rule.FromPort === 5432)
      list.splice(at, 1)
      world.remove('AWS::EC2::SecurityGroupEgress', idOf('sgr', `${groups.bastion}/postgres`))
      return { path: `/SecurityGroupEgress/${at}`, change: 'removed' }
    },
  },
  {
    name: 'rule-opened-to-world',
    address: 'aws_vpc_security_group_ingress_rule.alb["metrics"]',
    kind: 'AWS::EC2::SecurityGroupIngress',
    outcome: 'mutated',
    policy: 'DG401',
    apply: (world) => {
      world.of('AWS::EC2::SecurityGroup', groups.alb).SecurityGroupIngress.find((rule) => rule.FromPort === 9090).CidrIp = everywhere
      return change(world.of('AWS::EC2::SecurityGroupIngress', idOf('sgr', `${groups.alb}/metrics`)), '', 'CidrIp', everywhere)
    },
  },
  {
    name: 'inline-policy-by-hand',
    address: 'aws_iam_role.lambda',
    kind: 'AWS::IAM::Role',
    outcome: 'mutated',
    policy: 'DG402',
    apply: (world) => {
      const roleName = `${name}-thumbnails`
      const added = {
        PolicyName: 'quick-fix',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Sid: 'VisualEditor0', Effect: 'Allow', Action: ['kms:Decrypt', 'secretsmanager:GetSecretValue'], Resource: '*' }],
        },
      }
      world.add(live('AWS::IAM::RolePolicy', `quick-fix|${roleName}`, { ...structuredClone(added), RoleName: roleName }, [], false))
      return insert(world.of('AWS::IAM::Role', roleName).Policies, '/Policies', added, 0)
    },
  },
  {
    name: 'role-policy-widened',
    address: 'module.web.aws_iam_role_policy.app',
    kind: 'AWS::IAM::RolePolicy',
    outcome: 'mutated',
    policy: 'DG402',
    apply: (world) => {
      const [alone, inRole] = roleDocument(world, `${name}-web`, 'app')
      inRole.Statement[1].Action = '*'
      return change(alone.Statement[1], '/PolicyDocument/Statement/1', 'Action', '*')
    },
  },
  {
    name: 'administrator-attached',
    address: 'aws_iam_role.bastion',
    kind: 'AWS::IAM::Role',
    outcome: 'mutated',
    policy: 'DG402',
    apply: (world) =>
      insert(
        world.of('AWS::IAM::Role', `${name}-bastion`).ManagedPolicyArns,
        '/ManagedPolicyArns',
        'arn:aws:iam::aws:policy/AdministratorAccess',
        0,
      ),
  },
  {
    name: 'trust-policy-changed',
    address: 'module.web.aws_iam_role.this',
    kind: 'AWS::IAM::Role',
    outcome: 'mutated',
    policy: 'DG402',
    apply: (world) =>
      insert(world.of('AWS::IAM::Role', `${name}-web`).AssumeRolePolicyDocument.Statement, '/AssumeRolePolicyDocument/Statement', {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::999988887777:root' },
        Action: 'sts:AssumeRole',
      }),
  },
  {
    name: 'bucket-policy-opened',
    address: 'aws_s3_bucket_policy.logs',
    kind: 'AWS::S3::BucketPolicy',
    outcome: 'mutated',
    policy: 'DG104',
    apply: (world) =>
      insert(
        world.of('AWS::S3::BucketPolicy', bucketName('logs')).PolicyDocument.Statement,
        '/PolicyDocument/Statement',
        { Sid: 'Temporary', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${bucketName('logs')}/*` },
        0,
      ),
  },
  {
    name: 'public-access-block-switched-off',
    address: 'module.bucket["assets"].aws_s3_bucket_public_access_block.this',
    kind: 'AWS::S3::Bucket',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) =>
      change(
        world.of('AWS::S3::Bucket', bucketName('assets')).PublicAccessBlockConfiguration,
        '/PublicAccessBlockConfiguration',
        'BlockPublicPolicy',
        false,
      ),
  },
  {
    name: 'group-by-hand',
    address: idOf('sg', 'by-hand'),
    kind: 'AWS::EC2::SecurityGroup',
    outcome: 'unmanaged',
    policy: 'DG103',
    apply: (world) => {
      const id = idOf('sg', 'by-hand')
      world.add(
        ...groupOf(
          id,
          'launch-wizard-1',
          'launch-wizard-1 created 2026-11-17T16:20:44.118Z',
          network.vpc,
          [],
          [
            ruleOf(id, 'ssh', false, { protocol: 'tcp', from: 22, to: 22, cidr: everywhere }),
            ruleOf(id, 'all', true, { protocol: '-1', from: -1, to: -1, cidr: everywhere }),
          ],
        ),
      )
      return {}
    },
  },
  {
    name: 'user-by-hand',
    address: 'adam-temp',
    kind: 'AWS::IAM::User',
    outcome: 'unmanaged',
    policy: 'DG103',
    apply: (world) => {
      const arn = iamArn('user/adam-temp')
      world.add(
        live(
          'AWS::IAM::User',
          'adam-temp',
          {
            UserName: 'adam-temp',
            Arn: arn,
            Path: '/',
            Groups: [],
            Policies: [],
            ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'],
            Tags: [],
          },
          [arn],
          false,
        ),
      )
      return {}
    },
  },
  {
    name: 'peering-by-hand',
    address: peering,
    kind: 'AWS::EC2::VPCPeeringConnection',
    outcome: 'unmanaged',
    policy: 'DG103',
    apply: (world) => {
      world.add(
        live(
          'AWS::EC2::VPCPeeringConnection',
          peering,
          { Id: peering, VpcId: network.vpc, PeerVpcId: 'vpc-0d93b7e15f2a8c604', PeerOwnerId: account, PeerRegion: region, Tags: [] },
          [arnOf('ec2', `vpc-peering-connection/${peering}`)],
        ),
      )
      return {}
    },
  },
  {
    name: 'route-by-hand',
    address: 'aws_route_table.private',
    kind: 'AWS::EC2::RouteTable',
    outcome: 'mutated',
    policy: 'DG104',
    apply: (world) => {
      world.add(routeOf(network.privateTable, '10.99.0.0/16', { VpcPeeringConnectionId: peering }))
      // A table's routes are listed on their own: the place counts those that no resource declares.
      return { path: '/Routes/0', change: 'added', element: '10.99.0.0/16' }
    },
  },
]
