import { arnOf, base64, iamArn, idOf, images, launchedAt, live, liveTags, managed, name, tagged, uuidOf, zones } from './account.mjs'
import { targetGroupArn } from './balancer.mjs'
import { groups } from './firewall.mjs'
import { instanceOf } from './machines.mjs'
import { network } from './network.mjs'
import { keyArn } from './keys.mjs'

/** Launch template, Auto Scaling group and its three instances (module.web). */
export const templateId = idOf('lt', 'web')
export const groupName = `${name}-web`
export const instances = [0, 1, 2].map((at) => idOf('i', `web/${at}`))
/** Which subnet each instance is in. */
export const placed = [0, 1, 0]

export const userData = `#cloud-config
write_files:
  - path: /etc/web-shop/environment
    content: |
      QUEUE=web-shop-orders
      SESSIONS=web-shop-sessions
runcmd:
  - systemctl start web-shop
`

const own = tagged({ Name: groupName, Image: 'web' })
const volumeTags = own.tags_all

/** What a version of the launch template says; version 1 has the old image. */
export const templateData = (image) => ({
  EbsOptimized: false,
  IamInstanceProfile: { Name: groupName },
  BlockDeviceMappings: [
    {
      DeviceName: '/dev/xvda',
      Ebs: { Encrypted: true, DeleteOnTermination: true, Iops: 3000, KmsKeyId: keyArn, VolumeSize: 20, VolumeType: 'gp3', Throughput: 125 },
    },
  ],
  ImageId: image,
  InstanceType: 't3.small',
  Monitoring: { Enabled: true },
  UserData: base64(userData),
  TagSpecifications: [
    { ResourceType: 'instance', Tags: liveTags(own.tags_all) },
    { ResourceType: 'volume', Tags: liveTags(volumeTags) },
  ],
  SecurityGroupIds: [groups.web],
  MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
})

function template() {
  const { tags, tags_all } = tagged({ Name: groupName })
  const arn = arnOf('ec2', `launch-template/${templateId}`)
  return managed(
    'module.web.aws_launch_template.this',
    {
      arn,
      block_device_mappings: [
        {
          device_name: '/dev/xvda',
          no_device: '',
          virtual_name: '',
          ebs: [
            {
              delete_on_termination: 'true',
              encrypted: 'true',
              iops: 3000,
              kms_key_id: keyArn,
              snapshot_id: '',
              throughput: 125,
              volume_initialization_rate: 0,
              volume_size: 20,
              volume_type: 'gp3',
            },
          ],
        },
      ],
      default_version: 2,
      description: '',
      disable_api_stop: false,
      disable_api_termination: false,
      ebs_optimized: 'false',
      iam_instance_profile: [{ arn: '', name: groupName }],
      id: templateId,
      image_id: images.web,
      instance_initiated_shutdown_behavior: '',
      instance_type: 't3.small',
      kernel_id: '',
      key_name: '',
      latest_version: 2,
      metadata_options: [
        {
          http_endpoint: 'enabled',
          http_protocol_ipv6: '',
          http_put_response_hop_limit: 1,
          http_tokens: 'required',
          instance_metadata_tags: '',
        },
      ],
      monitoring: [{ enabled: true }],
      name: groupName,
      name_prefix: '',
      ram_disk_id: '',
      tag_specifications: [
        { resource_type: 'instance', tags: own.tags_all },
        { resource_type: 'volume', tags: volumeTags },
      ],
      tags,
      tags_all,
      update_default_version: true,
      user_data: base64(userData),
      vpc_security_group_ids: [groups.web],
    },
    {
      createBeforeDestroy: true,
      dependsOn: [
        'aws_kms_key.main',
        'aws_security_group.web',
        'module.web.aws_iam_instance_profile.this',
        'module.web.data.aws_default_tags.current',
      ],
      live: live(
        'AWS::EC2::LaunchTemplate',
        templateId,
        {
          LaunchTemplateId: templateId,
          LaunchTemplateName: groupName,
          DefaultVersionNumber: 2,
          LatestVersionNumber: 2,
          LaunchTemplateData: templateData(images.web),
        },
        [arn, groupName],
      ),
    },
  )
}

const groupTags = tagged({ Name: groupName }).tags_all

