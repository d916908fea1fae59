import { account, arnOf, iamArn, iamIdOf, jsonencode, live, liveTags, managed, name, region, tagged } from './account.mjs'

/** IAM: roles with their inline policies and attachments, the shared managed policy, instance profiles. */
const created = '2026-03-02T08:40:12Z'

const trust = (service) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
})
const ssmCore = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'
const publisherArn = iamArn(`policy/${name}-queue-publisher`)

/**
 * A role as Terraform refreshes it (inline policies and attachments shown) and as IAM lists it.
 * `policies` maps a policy's name to its document, `attached` a resource address to a policy ARN.
 */
function role(address, roleName, { description, service, policies = {}, attached = {}, dependsOn = [] }) {
  const own = tagged({})
  const arn = iamArn(`role/${roleName}`)
  const document = trust(service)
  return [
    managed(
      address,
      {
        arn,
        assume_role_policy: jsonencode(document),
        create_date: created,
        description,
        force_detach_policies: false,
        id: roleName,
        inline_policy: Object.entries(policies).map(([policyName, one]) => ({ name: policyName, policy: jsonencode(one.document) })),
        managed_policy_arns: Object.values(attached),
        max_session_duration: 3600,
        name: roleName,
        name_prefix: '',
        path: '/',
        permissions_boundary: '',
        tags: {},
        tags_all: own.tags_all,
        unique_id: iamIdOf('AROA', roleName),
      },
      {
        dependsOn,
        live: [
          live(
            'AWS::IAM::Role',
            roleName,
            {
              Arn: arn,
              RoleName: roleName,
              RoleId: iamIdOf('AROA', roleName),
              Path: '/',
              ...(description === '' ? {} : { Description: description }),
              MaxSessionDuration: 3600,
              AssumeRolePolicyDocument: document,
              Policies: Object.entries(policies).map(([PolicyName, one]) => ({ PolicyName, PolicyDocument: one.document })),
              ManagedPolicyArns: Object.values(attached).toReversed(),
              Tags: liveTags(own.tags_all),
            },
            [arn, iamIdOf('AROA', roleName)],
            false,
          ),
        ],
      },
    ),
    ...Object.entries(policies).map(([policyName, one]) =>
      managed(
        one.address,
        { id: `${roleName}:${policyName}`, name: policyName, name_prefix: '', policy: jsonencode(one.document), role: roleName },
        {
          dependsOn: [address, ...(one.dependsOn ?? [])],
          live: live(
            'AWS::IAM::RolePolicy',
            `${policyName}|${roleName}`,
            { PolicyName: policyName, RoleName: roleName, PolicyDocument: one.document },
            [],
            false,
          ),
        },
      ),
    ),
    ...Object.entries(attached).map(([attachment, policy_arn]) =>
      managed(
        attachment,
        { id: `${roleName}/${policy_arn}`, policy_arn, role: roleName },
        { dependsOn: [address, ...(policy_arn === publisherArn ? ['aws_iam_policy.queue_publisher'] : [])] },
      ),
    ),
  ]
}

function profile(address, profileName, dependsOn) {
  const arn = iamArn(`instance-profile/${profileName}`)
  return managed(
    address,
    {
      arn,
      create_date: created,
      id: profileName,
      name: profileName,
      name_prefix: '',
      path: '/',
      role: profileName,
      tags: {},
      tags_all: tagged({}).tags_all,
      unique_id: iamIdOf('AIPA', profileName),
    },
    {
      dependsOn,
      live: live(
        'AWS::IAM::InstanceProfile',
        profileName,
        { Arn: arn, InstanceProfileName: profileName, Path: '/', Roles: [profileName], Tags: liveTags(tagged({}).tags_all) },
        [arn],
        false,
      ),
    },
  )
}

/** Version 2012-10-17 with these statements, in the order of keys in which IAM keeps them. */
const policy = (...statements) => ({ Version: '2012-10-17', Statement: statements })
const ordersArn = arnOf('sqs', `${name}-orders`)
const bucketArn = (key) => `arn:aws:s3:::${name}-${key}-${account}`

