import { arnOf, iamArn, live, liveTags, managed, name, region, tagged } from './account.mjs'
import { bucketName } from './bucket-policies.mjs'
import { keyArn } from './keys.mjs'

/** The trail (operations.tf). */
export function trail() {
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
