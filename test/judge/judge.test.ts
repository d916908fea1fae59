import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { Mutation } from '../../src/model/mutation.ts'
import { judge } from '../../src/judge/judge.ts'
import { loadPolicies } from '../../src/judge/load.ts'
import { aContext, aMutation, declaredWith, liveWith } from './builders.ts'
import { loadText } from './load-text.ts'

const { book } = await loadPolicies([])
const findingOf = (mutation: Mutation, context = aContext) => judge(mutation, book, context).judged?.finding
const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }

describe('which policy decides', () => {
  it('a sharper policy before the general one, which is still named', () => {
    const finding = findingOf(aMutation({ path: '/SecurityGroupIngress/2', change: 'added', live: rule, element: 'tcp 22 from 0.0.0.0/0' }))
    expect(finding).toMatchObject({
      policy: 'DG401',
      name: 'sg-rule-added',
      severity: 'critical',
      alsoBreaks: ['DG104'],
      outcome: 'mutated',
      message: `Rule 'tcp 22 from 0.0.0.0/0' of 'Web' is '{"CidrIp":"0.0.0.0/0","FromPort":22,"IpProtocol":"tcp","ToPort":22}' live and nothing is declared.`,
    })
  })

  it('a sharper policy also where it is milder than the general one', () => {
    const finding = findingOf(
      aMutation({ path: '/DesiredCapacity', change: 'changed', declared: 2, live: 9 }, 'AWS::AutoScaling::AutoScalingGroup'),
    )
    expect(finding).toMatchObject({ policy: 'DG308', severity: 'medium', alsoBreaks: ['DG101'] })
  })

  it('the most severe of several', () => {
    const mutation: Mutation = {
      outcome: 'image',
      resource: { kind: 'AWS::EC2::Instance', physicalId: 'i-1' },
      image: { id: 'ami-1', known: false, live: { gone: true, creationDate: '2025-01-01T00:00:00Z' }, launchedAt: '2025-06-01T00:00:00Z' },
      group: {
        id: 'web',
        kind: 'AWS::AutoScaling::AutoScalingGroup',
        images: ['ami-1', 'ami-2'],
        size: 2,
        templateVersion: '2',
        instanceTemplateVersion: '1',
      },
    }
    expect(findingOf(mutation)).toMatchObject({
      policy: 'DG201',
      severity: 'high',
      alsoBreaks: ['DG202', 'DG203', 'DG301', 'DG302'],
      image: { id: 'ami-1', createdAt: '2025-01-01T00:00:00Z' },
      message: "'i-1' runs image 'ami-1', which is not in the library.",
    })
  })

  it('of two equally severe ones that whose path is sharper, then the lower id', async () => {
    const { book: own } = await loadText(`
apiVersion: driftgate/v1
kind: PolicyPack
policies:
  - {id: ZZZ001, name: sharp, title: t, description: d, severity: low, match: {kinds: ["x/y"], paths: ["/a/b"]}, message: m}
  - {id: AAA002, name: blunt-too, title: t, description: d, severity: low, match: {kinds: ["x/y"], paths: ["/a/**"]}, message: m}
  - {id: AAA001, name: blunt, title: t, description: d, severity: low, match: {kinds: ["x/y"], paths: ["/a/**"]}, message: m}
`)
    const decided = (path: string) =>
      judge(aMutation({ path, change: 'changed', declared: 1, live: 2 }, 'x/y'), own, aContext).judged?.finding
    expect(decided('/a/b')).toMatchObject({ policy: 'ZZZ001', alsoBreaks: ['AAA001', 'AAA002', 'DG101'] })
    expect(decided('/a/c')).toMatchObject({ policy: 'AAA001', alsoBreaks: ['AAA002', 'DG101'] })
  })

  it('on what holds data DG801 joins and brings its controls, and never decides', () => {
    const context = { ...aContext, stateful: new Set(['AWS::RDS::DBInstance', '*/Secret']) }
    const mutation = aMutation({ path: '/BackupRetentionPeriod', change: 'changed', declared: 7, live: 0 }, 'AWS::RDS::DBInstance')
    expect(findingOf(mutation, context)).toMatchObject({ policy: 'DG101', severity: 'high', alsoBreaks: ['DG801'] })
    expect(findingOf(mutation, context)?.controls?.['nist-800-53-r5']).toContain('CP-9')
    expect(findingOf(mutation)?.controls?.['nist-800-53-r5']).not.toContain('CP-9')
    expect(findingOf(aMutation({ path: '/data', change: 'changed' }, 'v1/Secret'), context)?.alsoBreaks).toEqual(['DG801'])
  })

  it('nobody where no policy fits, and then nothing is said', () => {
    expect(
      judge({ outcome: 'image', resource: { kind: 'AWS::EC2::Instance' }, image: { id: 'ami-1', known: true } }, book, aContext),
    ).toEqual({ diagnostics: [] })
  })
})

