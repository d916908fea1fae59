import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { callerIdentity, serveAws } from '../helpers/aws-endpoint.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const list = (name: string, items: readonly string[]): string =>
  `<${name}>${items.map((item) => `<item>${item}</item>`).join('')}</${name}>`
const members = (name: string, items: readonly string[]): string =>
  `<${name}>${items.map((item) => `<member>${item}</member>`).join('')}</${name}>`
const tag = (key: string, value: string): string => list('tagSet', [`<key>${key}</key><value>${value}</value>`])
const instance = (id: string, tags = ''): string =>
  `<instancesSet><item><instanceId>${id}</instanceId><imageId>ami-1</imageId><instanceType>t3.micro</instanceType><instanceState><name>running</name></instanceState><rootDeviceName>/dev/xvda</rootDeviceName>${tags}</item></instancesSet>`
const ssh = '<ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort>'
const world = list('ipRanges', ['<cidrIp>0.0.0.0/0</cidrIp>'])
const group = (id: string, name: string, ...rules: string[]): string =>
  `<groupId>${id}</groupId><groupName>${name}</groupName><groupDescription>${name}</groupDescription><vpcId>vpc-1</vpcId>${list('ipPermissions', rules)}${list('ipPermissionsEgress', [])}`
const rule = (id: string, of: string): string =>
  `<securityGroupRuleId>${id}</securityGroupRuleId><groupId>${of}</groupId><isEgress>false</isEgress>${ssh}<cidrIpv4>0.0.0.0/0</cidrIpv4>`
const document = encodeURIComponent(
  JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/k' }] }),
)
const everything = encodeURIComponent(JSON.stringify({ Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }))
const trust = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }] })
const inline = (name: string, body: string): string => `<PolicyName>${name}</PolicyName><PolicyDocument>${body}</PolicyDocument>`
const admin = members('AttachedManagedPolicies', [
  '<PolicyName>AdministratorAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn>',
])
const principal = (kind: string, name: string, more = '', path = '/'): string =>
  `<${kind}Name>${name}</${kind}Name><Path>${path}</Path><Arn>arn:aws:iam::111122223333:${kind.toLowerCase()}${path}${name}</Arn>${more}`
const role = (name: string, more = '', path = '/'): string =>
  principal('Role', name, `<AssumeRolePolicyDocument>${encodeURIComponent(trust)}</AssumeRolePolicyDocument>${more}`, path)

const service = 'AWSServiceRoleForAutoScaling'
const roles = [
  role('app', members('RolePolicyList', [inline('by-hand', everything)])),
  role('attached', admin),
  role('door', admin),
  role('function'),
  role(service, '', '/aws-service-role/autoscaling.amazonaws.com/'),
  role('AWSServiceRoleForX', admin),
]

/** What hands made of the account, beside what the state declares. */
const account: Record<string, string> = {
  DescribeInstances: list('reservationSet', [
    instance('i-declared'),
    instance('i-hand'),
    instance('i-template', tag('aws:ec2launchtemplate:id', 'lt-1')),
    instance('i-group', tag('aws:autoscaling:groupName', 'web')),
  ]),
  DescribeImages: list('imagesSet', ['<imageId>ami-1</imageId><imageState>available</imageState>']),
  DescribeSecurityGroups: list('securityGroupInfo', [
    group('sg-declared', 'web', `${ssh}${world}`),
    group('sg-default', 'default', `${ssh}${world}`),
    group('sg-open', 'launch-wizard-1', `${ssh}${world}`),
    group('sg-closed', 'empty'),
  ]),
  DescribeSecurityGroupRules: list('securityGroupRuleSet', [
    rule('sgr-1', 'sg-declared'),
    rule('sgr-2', 'sg-default'),
    rule('sgr-3', 'sg-open'),
  ]),
  ListRoles: members('Roles', roles),
  ListAccessKeys: members('AccessKeyMetadata', ['<AccessKeyId>AKIAHAND</AccessKeyId><UserName>ci</UserName><Status>Active</Status>']),
  GetAccountAuthorizationDetails: [
    members('RoleDetailList', roles),
    members('UserDetailList', [
      principal('User', 'ci', members('UserPolicyList', [inline('by-hand', document)])),
      principal('User', 'eve', admin),
    ]),
    members('GroupDetailList', [principal('Group', 'team', members('GroupPolicyList', [inline('by-hand', document)]))]),
  ].join(''),
}

serveAws((_, body) => {
  const action = new URLSearchParams(body).get('Action') ?? ''
  if (action === 'GetCallerIdentity') return { body: callerIdentity }
  const result = account[action] ?? ''
  const wrapped = action.startsWith('Describe') ? result : `<${action}Result>${result}</${action}Result>`
  return { body: `<${action}Response>${wrapped}</${action}Response>` }
})

const arn = (what: string): string => `arn:aws:iam::111122223333:${what}`
const resource = (type: string, attributes: object) => ({
  mode: 'managed',
  type,
  name: 'a',
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [{ schema_version: 0, attributes }],
})
const roleOf = (name: string) => ({
  ...resource('aws_iam_role', {
    id: name,
    name,
    path: '/',
    arn: arn(`role/${name}`),
    assume_role_policy: trust,
    inline_policy: [],
    managed_policy_arns: [],
  }),
  name,
})
const state = JSON.stringify({
  version: 4,
  terraform_version: '1.9.0',
  serial: 1,
  lineage: 'x',
  outputs: {},
  resources: [
    resource('aws_instance', {
      id: 'i-declared',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-declared',
      instance_type: 't3.micro',
      ami: 'ami-1',
    }),
    resource('aws_security_group', {
      id: 'sg-declared',
      arn: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-declared',
      name: 'web',
      description: 'web',
      vpc_id: 'vpc-1',
      ingress: [],
      egress: [],
    }),
    roleOf('app'),
    roleOf('attached'),
    resource('aws_iam_user', { id: 'ci', name: 'ci', path: '/', arn: arn('user/ci') }),
    resource('aws_iam_group', { id: 'team', name: 'team', path: '/', arn: arn('group/team') }),
    resource('aws_iam_access_key', { id: 'AKIADECLARED', user: 'ci', status: 'Active' }),
  ],
})

describe('what hands made, read from the API alone', () => {
  it('is found, each once and as bad as it is, and what AWS made is not', async () => {
    const cwd = folder({ 'terraform.tfstate': state })
    const args = ['scan', '--declared', 'terraform.tfstate', '--live', 'aws', '--unmanaged', 'kinds', '--no-confirm', '-f', 'json', '-q']
    const { stdout } = await runCli(args, { cwd })
    const report: ScanReport = JSON.parse(stdout)
    const found = report.findings.map(
      ({ severity, policy, resource: { address = '', physicalId }, difference }) =>
        `${severity} ${policy} ${physicalId ?? address}${difference === undefined ? '' : ` ${difference.change} ${difference.path}`}`,
    )
    expect(found.toSorted()).toEqual(
      [
        'critical DG401 sg-declared added /SecurityGroupIngress/0',
        'critical DG401 sgr-2',
        'critical DG402 app added /Policies/0',
        'critical DG402 attached added /ManagedPolicyArns/0',
        'critical DG103 sg-open',
        'critical DG103 AWSServiceRoleForX',
        'critical DG103 door',
        'critical DG103 eve',
        'high DG102 AKIADECLARED',
        'high DG304 i-hand',
        'high DG304 i-template',
        'high DG402 ci added /Policies/0',
        'high DG402 team added /Policies/0',
        'high DG103 AKIAHAND',
        'medium DG103 function',
        'medium DG103 sg-closed',
      ].toSorted(),
    )
  })
})
