import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kindsToRead } from '../src/live-scope.ts'
import { exitCodes, exitOf, failOnLevels } from '../src/exit-code.ts'
import type { ScanReport } from '../src/model/generated/report.ts'
import type { JsonObject } from '../src/model/json.ts'
import type { DeclaredResource, LiveItem, LiveResource } from '../src/model/resource.ts'
import { declares, partly, refreshed, shows, terraform, whole } from './helpers/resources.ts'
import { scanning } from './helpers/scanning.ts'
import { properties } from './helpers/trees.ts'

const group = 'AWS::EC2::SecurityGroup'
const web: JsonObject = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }
const ssh: JsonObject = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }
const declared = declares(group, { SecurityGroupIngress: [web] }, { physicalId: 'sg-1', address: 'Web' })
const live = (...SecurityGroupIngress: JsonObject[]): LiveItem[] => whole([shows(group, 'sg-1', { SecurityGroupIngress })])

describe('what was recorded and not read now', () => {
  it('is counted by its source, with the oldest and the newest change', async () => {
    const recorded = (id: string, recordedAt: string) => shows(group, id, {}, { source: 'config', stale: true, recordedAt })
    const resources = ['sg-1', 'sg-2', 'sg-3'].map((id) => declares(group, {}, { physicalId: id, address: id }))
    const times = [recorded('sg-1', '2026-01-02T00:00:00Z'), recorded('sg-2', '2026-01-01T00:00:00Z'), shows(group, 'sg-3')]
    const { report } = await scanning(resources, partly(times))
    expect(report.scope?.recorded).toEqual([
      { source: 'config', resources: 2, oldest: '2026-01-01T00:00:00Z', newest: '2026-01-02T00:00:00Z' },
    ])
    expect((await scanning([declared], live(web))).report.scope).not.toHaveProperty('recorded')
  })

  it('is said with each finding', async () => {
    const shown = { SecurityGroupIngress: [web, ssh] }
    const items = whole([shows(group, 'sg-1', shown, { source: 'config', stale: true, recordedAt: '2026-01-02T00:00:00Z' })])
    const { findings } = (await scanning([declared], items)).report
    expect(findings.map(({ resource }) => resource.recordedAt)).toEqual(['2026-01-02T00:00:00Z'])
    const [now] = (await scanning([declared], live(web, ssh))).report.findings
    expect(now?.resource).not.toHaveProperty('recordedAt')
    expect(now?.fingerprint).toBe(findings[0]?.fingerprint)
  })
})

describe('what a scan ends with', () => {
  it.each([
    ['nothing changed', [declared], live(web), 0, true],
    ['a rule for the world', [declared], live(web, ssh), 1, true],
    [
      'something unread',
      [declared],
      [...live(web), { is: 'gap' as const, reason: 'access-denied' as const, kind: 'AWS::EC2::Volume' }],
      3,
      false,
    ],
    [
      'something unread and a rule for the world',
      [declared],
      [...live(web, ssh), { is: 'gap' as const, reason: 'throttled' as const }],
      1,
      false,
    ],
    ['a declared resource that nobody showed', [declared], [], 3, false],
    ['a declared resource that is gone', [declared], [{ is: 'listed' as const, kind: group }], 1, true],
    ['nothing to scan', [], [], 0, true],
    ['values that no API holds', [terraform('random_id', { id: 'x' })], [], 0, true],
  ])('%s', async (_, resources, items, code, complete) => {
    const { report } = await scanning(resources, items)
    expect([report.exit.code, report.complete]).toEqual([code, complete])
  })

  it('an error of a reader makes it incomplete, a warning does not', async () => {
    const said = (level: 'error' | 'warning') => scanning([declared], live(web), { diagnostics: [{ code: 'x', level, message: 'm' }] })
    expect((await said('error')).report).toMatchObject({ complete: false, exit: { code: 3 } })
    expect((await said('warning')).report).toMatchObject({ complete: true, exit: { code: 0 } })
  })

  it('is decided by the severity that fails the gate', () => {
    const counts = { critical: 0, high: 0, medium: 1, low: 0, info: 5 }
    expect(failOnLevels.map((level) => exitOf(counts, true, level).code)).toEqual([0, 0, 1, 1, 0])
    expect(exitOf(counts, false, 'medium')).toEqual({ code: exitCodes.findings, reason: '1 finding at or above medium; scan incomplete' })
    expect(exitOf(counts, false, 'never').code).toBe(exitCodes.incomplete)
    expect(exitOf({ ...counts, critical: 1 }, true, 'low').reason).toBe('2 findings at or above low')
  })
})

