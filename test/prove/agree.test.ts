import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { Pair } from '../../src/model/pair.ts'
import { toPointer } from '../../src/model/pointer.ts'
import { pairOf, unknownKind } from '../helpers/comparing.ts'
import { declares, refreshed, shows, terraform } from '../helpers/resources.ts'
import { around, isFoundByScan, matching, mutationsOfPair, noAliases, trialsOfPair, webShop } from './proving.ts'

/** Mutations of which prove and the whole comparison do not say the same. What no source shows is no question of comparing. */
function disagreements(pair: Pair, given = around(noAliases)): string[] {
  const trials = trialsOfPair(pair, given)
  const mutations = mutationsOfPair(pair)
  expect(trials.map(({ kind, path }) => `${kind} ${path}`)).toEqual(mutations.map(({ kind, at }) => `${kind} ${toPointer(at)}`))
  return mutations.flatMap((mutation, at) => {
    const { result = '', reason = '' } = trials[at] ?? {}
    const isHidden = ['not-read', 'write-only', 'autoscaled', 'read-gap', 'secret'].includes(reason)
    if (result === 'known' || isHidden || mutation.path[0] === 'ImageId') return []
    return (result === 'found') === isFoundByScan(pair, mutation, given)
      ? []
      : [`${result} ${reason}: ${mutation.kind} ${toPointer(mutation.at)}`]
  })
}

const document = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] })
const containers: JsonObject = {
  ContainerDefinitions: [
    {
      Name: 'web',
      Image: 'web:1',
      Environment: [
        { Name: 'A', Value: '1' },
        { Name: 'B', Value: 'x' },
      ],
      PortMappings: [{ ContainerPort: 80 }],
      Essential: true,
    },
    { Name: 'log', Image: 'log:1', Command: ['run', 'all'], MountPoints: [{ SourceVolume: 'v', ReadOnly: false }] },
  ],
  Cpu: '256',
  Tags: [
    { Key: 'Team', Value: 'web' },
    { Key: 'aws:cloudformation:stack-name', Value: 's' },
  ],
}
const rules: JsonObject = {
  GroupDescription: 'web',
  SecurityGroupIngress: [
    { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' },
    { IpProtocol: '-1', CidrIp: '10.0.0.0/8' },
  ],
}
const role: JsonObject = {
  RoleName: 'web',
  AssumeRolePolicyDocument: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  },
  Policies: [{ PolicyName: 'p', PolicyDocument: document('s3:*') }],
  MaxSessionDuration: 3600,
}
const lambda: JsonObject = {
  FunctionName: 'f',
  Environment: { Variables: { A: '1', B: '2' } },
  Timeout: 3,
  Runtime: 'nodejs20.x',
  TracingConfig: { Mode: 'Active' },
}