const policyFor = (path: string, live: Json, element?: string) =>
  findingOf(aMutation({ path, change: 'added', live, ...(element === undefined ? {} : { element }) }))?.policy

describe('what a policy sees', () => {
  it('the neutral path where the difference is in Terraform names', () => {
    const finding = findingOf(
      aMutation(
        {
          path: '/ingress/0/cidr_blocks/1',
          neutralPath: '/SecurityGroupIngress/0/CidrIp',
          change: 'added',
          live: '0.0.0.0/0',
        },
        'AWS::EC2::SecurityGroup',
        { live: liveWith({ ingress: [{ protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }] }) },
      ),
    )
    expect(finding).toMatchObject({ policy: 'DG401', severity: 'critical', difference: { path: '/ingress/0/cidr_blocks/1' } })
  })

  it('the whole rule although only its network changed, also where the index is that of the other side', () => {
    const properties: JsonObject = { SecurityGroupIngress: [{ ...rule, CidrIp: '10.0.0.0/8', FromPort: 443, ToPort: 443 }, rule] }
    const change = (at: number) =>
      findingOf(
        aMutation(
          { path: `/SecurityGroupIngress/${at}/CidrIp`, change: 'changed', declared: '10.1.0.0/16', live: '0.0.0.0/0' },
          undefined,
          {
            live: liveWith(properties),
          },
        ),
      )?.severity
    expect(change(1)).toBe('critical')
    expect(change(0)).toBe('critical')
    expect(change(7)).toBe('critical')
  })

  it('what is gone on the declared side', () => {
    const finding = findingOf(
      aMutation(
        { path: '/PolicyDocument/Statement/0/Action/1', change: 'removed', declared: 's3:DeleteObject' },
        'AWS::IAM::ManagedPolicy',
        {
          declared: declaredWith({
            PolicyDocument: { Statement: [{ Effect: 'Deny', Action: ['s3:DeleteBucket', 's3:DeleteObject'], Resource: '*' }] },
          }),
        },
      ),
    )
    expect(finding).toMatchObject({ policy: 'DG402', severity: 'critical' })
  })

  it('tags by key: of a list, of a map, of a whole block', () => {
    expect(policyFor('/Tags/0', { Key: 'Owner', Value: 'x' })).toBe('DG106')
    expect(policyFor('/Tags/0/Value', 'x', 'ENV')).toBe('DG106')
    expect(policyFor('/tags/cost-center', 'x')).toBe('DG106')
    expect(policyFor('/tags', { a: '1', team: 'x' })).toBe('DG106')
    expect(policyFor('/Tags', [{ Key: 'a', Value: '1' }, 'odd'])).toBe('DG105')
    expect(policyFor('/tags/note', 'x')).toBe('DG105')
  })

  it('the key of a tag beside the changed value', () => {
    const mutation = aMutation({ path: '/Tags/0/Value', change: 'changed', declared: 'a', live: 'b' }, undefined, {
      live: liveWith({ Tags: [{ Key: 'Owner', Value: 'b' }] }),
    })
    expect(findingOf(mutation)).toMatchObject({ policy: 'DG106', message: "Ownership tag 'Owner' of 'Web' is 'b' live but 'a' declared." })
  })

  it('only its scope', async () => {
    const { book: scoped } = await loadText(`
apiVersion: driftgate/v1
kind: PolicyPack
policies:
  - id: OWN001
    name: prod-only
    title: t
    description: d
    severity: critical
    match: {kinds: ["x/*"], notKinds: ["x/z"], scope: {accounts: ["1*"], regions: [eu-*], tags: {env: prod*}}}
    message: m
`)
    const policy = (kind: string, account: string, region: string, env?: string) =>
      judge(
        {
          ...aMutation({ path: '/a', change: 'changed' }, kind),
          resource: { kind, address: 'a', account, region },
          ...(env === undefined ? {} : { live: liveWith({ Tags: { env } }) }),
        },
        scoped,
        aContext,
      ).judged?.finding.policy
    expect(policy('x/y', '111', 'eu-west-1', 'production')).toBe('OWN001')
    expect(policy('x/z', '111', 'eu-west-1', 'production')).toBe('DG101')
    expect(policy('x/y', '211', 'eu-west-1', 'production')).toBe('DG101')
    expect(policy('x/y', '111', 'us-east-1', 'production')).toBe('DG101')
    expect(policy('x/y', '111', 'eu-west-1', 'test')).toBe('DG101')
    expect(policy('x/y', '111', 'eu-west-1')).toBe('DG101')
  })
})

