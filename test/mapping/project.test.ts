import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { project } from '../../src/mapping/project.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Comparison } from '../../src/model/pair.ts'
import { differences, pairOf } from '../helpers/comparing.ts'
import { terraform } from '../helpers/resources.ts'
import { computeCases, rule } from './compute-cases.ts'
import { dnsCases } from './dns-cases.ts'
import { recordedCases } from './recorded-cases.ts'
import { serviceCases } from './service-cases.ts'
import { tagCases } from './tag-cases.ts'

/** What compare says of a Terraform resource and its live side. */
function through(type: string, attributes: JsonObject, live: JsonObject): Comparison {
  const projected = project(type, attributes)
  if (projected === undefined) throw new Error(`no map for ${type}`)
  const { kind, properties, excluded } = projected
  return compare({ ...pairOf(kind, properties, live), declared: terraform(type, attributes), excluded })
}

describe('a Terraform resource in CloudFormation’s shape', () => {
  it.each([...computeCases, ...dnsCases, ...recordedCases, ...serviceCases, ...tagCases].map((one) => [one.does, one] as const))(
    '%s',
    (_, { type, declared, live, changed, as }) => {
      expect(differences(through(type, declared, live))).toEqual([])
      expect(differences(through(type, declared, changed)).toSorted()).toEqual(as.toSorted())
    },
  )

  it('counts what cannot be compared with its reason', () => {
    const { notCompared } = through(
      'aws_db_instance',
      { id: 'd', password: 'secret', apply_immediately: true, snapshot_identifier: 's' },
      {},
    )
    expect(notCompared.map(({ path, reason }) => [path, reason])).toEqual(
      expect.arrayContaining([
        ['/password', 'secret'],
        ['/apply_immediately', 'provider-only'],
        ['/snapshot_identifier', 'create-only'],
      ]),
    )
  })

  it('does not judge blocks that are a map by no known key', () => {
    const declared = { response_parameters: [{ status_code: '200', mappings: { 'append:header.a': 'b' } }] }
    expect(project('aws_apigatewayv2_integration', declared)?.excluded).toMatchObject([{ reason: 'unmapped' }])
  })

  it('puts blocks of a map under their key, in the names of the map', () => {
    const logs = (arn: string): JsonObject => ({
      LogPublishingOptions: { INDEX_SLOW_LOGS: { Enabled: true, CloudWatchLogsLogGroupArn: arn } },
    })
    const declared = { log_publishing_options: [{ log_type: 'INDEX_SLOW_LOGS', enabled: true, cloudwatch_log_group_arn: 'arn:l' }] }
    for (const type of ['aws_opensearch_domain', 'aws_elasticsearch_domain']) {
      expect(differences(through(type, declared, logs('arn:l')))).toEqual([])
      expect(differences(through(type, declared, logs('arn:m')))).toEqual([
        'changed /LogPublishingOptions/INDEX_SLOW_LOGS/CloudWatchLogsLogGroupArn',
      ])
    }
    const size = (limit: string): JsonObject => ({
      AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: limit } } },
    })
    const acl = { association_config: [{ request_body: [{ api_gateway: [{ default_size_inspection_limit: 'KB_16' }] }] }] }
    expect(differences(through('aws_wafv2_web_acl', acl, size('KB_16')))).toEqual([])
    expect(differences(through('aws_wafv2_web_acl', acl, size('KB_64')))).toEqual([
      'changed /AssociationConfig/RequestBody/API_GATEWAY/DefaultSizeInspectionLimit',
    ])
  })

  it('keeps the second tunnel apart when nothing is declared of the first', () => {
    const declared = {
      tunnel1_inside_cidr: '',
      tunnel2_inside_cidr: '169.254.11.0/30',
      tunnel2_ike_versions: ['ikev2'],
      tunnel2_preshared_key: 'x',
    }
    const { properties, excluded } = project('aws_vpn_connection', declared) ?? {}
    expect(properties).toEqual({
      VpnTunnelOptionsSpecifications: [null, { TunnelInsideCidr: '169.254.11.0/30', IKEVersions: [{ Value: 'ikev2' }] }],
    })
    expect(excluded).toEqual([{ path: '/tunnel2_preshared_key', reason: 'secret', leaves: 1 }])
    const live = (version: string): JsonObject => ({
      VpnTunnelOptionsSpecifications: [
        { TunnelInsideCidr: '169.254.10.0/30' },
        { TunnelInsideCidr: '169.254.11.0/30', IKEVersions: [{ Value: version }] },
      ],
    })
    expect(differences(through('aws_vpn_connection', declared, live('ikev2')))).toEqual([])
    expect(differences(through('aws_vpn_connection', declared, live('ikev1')))).not.toEqual([])
  })

  it('says of several stores of artifacts that they are not compared', () => {
    const { properties, excluded } = project('aws_codepipeline', { artifact_store: [{ location: 'a' }, { location: 'b' }] }) ?? {}
    expect([properties, excluded]).toEqual([{}, [{ path: '/artifact_store', reason: 'transform-failed' }]])
  })

  it('has no shape for a type that is not mapped', () => {
    expect(project('acme_server', {})).toBeUndefined()
  })

  it('knows for every place which attribute it came from', () => {
    const origins = project(
      'aws_security_group',
      { id: 'sg-1', ingress: [{ ...rule, cidr_blocks: ['10.0.0.0/8'] }], tags_all: { a: '1' } },
      true,
    )?.origins
    expect(origins?.get('/SecurityGroupIngress/0')).toBe('/ingress/0')
    expect(origins?.get('/SecurityGroupIngress/0/FromPort')).toBe('/ingress/0/from_port')
    expect(origins?.get('/Tags')).toBe('/tags_all')
  })
})
