import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import type { Param } from '../../src/model/generated/policy.ts'
import { celEngine } from '../../src/judge/cel.ts'
import { factsOf, tagsOf } from '../../src/judge/facts.ts'
import { aContext, aMutation } from './builders.ts'

/** What of CEL policies rely on, pinned: an upgrade of the engine that changes one of these breaks policies. */

const params: Record<string, Param> = {
  limit: { type: 'number', default: 90 },
  ports: { type: 'array', items: 'number', default: [22, 3389] },
  names: { type: 'array', default: ['owner'] },
  on: { type: 'boolean', default: true },
  word: { type: 'string', default: 'web' },
}
const values = { limit: 90, ports: [22, 3389], names: ['owner'], on: true, word: 'web' }
const scope = celEngine((pattern) => ({ matches: (text) => RE2JS.compile(pattern).matcher(text).find() })).scope(params)

const mutation = aMutation({
  path: '/SecurityGroupIngress/0',
  change: 'added',
  live: JSON.parse('{"CidrIp":"0.0.0.0/0","FromPort":22,"__proto__":{"polluted":true},"List":[1,2,3],"Text":"a.b"}'),
  element: 'Owner',
})
const facts = {
  ...factsOf(
    { ...mutation, live: { ...liveOf(), properties: { Tags: [{ Key: 'env', Value: 'prod' }] } } },
    aContext,
    () => new Map([['env', 'prod']]),
  ),
  params: values,
}
const run = (text: string) => scope(text)(facts)

function liveOf() {
  return { kind: 'x', shape: 'neutral', physicalId: 'x', identities: [], source: 'test' } as const
}

describe('expressions that hold', () => {
  it.each([
    'true',
    'resource.kind == "AWS::EC2::SecurityGroup"',
    'resource.kind.startsWith("AWS::") && resource.kind.endsWith("Group") && resource.kind.contains("EC2")',
    'resource.tags["env"] == "prod"',
    'resource.tags.?owner.orValue("nobody") == "nobody"',
    '"env" in resource.tags',
    'change.live.?CidrIp.orValue("") == "0.0.0.0/0"',
    'change.live.?FromPort.orValue(0) in params.ports',
    'change.live.FromPort == 22 && change.live.FromPort >= 22 && change.live.FromPort < 23',
    'change.live.FromPort + 1 == 23.0 && 1 + change.live.FromPort == 23.0 && change.live.FromPort - 2 == 20.0',
    'change.live.FromPort * 2 == 44.0 && change.live.FromPort / 2 == 11.0',
    'params.limit + 1 > 90 && params.limit == 90 && params.limit != 91 && 90 == params.limit && 22.0 in params.ports',
    'change.declared == null',
    'has(change.live.CidrIp) && !has(change.live.Missing)',
    '!has(change.live.constructor) && !has(change.live.toString) && !change.live.?hasOwnProperty.hasValue()',
    'change.live.List.exists(n, n == 2) && change.live.List.all(n, n > 0) && size(change.live.List) == 3',
    'change.live.List.exists(n, change.live.List.exists(m, m > n))',
    'change.names.exists(n, n.lowerAscii() in params.names)',
    'params.on && params.word == "web"',
    'now > timestamp("2025-01-01T00:00:00Z") && now - timestamp("2025-01-01T00:00:00Z") > duration("24h")',
    'image.ageDays < 0 && instance.ageDays < 0 && !image.known && !group.mixed && group.size == 0',
    'outcome == "mutated" && change.kind in ["added", "changed"]',
    'live.Tags.exists(t, t.Key == "env") && declared == null',
    're2(change.live.Text, "^a\\\\.b$") && !re2(change.live.Text, "^b")',
    'glob(resource.kind, "AWS::*::SecurityGroup") && !glob(resource.kind, "AWS::EC2")',
    'leaves(change.live).exists(v, v == "22")',
    'leaves(change.declared).size() == 0',
    'worldReaches(change.live, params.ports) && worldReaches(change.live, [22])',
    '!worldReaches({"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "CidrIp": "0.0.0.0/0"}, params.ports)',
    'widens(change.declared, {"Action": "*"}, change.holder, change.path)',
    'change.holder.CidrIp == change.live.CidrIp',
    'true ? true : change.live.Missing == 1',
    'change.live.__proto__.polluted == true',
    'true || change.live.Missing == 1',
    '[1, 2].map(n, n * 2) == [2, 4]',
  ])('%s', (text) => {
    expect(run(text)).toBe(true)
  })
})

