import { account, arnOf, iamArn, jsonencode, live, liveTags, managed, name, tagged, uuidOf } from './account.mjs'

/** The one customer key and its alias (keys.tf). */
const keyId = uuidOf('kms')
export const keyArn = arnOf('kms', `key/${keyId}`)

const statements = [
  { Sid: 'Account', Effect: 'Allow', Principal: { AWS: iamArn('root') }, Action: 'kms:*', Resource: '*' },
  {
    Sid: 'AutoScaling',
    Effect: 'Allow',
    Principal: { AWS: iamArn('role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling') },
    Action: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    Resource: '*',
  },
  {
    Sid: 'Trail',
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: ['kms:DescribeKey', 'kms:GenerateDataKey*'],
    Resource: '*',
  },
]

export function keyResources() {
  const { tags, tags_all } = tagged({ Name: name })
  const alias = `alias/${name}`
  // AWS keeps the policy with lists in an order of its own.
  const asKept = statements.map((statement) =>
    Array.isArray(statement.Action) ? { ...statement, Action: statement.Action.toReversed() } : statement,
  )
  return [
    managed(
      'aws_kms_key.main',
      {
        arn: keyArn,
        bypass_policy_lockout_safety_check: false,
        custom_key_store_id: '',
        customer_master_key_spec: 'SYMMETRIC_DEFAULT',
        deletion_window_in_days: 30,
        description: 'Everything of the web shop',
        enable_key_rotation: true,
        id: keyId,
        is_enabled: true,
        key_id: keyId,
        key_usage: 'ENCRYPT_DECRYPT',
        multi_region: false,
        policy: jsonencode({ Version: '2012-10-17', Statement: statements }),
        rotation_period_in_days: 365,
        tags,
        tags_all,
        xks_key_id: '',
      },
      {
        live: live(
          'AWS::KMS::Key',
          keyId,
          {
            Arn: keyArn,
            KeyId: keyId,
            Description: 'Everything of the web shop',
            Enabled: true,
            KeyUsage: 'ENCRYPT_DECRYPT',
            Origin: 'AWS_KMS',
            KeySpec: 'SYMMETRIC_DEFAULT',
            MultiRegion: false,
            KeyPolicy: { Version: '2012-10-17', Statement: asKept },
            EnableKeyRotation: true,
            RotationPeriodInDays: 365,
            Tags: liveTags(tags_all),
          },
          [keyArn],
        ),
      },
    ),
    managed(
      'aws_kms_alias.main',
      { arn: arnOf('kms', alias), id: alias, name: alias, name_prefix: '', target_key_arn: keyArn, target_key_id: keyId },
      {
        dependsOn: ['aws_kms_key.main'],
        live: live('AWS::KMS::Alias', alias, { AliasName: alias, TargetKeyId: keyId }, [arnOf('kms', alias)]),
      },
    ),
  ]
}

/** Aliases of keys that AWS manages itself. */
export const awsAliases = () =>
  ['ebs', 'rds', 's3', 'sns', 'lambda'].map((service) =>
    live('AWS::KMS::Alias', `alias/aws/${service}`, { AliasName: `alias/aws/${service}`, TargetKeyId: uuidOf(`aws/${service}`) }, [
      `arn:aws:kms:eu-west-1:${account}:alias/aws/${service}`,
    ]),
  )
