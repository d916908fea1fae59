import type { JsonObject } from '../../src/model/json.ts'
import type { Case } from './case.ts'

const record = (more: JsonObject): JsonObject => ({
  alias: [],
  fqdn: 'www.example.org',
  health_check_id: '',
  id: 'Z1_www.example.org_A',
  multivalue_answer_routing_policy: false,
  name: 'www',
  set_identifier: '',
  ttl: 0,
  type: 'A',
  zone_id: 'Z1',
  ...more,
})
const live = (more: JsonObject): JsonObject => ({ HostedZoneId: 'Z1', Name: 'www.example.org.', Type: 'A', ...more })
const alias = (name: string): JsonObject => live({ AliasTarget: { HostedZoneId: 'Z9', DNSName: name, EvaluateTargetHealth: true } })
const texts = (...values: string[]): JsonObject => live({ Type: 'TXT', TTL: 300, ResourceRecords: values })
const routed = (more: JsonObject): JsonObject => live({ TTL: 60, ResourceRecords: ['10.0.0.1'], SetIdentifier: 'a', ...more })
const plain = { ttl: 60, records: ['10.0.0.1'], set_identifier: 'a' }

/** Records of a zone, as the provider writes them and as Route 53 shows them. */
export const dnsCases: readonly Case[] = [
  {
    does: 'an alias without the prefix of a load balancer, its case and its root dot',
    type: 'aws_route53_record',
    declared: record({ alias: [{ evaluate_target_health: true, name: 'Web-1.eu-west-1.elb.amazonaws.com', zone_id: 'Z9' }] }),
    live: alias('dualstack.web-1.eu-west-1.elb.amazonaws.com.'),
    changed: alias('dualstack.evil-1.eu-west-1.elb.amazonaws.com.'),
    as: ['changed /AliasTarget/DNSName'],
  },
  {
    does: 'texts with and without quotes, in one string and in several',
    type: 'aws_route53_record',
    declared: record({ type: 'TXT', ttl: 300, records: ['v=spf1 -all', 'k=rsa; p=AAA""BBB', 'Token.A'] }),
    live: texts('"v=spf1 -all"', '"k=rsa; p=AAA" "BBB"', '"Token.A"'),
    changed: texts('"v=spf1 +all"', '"k=rsa; p=AAA" "BBB"', '"token.a"'),
    as: ['added /ResourceRecords/0', 'added /ResourceRecords/2', 'removed /ResourceRecords/0', 'removed /ResourceRecords/2'],
  },
  {
    does: 'a name with an octal escape, and names in other records',
    type: 'aws_route53_record',
    declared: record({ fqdn: '*.example.org', name: '*', type: 'MX', ttl: 300, records: ['10 Mail.example.org'] }),
    live: live({ Name: '\\052.example.org.', Type: 'MX', TTL: 300, ResourceRecords: ['10 mail.example.org.'] }),
    changed: live({ Name: '\\052.example.org.', Type: 'MX', TTL: 300, ResourceRecords: ['5 mail.evil.org.'] }),
    as: ['changed /ResourceRecords/0'],
  },
  {
    does: 'the side of a failover',
    type: 'aws_route53_record',
    declared: record({ ...plain, failover_routing_policy: [{ type: 'PRIMARY' }] }),
    live: routed({ Failover: 'PRIMARY' }),
    changed: routed({ Failover: 'SECONDARY' }),
    as: ['changed /Failover'],
  },
  {
    does: 'a weight of zero',
    type: 'aws_route53_record',
    declared: record({ ...plain, weighted_routing_policy: [{ weight: 0 }] }),
    live: routed({ Weight: 0 }),
    changed: routed({ Weight: 255 }),
    as: ['changed /Weight'],
  },
  {
    does: 'a place on the map',
    type: 'aws_route53_record',
    declared: record({
      ...plain,
      geoproximity_routing_policy: [{ aws_region: 'eu-west-1', bias: 10, coordinates: [], local_zone_group: '' }],
    }),
    live: routed({ GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: 10 } }),
    changed: routed({ GeoProximityLocation: { AWSRegion: 'eu-west-1', Bias: 90 } }),
    as: ['changed /GeoProximityLocation/Bias'],
  },
]
