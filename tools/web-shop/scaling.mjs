import { arnOf, live, managed, uuidOf } from './account.mjs'
import { groupName } from './template.mjs'

/** The scaling policy of module.web, with the alarms that it makes for itself. */
const alarmName = (side) => `TargetTracking-${groupName}-Alarm${side}-${uuidOf(`alarm/${side}`)}`

export function scalingPolicy() {
  const arn = arnOf('autoscaling', `scalingPolicy:${uuidOf('policy')}:autoScalingGroupName/${groupName}:policyName/cpu`)
  const alarm = (side, ComparisonOperator, Threshold, EvaluationPeriods) =>
    live(
      'AWS::CloudWatch::Alarm',
      alarmName(side),
      {
        AlarmName: alarmName(side),
        Arn: arnOf('cloudwatch', `alarm:${alarmName(side)}`),
        AlarmDescription: `DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ${arn}.`,
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [arn],
        InsufficientDataActions: [],
        MetricName: 'CPUUtilization',
        Namespace: 'AWS/EC2',
        Statistic: 'Average',
        Dimensions: [{ Name: 'AutoScalingGroupName', Value: groupName }],
        Period: 60,
        EvaluationPeriods,
        Threshold,
        ComparisonOperator,
        Tags: [],
      },
      [arnOf('cloudwatch', `alarm:${alarmName(side)}`)],
    )
  return managed(
    'module.web.aws_autoscaling_policy.cpu',
    {
      adjustment_type: '',
      arn,
      autoscaling_group_name: groupName,
      cooldown: 0,
      enabled: true,
      estimated_instance_warmup: 0,
      id: 'cpu',
      metric_aggregation_type: '',
      name: 'cpu',
      policy_type: 'TargetTrackingScaling',
      target_tracking_configuration: [
        {
          customized_metric_specification: [],
          disable_scale_in: false,
          predefined_metric_specification: [{ predefined_metric_type: 'ASGAverageCPUUtilization', resource_label: '' }],
          target_value: 55,
        },
      ],
    },
    {
      dependsOn: ['module.web.aws_autoscaling_group.this'],
      live: [
        live('AWS::AutoScaling::ScalingPolicy', arn, {
          Arn: arn,
          PolicyName: 'cpu',
          AutoScalingGroupName: groupName,
          PolicyType: 'TargetTrackingScaling',
          StepAdjustments: [],
          TargetTrackingConfiguration: {
            PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
            TargetValue: 55,
            DisableScaleIn: false,
          },
        }),
        alarm('High', 'GreaterThanThreshold', 55, 3),
        alarm('Low', 'LessThanThreshold', 38.5, 15),
      ],
    },
  )
}
