import { account, arnOf, iamArn, jsonencode, live, liveTags, managed, name, region, tagged } from './account.mjs'
import { lbLabel, targetGroupLabel } from './balancer.mjs'
import { bucketName } from './buckets.mjs'
import { databaseId } from './data.mjs'
import { keyArn } from './keys.mjs'

/** Log groups, queues, topic, alarms and the trail (operations.tf). */
export const topicArn = arnOf('sns', `${name}-alerts`)

/** A log group as DescribeLogGroups tells it. */
const logGroupLive = (group, retention, tags) =>
  live(
    'AWS::Logs::LogGroup',
    group,
    {
      LogGroupName: group,
      Arn: arnOf('logs', `log-group:${group}`),
      ...(retention === undefined ? {} : { RetentionInDays: retention }),
      LogGroupClass: 'STANDARD',
      DeletionProtectionEnabled: false,
      Tags: tags,
    },
    [arnOf('logs', `log-group:${group}`), arnOf('logs', `log-group:${group}:*`)],
  )

function logGroup(address, group, retention) {
  const { tags, tags_all } = tagged({ Name: group })
  return managed(
    address,
    {
      arn: arnOf('logs', `log-group:${group}`),
      deletion_protection_enabled: false,
      id: group,
      kms_key_id: '',
      log_group_class: 'STANDARD',
      name: group,
      name_prefix: '',
      retention_in_days: retention,
      skip_destroy: false,
      tags,
      tags_all,
    },
    { live: logGroupLive(group, retention, liveTags(tags_all)) },
  )
}

/** RDS makes this group itself when it exports logs. */
export const databaseLogs = () => logGroupLive(`/aws/rds/instance/${databaseId}/postgresql`, undefined, [])

function queue(key, { visibility, retention, redrive, allow }, dependsOn) {
  const { tags, tags_all } = tagged({ Name: `${name}-${key}` })
  const arn = arnOf('sqs', `${name}-${key}`)
  const url = `https://sqs.${region}.amazonaws.com/${account}/${name}-${key}`
  return managed(
    `aws_sqs_queue.${key.replaceAll('-', '_')}`,
    {
      arn,
      content_based_deduplication: false,
      deduplication_scope: '',
      delay_seconds: 0,
      fifo_queue: false,
      fifo_throughput_limit: '',
      id: url,
      kms_data_key_reuse_period_seconds: 300,
      kms_master_key_id: '',
      max_message_size: 262144,
      message_retention_seconds: retention,
      name: `${name}-${key}`,
      name_prefix: '',
      policy: '',
      receive_wait_time_seconds: 20,
      redrive_allow_policy: allow === undefined ? '' : jsonencode(allow),
      redrive_policy: redrive === undefined ? '' : jsonencode(redrive),
      sqs_managed_sse_enabled: true,
      tags,
      tags_all,
      url,
      visibility_timeout_seconds: visibility,
    },
    {
      dependsOn,
      live: live(
        'AWS::SQS::Queue',
        url,
        {
          QueueUrl: url,
          Arn: arn,
          QueueName: `${name}-${key}`,
          // GetQueueAttributes gives every value as text.
          DelaySeconds: '0',
          MaximumMessageSize: '262144',
          MessageRetentionPeriod: String(retention),
          ReceiveMessageWaitTimeSeconds: '20',
          VisibilityTimeout: String(visibility),
          SqsManagedSseEnabled: 'true',
          ...(redrive === undefined ? {} : { RedrivePolicy: redrive }),
          ...(allow === undefined ? {} : { RedriveAllowPolicy: allow }),
          Tags: liveTags(tags_all),
        },
        [arn],
      ),
    },
  )
}

const deadLetterArn = arnOf('sqs', `${name}-orders-dead-letter`)

function topic() {
  const { tags, tags_all } = tagged({ Name: `${name}-alerts` })
  const conditions = { StringEquals: { 'AWS:SourceOwner': account } }
  const actions = [
    'SNS:GetTopicAttributes',
    'SNS:SetTopicAttributes',
    'SNS:AddPermission',
    'SNS:RemovePermission',
    'SNS:DeleteTopic',
    'SNS:Subscribe',
    'SNS:ListSubscriptionsByTopic',
    'SNS:Publish',
  ]
  const policy = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: actions,
        Resource: topicArn,
        Condition: conditions,
      },
    ],
  }
  const zero = Object.fromEntries(
    ['application', 'firehose', 'http', 'lambda', 'sqs'].flatMap((protocol) => [
      [`${protocol}_failure_feedback_role_arn`, ''],
      [`${protocol}_success_feedback_role_arn`, ''],
      [`${protocol}_success_feedback_sample_rate`, 0],
    ]),
  )
  return managed(
    'aws_sns_topic.alerts',
    {
      ...zero,
      archive_policy: '',
      arn: topicArn,
      beginning_archive_time: '',
      content_based_deduplication: false,
      delivery_policy: '',
      display_name: 'Web shop alerts',
      fifo_throughput_scope: '',
      fifo_topic: false,
      id: topicArn,
      kms_master_key_id: 'alias/aws/sns',
      name: `${name}-alerts`,
      name_prefix: '',
      owner: account,
      policy: jsonencode(policy),
      signature_version: 0,
      tags,
      tags_all,
      tracing_config: '',
    },
    {
      live: live(
        'AWS::SNS::Topic',
        topicArn,
        {
          TopicArn: topicArn,
          TopicName: `${name}-alerts`,
          DisplayName: 'Web shop alerts',
          KmsMasterKeyId: 'alias/aws/sns',
          Subscription: [],
          Tags: liveTags(tags_all),
        },
        [`${name}-alerts`],
      ),
    },
  )
}

