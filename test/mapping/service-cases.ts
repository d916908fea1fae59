import type { JsonObject } from '../../src/model/json.ts'
import type { Case } from './case.ts'

const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }
const queue = { Queue: 'arn:aws:sqs:eu-west-1:1:in', Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } } }
const lifecycle = (rules: JsonObject): JsonObject => ({ LifecycleConfiguration: { Rules: [{ Id: 'old', Status: 'Enabled', ...rules }] } })

/** What is kept, queued, named and allowed: the other services. */
export const serviceCases: readonly Case[] = [
  {
    does: 'map of name and value: parameters of a database',
    type: 'aws_db_parameter_group',
    declared: { id: 'p', name: 'p', parameter: [{ name: 'max_connections', value: '100', apply_method: 'immediate' }] },
    live: { DBParameterGroupName: 'p', Parameters: { max_connections: '100' } },
    changed: { DBParameterGroupName: 'p', Parameters: { max_connections: '200', log_statement: 'all' } },
    as: ['changed /Parameters/max_connections', 'added /Parameters/log_statement'],
  },
  {
    does: 'map of blocks by a key: settings of routes',
    type: 'aws_apigatewayv2_stage',
    declared: {
      api_id: 'a',
      name: 's',
      route_settings: [{ route_key: 'GET /', logging_level: 'INFO', data_trace_enabled: false, throttling_burst_limit: 10 }],
    },
    live: { ApiId: 'a', StageName: 's', RouteSettings: { 'GET /': { LoggingLevel: 'INFO', ThrottlingBurstLimit: 10 } } },
    changed: { ApiId: 'a', StageName: 's', RouteSettings: { 'GET /': { LoggingLevel: 'OFF', ThrottlingBurstLimit: 10 } } },
    as: ['changed /RouteSettings/GET ~1/LoggingLevel'],
  },
  {
    does: 'absent: versioning that was never switched on',
    type: 'aws_s3_bucket_versioning',
    declared: { bucket: 'b', versioning_configuration: [{ status: 'Disabled' }] },
    live: {},
    changed: { VersioningConfiguration: { Status: 'Enabled' } },
    as: ['added /VersioningConfiguration/Status'],
  },
  {
    does: 'event-split: one notification of two events',
    type: 'aws_s3_bucket_notification',
    declared: {
      bucket: 'b',
      queue: [
        { id: 'x', events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'], queue_arn: queue.Queue, filter_prefix: 'in/', filter_suffix: '' },
      ],
    },
    live: {
      NotificationConfiguration: {
        QueueConfigurations: [
          { ...queue, Event: 's3:ObjectRemoved:*' },
          { ...queue, Event: 's3:ObjectCreated:*' },
        ],
      },
    },
    changed: { NotificationConfiguration: { QueueConfigurations: [{ ...queue, Event: 's3:ObjectCreated:*' }] } },
    as: ['removed /NotificationConfiguration/QueueConfigurations/1'],
  },
  {
    does: 'kv-proto: delivery of a topic by protocol',
    type: 'aws_sns_topic',
    declared: {
      arn: 'a',
      http_success_feedback_role_arn: 'arn:r',
      http_success_feedback_sample_rate: 50,
      sqs_failure_feedback_role_arn: 'arn:f',
    },
    live: {
      DeliveryStatusLogging: [
        { Protocol: 'sqs', FailureFeedbackRoleArn: 'arn:f' },
        { Protocol: 'http/s', SuccessFeedbackRoleArn: 'arn:r', SuccessFeedbackSampleRate: '50' },
      ],
    },
    changed: {
      DeliveryStatusLogging: [
        { Protocol: 'sqs', FailureFeedbackRoleArn: 'arn:f' },
        { Protocol: 'http/s', SuccessFeedbackRoleArn: 'arn:r', SuccessFeedbackSampleRate: '1' },
      ],
    },
    as: ['changed /DeliveryStatusLogging/0/SuccessFeedbackSampleRate'],
  },
  {
    does: 'contains: a second factor',
    type: 'aws_cognito_user_pool',
    declared: { id: 'p', mfa_configuration: 'ON', software_token_mfa_configuration: [{ enabled: true }] },
    live: { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] },
    changed: { MfaConfiguration: 'OFF', EnabledMfas: ['SMS_MFA'] },
    as: ['changed /MfaConfiguration', 'changed /EnabledMfas/0'],
  },
  {
    does: 'flatten and time: expiry and filter of a life cycle rule',
    type: 'aws_s3_bucket_lifecycle_configuration',
    declared: {
      bucket: 'b',
      rule: [
        {
          id: 'old',
          status: 'Enabled',
          expiration: [{ days: 30, date: '', expired_object_delete_marker: false }],
          filter: [{ prefix: 'logs/', tag: [], and: [], object_size_greater_than: '' }],
        },
      ],
    },
    live: lifecycle({ Prefix: 'logs/', ExpirationInDays: 30 }),
    changed: lifecycle({ Prefix: 'all/', ExpirationInDays: 1 }),
    as: ['changed /LifecycleConfiguration/Rules/0/ExpirationInDays', 'changed /LifecycleConfiguration/Rules/0/Prefix'],
  },
  {
    does: 'tags: filters of a life cycle rule',
    type: 'aws_s3_bucket_lifecycle_configuration',
    declared: { bucket: 'b', rule: [{ id: 'old', status: 'Enabled', filter: [{ and: [{ prefix: 'logs/', tags: { a: '1' } }] }] }] },
    live: lifecycle({ Prefix: 'logs/', TagFilters: [{ Key: 'a', Value: '1' }] }),
    changed: lifecycle({ Prefix: 'logs/', TagFilters: [{ Key: 'a', Value: '2' }] }),
    as: ['changed /LifecycleConfiguration/Rules/0/TagFilters/0/Value'],
  },
  {
    does: 'dns and inline blocks: a record of an alias',
    type: 'aws_route53_record',
    declared: {
      id: 'Z_a_A',
      zone_id: 'Z',
      name: 'WWW.example.org.',
      type: 'A',
      alias: [{ name: 'LB.example.org.', zone_id: 'Z2', evaluate_target_health: true }],
      weighted_routing_policy: [{ weight: 10 }],
    },
    live: {
      HostedZoneId: 'Z',
      Name: 'www.example.org.',
      Type: 'A',
      Weight: 10,
      AliasTarget: { DNSName: 'lb.example.org.', HostedZoneId: 'Z2', EvaluateTargetHealth: true },
    },
    changed: {
      HostedZoneId: 'Z',
      Name: 'www.example.org.',
      Type: 'A',
      Weight: 0,
      AliasTarget: { DNSName: 'evil.example.org.', HostedZoneId: 'Z2', EvaluateTargetHealth: true },
    },
    as: ['changed /AliasTarget/DNSName', 'changed /Weight'],
  },
  {
    does: 'an inline block with a name of its own: failover of a record',
    type: 'aws_route53_record',
    declared: { id: 'Z_a_A', name: 'a.example.org', type: 'A', failover_routing_policy: [{ type: 'PRIMARY' }] },
    live: { Name: 'a.example.org.', Type: 'A', Failover: 'PRIMARY' },
    changed: { Name: 'a.example.org.', Type: 'A', Failover: 'SECONDARY' },
    as: ['changed /Failover'],
  },
  {
    does: 'kv, zero-absent and arn-tail: a table on demand',
    type: 'aws_dynamodb_table',
    declared: {
      name: 't',
      hash_key: 'id',
      range_key: 'at',
      read_capacity: 0,
      server_side_encryption: [{ enabled: true, kms_key_arn: 'arn:aws:kms:eu-west-1:1:key/abc' }],
    },
    live: {
      TableName: 't',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'arn:aws:kms:eu-west-1:1:key/abc' },
    },
    changed: {
      TableName: 't',
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'at', KeyType: 'RANGE' },
      ],
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: 'arn:aws:kms:eu-west-1:1:key/other' },
    },
    as: ['changed /SSESpecification/KMSMasterKeyId'],
  },
  {
    does: 'map-csv: brokers of Kafka',
    type: 'aws_lambda_event_source_mapping',
    declared: { id: 'u', self_managed_event_source: [{ endpoints: { KAFKA_BOOTSTRAP_SERVERS: 'a:9092,b:9092' } }] },
    live: { SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['b:9092', 'a:9092'] } } },
    changed: { SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: ['a:9092', 'b:9092', 'c:9092'] } } },
    as: ['added /SelfManagedEventSource/Endpoints/KafkaBootstrapServers/2'],
  },
  {
    does: 'policy: who may take a role, and what its own policies say',
    type: 'aws_iam_role',
    declared: {
      name: 'r',
      assume_role_policy: JSON.stringify({ Statement: [statement] }),
      inline_policy: [{ name: 'p', policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] }) }],
    },
    live: {
      RoleName: 'r',
      AssumeRolePolicyDocument: { Statement: [statement] },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['*'] } } }],
    },
    changed: {
      RoleName: 'r',
      AssumeRolePolicyDocument: { Statement: [statement] },
      Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: { Effect: 'Allow', Action: ['s3:*'], Resource: ['*'] } } }],
    },
    as: ['changed /Policies/0/PolicyDocument/Statement/0/Action/0'],
  },
  {
    does: 'json: the life cycle of a repository',
    type: 'aws_ecr_lifecycle_policy',
    declared: { repository: 'r', policy: '{"rules": [{"rulePriority": 1}]}' },
    live: { LifecyclePolicy: { LifecyclePolicyText: '{"rules":[{"rulePriority":1}]}' } },
    changed: { LifecyclePolicy: { LifecyclePolicyText: '{"rules":[{"rulePriority":2}]}' } },
    as: ['removed /LifecyclePolicy/LifecyclePolicyText/rules/0', 'added /LifecyclePolicy/LifecyclePolicyText/rules/0'],
  },
  {
    does: 'tags: the provider’s defaults included',
    type: 'aws_sqs_queue',
    declared: { id: 'q', tags: { a: '1' }, tags_all: { a: '1', team: 'x' } },
    live: {
      Tags: [
        { Key: 'team', Value: 'x' },
        { Key: 'a', Value: '1' },
      ],
    },
    changed: { Tags: [{ Key: 'a', Value: '1' }] },
    as: ['removed /Tags/1'],
  },
]