describe('expressions that are refused when they are loaded', () => {
  it.each([
    ['change.pth == "a"', 'No such key: pth'],
    ['chnge.path == "a"', 'chnge'],
    ['params.limt > 1', 'No such key: limt'],
    ['params.word > 1', 'no such overload'],
    ['resource.kind == 1', 'no such overload'],
    ['22 in params.ports', 'int in list<double>'],
    ['resource.kind', 'gives string'],
    ['change.live', 'gives dyn'],
    ['1 +', 'Unexpected'],
    ['change.path.matches("(a+)+$")', 're2(text, pattern)'],
    ['change.names.exists(n, n.matches("x"))', 're2(text, pattern)'],
    ['true ? matches("a", "b") : {"a": [change.path.matches("x")]}.a[0]', 're2(text, pattern)'],
    ['[1].all(a, [1].all(b, [1].all(c, true)))', 'nests loops'],
  ])('%s', (text, why) => {
    expect(() => scope(text)).toThrow(new RegExp(why.replaceAll(/[()+<>]/g, '\\$&'), 'i'))
  })
})

it.each([
  ['deep', `${'['.repeat(70)}${']'.repeat(70)} == []`, /depth/i],
  ['long lists', `1 in [${'1,'.repeat(600)}1]`, /list/i],
  ['large', `${'true && '.repeat(1500)}true`, /nodes/i],
])('refuses expressions that are too %s', (_, text, why) => {
  expect(() => scope(text)).toThrow(why)
})

describe('expressions that cannot be decided', () => {
  it.each([
    ['change.live.Missing == 1', 'Missing'],
    ['change.live.CidrIp > 1', 'overload'],
    ['change.live.List', 'gives'],
    ['resource.tags["none"] == "x"', 'none'],
    ['re2(change.path, "(")', 'missing closing'],
  ])('%s throws and never says no', (text, why) => {
    expect(() => run(text)).toThrow(why)
  })

  it('asks for text that can be matched in reasonable time', () => {
    const huge = { ...facts, outcome: 'x'.repeat(200_000) }
    expect(() => scope('re2(outcome, "x$")')(huge)).toThrow('too long')
    expect(() => scope('glob(outcome, "x*")')(huge)).toThrow('too long')
  })

  it('has no re2 where nothing loaded it', () => {
    expect(() => celEngine().scope({})('re2("a", "a")')({ ...facts, params: {} })).toThrow('re2 is not loaded')
  })
})

it('matches in linear time what makes others hang', () => {
  const started = performance.now()
  const text = { ...facts, outcome: `${'a'.repeat(50_000)}!` }
  expect(scope('re2(outcome, "^(a+)+$")')(text)).toBe(false)
  expect(scope('glob(outcome, "*a*a*a*a*b")')(text)).toBe(false)
  expect(performance.now() - started).toBeLessThan(10_000)
})

const tagged = (live: string, declared = '{}') =>
  Object.fromEntries(
    tagsOf({ ...mutation, live: { ...liveOf(), properties: JSON.parse(live) }, declared: { properties: JSON.parse(declared) } as never }),
  )

it('reads the tags of lists and maps, live ones first, whatever they are called', () => {
  expect(tagged('{"Tags":[{"Key":"a","Value":"1"},{"Key":"b"},"x"]}', '{"Tags":[{"Key":"z","Value":"0"}]}')).toEqual({ a: '1' })
  expect(tagged('{"tags":{"a":1,"b":{"no":1}}}')).toEqual({ a: '1' })
  expect(tagged('{"HostedZoneTags":[{"key":"a","value":true}]}')).toEqual({ a: 'true' })
  expect(tagsOf(aMutation({ path: '/x', change: 'added' })).size).toBe(0)
})
