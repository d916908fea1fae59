import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Comparison, Decision } from '../../src/model/pair.ts'
import { comparing, differences, onlyOne, pairOf, reasons, unknownKind } from '../helpers/comparing.ts'
import { refreshed, terraform } from '../helpers/resources.ts'

const instance = 'AWS::EC2::Instance'
const lambda = 'AWS::Lambda::Function'

/** What compare says of properties that live alone has. */
function alone(kind: string, live: JsonObject): Comparison {
  return comparing(kind, {}, live)
}

function silent(kind: string, live: JsonObject): string[] {
  const by: string[] = []
  const context = { aliases: new Map<string, string>(), trace: (decision: Decision) => void by.push(decision.by) }
  const { differences: found, notCompared } = comparing(kind, {}, live, {}, context)
  expect({ found, notCompared }).toEqual({ found: [], notCompared: [] })
  return by
}

describe('a value that nobody declared', () => {
  it('is silent when it is a default, in any case of letters', () => {
    expect(silent(lambda, { MemorySize: 128, TracingConfig: { Mode: 'PASSTHROUGH' } })).toEqual(['default', 'default'])
    expect(silent(lambda, { Architectures: ['x86_64'] })).toEqual(['default'])
  })

  it('is a mutation when the default is known surely and this is another', () => {
    expect(onlyOne(alone(instance, { MetadataOptions: { HttpPutResponseHopLimit: 3 } }))).toMatchObject({
      path: '/MetadataOptions/HttpPutResponseHopLimit',
      change: 'added',
      live: 3,
      leaves: 0,
    })
  })

  it('is counted and not shouted when nobody knows its default', () => {
    const workspace = alone('AWS::APS::Workspace', { WorkspaceConfiguration: { RetentionPeriodInDays: 150 } })
    expect(reasons(workspace)).toEqual({ '/WorkspaceConfiguration/RetentionPeriodInDays': 'default-unknown' })
    expect(workspace.notCompared).toMatchObject([{ leaves: 0 }])
  })

  it('is silent when it says that something is off', () => {
    expect(silent(unknownKind, { Enabled: false, Count: 0, Flag: 'false' })).toEqual(['off', 'off', 'off'])
  })

  it('is silent when nobody can set it', () => {
    expect(silent(instance, { InstanceId: 'i-1', PrivateDnsName: 'ip-10-0-0-1' })).toEqual(['read-only', 'read-only'])
    expect(silent(instance, { LaunchTime: '2026-01-01T00:00:00Z' })).toEqual(['computed'])
  })

  it('is a mutation when AWS never sets it by itself', () => {
    expect(
      differences(
        alone('AWS::IAM::Role', {
          PermissionsBoundary: 'arn:aws:iam::1:policy/b',
          ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
        }),
      ),
    ).toEqual(['added /PermissionsBoundary', 'added /ManagedPolicyArns/0'])
    expect(differences(alone('AWS::AutoScaling::AutoScalingGroup', { SuspendedProcesses: ['Launch'] }))).toEqual([
      'added /SuspendedProcesses/0',
    ])
  })

  it('is a mutation in a map of the user’s own keys', () => {
    const declared = { Environment: { Variables: { A: '1' } } }
    const found = comparing(lambda, declared, { Environment: { Variables: { A: '1', PROXY: 'http://evil.example', 'aws:x': 'made' } } })
    expect(onlyOne(found)).toMatchObject({ path: '/Environment/Variables/PROXY', change: 'added' })
  })

  it('is a mutation where the declaration says that there is nothing', () => {
    const found = comparing('AWS::SSM::Parameter', { Tags: {} }, { Tags: { Owner: 'me' } })
    expect(differences(found)).toEqual(['added /Tags/Owner'])
  })

  it('is nobody’s in a bag that AWS fills up', () => {
    const kind = 'AWS::ElasticLoadBalancingV2::TargetGroup'
    const declared = { TargetGroupAttributes: [{ Key: 'slow_start.duration_seconds', Value: '30' }] }
    const live = {
      TargetGroupAttributes: [
        { Key: 'stickiness.type', Value: 'lb_cookie' },
        { Key: 'slow_start.duration_seconds', Value: '30' },
      ],
    }
    expect(comparing(kind, declared, live)).toMatchObject({ differences: [], equal: 2 })
    const changed = { TargetGroupAttributes: [{ Key: 'slow_start.duration_seconds', Value: '60' }] }
    expect(differences(comparing(kind, declared, changed))).toEqual(['changed /TargetGroupAttributes/0/Value'])
  })
})