function alarm(key, description, metric, dimensions, dependsOn) {
  const { tags, tags_all } = tagged({ Name: `${name}-${key}` })
  const alarmName = `${name}-${key}`
  const arn = arnOf('cloudwatch', `alarm:${alarmName}`)
  return managed(
    `aws_cloudwatch_metric_alarm.${key.replaceAll('-', '_')}`,
    {
      actions_enabled: true,
      alarm_actions: [topicArn],
      alarm_description: description,
      alarm_name: alarmName,
      arn,
      comparison_operator: 'GreaterThanThreshold',
      datapoints_to_alarm: 0,
      dimensions,
      evaluate_low_sample_count_percentiles: '',
      evaluation_periods: metric.periods,
      extended_statistic: '',
      id: alarmName,
      insufficient_data_actions: [],
      metric_name: metric.name,
      metric_query: [],
      namespace: metric.namespace,
      ok_actions: [topicArn],
      period: metric.period,
      statistic: metric.statistic,
      tags,
      tags_all,
      threshold: metric.threshold,
      threshold_metric_id: '',
      treat_missing_data: 'missing',
      unit: '',
    },
    {
      dependsOn: ['aws_sns_topic.alerts', ...dependsOn],
      live: live(
        'AWS::CloudWatch::Alarm',
        alarmName,
        {
          AlarmName: alarmName,
          Arn: arn,
          AlarmDescription: description,
          ActionsEnabled: true,
          OKActions: [topicArn],
          AlarmActions: [topicArn],
          InsufficientDataActions: [],
          MetricName: metric.name,
          Namespace: metric.namespace,
          Statistic: metric.statistic,
          Dimensions: Object.entries(dimensions)
            .map(([Name, Value]) => ({ Name, Value }))
            .toReversed(),
          Period: metric.period,
          EvaluationPeriods: metric.periods,
          Threshold: metric.threshold,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'missing',
          Tags: liveTags(tags_all),
        },
        [arn],
      ),
    },
  )
}

function trail() {
  const { tags, tags_all } = tagged({ Name: name })
  const arn = arnOf('cloudtrail', `trail/${name}`)
  const logs = `${arnOf('logs', `log-group:/${name}/trail`)}:*`
  const role = iamArn(`role/${name}-trail`)
  const bucket = bucketName('logs')
  return managed(
    'aws_cloudtrail.main',
    {
      advanced_event_selector: [],
      arn,
      cloud_watch_logs_group_arn: logs,
      cloud_watch_logs_role_arn: role,
      enable_log_file_validation: true,
      enable_logging: true,
      event_selector: [],
      home_region: region,
      id: arn,
      include_global_service_events: true,
      insight_selector: [],
      is_multi_region_trail: true,
      is_organization_trail: false,
      kms_key_id: keyArn,
      name,
      s3_bucket_name: bucket,
      s3_key_prefix: '',
      sns_topic_arn: '',
      sns_topic_name: '',
      tags,
      tags_all,
    },
    {
      dependsOn: ['aws_cloudwatch_log_group.trail', 'aws_iam_role.trail', 'aws_kms_key.main', 'aws_s3_bucket_policy.logs'],
      live: live(
        'AWS::CloudTrail::Trail',
        name,
        {
          TrailName: name,
          Arn: arn,
          S3BucketName: bucket,
          IncludeGlobalServiceEvents: true,
          IsMultiRegionTrail: true,
          IsOrganizationTrail: false,
          IsLogging: true,
          EnableLogFileValidation: true,
          CloudWatchLogsLogGroupArn: logs,
          CloudWatchLogsRoleArn: role,
          KMSKeyId: keyArn,
          // What a trail records when nobody says what.
          EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }],
          AdvancedEventSelectors: [],
          InsightSelectors: [],
          AggregationConfigurations: [],
          Tags: liveTags(tags_all),
        },
        [arn],
      ),
    },
  )
}

export const operationResources = () => [
  logGroup(`aws_cloudwatch_log_group.app["/${name}/web"]`, `/${name}/web`, 30),
  logGroup(`aws_cloudwatch_log_group.app["/aws/lambda/${name}-thumbnails"]`, `/aws/lambda/${name}-thumbnails`, 14),
  logGroup('aws_cloudwatch_log_group.trail', `/${name}/trail`, 365),
  queue('orders', { visibility: 120, retention: 345600, redrive: { deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 } }, [
    'aws_sqs_queue.orders_dead_letter',
  ]),
  queue(
    'orders-dead-letter',
    { visibility: 30, retention: 1209600, allow: { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('sqs', `${name}-orders`)] } },
    [],
  ),
  topic(),
  alarm(
    'unhealthy-hosts',
    'A web instance fails its health check',
    { name: 'UnHealthyHostCount', namespace: 'AWS/ApplicationELB', statistic: 'Maximum', period: 60, periods: 3, threshold: 0 },
    { LoadBalancer: lbLabel, TargetGroup: targetGroupLabel },
    ['module.web.aws_lb.this', 'module.web.aws_lb_target_group.this'],
  ),
  alarm(
    'queue-age',
    'Orders wait too long',
    { name: 'ApproximateAgeOfOldestMessage', namespace: 'AWS/SQS', statistic: 'Maximum', period: 300, periods: 2, threshold: 900 },
    { QueueName: `${name}-orders` },
    ['aws_sqs_queue.orders'],
  ),
  alarm(
    'database-cpu',
    'Orders database is busy',
    { name: 'CPUUtilization', namespace: 'AWS/RDS', statistic: 'Average', period: 300, periods: 3, threshold: 80 },
    { DBInstanceIdentifier: databaseId },
    ['aws_db_instance.orders'],
  ),
  trail(),
]
