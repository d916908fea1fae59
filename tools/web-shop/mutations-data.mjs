import { account, name, region } from './account.mjs'
import { bucketName } from './bucket-policies.mjs'
import { databaseId } from './database.mjs'
import { topicArn } from './queues.mjs'
import { targetGroupArn } from './target-group.mjs'
import { functionName } from './thumbnails.mjs'
import { change, retag, unset } from './world.mjs'

/** What was done to data, functions, queues, watching and tags. */
const database = { address: 'aws_db_instance.orders', kind: 'AWS::RDS::DBInstance', outcome: 'mutated' }
const theDatabase = (world) => world.of('AWS::RDS::DBInstance', databaseId)
const thumbnails = { address: 'aws_lambda_function.thumbnails', kind: 'AWS::Lambda::Function', outcome: 'mutated' }
const theFunction = (world) => world.of('AWS::Lambda::Function', functionName)

export const dataMutations = [
  {
    name: 'versioning-suspended',
    address: 'module.bucket["uploads"].aws_s3_bucket_versioning.this',
    kind: 'AWS::S3::Bucket',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) =>
      change(world.of('AWS::S3::Bucket', bucketName('uploads')).VersioningConfiguration, '/VersioningConfiguration', 'Status', 'Suspended'),
  },
  {
    ...database,
    name: 'database-made-public',
    policy: 'DG101',
    apply: (world) => change(theDatabase(world), '', 'PubliclyAccessible', true),
  },
  {
    ...database,
    name: 'deletion-protection-off',
    policy: 'DG403',
    apply: (world) => change(theDatabase(world), '', 'DeletionProtection', false),
  },
  {
    ...database,
    name: 'backups-switched-off',
    policy: 'DG101',
    apply: (world) => change(theDatabase(world), '', 'BackupRetentionPeriod', 0),
  },
  {
    name: 'trail-stopped',
    address: 'aws_cloudtrail.main',
    kind: 'AWS::CloudTrail::Trail',
    outcome: 'mutated',
    policy: 'DG403',
    apply: (world) => change(world.of('AWS::CloudTrail::Trail', name), '', 'IsLogging', false),
  },
  {
    ...thumbnails,
    name: 'variable-added',
    policy: 'DG104',
    apply: (world) => change(theFunction(world).Environment.Variables, '/Environment/Variables', 'HTTPS_PROXY', 'http://10.20.0.151:3128'),
  },
  { ...thumbnails, name: 'timeout-changed', policy: 'DG101', apply: (world) => change(theFunction(world), '', 'Timeout', 300) },
  {
    name: 'visibility-changed',
    address: 'aws_sqs_queue.orders',
    kind: 'AWS::SQS::Queue',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) =>
      change(world.of('AWS::SQS::Queue', `https://sqs.${region}.amazonaws.com/${account}/${name}-orders`), '', 'VisibilityTimeout', '30'),
  },
  {
    name: 'benign-tag-changed',
    address: 'aws_dynamodb_table.sessions',
    kind: 'AWS::DynamoDB::Table',
    outcome: 'mutated',
    policy: 'DG105',
    apply: (world) => retag(world.of('AWS::DynamoDB::Table', `${name}-sessions`), 'Purpose', 'Carts, sign-ins and a test'),
  },
  {
    name: 'owner-tag-changed',
    address: 'aws_sns_topic.alerts',
    kind: 'AWS::SNS::Topic',
    outcome: 'mutated',
    policy: 'DG106',
    apply: (world) => retag(world.of('AWS::SNS::Topic', topicArn), 'Owner', 'adam'),
  },
  {
    name: 'health-check-path-changed',
    address: 'module.web.aws_lb_target_group.this',
    kind: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) => change(world.of('AWS::ElasticLoadBalancingV2::TargetGroup', targetGroupArn), '', 'HealthCheckPath', '/'),
  },
  {
    name: 'retention-removed',
    address: `aws_cloudwatch_log_group.app["/${name}/web"]`,
    kind: 'AWS::Logs::LogGroup',
    outcome: 'mutated',
    policy: 'DG101',
    apply: (world) => unset(world.of('AWS::Logs::LogGroup', `/${name}/web`), '', 'RetentionInDays'),
  },
  {
    name: 'alarm-deleted',
    address: 'aws_cloudwatch_metric_alarm.queue_age',
    kind: 'AWS::CloudWatch::Alarm',
    outcome: 'missing',
    policy: 'DG102',
    apply: (world) => {
      world.remove('AWS::CloudWatch::Alarm', `${name}-queue-age`)
      return {}
    },
  },
]
