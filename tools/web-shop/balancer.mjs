import { arnOf, hexOf, idOf, live, liveTags, managed, name, tagged } from './account.mjs'
import { groups } from './firewall.mjs'
import { interfaceOf } from './machines.mjs'
import { network } from './network.mjs'

/** The load balancer of module.web. */
export const lbLabel = `app/${name}-web/${hexOf('lb', 16)}`
export const lbArn = arnOf('elasticloadbalancing', `loadbalancer/${lbLabel}`)

/** Attributes as the load balancer's API lists them: every value is text. */
export const attributeList = (table) => Object.entries(table).map(([Key, Value]) => ({ Key, Value }))

const mappingOf = (subnet_id) => ({ allocation_id: '', ipv6_address: '', outpost_id: '', private_ipv4_address: '', subnet_id })

export function balancer() {
  const { tags, tags_all } = tagged({ Name: `${name}-web` })
  const dns = `${name}-web-1482056379.eu-west-1.elb.amazonaws.com`
  return managed(
    'module.web.aws_lb.this',
    {
      access_logs: [{ bucket: '', enabled: false, prefix: '' }],
      arn: lbArn,
      arn_suffix: lbLabel,
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
      subnet_mapping: network.public.map(mappingOf),
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
            LoadBalancerAttributes: attributeList({
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
          interfaceOf(idOf('eni', `alb/${at}`), { description: `ELB ${lbLabel}`, ip: `10.20.${at}.73`, subnet, groups: [groups.alb] }),
        ),
      ],
    },
  )
}
