import { arnOf, iamArn, idOf, images, launchedAt, live, liveTags, managed, tagged, uuidOf, zones } from './account.mjs'
import { groups } from './firewall.mjs'
import { keyArn } from './keys.mjs'
import { instanceOf } from './machines.mjs'
import { network } from './network.mjs'
import { targetGroupArn } from './target-group.mjs'
import { groupName, launchTags, templateId, userData } from './template.mjs'

/** The Auto Scaling group of module.web and its three instances. */
export const instances = [0, 1, 2].map((at) => idOf('i', `web/${at}`))
/** Which subnet each instance is in. */
const placed = [0, 1, 0]

const groupTags = tagged({ Name: groupName }).tags_all

export function scalingGroup() {
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
  const tags = liveTags(launchTags, [
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

export const fleetLive = () => instances.flatMap((_, at) => groupInstance(at))
