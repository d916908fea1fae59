import { arnOf, hexOf, idOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { groups } from './firewall.mjs'
import { interfaceOf } from './machines.mjs'
import { network } from './network.mjs'

/** Load balancer, target group and listeners of module.web. */
const lbSuffix = `app/${name}-web/${hexOf('lb', 16)}`
const tgSuffix = `targetgroup/${name}-web/${hexOf('tg', 16)}`
export const lbArn = arnOf('elasticloadbalancing', `loadbalancer/${lbSuffix}`)
export const targetGroupArn = arnOf('elasticloadbalancing', tgSuffix)
export const lbLabel = lbSuffix
export const targetGroupLabel = tgSuffix
export const certificateArn = arnOf('acm', 'certificate/4f0d2c6b-8a1e-4b7d-9c35-6e2f10a8d7b3')

const attributes = (table) => Object.entries(table).map(([Key, Value]) => ({ Key, Value }))

function balancer() {
  const { tags, tags_all } = tagged({ Name: `${name}-web` })
  const dns = `${name}-web-1482056379.eu-west-1.elb.amazonaws.com`
  const mapping = (subnet_id) => ({ allocation_id: '', ipv6_address: '', outpost_id: '', private_ipv4_address: '', subnet_id })
  return managed(
    'module.web.aws_lb.this',
    {
      access_logs: [{ bucket: '', enabled: false, prefix: '' }],
      arn: lbArn,
      arn_suffix: lbSuffix,
      client_keep_alive: 3600,
      connection_logs: [{ bucket: '', enabled: false, prefix: '' }],
      customer_owned_ipv4_pool: '',
      desync_mitigation_mode: 'defensive',
      dns_name: dns,
      drop_invalid_header_fields: true,
      enable_cross_zone_load_balancing: true,
      enable_deletion_protection: true,
      enable_http2: true,
      enable_tls_version_and_cipher_suite_headers: false,
      enable_waf_fail_open: false,
      enable_xff_client_port: false,
      enable_zonal_shift: false,
      enforce_security_group_inbound_rules_on_private_link_traffic: '',
      health_check_logs: [{ bucket: '', enabled: false, prefix: '' }],
      id: lbArn,
      idle_timeout: 60,
      internal: false,
      ip_address_type: 'ipv4',
      load_balancer_type: 'application',
      name: `${name}-web`,
      name_prefix: '',
      preserve_host_header: false,
      security_groups: [groups.alb],
      subnet_mapping: network.public.map(mapping),
      subnets: network.public,
      tags,
      tags_all,
      vpc_id: network.vpc,
      xff_header_processing_mode: 'append',
      zone_id: 'Z32O12XQLNTSW2',
    },
    {
      dependsOn: ['aws_security_group.alb', 'aws_subnet.public'],
      live: [
        live(
          'AWS::ElasticLoadBalancingV2::LoadBalancer',
          lbArn,
          {
            LoadBalancerArn: lbArn,
            LoadBalancerName: `${name}-web`,
            Name: `${name}-web`,
            DNSName: dns,
            CanonicalHostedZoneID: 'Z32O12XQLNTSW2',
            Scheme: 'internet-facing',
            Type: 'application',
            IpAddressType: 'ipv4',
            Subnets: network.public.toReversed(),
            SecurityGroups: [groups.alb],
            EnablePrefixForIpv6SourceNat: 'off',
            LoadBalancerAttributes: attributes({
              'access_logs.s3.enabled': 'false',
              'access_logs.s3.bucket': '',
              'access_logs.s3.prefix': '',
              'idle_timeout.timeout_seconds': '60',
              'deletion_protection.enabled': 'true',
              'routing.http2.enabled': 'true',
              'routing.http.drop_invalid_header_fields.enabled': 'true',
              'routing.http.xff_client_port.enabled': 'false',
              'routing.http.preserve_host_header.enabled': 'false',
              'routing.http.xff_header_processing.mode': 'append',
              'load_balancing.cross_zone.enabled': 'true',
              'routing.http.desync_mitigation_mode': 'defensive',
              'client_keep_alive.seconds': '3600',
              'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
              'connection_logs.s3.enabled': 'false',
              'connection_logs.s3.bucket': '',
              'connection_logs.s3.prefix': '',
              'health_check_logs.s3.enabled': 'false',
              'health_check_logs.s3.bucket': '',
              'health_check_logs.s3.prefix': '',
              'zonal_shift.config.enabled': 'false',
              'waf.fail_open.enabled': 'false',
            }),
            Tags: liveTags(tags_all),
          },
          [`${name}-web`, dns],
        ),
        ...network.public.map((subnet, at) =>
          interfaceOf(idOf('eni', `alb/${at}`), { description: `ELB ${lbSuffix}`, ip: `10.20.${at}.73`, subnet, groups: [groups.alb] }),
        ),
      ],
    },
  )
}

function targetGroup(targets) {
  const { tags, tags_all } = tagged({ Name: `${name}-web` })
  return managed(
    'module.web.aws_lb_target_group.this',
    {
      arn: targetGroupArn,
      arn_suffix: tgSuffix,
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
          TargetGroupAttributes: attributes({
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

const noHeaders = { routing_http_response_server_enabled: true }
const listenerAttributes = (pairs) => attributes({ 'routing.http.response.server.enabled': 'true', ...pairs })

function listener(key, port, protocol, action, liveAction, secure, dependsOn) {
  const { tags_all } = tagged({})
  const arn = arnOf('elasticloadbalancing', `listener/${lbSuffix}/${hexOf(`listener/${key}`, 16)}`)
  const policy = 'ELBSecurityPolicy-TLS13-1-2-2021-06'
  return managed(
    `module.web.aws_lb_listener.${key}`,
    {
      arn,
      ...(secure
        ? {
            certificate_arn: certificateArn,
            mutual_authentication: [
              { advertise_trust_store_ca_names: '', ignore_client_certificate_expiry: false, mode: 'off', trust_store_arn: '' },
            ],
          }
        : {}),
      ...noHeaders,
      default_action: [{ order: 1, target_group_arn: '', ...action }],
      id: arn,
      load_balancer_arn: lbArn,
      port,
      protocol,
      ssl_policy: secure ? policy : '',
      tags: {},
      tags_all,
    },
    {
      dependsOn,
      live: live('AWS::ElasticLoadBalancingV2::Listener', arn, {
        ListenerArn: arn,
        LoadBalancerArn: lbArn,
        Port: port,
        Protocol: protocol,
        ...(secure ? { SslPolicy: policy, Certificates: [{ CertificateArn: certificateArn }], MutualAuthentication: { Mode: 'off' } } : {}),
        DefaultActions: [liveAction],
        ListenerAttributes: listenerAttributes({}),
        Tags: liveTags(tags_all),
      }),
    },
  )
}

export const balancerResources = (targets) => [
  balancer(),
  targetGroup(targets),
  listener(
    'http',
    80,
    'HTTP',
    {
      type: 'redirect',
      redirect: [{ host: '#{host}', path: '/#{path}', port: '443', protocol: 'HTTPS', query: '#{query}', status_code: 'HTTP_301' }],
    },
    {
      Type: 'redirect',
      Order: 1,
      RedirectConfig: { Protocol: 'HTTPS', Port: '443', Host: '#{host}', Path: '/#{path}', Query: '#{query}', StatusCode: 'HTTP_301' },
    },
    false,
    ['module.web.aws_lb.this'],
  ),
  listener(
    'https',
    443,
    'HTTPS',
    { type: 'forward', target_group_arn: targetGroupArn },
    // DescribeListeners repeats a simple forward as a weighted one.
    {
      Type: 'forward',
      TargetGroupArn: targetGroupArn,
      Order: 1,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroupArn, Weight: 1 }], TargetGroupStickinessConfig: { Enabled: false } },
    },
    true,
    ['module.web.aws_lb.this', 'module.web.aws_lb_target_group.this'],
  ),
]