describe('the books of a scan', () => {
  const kinds = [group, 'AWS::S3::Bucket', 'acme/Thing']
  const side = fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), kind: fc.constantFrom(...kinds), properties }), {
    maxLength: 5,
  })
  const unique = <T extends { id: string; kind: string }>(items: T[]): T[] => [
    ...new Map(items.map((item) => [`${item.kind} ${item.id}`, item])).values(),
  ]
  const here = (items: { id: string; kind: string; properties: JsonObject }[]): LiveResource[] =>
    unique(items).map((item) => shows(item.kind, item.id, item.properties))
  const said = (items: { id: string; kind: string; properties: JsonObject }[]): DeclaredResource[] =>
    unique(items).map((item) =>
      declares(item.kind, item.properties, { physicalId: item.id, address: `${item.kind.split(/\W+/).at(-1) ?? ''}-${item.id}` }),
    )

  it('account for every declared resource and every leaf, whatever the sides are', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, fc.boolean(), async (a, b, proven) => {
        const resources = said(a)
        const { report } = await scanning(resources, proven ? whole(here(b)) : partly(here(b)))
        const { managed, missing, notChecked } = report.summary.resources
        expect(managed + missing + notChecked).toBe(resources.length)
        const { equal, different, notCompared } = report.summary.attributes
        const sums = (field: 'equal' | 'different' | 'notCompared'): number =>
          (report.resources ?? []).reduce((sum, one) => sum + one[field], 0)
        expect([equal, different, notCompared]).toEqual([sums('equal'), sums('different'), sums('notCompared')])
        for (const field of ['managed', 'missing', 'unmanaged', 'notChecked'] as const) {
          expect(report.summary.byKind.reduce((sum, row) => sum + row[field], 0)).toBe(report.summary.resources[field])
        }
        expect(report.findings.length).toBe(Object.values(report.summary.findings).reduce((sum, count) => sum + count, 0))
      }),
      { numRuns: 60 },
    )
  })

  it('are the same in whatever order the sides are read, and no two findings share a fingerprint', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, async (a, b) => {
        const resources = said(a)
        const items = whole(here(b))
        const first = await scanning(resources, structuredClone(items))
        const second = await scanning(resources.toReversed(), structuredClone(items).toReversed())
        expect(JSON.stringify(second.report)).toBe(JSON.stringify(first.report))
        const fingerprints = first.report.findings.map(({ fingerprint }) => fingerprint)
        expect(new Set(fingerprints).size).toBe(fingerprints.length)
      }),
      { numRuns: 60 },
    )
  })

  it('name what was not checked with its reason and what to do', async () => {
    const { report } = await scanning(
      [declared],
      [{ is: 'gap', reason: 'access-denied', kind: group, service: 'ec2', action: 'ec2:DescribeSecurityGroups' }],
    )
    expect(report.notChecked).toContainEqual(
      expect.objectContaining({
        reason: 'access-denied',
        service: 'ec2',
        action: 'ec2:DescribeSecurityGroups',
        remedy: expect.stringContaining('role') as string,
        resource: expect.objectContaining({ address: 'Web' }) as object,
      }),
    )
  })
})

describe('a finding', () => {
  it('is of the resource as it was declared, at its place, with a verdict', async () => {
    const { report } = await scanning([declared], live(web, ssh))
    expect(report.findings).toHaveLength(1)
    expect(report.findings[0]).toMatchObject({
      severity: 'critical',
      outcome: 'mutated',
      resource: { kind: group, address: 'Web', physicalId: 'sg-1' },
      difference: { path: '/SecurityGroupIngress/1', change: 'added', element: 'tcp 22 from 0.0.0.0/0' },
      location: { file: 'template.yaml', line: 1 },
    })
    expect(report.findings[0]?.verdict?.action).toMatch(/^[a-z]+$/)
  })

  it('of an unmanaged resource is named by its id, and placed where it would be declared', async () => {
    const { report } = await scanning(
      [declared],
      [...live(web), ...partly([shows(group, 'sg-2', { GroupName: 'by-hand', SecurityGroupIngress: [ssh] })])],
    )
    expect(report.findings).toMatchObject([
      { outcome: 'unmanaged', resource: { address: 'sg-2', physicalId: 'sg-2' }, location: { file: 'template.yaml' } },
    ])
  })

  it('names the attribute as Terraform does', async () => {
    const rule = { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] }
    const { report } = await scanning(
      [terraform('aws_security_group', { id: 'sg-1', ingress: [rule] })],
      live({ ...web, CidrIp: '0.0.0.0/0' }),
    )
    expect(report.findings).toMatchObject([
      { difference: { path: '/SecurityGroupIngress/0/CidrIp', terraformPath: '/ingress/0' }, resource: { type: 'aws_security_group' } },
    ])
  })

  it('is none where the declaration itself ignores the attribute; that is counted', async () => {
    const queue = terraform('aws_sqs_queue', { id: 'q', delay_seconds: 5, tags_all: { a: '1' } })
    const shown = whole([shows('AWS::SQS::Queue', 'q', { DelaySeconds: 9, Tags: [{ Key: 'a', Value: '2' }] })])
    const { report } = await scanning([queue], shown, { ignored: ['/delay_seconds', '/tags'] })
    expect(report.findings).toEqual([])
    expect(report.summary.attributes.different).toBe(0)
    expect(report.notCompared).toContainEqual(expect.objectContaining({ reason: 'ignore-changes', count: 2 }))
    expect((await scanning([queue], shown)).report.findings).toHaveLength(2)
  })
})

