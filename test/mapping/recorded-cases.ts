import type { Case } from './case.ts'

const created = { Event: 's3:ObjectCreated:*', Function: 'arn:f' }
const removed = { Event: 's3:ObjectRemoved:*', Function: 'arn:f' }
const csv = { Filter: { S3Key: { Rules: [{ Name: 'Suffix', Value: '.csv' }] } } }
const encrypted = (algorithm: string, blocked: string) => ({
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        BucketKeyEnabled: false,
        ServerSideEncryptionByDefault: { SSEAlgorithm: algorithm },
        BlockedEncryptionTypes: { EncryptionType: [blocked] },
      },
    ],
  },
})
const rule = (days: number) => ({
  LifecycleConfiguration: {
    Rules: [{ Id: 'r', Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, ExpirationInDays: days }],
  },
})
const groupAttributes = (seconds: string, draining: string) => ({
  TargetGroupAttributes: [
    { Key: 'stickiness.enabled', Value: 'true' },
    { Key: 'stickiness.type', Value: 'lb_cookie' },
    { Key: 'stickiness.lb_cookie.duration_seconds', Value: seconds },
    { Key: 'stickiness.app_cookie.duration_seconds', Value: '86400' },
    { Key: 'target_group_health.dns_failover.minimum_healthy_targets.count', Value: '1' },
    { Key: 'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage', Value: 'off' },
    { Key: 'target_health_state.unhealthy.draining_interval_seconds', Value: draining },
  ],
})
const queries = (second: string) => ({
  Conditions: [{ Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'k', Value: 'v' }, { Value: second }] } }],
})

const logs = (destination: string, destination_type: string, log_type: string) => ({
  destination,
  destination_type,
  log_format: 'json',
  log_type,
})
const logGroup = (LogGroup: string) => ({
  DestinationDetails: { CloudWatchLogsDetails: { LogGroup } },
  DestinationType: 'cloudwatch-logs',
  LogFormat: 'json',
  LogType: 'slow-log',
})
const stream = (DeliveryStream: string) => ({
  DestinationDetails: { KinesisFirehoseDetails: { DeliveryStream } },
  DestinationType: 'kinesis-firehose',
  LogFormat: 'json',
  LogType: 'engine-log',
})
const clusterLogs = (...types: string[]) => ({ Logging: { ClusterLogging: { EnabledTypes: types.map((Type) => ({ Type })) } } })

