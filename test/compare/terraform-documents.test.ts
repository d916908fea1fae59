import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Comparison } from '../../src/model/pair.ts'
import { differences, reasons } from '../helpers/comparing.ts'
import { refreshed, terraform } from '../helpers/resources.ts'

function compared(type: string, declared: JsonObject, live: JsonObject): Comparison {
  return compare({
    outcome: 'managed',
    shape: 'terraform',
    declared: terraform(type, declared),
    live: refreshed(type, live),
    declaredProperties: declared,
    liveProperties: live,
  })
}

const found = (type: string, declared: JsonObject, live: JsonObject): string[] => differences(compared(type, declared, live))

describe('a read by the id alone', () => {
  const declared = { id: 'a', name: 'web', size: 's', mode: 'Default', timeouts: null, rules: ['a'] }
  const live = { ...declared, timeouts: { create: null, delete: null } }

  it('leaves null what a read does not return', () => {
    const comparison = compared('acme_server', declared, { ...live, mode: null, rules: null })
    expect(differences(comparison)).toEqual([])
    expect(reasons(comparison)).toMatchObject({ '/mode': 'not-read', '/rules/0': 'not-read' })
  })

  it('shows all the rest', () => {
    expect(found('acme_server', { ...declared, tags: { a: 'b' } }, { ...live, mode: 'Other', size: 'm', tags: null })).toEqual([
      'changed /size',
      'changed /mode',
      'removed /tags',
    ])
  })

  it('is known by what no read returns, and by blocks that are null', () => {
    const user = { id: 'u', name: 'u', path: '/', force_destroy: true }
    expect(found('aws_iam_user', user, { ...user, force_destroy: null, path: null })).toEqual([])
    expect(found('acme_server', { id: 'a', disk: [], mode: 'x' }, { id: 'a', disk: null, mode: null })).toEqual([])
  })

  it('puts what a state has in one attribute into another', () => {
    const vm = { id: 'a', metadata: { a: 'b' }, metadata_startup_script: 'echo hi', timeouts: null }
    const read = { ...vm, metadata: { a: 'b', 'startup-script': 'echo hi' }, metadata_startup_script: null, timeouts: { create: null } }
    expect(found('google_compute_instance', vm, read)).toEqual([])
    expect(found('google_compute_instance', vm, { ...read, metadata: { a: 'b', 'startup-script': 'rm' } })).toEqual([
      'added /metadata/startup-script',
    ])
  })

  it('is no refresh, which keeps what it does not read', () => {
    expect(found('acme_server', declared, { ...declared, mode: null })).toEqual(['removed /mode'])
  })
})

describe('what is said to a provider', () => {
  it('need not be shown by a read', () => {
    const declared = { id: 'a', admin_password: 'hush', auto_init: true, wait_for_ready: true }
    expect(found('acme_server', declared, { id: 'a', admin_password: '', auto_init: null, wait_for_ready: null })).toEqual([])
    expect(found('acme_server', declared, { ...declared, auto_init: false })).toEqual(['changed /auto_init'])
  })

  it('is off where an import begins with it off', () => {
    const declared = { id: 'a', force_destroy: true, timeouts: null }
    const read = { ...declared, timeouts: { create: null } }
    expect(found('acme_bucket', declared, { ...read, force_destroy: false })).toEqual([])
    expect(found('acme_bucket', declared, { ...declared, force_destroy: false })).toEqual(['changed /force_destroy'])
  })

  it('and is written only, is gone in silence', () => {
    const declared = { id: '1', name: 'a', email: 'a@example.org', role_name: 'Admin' }
    expect(found('aws_organizations_account', declared, { ...declared, role_name: null })).toEqual([])
  })

  it('of AWS too, where no API shows it', () => {
    const declared = { id: 'b', bucket: 'b', acl: 'private' }
    expect(found('aws_s3_bucket', declared, { ...declared, acl: null })).toEqual([])
    expect(found('aws_s3_bucket', declared, { ...declared, acl: 'public-read' })).toEqual(['changed /acl'])
  })
})

