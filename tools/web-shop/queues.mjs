import { account, arnOf, jsonencode, live, liveTags, managed, name, region, tagged } from './account.mjs'

/** The order queue with its dead letter queue, and the topic of the alerts (operations.tf). */
export const topicArn = arnOf('sns', `${name}-alerts`)

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

export const queueResources = () => [
  queue('orders', { visibility: 120, retention: 345600, redrive: { deadLetterTargetArn: deadLetterArn, maxReceiveCount: 5 } }, [
    'aws_sqs_queue.orders_dead_letter',
  ]),
  queue(
    'orders-dead-letter',
    { visibility: 30, retention: 1209600, allow: { redrivePermission: 'byQueue', sourceQueueArns: [arnOf('sqs', `${name}-orders`)] } },
    [],
  ),
  topic(),
]