const text = (when: string, severity = 'low') => `
apiVersion: driftgate/v1
kind: PolicyPack
policies:
- {id: OWN001, name: own, title: t, description: d, severity: ${severity}, match: {kinds: ["x/y"]}, message: m, ${when}}
`

describe('what cannot be decided', () => {
  it('never passes: the policy is broken at its own severity and a diagnostic says why', async () => {
    const { book: own } = await loadText(text('when: "change.live.Port > 1"'))
    const { judged, diagnostics } = judge(aMutation({ path: '/a', change: 'changed', live: {} }, 'x/y'), own, aContext)
    expect(judged?.finding).toMatchObject({ policy: 'OWN001', severity: 'low' })
    expect(diagnostics).toMatchObject([{ code: 'policy-error', level: 'warning', location: { line: 5 } }])
    expect(diagnostics[0]?.message).toContain('No such key: Port')
  })

  it("a severity that cannot be decided is the policy's own", async () => {
    const { book: own } = await loadText(text('severityRules: [{when: "change.live.Port > 1", severity: critical}]', 'medium'))
    const { judged, diagnostics } = judge(aMutation({ path: '/a', change: 'changed', live: {} }, 'x/y'), own, aContext)
    expect(judged?.finding.severity).toBe('medium')
    expect(diagnostics).toHaveLength(1)
  })
})