describe('nothing, written out', () => {
  it('is a text where it was a switch or a number', () => {
    const table = { id: 't', name: 't', read_capacity: 0, stream_enabled: false }
    expect(found('aws_dynamodb_table', table, { ...table, read_capacity: '', stream_enabled: '' })).toEqual([])
    expect(found('aws_dynamodb_table', table, { ...table, read_capacity: '5', stream_enabled: 'true' })).toEqual([
      'changed /read_capacity',
      'changed /stream_enabled',
    ])
  })

  it('is nothing in a block that is off', () => {
    const ttl = (block: JsonObject[]): JsonObject => ({ id: 't', ttl: block })
    expect(found('aws_dynamodb_table', ttl([]), ttl([{ attribute_name: '', enabled: false }]))).toEqual([])
    expect(
      found('aws_dynamodb_table', ttl([{ attribute_name: 'x', enabled: false }]), ttl([{ attribute_name: '', enabled: false }])),
    ).toEqual([])
    expect(found('aws_dynamodb_table', ttl([{ attribute_name: 'x', enabled: false }]), ttl([]))).toEqual([])
    expect(found('aws_dynamodb_table', ttl([]), ttl([{ attribute_name: 'x', enabled: true }]))).toEqual(['added /ttl/0'])
    expect(found('aws_dynamodb_table', ttl([{ attribute_name: 'x', enabled: true }]), ttl([]))).toEqual(['removed /ttl/0'])
  })

  it('is nothing in a setting of AWS of which nothing is set', () => {
    const vpc = (block: JsonObject[]): JsonObject => ({ id: 'f', vpc_config: block })
    const none = { security_group_ids: [], subnet_ids: [], vpc_id: '' }
    expect(found('aws_lambda_function', vpc([]), vpc([none]))).toEqual([])
    expect(found('aws_lambda_function', vpc([none]), vpc([{ ...none, subnet_ids: ['subnet-1'] }]))).not.toEqual([])
  })

  it('is a word for "off", or the default', () => {
    const service = { id: 's', name: 's', propagate_tags: 'NONE' }
    expect(found('aws_ecs_service', service, { ...service, propagate_tags: '' })).toEqual([])
    expect(found('aws_ecs_service', service, { ...service, propagate_tags: 'SERVICE' })).toEqual(['changed /propagate_tags'])
    const balancer = { id: 'l', name: 'l', idle_timeout: null, enable_http2: null }
    expect(found('aws_lb', balancer, { ...balancer, idle_timeout: 60, enable_http2: true })).toEqual([])
    expect(found('aws_lb', balancer, { ...balancer, idle_timeout: 600, enable_http2: false })).toEqual([
      'added /idle_timeout',
      'added /enable_http2',
    ])
  })
})

describe('one thing under two names', () => {
  it('moves with the provider', () => {
    const declared = { id: 'a', name: 'orders', size: 1 }
    expect(found('acme_database', declared, { id: 'a', db_name: 'orders', size: 1 })).toEqual([])
    expect(found('acme_database', declared, { id: 'a', db_name: 'other', size: 1 })).toEqual(['removed /name', 'added /db_name'])
  })

  it('is one type: an aws_alb is an aws_lb', () => {
    const declared = { id: 'l', name: 'l', idle_timeout: 60, drop_invalid_header_fields: true }
    expect(found('aws_alb', declared, { ...declared, idle_timeout: 61, drop_invalid_header_fields: false })).toEqual([
      'changed /idle_timeout',
      'changed /drop_invalid_header_fields',
    ])
  })

  it('has its tags compared where both sides have them', () => {
    const declared = { id: 'vpc-1', tags: { a: '1' } }
    expect(found('aws_vpc', declared, { ...declared, tags: { a: '2' }, tags_all: { a: '2' } })).toEqual(['changed /tags/a'])
    expect(found('aws_vpc', { ...declared, tags_all: { a: '1' } }, { ...declared, tags: { a: '2' } })).toEqual(['changed /tags/a'])
  })

  it('may be a record under its zone', () => {
    const declared = { id: 'Z_w', name: 'w', fqdn: 'w.example.org', type: 'A', records: ['192.0.2.1'] }
    expect(found('aws_route53_record', declared, { ...declared, name: 'w.example.org' })).toEqual([])
    expect(found('aws_route53_record', declared, { ...declared, name: 'w.example.com' })).toEqual(['changed /name'])
  })
})
