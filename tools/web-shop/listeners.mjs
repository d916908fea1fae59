import { arnOf, hexOf, live, liveTags, managed, tagged } from './account.mjs'
import { attributeList, lbArn, lbLabel } from './balancer.mjs'
import { targetGroupArn } from './target-group.mjs'

/** The two listeners of module.web: HTTP sends to HTTPS, HTTPS to the target group. */
const certificateArn = arnOf('acm', 'certificate/4f0d2c6b-8a1e-4b7d-9c35-6e2f10a8d7b3')

function listener(key, port, protocol, action, liveAction, secure, dependsOn) {
  const { tags_all } = tagged({})
  const arn = arnOf('elasticloadbalancing', `listener/${lbLabel}/${hexOf(`listener/${key}`, 16)}`)
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
      routing_http_response_server_enabled: true,
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
        ListenerAttributes: attributeList({ 'routing.http.response.server.enabled': 'true' }),
        Tags: liveTags(tags_all),
      }),
    },
  )
}

export const listenerResources = () => [
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
