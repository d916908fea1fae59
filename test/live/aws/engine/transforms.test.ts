import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { permissionRules } from '../../../../src/live/aws/engine/security-group-rules.ts'
import { instant, tagMap, tagPairs, transforms } from '../../../../src/live/aws/engine/transforms.ts'
import type { Json } from '../../../../src/model/json.ts'

describe('transforms', () => {
  it.each<[string, Json, string, Json | undefined]>([
    ['json', '%7B%22Version%22%3A%221%22%7D', '', { Version: '1' }],
    ['json', '{"a": "50%25"}', '', { a: '50%25' }],
    ['json', { a: 1 }, '', { a: 1 }],
    ['json', 'no document', '', 'no document'],
    ['json', '%7B%ZZ', '', '%7B%ZZ'],
    ['eq', 'ENABLED', 'enabled', true],
    ['eq', 'disabled', 'enabled', false],
    ['only', 'stopped', 'stopping,stopped', 'stopped'],
    ['only', 'available', 'stopping,stopped', undefined],
    ['present', {}, '', true],
    ['present', false, '', false],
    ['arn-tail', 'arn:aws:iam::1:instance-profile/path/web', '', 'web'],
    ['path-tail', 'a/b', '', 'b'],
    [
      'enabled-types',
      [
        { types: ['api', 'audit'], enabled: true },
        { types: ['scheduler'], enabled: false },
      ],
      '',
      [{ Type: 'api' }, { Type: 'audit' }],
    ],
    ['csv', 'a,b', '', ['a', 'b']],
    ['csv', '', '', []],
    ['kv', { a: '1' }, '', [{ Key: 'a', Value: '1' }]],
    ['kv2map', [{ Key: 'a', Value: '1' }], '', { a: '1' }],
    ['weights', { 2: 0.5 }, '', [{ FunctionVersion: '2', FunctionWeight: 0.5 }]],
    ['one', { Key: 'a' }, '', [{ Key: 'a' }]],
    ['text', 5, '', '5'],
    ['b64', 'aGk=', '', 'aGk='],
    ['rec', { a: [1] }, '', { a: [1] }],
    ['time', 0, '', '1970-01-01T00:00:00Z'],
    ['default-version', [{ IsDefaultVersion: false }, { IsDefaultVersion: true, Document: '%7B%7D' }], '', {}],
    ['default-version', [], '', undefined],
    [
      'groupby',
      [
        { T: 'b', N: 'x' },
        { T: 'a', N: 'y' },
        { T: 'b', N: 'z' },
      ],
      'T:N:Names',
      [
        { T: 'a', Names: ['y'] },
        { T: 'b', Names: ['x', 'z'] },
      ],
    ],
    [
      's3notify',
      [{ QueueArn: 'q', Events: ['e1', 'e2'], Filter: { Key: { FilterRules: [{ Name: 'prefix', Value: 'p' }] } } }],
      'QueueArn:Queue',
      [
        { Event: 'e1', Queue: 'q', Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'p' }] } } },
        { Event: 'e2', Queue: 'q', Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'p' }] } } },
      ],
    ],
    ['asgmetrics', [{ Metric: 'M', Granularity: '1Minute' }], '', [{ Granularity: '1Minute', Metrics: ['M'] }]],
  ])('%s turns %j (%s) into %j', (name, value, argument, expected) => expect(transforms[name]?.(value, argument, '')).toEqual(expected))

  it('read one instant from any spelling of it, and leave what is no time', () => {
    expect(
      new Set(['2024-01-01T00:00:00+00:00', '2024-01-01T01:00:00+01:00', '2024-01-01T00:00:00.000Z', 1_704_067_200].map(instant)).size,
    ).toBe(1)
    expect(instant('soon')).toBe('soon')
    expect(instant(true)).toBe(true)
  })

  it('read tags in every spelling', () => {
    const spellings: Json[] = [{ a: '1' }, [{ Key: 'a', Value: '1' }], [{ key: 'a', value: '1' }], [{ TagKey: 'a', TagValue: '1' }]]
    for (const spelling of spellings) expect(tagPairs(spelling)).toEqual([['a', '1']])
    expect(Object.keys(tagMap([{ Key: '__proto__', Value: 'x' }]))).toEqual(['__proto__'])
  })

  it('survive any value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(transforms)), fc.jsonValue(), fc.constantFrom('', 'a:b:c'), (name, value, argument) => {
        fc.pre(value !== null)
        expect(() => transforms[name]?.(value as Json, argument, 'SecurityGroupEgress')).not.toThrow()
      }),
    )
  })
})

describe('security group permissions', () => {
  const permission = {
    IpProtocol: 'tcp',
    FromPort: 22,
    ToPort: 22,
    IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'office' }, { CidrIp: '0.0.0.0/0' }],
    Ipv6Ranges: [{ CidrIpv6: '::/0' }],
    PrefixListIds: [{ PrefixListId: 'pl-1' }],
    UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '111122223333' }],
  }
  const base = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }

  it('become one rule for each network, list and group', () => {
    expect(permissionRules([permission], 'Source')).toEqual([
      { ...base, CidrIp: '10.0.0.0/8', Description: 'office' },
      { ...base, CidrIp: '0.0.0.0/0' },
      { ...base, CidrIpv6: '::/0' },
      { ...base, SourcePrefixListId: 'pl-1' },
      { ...base, SourceSecurityGroupId: 'sg-1', SourceSecurityGroupOwnerId: '111122223333' },
    ])
  })

  it('name the destination of egress rules, which have no owner', () => {
    expect(transforms['sgperms']?.([{ ...permission, IpRanges: [], Ipv6Ranges: [] }], '', 'SecurityGroupEgress')).toEqual([
      { ...base, DestinationPrefixListId: 'pl-1' },
      { ...base, DestinationSecurityGroupId: 'sg-1' },
    ])
  })

  it('have no ports where the protocol is all', () => {
    expect(permissionRules([{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }], 'Source')).toEqual([
      { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
    ])
  })
})