describe('secrets', () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9+/]{12,24}$/)

  it('of the state are nowhere in what is written, wherever they turn up', async () => {
    await fc.assert(
      fc.asyncProperty(
        secret,
        secret,
        fc.constantFrom('Description', 'GroupName', 'Tags', 'SecurityGroupIngress'),
        async (known, other, place) => {
          const attributes = { id: 'sg-1', description: known, name: 'x' }
          const resource = terraform('aws_security_group', attributes, { sensitive: ['/description'] })
          const values: JsonObject = {
            Description: known,
            GroupName: `before ${known} after`,
            Tags: [{ Key: 'note', Value: known }],
            SecurityGroupIngress: [{ ...ssh, Description: `see ${known}` }],
          }
          const shown = { GroupDescription: other, GroupName: 'y', ...(place === 'Description' ? {} : { [place]: values[place] ?? null }) }
          const { report, plan } = await scanning([resource], whole([shows(group, 'sg-1', shown)]), { batch: { secrets: [known] } })
          const text = JSON.stringify({ report, plan })
          expect(report.findings.length).toBeGreaterThan(0)
          expect(text).not.toContain(known)
          // What somebody put in the place of a secret is a secret as well.
          expect(text).not.toContain(other)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('two Terraform documents', () => {
  it('are compared by their own attributes, and policies see the neutral path as well', async () => {
    const rule = { from_port: 443, to_port: 443, protocol: 'tcp', cidr_blocks: ['10.0.0.0/8'] }
    const now = { id: 'sg-1', name: 'web', ingress: [{ ...rule, cidr_blocks: ['10.0.0.0/8', '0.0.0.0/0'] }] }
    const { report } = await scanning(
      [terraform('aws_security_group', { id: 'sg-1', name: 'web', ingress: [rule] })],
      [...partly([refreshed('aws_security_group', now)]), { is: 'listed', kind: '*' }],
    )
    expect(report.findings).toMatchObject([
      { difference: { path: '/ingress/0/cidr_blocks/1', change: 'added', neutralPath: '/SecurityGroupIngress/0' } },
    ])
  })

  it('keep quiet about what the declaration ignores, also when it was added', async () => {
    const declaration = terraform('acme_server', { id: 's', size: 1 })
    const { report } = await scanning([declaration], partly([refreshed('acme_server', { id: 's', size: 2, color: 'red' })]), {
      ignored: ['/'],
    })
    expect(report.findings).toEqual([])
    expect(report.summary.attributes).toMatchObject({ different: 0, added: 0 })
  })
})

describe('the kinds that a live source is to read', () => {
  const kinds = (scope: 'all' | 'services' | 'kinds' | 'none'): Set<string> =>
    kindsToRead(new Set(['AWS::EC2::Instance', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroup']), scope)

  it('are what is declared, and what that is judged by', () => {
    for (const scope of ['none', 'kinds'] as const) {
      expect([...kinds(scope)]).toEqual(
        expect.arrayContaining(['AWS::EC2::Instance', 'AWS::EC2::Image', 'AWS::EC2::SecurityGroup', 'AWS::EC2::SecurityGroupIngress']),
      )
      expect(kinds(scope).has('AWS::EC2::NatGateway')).toBe(false)
    }
  })

  it('are all of the declared services, or all there are, where undeclared ones are governed', () => {
    expect([
      kinds('services').has('AWS::EC2::NatGateway'),
      kinds('services').has('AWS::SQS::Queue'),
      kinds('all').has('AWS::SQS::Queue'),
    ]).toEqual([true, false, true])
  })
})

describe('hostile values', () => {
  it('that somebody nested without end on the live side cost only their resource', async () => {
    let deep: JsonObject = {}
    for (let at = 0; at < 20_000; at += 1) deep = { a: deep, b: 1 }
    const others = [declared, declares('acme/Thing', { a: 1 }, { physicalId: 't', address: 'Deep' })]
    const { report } = await scanning(others, [...live(web), ...whole([shows('acme/Thing', 't', { a: 1, deep })])])
    expect(report.summary.resources).toMatchObject({ managed: 1, notChecked: 1 })
  })

  it('that are nested without end cost only their resource', async () => {
    let deep: JsonObject = {}
    for (let at = 0; at < 20_000; at += 1) deep = { a: deep }
    const others = [declared, declares('acme/Thing', { deep }, { physicalId: 't', address: 'Deep' })]
    const { report }: { report: ScanReport } = await scanning(others, [
      ...live(web),
      ...whole([shows('acme/Thing', 't', { deep: { b: 1 } })]),
    ])
    expect(report.summary.resources).toMatchObject({ managed: 1, notChecked: 1 })
    expect(report.notChecked).toMatchObject([{ reason: 'unreadable-document', resource: { address: 'Deep' } }])
  })
})
