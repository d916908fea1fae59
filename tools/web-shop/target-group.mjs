import { arnOf, hexOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { attributeList, lbArn } from './balancer.mjs'
import { network } from './network.mjs'

/** The target group of module.web. */
export const targetGroupLabel = `targetgroup/${name}-web/${hexOf('tg', 16)}`
export const targetGroupArn = arnOf('elasticloadbalancing', targetGroupLabel)

export function targetGroup(targets) {
  const { tags, tags_all } = tagged({ Name: `${name}-web` })
  return managed(
    'module.web.aws_lb_target_group.this',
    {
      arn: targetGroupArn,
      arn_suffix: targetGroupLabel,
      deregistration_delay: '60',
      health_check: [
        {
          enabled: true,
          healthy_threshold: 3,
          interval: 15,
          matcher: '200',
          path: '/healthz',
          port: 'traffic-port',
          protocol: 'HTTP',
          timeout: 5,
          unhealthy_threshold: 3,
        },
      ],
      id: targetGroupArn,
      ip_address_type: 'ipv4',
      lambda_multi_value_headers_enabled: false,
      load_balancer_arns: [lbArn],
      load_balancing_algorithm_type: 'least_outstanding_requests',
      load_balancing_anomaly_mitigation: 'off',
      load_balancing_cross_zone_enabled: 'use_load_balancer_configuration',
      name: `${name}-web`,
      name_prefix: '',
      port: 8080,
      protocol: 'HTTP',
      protocol_version: 'HTTP1',
      proxy_protocol_v2: false,
      slow_start: 0,
      stickiness: [{ cookie_duration: 86400, cookie_name: '', enabled: false, type: 'lb_cookie' }],
      tags,
      tags_all,
      target_failover: [],
      target_group_health: [
        {
          dns_failover: [{ minimum_healthy_targets_count: '1', minimum_healthy_targets_percentage: 'off' }],
          unhealthy_state_routing: [{ minimum_healthy_targets_count: 1, minimum_healthy_targets_percentage: 'off' }],
        },
      ],
      target_health_state: [],
      target_type: 'instance',
      vpc_id: network.vpc,
    },
    {
      dependsOn: ['aws_vpc.main'],
      live: live(
        'AWS::ElasticLoadBalancingV2::TargetGroup',
        targetGroupArn,
        {
          TargetGroupArn: targetGroupArn,
          TargetGroupName: `${name}-web`,
          Name: `${name}-web`,
          Protocol: 'HTTP',
          ProtocolVersion: 'HTTP1',
          Port: 8080,
          VpcId: network.vpc,
          IpAddressType: 'ipv4',
          TargetType: 'instance',
          HealthCheckEnabled: true,
          HealthCheckIntervalSeconds: 15,
          HealthCheckPath: '/healthz',
          HealthCheckPort: 'traffic-port',
          HealthCheckProtocol: 'HTTP',
          HealthCheckTimeoutSeconds: 5,
          HealthyThresholdCount: 3,
          UnhealthyThresholdCount: 3,
          Matcher: { HttpCode: '200' },
          LoadBalancerArns: [lbArn],
          TargetGroupAttributes: attributeList({
            'stickiness.enabled': 'false',
            'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
            'deregistration_delay.timeout_seconds': '60',
            'stickiness.app_cookie.cookie_name': '',
            'stickiness.type': 'lb_cookie',
            'stickiness.lb_cookie.duration_seconds': '86400',
            'slow_start.duration_seconds': '0',
            'stickiness.app_cookie.duration_seconds': '86400',
            'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
            'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
            'load_balancing.algorithm.type': 'least_outstanding_requests',
            'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
            'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
            'load_balancing.algorithm.anomaly_mitigation': 'off',
          }),
          // Registered by the group, declared by nobody.
          Targets: targets.map((Id) => ({ Id, Port: 8080 })),
          Tags: liveTags(tags_all),
        },
        [`${name}-web`],
      ),
    },
  )
}