const webPolicy = policy(
  {
    Sid: 'ReadAssets',
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:ListBucket'],
    Resource: [bucketArn('assets'), `${bucketArn('assets')}/*`],
  },
  {
    Sid: 'Sessions',
    Effect: 'Allow',
    Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    Resource: arnOf('dynamodb', `table/${name}-sessions`),
  },
)
const lambdaPolicy = policy({
  Sid: 'Thumbnails',
  Effect: 'Allow',
  Action: ['s3:GetObject', 's3:PutObject'],
  Resource: `${bucketArn('uploads')}/*`,
})
const trailPolicy = policy({
  Sid: 'Deliver',
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: `arn:aws:logs:${region}:${account}:log-group:/${name}/trail:*`,
})
const publishPolicy = policy({ Sid: 'Publish', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: ordersArn })

function publisher() {
  const { tags, tags_all } = tagged({ Purpose: 'Send orders to the queue' })
  const policyName = `${name}-queue-publisher`
  return managed(
    'aws_iam_policy.queue_publisher',
    {
      arn: publisherArn,
      attachment_count: 2,
      description: 'Send orders to the queue',
      id: publisherArn,
      name: policyName,
      name_prefix: '',
      path: '/',
      policy: jsonencode(publishPolicy),
      policy_id: iamIdOf('ANPA', policyName),
      tags,
      tags_all,
    },
    {
      dependsOn: ['aws_sqs_queue.orders'],
      live: live(
        'AWS::IAM::ManagedPolicy',
        publisherArn,
        {
          PolicyArn: publisherArn,
          ManagedPolicyName: policyName,
          Path: '/',
          Description: 'Send orders to the queue',
          PolicyDocument: publishPolicy,
          Tags: liveTags(tags_all),
        },
        [policyName, iamIdOf('ANPA', policyName)],
        false,
      ),
    },
  )
}

export const roleResources = () => [
  ...role('module.web.aws_iam_role.this', `${name}-web`, {
    description: 'Web instances',
    service: 'ec2.amazonaws.com',
    policies: {
      app: {
        address: 'module.web.aws_iam_role_policy.app',
        document: webPolicy,
        dependsOn: ['module.bucket.aws_s3_bucket.this', 'aws_dynamodb_table.sessions'],
      },
    },
    attached: {
      'module.web.aws_iam_role_policy_attachment.ssm': ssmCore,
      'module.web.aws_iam_role_policy_attachment.extra["queue"]': publisherArn,
    },
  }),
  profile('module.web.aws_iam_instance_profile.this', `${name}-web`, ['module.web.aws_iam_role.this']),
  ...role('aws_iam_role.bastion', `${name}-bastion`, {
    description: 'Bastion host',
    service: 'ec2.amazonaws.com',
    attached: { 'aws_iam_role_policy_attachment.bastion_ssm': ssmCore },
  }),
  profile('aws_iam_instance_profile.bastion', `${name}-bastion`, ['aws_iam_role.bastion']),
  ...role('aws_iam_role.lambda', `${name}-thumbnails`, {
    description: '',
    service: 'lambda.amazonaws.com',
    policies: {
      thumbnails: { address: 'aws_iam_role_policy.lambda', document: lambdaPolicy, dependsOn: ['module.bucket.aws_s3_bucket.this'] },
    },
    attached: {
      'aws_iam_role_policy_attachment.lambda_vpc': 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
      'aws_iam_role_policy_attachment.lambda_queue': publisherArn,
    },
  }),
  ...role('aws_iam_role.trail', `${name}-trail`, {
    description: 'CloudTrail to CloudWatch Logs',
    service: 'cloudtrail.amazonaws.com',
    policies: { deliver: { address: 'aws_iam_role_policy.trail', document: trailPolicy, dependsOn: ['aws_cloudwatch_log_group.trail'] } },
  }),
  publisher(),
]
