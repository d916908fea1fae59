import { arnOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { lbLabel } from './balancer.mjs'
import { databaseId } from './database.mjs'
import { topicArn } from './queues.mjs'
import { targetGroupLabel } from './target-group.mjs'

/** Alarms (operations.tf). */
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

export const alarmResources = () => [
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
]