describe('what a finding shows', () => {
  it('the difference without what is only for counting', () => {
    const finding = findingOf(aMutation({ path: '/a', change: 'changed', declared: 1, live: 2, leaves: 3, cosmetic: true } as never))
    expect(finding?.difference).toEqual({ path: '/a', change: 'changed', declared: 1, live: 2 })
    expect(finding?.severity).toBe('info')
  })

  it.each([
    ['/UserData', 'secret script'],
    ['/LaunchTemplateData', { UserData: 'secret script', ImageId: 'ami-1' }],
    ['', { LaunchTemplateData: { UserData: 'secret script' } }],
  ])('no user data at %s', (path, value) => {
    const kind = path === '/UserData' ? 'AWS::EC2::Instance' : 'AWS::EC2::LaunchTemplate'
    const { judged } = judge(aMutation({ path, change: 'changed', declared: value, live: value }, kind), book, aContext)
    expect(judged?.finding.difference?.live).toBeDefined()
    expect(JSON.stringify(judged)).not.toContain('secret script')
    expect(JSON.stringify(judged)).toContain('(sensitive)')
  })

  it('a digest that stands for user data stays, since it shows whether it changed', () => {
    const finding = findingOf(
      aMutation(
        { path: '/UserData', change: 'changed', declared: 'sha256 0123456789ab', live: 'sha256 ba9876543210' },
        'AWS::EC2::Instance',
      ),
    )
    expect(finding).toMatchObject({ policy: 'DG305', difference: { declared: 'sha256 0123456789ab', live: 'sha256 ba9876543210' } })
  })

  it('hostile values on one short line', () => {
    const live = `\u001b[31mred\n::error::x\u202e${'y'.repeat(500)}`
    const message = findingOf(aMutation({ path: '/a', change: 'changed', declared: { deep: ['z'.repeat(10_000)] }, live }))?.message ?? ''
    expect(message).toMatch(/^'\/a' of 'Web' is '\\u001b\[31mred\\u000a::error::x\\u202ey+…' live but '\{"deep":\["z+…' declared\.$/)
    expect(message.length).toBeLessThan(220)
  })

  it('sensitive values not at all', () => {
    expect(
      findingOf(aMutation({ path: '/Key', change: 'changed', declared: '(sensitive)', live: '(sensitive)', sensitive: true }))?.message,
    ).toBe("'/Key' of 'Web' is not as declared (the values are not shown).")
  })

  it('what is missing and what nobody declared', () => {
    expect(findingOf({ outcome: 'missing', resource: { kind: 'AWS::SQS::Queue', address: 'Jobs' } })).toMatchObject({
      policy: 'DG102',
      message: "'Jobs' is declared and does not exist.",
    })
    expect(
      findingOf({ outcome: 'unmanaged', resource: { kind: 'AWS::IAM::RolePolicy', physicalId: 'x|y' }, live: liveWith({}) }),
    ).toMatchObject({
      policy: 'DG402',
      message: "Permissions of 'x|y' were changed: it exists and nothing declares it.",
    })
    expect(
      findingOf({ outcome: 'unmanaged', resource: { kind: 'AWS::EC2::SecurityGroupIngress', physicalId: 'sgr-1' }, live: liveWith(rule) }),
    ).toMatchObject({
      policy: 'DG401',
      severity: 'critical',
    })
  })

  it('the image with what the library knows of it', () => {
    const finding = findingOf({
      outcome: 'image',
      resource: { kind: 'AWS::EC2::Instance', address: 'Web' },
      image: {
        id: 'ami-1',
        known: true,
        record: {
          name: 'web-7',
          subjects: [],
          parents: [],
          file: 'a',
          header: {},
          channel: 'stable',
          revokedByParent: true,
          build: { runId: '9', commit: 'abc', finishedAt: '2025-01-01T00:00:00Z' },
        },
      },
    })
    expect(finding).toMatchObject({
      policy: 'DG203',
      alsoBreaks: ['DG202'],
      image: { id: 'ami-1', name: 'web-7', build: '9', commit: 'abc', createdAt: '2025-01-01T00:00:00Z', channel: 'stable' },
      message: "'Web' runs image 'web-7', which was withdrawn.",
    })
  })

  it('the rebuild that its policy asks for', () => {
    const { judged } = judge(aMutation({ path: '/SecurityGroupEgress/0', change: 'added', live: rule }), book, aContext)
    expect(judged?.rebuild).toEqual({ strategy: 'reapply', batchPercent: 10 })
    expect(judged?.finding.severity).toBe('high')
  })
})

it('judging twice gives the same, whatever was judged before', () => {
  const mutation = aMutation({ path: '/SecurityGroupIngress/2', change: 'added', live: rule })
  const first = judge(mutation, book, aContext)
  judge(aMutation({ path: '/x', change: 'removed', declared: 1 }), book, aContext)
  expect(judge(mutation, book, aContext)).toEqual(first)
})
