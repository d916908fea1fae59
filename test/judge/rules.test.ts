import { describe, expect, it } from 'vitest'
import { widens } from '../../src/judge/access.ts'
import { globTest } from '../../src/model/glob.ts'
import { worldReaches } from '../../src/judge/network.ts'
import { pathPattern, pathSet, segmentsOf } from '../../src/judge/paths.ts'

describe('globTest', () => {
  it.each([
    ['*', '', true],
    ['AWS::EC2::*', 'AWS::EC2::Instance', true],
    ['AWS::EC2::*', 'AWS::S3::Bucket', false],
    ['AWS::EC2::Instance', 'AWS::EC2::InstanceX', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['*Tags', 'HostedZoneTags', true],
    ['a*b*c', 'a1b2b3c', true],
    ['a*b*c', 'a1b2b3', false],
    ['a.c', 'abc', false],
    ['ab**', 'ab', true],
    ['?', '', false],
  ])('%s on %s is %s', (pattern, text, fits) => {
    expect(globTest(pattern)(text)).toBe(fits)
  })
})

const fits = (pattern: string, path: string) => pathPattern(pattern).fits(segmentsOf(path))

describe('path patterns', () => {
  it.each([
    ['/A', '/A', true],
    ['/A', '/A/B', false],
    ['/A/*', '/A/3', true],
    ['/A/*', '/A', false],
    ['/A/*', '/A/3/B', false],
    ['/A/**', '/A', true],
    ['/A/**', '/A/3/B', true],
    ['/A/**', '/AB', false],
    ['/*Tags/**', '/UserPoolTags/x', true],
    ['/**', '/x/y', true],
    ['/A~1B', '/A~1B', true],
  ])('%s fits %s: %s', (pattern, path, expected) => {
    expect(fits(pattern, path)).toBe(expected)
    expect(pathSet([pattern]).sharpest(segmentsOf(path)) >= 0).toBe(expected)
  })

  it('the sharper of two is the one that fixes more', () => {
    const sharpness = ['/**', '/A/**', '/A/*', '/A/B', '/A/*/C', '/A/B/C'].map((pattern) => pathPattern(pattern).sharpness)
    expect(sharpness).toEqual(sharpness.toSorted((a, b) => a - b))
    expect(pathSet(['/A/**', '/A/B', '/*/B']).sharpest(['A', 'B'])).toBe(pathPattern('/A/B').sharpness)
  })
})

describe('worldReaches', () => {
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }
  it.each([
    ['every IPv4 address', { ...ssh, CidrIp: '0.0.0.0/0' }, true],
    ['every IPv6 address', { ...ssh, CidrIpv6: '::/0' }, true],
    ['half the world', { ...ssh, CidrIp: '128.0.0.0/1' }, true],
    ['all public IPv6', { ...ssh, CidrIpv6: '2000::/3' }, true],
    ['one network', { ...ssh, CidrIp: '10.0.0.0/8' }, false],
    ['another group', { ...ssh, SourceSecurityGroupId: 'sg-1' }, false],
    ['a range around it', { IpProtocol: 6, FromPort: '0', ToPort: '65535', CidrIp: '0.0.0.0/0' }, true],
    ['a range beside it', { IpProtocol: 'tcp', FromPort: 23, ToPort: 65_535, CidrIp: '0.0.0.0/0' }, false],
    ['every protocol', { IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, true],
    ['every protocol as a number', { IpProtocol: -1, FromPort: 0, ToPort: 0, CidrIp: '0.0.0.0/0' }, true],
    ['ping', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' }, false],
    ['no ports said', { IpProtocol: 'tcp', CidrIp: '0.0.0.0/0' }, true],
    ['any port as -1', { IpProtocol: 'tcp', FromPort: -1, ToPort: -1, CidrIp: '0.0.0.0/0' }, true],
    ['a Terraform rule', { protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }, true],
    ['a Terraform rule of its own', { ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr_ipv6: '::/0' }, true],
    ['an EC2 rule', { ...ssh, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, true],
    [
      'one of several rules',
      [
        { ...ssh, CidrIp: '10.0.0.0/8' },
        { ...ssh, CidrIp: '0.0.0.0/0' },
      ],
      true,
    ],
    [
      'two halves of no rule',
      [
        { ...ssh, CidrIp: '10.0.0.0/8' },
        { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' },
      ],
      false,
    ],
    ['nonsense', { ...ssh, CidrIp: 'everyone/none' }, false],
    ['nothing', null, false],
  ])('%s', (_, rule, expected) => {
    expect(worldReaches(rule, [22])).toBe(expected)
  })
})

describe('widens', () => {
  const allow = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' }
  const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' }
  const text = JSON.stringify
  it.each([
    ['a new statement on everything', null, { ...allow, Resource: '*' }, {}, true],
    ['a new statement on one thing', null, allow, {}, false],
    ['a whole service', null, 'iam:*', allow, true],
    ['one action', 's3:GetObject', 's3:PutObject', allow, false],
    ['a star that was there', '*', '*', allow, false],
    ['everything but', null, { Effect: 'Allow', NotAction: ['iam:*'], Resource: 'x' }, {}, true],
    ['everyone trusted', null, { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }, {}, true],
    ['a denial turned', 'Deny', 'Allow', { ...deny, Effect: 'Allow' }, true],
    ['a denial gone', deny, null, deny, true],
    ['an action of a denial gone', 's3:*', null, deny, true],
    ['an action added to a denial', null, '*', deny, false],
    ['documents as text, wider', text({ Statement: [allow] }), text({ Statement: [allow, { ...allow, Action: '*' }] }), {}, true],
    ['documents as text, a denial lost', text({ Statement: [allow, deny] }), text({ Statement: [allow] }), {}, true],
    ['documents as text, the same', text({ Statement: [allow, deny] }), text({ Statement: [deny, allow] }), {}, false],
    ['a block that holds text', null, { PolicyName: '*', PolicyDocument: text({ Statement: { ...allow, Action: '*' } }) }, {}, true],
    ['text that is not JSON', '{a', '{b', {}, false],
    ['a whole unmanaged policy', null, null, { PolicyDocument: { Statement: [{ ...allow, Action: ['s3:*'] }] } }, true],
  ])('%s', (_, declared, live, holder, expected) => {
    expect(widens(declared, live, holder, '/PolicyDocument/Statement/0')).toBe(expected)
  })

  it('a lost condition widens, a new one does not', () => {
    const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }
    expect(widens(condition, null, allow, '/PolicyDocument/Statement/0/Condition')).toBe(true)
    expect(widens(null, condition, allow, '/PolicyDocument/Statement/0/Condition')).toBe(false)
  })
})
