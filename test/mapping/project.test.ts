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
    const live = { LogPublishingOptions: { INDEX_SLOW_LOGS: { Enabled: true, CloudWatchLogsLogGroupArn: 'arn:l' } } }
    const declared = { log_publishing_options: [{ log_type: 'INDEX_SLOW_LOGS', enabled: true, cloudwatch_log_group_arn: 'arn:l' }] }
    for (const type of ['aws_opensearch_domain', 'aws_elasticsearch_domain']) expect(differences(through(type, declared, live))).toEqual([])
    expect(
      project('aws_wafv2_web_acl', {
        association_config: [{ request_body: [{ api_gateway: [{ default_size_inspection_limit: 'KB_16' }] }] }],
      })?.excluded,
    ).toMatchObject([{ reason: 'unmapped' }])
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