function group() {
  const arn = arnOf('autoscaling', `autoScalingGroup:${uuidOf('asg')}:autoScalingGroupName/${groupName}`)
  const linked = iamArn('role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling')
  return managed(
    'module.web.aws_autoscaling_group.this',
    {
      arn,
      availability_zone_distribution: [{ capacity_distribution_strategy: 'balanced-best-effort' }],
      availability_zones: zones,
      capacity_rebalance: false,
      capacity_reservation_specification: [{ capacity_reservation_preference: 'default', capacity_reservation_target: [] }],
      context: '',
      default_cooldown: 300,
      default_instance_warmup: 120,
      // Scaling moves it; the configuration ignores it after creation.
      desired_capacity: 2,
      desired_capacity_type: '',
      enabled_metrics: ['GroupDesiredCapacity', 'GroupInServiceInstances'],
      force_delete: false,
      force_delete_warm_pool: false,
      health_check_grace_period: 120,
      health_check_type: 'ELB',
      id: groupName,
      ignore_failed_scaling_activities: false,
      instance_refresh: [
        {
          strategy: 'Rolling',
          triggers: null,
          preferences: [
            {
              alarm_specification: [],
              auto_rollback: true,
              checkpoint_delay: '',
              checkpoint_percentages: null,
              instance_warmup: '',
              max_healthy_percentage: 100,
              min_healthy_percentage: 90,
              scale_in_protected_instances: 'Ignore',
              skip_matching: false,
              standby_instances: 'Ignore',
            },
          ],
        },
      ],
      launch_configuration: '',
      launch_template: [{ id: templateId, name: groupName, version: '2' }],
      load_balancers: [],
      max_instance_lifetime: 2592000,
      max_size: 6,
      metrics_granularity: '1Minute',
      min_size: 2,
      name: groupName,
      name_prefix: '',
      placement_group: '',
      predicted_capacity: 0,
      protect_from_scale_in: false,
      service_linked_role_arn: linked,
      suspended_processes: [],
      tag: Object.entries(groupTags).map(([key, value]) => ({ key, propagate_at_launch: true, value })),
      target_group_arns: [targetGroupArn],
      termination_policies: ['OldestLaunchTemplate', 'OldestInstance'],
      traffic_source: [{ identifier: targetGroupArn, type: 'elbv2' }],
      vpc_zone_identifier: network.private,
      wait_for_capacity_timeout: '10m',
      warm_pool_size: 0,
    },
    {
      dependsOn: ['aws_subnet.private', 'module.web.aws_launch_template.this', 'module.web.aws_lb_target_group.this'],
      live: live(
        'AWS::AutoScaling::AutoScalingGroup',
        groupName,
        {
          AutoScalingGroupName: groupName,
          AutoScalingGroupARN: arn,
          LaunchTemplate: { LaunchTemplateId: templateId, LaunchTemplateName: groupName, Version: '2' },
          MinSize: 2,
          MaxSize: 6,
          DesiredCapacity: 3,
          Cooldown: 300,
          DefaultInstanceWarmup: 120,
          AvailabilityZones: zones.toReversed(),
          LoadBalancerNames: [],
          TargetGroupARNs: [targetGroupArn],
          HealthCheckType: 'ELB',
          HealthCheckGracePeriod: 120,
          MetricsCollection: [{ Granularity: '1Minute', Metrics: ['GroupInServiceInstances', 'GroupDesiredCapacity'] }],
          VPCZoneIdentifier: network.private.toReversed(),
          TerminationPolicies: ['OldestLaunchTemplate', 'OldestInstance'],
          NewInstancesProtectedFromScaleIn: false,
          ServiceLinkedRoleARN: linked,
          MaxInstanceLifetime: 2592000,
          CapacityRebalance: false,
          TrafficSources: [{ Identifier: targetGroupArn, Type: 'elbv2' }],
          AvailabilityZoneDistribution: { CapacityDistributionStrategy: 'balanced-best-effort' },
          AvailabilityZoneImpairmentPolicy: { ZonalShiftEnabled: false, ImpairedZoneHealthCheckBehavior: 'IgnoreUnhealthy' },
          CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
          InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon: 'terminate' } },
          Tags: liveTags(groupTags).map((tag) => ({ ...tag, PropagateAtLaunch: true })),
          Instances: instances.map((InstanceId, at) => ({
            InstanceId,
            InstanceType: 't3.small',
            AvailabilityZone: zones[placed[at]],
            LifecycleState: 'InService',
            HealthStatus: 'Healthy',
            LaunchTemplate: { LaunchTemplateId: templateId, LaunchTemplateName: groupName, Version: '2' },
            ProtectedFromScaleIn: false,
          })),
          SuspendedProcesses: [],
        },
        [arn],
      ),
    },
  )
}

/** An instance that the group launched: tags of the group and the template, and AWS's own. */
export function groupInstance(at, { image = images.web, version = '2', launched = launchedAt } = {}) {
  const zone = placed[at]
  const tags = liveTags(own.tags_all, [
    { Key: 'aws:autoscaling:groupName', Value: groupName },
    { Key: 'aws:ec2launchtemplate:id', Value: templateId },
    { Key: 'aws:ec2launchtemplate:version', Value: version },
  ])
  return instanceOf(instances[at], {
    image,
    launched,
    type: 't3.small',
    zone: zones[zone],
    subnet: network.private[zone],
    ip: `10.20.1${zone}.${41 + at * 17}`,
    groups: [groups.web],
    profile: groupName,
    userData,
    tags,
    rootKey: keyArn,
    rootSize: 20,
    hops: 1,
    monitoring: true,
  })
}

const alarmName = (side) => `TargetTracking-${groupName}-Alarm${side}-${uuidOf(`alarm/${side}`)}`

function scaling() {
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

/** The provider's default tags, which the fleet puts on what it launches: a data source, never compared. */
const defaultTags = () => ({
  address: 'module.web.data.aws_default_tags.current',
  dependsOn: [],
  live: [],
  attributes: { id: 'aws', tags: tagged({}).tags_all },
})

export const fleetResources = () => [defaultTags(), template(), group(), scaling()]
export const fleetLive = () => instances.flatMap((_, at) => groupInstance(at))