describe('comparing only the mutated property says what comparing all does', () => {
  it.each<[string, Pair]>([
    ['containers', pairOf('AWS::ECS::TaskDefinition', containers, structuredClone(containers))],
    ['rules', pairOf('AWS::EC2::SecurityGroup', rules, structuredClone(rules))],
    [
      'a rule of its own',
      pairOf(
        'AWS::EC2::SecurityGroupIngress',
        { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIp: '10.0.0.0/8' },
        { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, CidrIp: '10.0.0.0/8' },
      ),
    ],
    ['policies', pairOf('AWS::IAM::Role', role, structuredClone(role))],
    ['variables', pairOf('AWS::Lambda::Function', lambda, { ...structuredClone(lambda), MemorySize: 128, Layers: [] })],
    [
      'what differs already',
      pairOf('AWS::Lambda::Function', lambda, { ...structuredClone(lambda), Timeout: 9, Environment: { Variables: { A: '1', C: '3' } } }),
    ],
    [
      'lists that differ already',
      pairOf('AWS::ECS::TaskDefinition', containers, {
        ...structuredClone(containers),
        ContainerDefinitions: [
          { Name: 'log', Image: 'log:2' },
          { Name: 'extra', Image: 'e' },
        ],
      }),
    ],
    [
      'what nothing is known of',
      pairOf(
        unknownKind,
        { a: { b: [1, 2, { c: 'x' }] }, doc: document('a:b') },
        { a: { b: [2, 1, { c: 'x' }] }, doc: document('a:b'), more: { deep: true } },
      ),
    ],
    [
      'functions that nothing resolved',
      pairOf(
        unknownKind,
        { A: 'x', B: { C: 'y' } },
        { A: 'x', B: { C: 'y' } },
        { declared: declares(unknownKind, {}, { unresolved: ['/B/C'] }) },
      ),
    ],
    [
      'a part',
      pairOf(
        'AWS::S3::Bucket',
        { BucketName: 'b', VersioningConfiguration: { Status: 'Enabled' } },
        { BucketName: 'b', VersioningConfiguration: { Status: 'Enabled' } },
        { scope: ['VersioningConfiguration'] },
      ),
    ],
    [
      'keys that a prototype knows',
      pairOf(
        unknownKind,
        { Tags: [{ Key: '__proto__', Value: 'constructor' }] },
        JSON.parse('{"Tags":[{"Key":"__proto__","Value":"constructor"}],"Labels":{"__proto__":"x","constructor":"y"}}') as JsonObject,
      ),
    ],
  ])('for %s', (_, pair) => {
    expect(mutationsOfPair(pair).length).toBeGreaterThan(0)
    expect(disagreements(pair)).toEqual([])
  })

  it('for a Terraform document against another one', async () => {
    const attributes: JsonObject = {
      id: 'b',
      bucket: 'b',
      arn: 'arn:aws:s3:::b',
      tags: { Team: 'web' },
      tags_all: { Team: 'web', Env: 'prod' },
      policy: document('s3:Get*'),
      acceleration_status: '',
      versioning: [{ enabled: true, mfa_delete: false }],
    }
    const { pairs } = await matching(
      [terraform('aws_s3_bucket', attributes)],
      [{ is: 'resource', resource: refreshed('aws_s3_bucket', structuredClone(attributes)) }],
    )
    expect(pairs.map(({ shape }) => shape)).toEqual(['terraform'])
    for (const pair of pairs) expect(disagreements(pair)).toEqual([])
  })

  it('for what the declaration ignores', async () => {
    const given = around(noAliases, { locator: { ignoreChanges: () => ['/tags', '/visibility_timeout_seconds'] } })
    const attributes: JsonObject = { id: 'q', url: 'q', name: 'q', visibility_timeout_seconds: 30, delay_seconds: 5, tags: { Team: 'web' } }
    const live = shows('AWS::SQS::Queue', 'q', {
      QueueUrl: 'q',
      QueueName: 'q',
      VisibilityTimeout: 30,
      DelaySeconds: 5,
      Tags: [{ Key: 'Team', Value: 'web' }],
    })
    const { pairs } = await matching([terraform('aws_sqs_queue', attributes)], [{ is: 'resource', resource: live }])
    const [pair] = pairs
    if (pair?.outcome !== 'managed') throw new Error('not managed')
    expect(disagreements(pair, given)).toEqual([])
    expect(
      trialsOfPair(pair, given)
        .filter(({ reason }) => reason === 'ignore-changes')
        .map(({ path }) => path),
    ).toContain('/VisibilityTimeout')
  })

  it.each(['clean', 'mutated'] as const)(
    'for everything of the web shop, %s',
    async (state) => {
      const { declared, live, sources } = await webShop(state)
      const matched = await matching(declared, live)
      const given = around(matched, { locator: sources.locator })
      const kinds = new Set<string>()
      const types = new Set<string | undefined>()
      for (const pair of matched.pairs) {
        // One of each type: the others are built alike.
        if (pair.outcome !== 'managed' || types.has(pair.declared?.type)) continue
        types.add(pair.declared?.type)
        expect(disagreements(pair, given)).toEqual([])
        for (const { kind } of mutationsOfPair(pair)) kinds.add(kind)
      }
      for (const kind of [
        'scalar',
        'number',
        'flag',
        'enum',
        'element-added',
        'element-removed',
        'element-changed',
        'key-added',
        'key-removed',
      ])
        expect(kinds).toContain(kind)
      for (const kind of ['tag-added', 'tag-removed', 'tag-changed', 'property-added', 'property-removed']) expect(kinds).toContain(kind)
    },
    60_000,
  )
})
