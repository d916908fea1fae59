/** Roles, policies and what attaches one to the other. */
import { account, region } from './service.mjs'

export function role(service) {
  const name = `${service.name}-web`
  const arn = `arn:aws:iam::${account}:role/${name}`
  const policyArn = `arn:aws:iam::${account}:policy/${service.name}-access`
  const trust = {
    Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' } }],
    Version: '2012-10-17',
  }
  const live = service.show('AWS::IAM::Role', name, {
    Path: '/',
    ManagedPolicyArns: [policyArn],
    MaxSessionDuration: 3600,
    RoleName: name,
    Description: `Instances of ${service.name}`,
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: trust.Statement },
    Arn: arn,
    RoleId: `AROA${service.name.toUpperCase()}ZSEDET`,
    Tags: service.tagList({}),
  })
  const attributes = {
    arn,
    assume_role_policy: JSON.stringify(trust),
    create_date: '2026-03-02T08:40:12Z',
    description: `Instances of ${service.name}`,
    force_detach_policies: false,
    id: name,
    inline_policy: [],
    managed_policy_arns: [policyArn],
    max_session_duration: 3600,
    name,
    name_prefix: '',
    path: '/',
    permissions_boundary: '',
    tags: {},
    tags_all: service.allTags({}),
    unique_id: `AROA${service.name.toUpperCase()}ZSEDET`,
  }
  service.declare('aws_iam_role', 'web', 0, [], [{ attributes, change: 'role', live }])
  return { name, live }
}

export function policy(service, queue, bucket) {
  const name = `${service.name}-access`
  const arn = `arn:aws:iam::${account}:policy/${name}`
  const document = {
    Statement: [
      { Action: ['sqs:SendMessage', 'sqs:GetQueueAttributes'], Effect: 'Allow', Resource: queue, Sid: 'Publish' },
      { Action: ['s3:GetObject', 's3:ListBucket'], Effect: 'Allow', Resource: [bucket, `${bucket}/*`], Sid: 'ReadAssets' },
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
        Condition: { StringEquals: { 'aws:PrincipalTag/Service': service.name } },
        Effect: 'Allow',
        Resource: `arn:aws:dynamodb:${region}:${account}:table/${service.name}-sessions`,
        Sid: 'Sessions',
      },
    ],
    Version: '2012-10-17',
  }
  const own = { Purpose: `Access of ${service.name}` }
  const live = service.show('AWS::IAM::ManagedPolicy', arn, {
    PolicyArn: arn,
    ManagedPolicyName: name,
    Path: '/',
    Description: `Access of ${service.name}`,
    PolicyDocument: { Version: '2012-10-17', Statement: structuredClone(document.Statement) },
    Tags: service.tagList(own),
  })
  const attributes = {
    arn,
    attachment_count: 1,
    description: `Access of ${service.name}`,
    id: arn,
    name,
    name_prefix: '',
    path: '/',
    policy: JSON.stringify(document),
    policy_id: `ANPA${service.name.toUpperCase()}GHMJD`,
    tags: own,
    tags_all: service.allTags(own),
  }
  service.declare(
    'aws_iam_policy',
    'access',
    0,
    [`${service.module}.aws_s3_bucket.assets`, `${service.module}.aws_sqs_queue.orders`],
    [{ attributes, change: 'policy', live }],
  )
  return arn
}

export function attachment(service, to, policyArn) {
  const attributes = { id: `${to.name}/${policyArn}`, policy_arn: policyArn, role: to.name }
  const after = [`${service.module}.aws_iam_policy.access`, `${service.module}.aws_iam_role.web`]
  service.declare('aws_iam_role_policy_attachment', 'access', 0, after, [{ attributes, change: 'attachment', live: to.live }])
}
