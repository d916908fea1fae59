import { describe, expect, it } from 'vitest'
import { protocolName } from '../../src/mapping/protocols.ts'
import { pascal } from '../../src/mapping/block-names.ts'
import { transforms } from '../../src/mapping/transforms.ts'
import type { Json } from '../../src/model/json.ts'

function apply(name: string, value: Json, argument = ''): Json | undefined {
  const transform = transforms[name]
  if (transform === undefined) throw new Error(`no transform ${name}`)
  return transform(value, { argument, attribute: 'a', siblings: {} })
}

describe('transforms', () => {
  it.each<[string, Json, string, Json | undefined]>([
    ['policy', '{"Statement":[]}', '', { Statement: [] }],
    ['policy', 'not json', '', 'not json'],
    ['json', '[1]', '', [1]],
    ['json', '{broken', '', '{broken'],
    ['json', { a: 1 }, '', { a: 1 }],
    [
      'json-camel',
      '[{"logConfiguration":{"options":{"aB":"c"}},"dockerLabels":{"x":"y"}}]',
      '',
      [{ LogConfiguration: { Options: { aB: 'c' } }, DockerLabels: { x: 'y' } }],
    ],
    ['num', '5', '', 5],
    ['num', '', '', ''],
    ['num', 5, '', 5],
    ['enum', true, 'Enabled/Disabled', 'Enabled'],
    ['enum', 'false', 'Enabled/Disabled', 'Disabled'],
    ['enum', 'other', 'Enabled/Disabled', 'other'],
    ['zero-absent', 0, '', undefined],
    ['zero-absent', 3, '', 3],
    ['absent', 'Disabled', 'Disabled', undefined],
    ['absent', 'Enabled', 'Disabled', 'Enabled'],
    ['contains', [], 'MFA', undefined],
    ['contains', [{ enabled: true }], 'MFA', ['MFA']],
    ['arn-tail', 'arn:aws:iam::1:role/path/web', '', 'web'],
    ['arn-tail', 7, '', 7],
    ['dns', 'WWW.Example.org.', '', 'www.example.org'],
    ['dns', 7, '', 7],
    ['ipproto', '6', '', 'tcp'],
    ['by', '', 'ResourceType=VPC', undefined],
    ['tags', { a: '1' }, '', [{ Key: 'a', Value: '1' }]],
    ['tags', 'odd', '', 'odd'],
    ['asg-tags', [{ key: 'a', value: '1', propagate_at_launch: true }, 'odd'], '', [{ Key: 'a', Value: '1', PropagateAtLaunch: true }]],
    ['asg-tags', 'odd', '', 'odd'],
    ['map-csv', { a: 'x,y', b: 1 }, '', { a: ['x', 'y'], b: 1 }],
    ['map-csv', { KAFKA_BOOTSTRAP_SERVERS: 'x' }, '', { KafkaBootstrapServers: ['x'] }],
    ['map-csv', 'odd', '', 'odd'],
    ['map', [{ name: 'a', value: '1' }], 'name=value', { a: '1' }],
    ['map', [{ route_key: 'GET /', burst_limit: 1 }], 'route_key', { 'GET /': { BurstLimit: 1 } }],
    ['map', [{ other: 1 }], 'name=value', undefined],
    ['map', ['odd'], 'name', undefined],
    ['map', { a: '1' }, 'name=value', { a: '1' }],
    ['map', 'odd', 'name=value', undefined],
  ])('%s of %j with %j is %j', (name, value, argument, expected) => {
    expect(apply(name, value, argument)).toEqual(expected)
  })

  it('keep keys of the prototype apart', () => {
    expect(JSON.stringify(apply('map', [{ name: '__proto__', value: '1' }], 'name=value'))).toBe('{"__proto__":"1"}')
  })

  it('write names as CloudFormation does', () => {
    expect(['some_name', 'ipv6_cidr', 'a'].map(pascal)).toEqual(['SomeName', 'Ipv6Cidr', 'A'])
  })
})

describe('protocols', () => {
  it.each<[Json, Json]>([
    [6, 'tcp'],
    ['17', 'udp'],
    ['TCP', 'tcp'],
    ['all', '-1'],
    [-1, '-1'],
    ['58', 'icmpv6'],
    ['constructor', 'constructor'],
    [null, null],
  ])('%j is %j', (written, name) => {
    expect(protocolName(written)).toBe(name)
  })
})