/** States with all that the provider records, also what nobody wrote: computed blocks, sentinels, empty texts. */
export const recordedCases: readonly Case[] = [
  {
    does: 'the encryption that the provider reads back into every bucket',
    type: 'aws_s3_bucket',
    declared: {
      server_side_encryption_configuration: [
        {
          rule: [
            { apply_server_side_encryption_by_default: [{ kms_master_key_id: '', sse_algorithm: 'AES256' }], bucket_key_enabled: false },
          ],
        },
      ],
    },
    live: encrypted('AES256', 'NONE'),
    changed: encrypted('aws:kms', 'NONE'),
    as: ['changed /BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault/SSEAlgorithm'],
  },
  {
    does: 'encryption types that S3 blocks without being told',
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    declared: {
      bucket: 'b',
      rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm: 'AES256' }], bucket_key_enabled: false }],
    },
    live: encrypted('AES256', 'SSE-C'),
    changed: encrypted('AES256', 'SSE-KMS'),
    as: ['added /BucketEncryption/ServerSideEncryptionConfiguration/0/BlockedEncryptionTypes/EncryptionType/0'],
  },
  {
    does: 'flat days of a lifecycle rule',
    type: 'aws_s3_bucket',
    declared: {
      lifecycle_rule: [
        { id: 'r', enabled: true, prefix: '', abort_incomplete_multipart_upload_days: 7, expiration: [{ date: '', days: 30 }] },
      ],
    },
    live: rule(30),
    changed: rule(365),
    as: ['changed /LifecycleConfiguration/Rules/0/ExpirationInDays'],
  },
  {
    does: 'event-split: one element for each event of a function, filter names without case',
    type: 'aws_s3_bucket_notification',
    declared: {
      bucket: 'b',
      lambda_function: [
        {
          id: 'tf-1',
          lambda_function_arn: 'arn:f',
          events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'],
          filter_prefix: '',
          filter_suffix: '.csv',
        },
      ],
    },
    live: {
      NotificationConfiguration: {
        LambdaConfigurations: [
          { ...created, ...csv },
          { ...removed, ...csv },
        ],
      },
    },
    changed: { NotificationConfiguration: { LambdaConfigurations: [{ ...created, ...csv }] } },
    as: ['removed /NotificationConfiguration/LambdaConfigurations/1'],
  },
  {
    does: 'blocks that are one text over there',
    type: 'aws_s3_bucket_website_configuration',
    declared: { bucket: 'b', index_document: [{ suffix: 'i.html' }], error_document: [{ key: 'e.html' }] },
    live: { WebsiteConfiguration: { IndexDocument: 'i.html', ErrorDocument: 'e.html' } },
    changed: { WebsiteConfiguration: { IndexDocument: 'evil.html', ErrorDocument: 'e.html' } },
    as: ['changed /WebsiteConfiguration/IndexDocument'],
  },
  {
    does: 'kv: an attribute whose name holds the value of a sibling',
    type: 'aws_lb_target_group',
    declared: {
      stickiness: [{ enabled: true, type: 'lb_cookie', cookie_duration: 3600, cookie_name: '' }],
      target_group_health: [
        {
          dns_failover: [{ minimum_healthy_targets_count: '1' }],
          unhealthy_state_routing: [{ minimum_healthy_targets_percentage: 'off' }],
        },
      ],
      target_health_state: [{ unhealthy_draining_interval: 30 }],
    },
    live: groupAttributes('3600', '30'),
    changed: groupAttributes('60', '0'),
    as: ['changed /TargetGroupAttributes/2/Value', 'changed /TargetGroupAttributes/5/Value'],
  },
  {
    does: 'query strings of a rule',
    type: 'aws_lb_listener_rule',
    declared: {
      condition: [
        {
          query_string: [
            { key: 'k', value: 'v' },
            { key: '', value: 'w' },
          ],
        },
      ],
    },
    live: queries('w'),
    changed: queries('x'),
    as: ['added /Conditions/0/QueryStringConfig/Values/1', 'removed /Conditions/0/QueryStringConfig/Values/1'],
  },
  {
    does: 'absent: no reserved concurrency is -1',
    type: 'aws_lambda_function',
    declared: { function_name: 'f', reserved_concurrent_executions: -1 },
    live: { FunctionName: 'f' },
    changed: { FunctionName: 'f', ReservedConcurrentExecutions: 0, Layers: ['arn:l'] },
    as: ['added /Layers/0', 'added /ReservedConcurrentExecutions'],
  },
  {
    does: 'the log group of a cache, which stands deeper over there',
    type: 'aws_elasticache_replication_group',
    declared: { log_delivery_configuration: [{ destination: 'l', destination_type: 'cloudwatch-logs', log_type: 'slow-log' }] },
    live: {
      LogDeliveryConfigurations: [
        { DestinationDetails: { CloudWatchLogsDetails: { LogGroup: 'l' } }, DestinationType: 'cloudwatch-logs', LogType: 'slow-log' },
      ],
    },
    changed: { LogDeliveryConfigurations: [] },
    as: ['removed /LogDeliveryConfigurations/0'],
  },
  {
    does: 'choose: where a log goes, by what kind of place it is',
    type: 'aws_elasticache_replication_group',
    declared: { log_delivery_configuration: [logs('l', 'cloudwatch-logs', 'slow-log'), logs('s', 'kinesis-firehose', 'engine-log')] },
    live: { LogDeliveryConfigurations: [stream('s'), logGroup('l')] },
    changed: { LogDeliveryConfigurations: [stream('evil'), logGroup('other')] },
    as: [
      'changed /LogDeliveryConfigurations/0/DestinationDetails/CloudWatchLogsDetails/LogGroup',
      'changed /LogDeliveryConfigurations/1/DestinationDetails/KinesisFirehoseDetails/DeliveryStream',
    ],
  },
  {
    does: 'each: the logs of a cluster that are on',
    type: 'aws_eks_cluster',
    declared: { name: 'c', enabled_cluster_log_types: ['audit', 'api'] },
    live: { Name: 'c', ...clusterLogs('api', 'audit') },
    changed: { Name: 'c', ...clusterLogs('api', 'scheduler') },
    as: ['added /Logging/ClusterLogging/EnabledTypes/1', 'removed /Logging/ClusterLogging/EnabledTypes/0'],
  },
  {
    does: 'no log of a cluster',
    type: 'aws_eks_cluster',
    declared: { name: 'c', enabled_cluster_log_types: [] },
    live: { Name: 'c', ...clusterLogs() },
    changed: { Name: 'c', ...clusterLogs('audit') },
    as: ['added /Logging/ClusterLogging/EnabledTypes/0'],
  },
  {
    does: 'enum: the public address of a scheduled task',
    type: 'aws_cloudwatch_event_target',
    declared: { ecs_target: [{ network_configuration: [{ assign_public_ip: false, subnets: ['s'] }] }] },
    live: {
      Targets: [{ EcsParameters: { NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: 'DISABLED', Subnets: ['s'] } } } }],
    },
    changed: {
      Targets: [{ EcsParameters: { NetworkConfiguration: { AwsVpcConfiguration: { AssignPublicIp: 'ENABLED', Subnets: ['s'] } } } }],
    },
    as: ['changed /Targets/EcsParameters/NetworkConfiguration/AwsVpcConfiguration/AssignPublicIp'],
  },
]
