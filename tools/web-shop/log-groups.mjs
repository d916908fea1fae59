import { arnOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { databaseId } from './database.mjs'

/** Log groups (operations.tf). */
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

export const logGroupResources = () => [
  logGroup(`aws_cloudwatch_log_group.app["/${name}/web"]`, `/${name}/web`, 30),
  logGroup(`aws_cloudwatch_log_group.app["/aws/lambda/${name}-thumbnails"]`, `/aws/lambda/${name}-thumbnails`, 14),
  logGroup('aws_cloudwatch_log_group.trail', `/${name}/trail`, 365),
]
