import { account, arnOf, iamArn, jsonencode, live, managed, name } from './account.mjs'

/** Bucket names and the bucket policies beside the module (storage.tf). */
export const bucketName = (key) => `${name}-${key}-${account}`
export const bucketArn = (key) => `arn:aws:s3:::${bucketName(key)}`

const trailArn = arnOf('cloudtrail', `trail/${name}`)
const onlyTls = (key) => ({
  Sid: 'OnlyTls',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [bucketArn(key), `${bucketArn(key)}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
})
export const policies = {
  assets: {
    Version: '2012-10-17',
    Statement: [
      onlyTls('assets'),
      {
        Sid: 'Web',
        Effect: 'Allow',
        Principal: { AWS: iamArn(`role/${name}-web`) },
        Action: 's3:GetObject',
        Resource: `${bucketArn('assets')}/*`,
      },
    ],
  },
  logs: {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'TrailAcl',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:GetBucketAcl',
        Resource: bucketArn('logs'),
        Condition: { StringEquals: { 'aws:SourceArn': trailArn } },
      },
      {
        Sid: 'TrailWrite',
        Effect: 'Allow',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:PutObject',
        Resource: `${bucketArn('logs')}/AWSLogs/${account}/*`,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trailArn } },
      },
      onlyTls('logs'),
    ],
  },
}

const bucketPolicy = (key, dependsOn) =>
  managed(
    `aws_s3_bucket_policy.${key}`,
    { bucket: bucketName(key), id: bucketName(key), policy: jsonencode(policies[key]) },
    {
      dependsOn: ['module.bucket.aws_s3_bucket.this', ...dependsOn],
      live: live('AWS::S3::BucketPolicy', bucketName(key), { Bucket: bucketName(key), PolicyDocument: policies[key] }),
    },
  )

export const bucketPolicyResources = () => [bucketPolicy('assets', ['module.web.aws_iam_role.this']), bucketPolicy('logs', [])]