describe('a value that a Terraform state would have recorded', () => {
  const attributes = { id: 'web', function_name: 'web', timeout: 3, description: '', environment: [], tags: {}, tags_all: {} }
  const pair = (live: JsonObject): Comparison =>
    compare({
      ...pairOf(lambda, { FunctionName: 'web', Timeout: 3 }, { FunctionName: 'web', Timeout: 3, ...live }),
      declared: terraform('aws_lambda_function', attributes),
    })

  it('was set after the deployment', () => {
    expect(differences(pair({ Description: 'by hand' }))).toEqual(['added /Description'])
    expect(
      differences(
        pair({
          Tags: [
            { Key: 'aws:backup:source', Value: 'x' },
            { Key: 'Owner', Value: 'me' },
          ],
        }),
      ),
    ).toEqual(['added /Tags/1'])
  })

  it('is not known where the provider has no attribute for it', () => {
    expect(reasons(pair({ RuntimeManagementConfig: { RuntimeVersionArn: 'arn:x' } }))).toEqual({
      '/RuntimeManagementConfig/RuntimeVersionArn': 'default-unknown',
    })
  })
})

describe('two Terraform documents', () => {
  const compared = (type: string, declared: JsonObject, live: JsonObject): Comparison =>
    compare({
      outcome: 'managed',
      shape: 'terraform',
      declared: terraform(type, declared),
      live: refreshed(type, live),
      declaredProperties: declared,
      liveProperties: live,
    })

  it('are compared by their own attributes', () => {
    const declared = { id: 'sg-1', name: 'web', ingress: [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] }] }
    const open = [{ from_port: 22, to_port: 22, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }]
    expect(differences(compared('aws_security_group', declared, { ...declared, ingress: open }))).toEqual([
      'added /ingress/0/cidr_blocks/1',
    ])
    expect(compared('aws_security_group', declared, declared).differences).toEqual([])
  })

  it('compare tags once, with the defaults of the provider', () => {
    const declared = { id: 'sg-1', tags: { a: '1' }, tags_all: { a: '1', team: 'x' } }
    expect(
      differences(compared('aws_security_group', declared, { ...declared, tags: { a: '2' }, tags_all: { a: '2', team: 'x' } })),
    ).toEqual(['changed /tags_all/a'])
    expect(differences(compared('aws_security_group', { id: 'sg-1', tags: { a: '1' } }, { id: 'sg-1', tags: {} }))).toEqual([
      'removed /tags/a',
    ])
  })

  it('know a bare block as a block', () => {
    const action = (chosen: string): JsonObject => ({ id: 'a', default_action: [{ allow: [], block: [], [chosen]: [{ custom: [] }] }] })
    expect(differences(compared('aws_wafv2_web_acl', action('allow'), action('block')))).toEqual(['changed /default_action'])
    expect(differences(compared('acme_server', { id: 'a', door: [] }, { id: 'a', door: [{ lock: null }] }))).toEqual(['added /door/0'])
  })

  it('of a provider without a map compare all but what a provider computes', () => {
    const declared = { id: '1', name: 'web', etag: 'x', size: 's' }
    expect(differences(compared('acme_server', declared, { ...declared, etag: 'y', size: 'm', color: 'red' }))).toEqual([
      'changed /size',
      'added /color',
    ])
  })
})

describe('zero or false that nobody declared', () => {
  it.each([
    ['AWS::Lambda::Function', { ReservedConcurrentExecutions: 0 }],
    ['AWS::KMS::Key', { Enabled: false }],
    ['AWS::CloudTrail::Trail', { IsLogging: false }],
    ['AWS::Lambda::EventSourceMapping', { Enabled: 'false' }],
    ['AWS::Redshift::Cluster', { AutomatedSnapshotRetentionPeriod: 0 }],
    ['AWS::EC2::VPC', { EnableDnsSupport: false }],
  ])('is an act where it stops what runs otherwise: %s %j', (kind, live) => {
    expect(onlyOne(alone(kind, live))).toMatchObject({ change: 'added', path: `/${Object.keys(live)[0]}` })
  })

  it('is silent where it is the default, and where the act was not done', () => {
    expect(silent(instance, { DisableApiTermination: false })).toEqual(['default'])
    expect(silent('AWS::KMS::Key', { Enabled: true })).toEqual(['default'])
    expect(silent(instance, { SourceDestCheck: true })).toEqual(['default'])
  })

  it('that was declared is gone when live has it no more', () => {
    expect(differences(comparing(lambda, { ReservedConcurrentExecutions: 0 }, {}))).toEqual(['removed /ReservedConcurrentExecutions'])
    expect(differences(comparing(lambda, { ReservedConcurrentExecutions: 0 }, { ReservedConcurrentExecutions: 0 }))).toEqual([])
  })
})
