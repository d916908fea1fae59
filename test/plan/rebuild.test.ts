import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { planId, planRebuild } from '../../src/plan/rebuild.ts'
import type { PlanContext } from '../../src/plan/rebuild.ts'
import { imageKey } from '../../src/plan/item.ts'
import { withoutExpected } from '../../src/plan/expected.ts'
import type { DeclaredResource } from '../../src/model/resource.ts'
import type { JudgedMutation } from '../../src/model/mutation.ts'
import { asg, contextOf, declared, groupOf, instance, judged, withVerdicts } from './builders.ts'

const schema: object = JSON.parse(readFileSync(new URL('../../schemas/rebuild-plan.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(schema)

function planOf(items: readonly JudgedMutation[], nodes: readonly DeclaredResource[] = [], more: Partial<PlanContext> = {}) {
  const plan = planRebuild(withVerdicts(items, nodes), contextOf(nodes, more))
  validate(plan)
  expect(validate.errors).toBeNull()
  return plan
}

const web = declared(instance, 'aws_instance.web', { physicalId: 'i-1' })
const alarm = declared('AWS::CloudWatch::Alarm', 'aws_cloudwatch_metric_alarm.cpu')
const alarmFinding = judged({ kind: alarm.kind, path: '/Threshold', declared: alarm })

describe('a plan', () => {
  it('without findings is a valid plan without items', () => {
    const plan = planOf([])
    expect(plan).toMatchObject({ generation: 1, items: [], waves: [], causes: [], counts: { findings: 0, items: 0, auto: 0 } })
  })

  it('lives for a day from the scan and takes no other clock', () => {
    expect(planOf([])).toMatchObject({ createdAt: '2026-08-01T10:00:00.000Z', expiresAt: '2026-08-02T10:00:00.000Z' })
    expect(() => planOf([], [], { now: 'soon' })).toThrow(expect.objectContaining({ code: 'plan-time' }))
  })

  it('has the id of its content: another time keeps it, another finding or revision does not', () => {
    const plan = planOf([alarmFinding])
    expect(planOf([alarmFinding], [], { now: '2026-08-05T00:00:00Z' }).id).toBe(plan.id)
    expect(planOf([]).id).not.toBe(plan.id)
    expect(planOf([alarmFinding], [], { scan: { declaredRevision: 'abc', stateSerial: 4, lineage: 'l' } }).id).not.toBe(plan.id)
    expect(planId(plan)).toBe(plan.id)
    expect(planId({ ...plan, items: plan.items.map((item) => ({ ...item, auto: !item.auto })) })).not.toBe(plan.id)
  })

  it('says what it was made from', () => {
    expect(planOf([], [], { scan: { declaredRevision: 'abc', stateSerial: 4, lineage: 'l' } }).declared).toEqual({
      revision: 'abc',
      stateSerial: 4,
      lineage: 'l',
    })
  })

  it('runs Terraform where its configuration is, and other tools where the scan was', () => {
    const around = { configurationOf: (document: string) => (document === 'terraform.tfstate' ? 'infra/prod' : undefined) }
    const [item] = planOf([alarmFinding], [], { around }).items
    expect(item?.executor.argv.map((argv) => argv.slice(0, 3))).toEqual([
      ['terraform', '-chdir=infra/prod', 'plan'],
      ['terraform', '-chdir=infra/prod', 'show'],
      ['terraform', '-chdir=infra/prod', 'apply'],
    ])
    const checks = [...(item?.preconditions ?? []), ...(item?.verify ?? [])].flatMap(({ argv }) => (argv === undefined ? [] : [argv[1]]))
    expect(checks).toEqual(['-chdir=infra/prod', '-chdir=infra/prod', 'scan'])
    expect(planOf([alarmFinding]).items[0]?.executor.argv[0]?.[1]).toBe('plan')
  })

  it('is verified by a scan of what was scanned, in the region of the item', () => {
    const finding = judged({ kind: alarm.kind, path: '/Threshold', declared: alarm, region: 'eu-west-1' })
    const rescan = (more: PlanContext['around']): readonly string[] | undefined =>
      planOf([finding], [], more === undefined ? {} : { around: more }).items[0]?.verify.at(-1)?.argv
    expect(rescan({ declared: ['infra/t.yaml', 'infra/stack.json'], baked: ['images/a.json'] })).toEqual([
      'driftgate',
      'scan',
      '--declared=infra/t.yaml',
      '--declared=infra/stack.json',
      '--baked=images/a.json',
      '--live=aws',
      '--region=eu-west-1',
    ])
    expect(rescan({ declared: Array.from({ length: 100 }, (_, at) => `${at}.yaml`) })).toEqual(rescan(undefined))
    expect(rescan(undefined)).toContain('--declared=terraform.tfstate')
  })

  it('reverts a setting without asking anybody', () => {
    const [item] = planOf([alarmFinding]).items
    expect(item).toMatchObject({
      verdict: 'revert',
      class: 'cattle',
      auto: true,
      approvals: [],
      executor: { kind: 'terraform', source: 'terraform.tfstate' },
    })
    expect(item?.executor.argv).toEqual([
      ['terraform', 'plan', '-input=false', '-target=aws_cloudwatch_metric_alarm.cpu', '-out=driftgate.tfplan'],
      ['terraform', 'show', '-json', 'driftgate.tfplan'],
      ['terraform', 'apply', '-input=false', 'driftgate.tfplan'],
    ])
    expect(item?.verify.map(({ argv }) => argv?.[0])).toEqual(['terraform', 'driftgate'])
  })

  it('asks when the policy wants an approval, and names its runbook', () => {
    const [item] = planOf([
      judged({ kind: alarm.kind, path: '/Threshold', declared: alarm, approval: 'owner', runbook: 'https://example.org/r' }),
    ]).items
    expect(item).toMatchObject({ auto: false, approvals: ['The policy asks for an approval: owner.'] })
    expect(item?.hazards).toContain('Runbook: https://example.org/r')
    expect(planOf([judged({ kind: alarm.kind, path: '/Threshold', declared: alarm, approval: 'none' })]).items[0]?.auto).toBe(true)
  })

  it('does the most careful thing that the findings of one unit ask for', () => {
    const db = declared('AWS::RDS::DBInstance', 'aws_db_instance.a', { physicalId: 'db-a' })
    const find = (path: string) => judged({ kind: db.kind, path, declared: db })
    const plan = planOf([find('/BackupRetentionPeriod'), find('/StorageEncrypted')])
    expect(plan.items).toHaveLength(1)
    expect(plan.items[0]).toMatchObject({ verdict: 'migrate', class: 'stateful', auto: false, executor: { kind: 'manual', argv: [] } })
    expect(plan.items[0]?.hazards.join()).toContain('blue/green')
  })

  it('keeps resources apart that have one address in two states', () => {
    const nodes = ['a.tfstate', 'b.tfstate'].map((file) => ({ ...alarm, file }))
    const plan = planOf(nodes.map((node) => judged({ kind: alarm.kind, path: '/Threshold', declared: node })))
    expect(new Set(plan.items.map(({ id }) => id)).size).toBe(2)
    expect(new Set(plan.items.map(({ executor }) => executor.source))).toEqual(new Set(['a.tfstate', 'b.tfstate']))
  })

  it.each([
    ['hold', judged({ kind: 'AWS::RDS::DBInstance', outcome: 'missing' })],
    ['adopt', judged({ kind: 'AWS::S3::Bucket', outcome: 'unmanaged', physicalId: 'b' })],
    ['migrate', judged({ kind: 'AWS::RDS::DBInstance', path: '/StorageEncrypted' })],
    ['quarantine', judged({ kind: 'host', path: '/files/~1x', strategy: 'quarantine', physicalId: 'i-1' })],
    [
      'revert',
      judged({
        kind: 'AWS::RDS::DBInstance',
        path: '/BackupRetentionPeriod',
        declared: declared('AWS::RDS::DBInstance', 'aws_db_instance.a'),
      }),
    ],
    ['revert', judged({ kind: 'AWS::IAM::Role', path: '/Description', declared: declared('AWS::IAM::Role', 'aws_iam_role.a') })],
    ['replace', judged({ kind: 'docker/container', path: '/files/~1x', physicalId: 'c1' })],
    ['revert', judged({ kind: 'AWS::CloudWatch::Alarm', path: '/Threshold', physicalId: 'cpu' })],
  ])('never does %s by itself where data, identity or an unknown tool is concerned', (verdict, finding) => {
    const [item] = planOf([finding]).items
    expect(item).toMatchObject({ verdict, auto: false })
    expect(item?.approvals.length).toBeGreaterThan(0)
  })
})

const many = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    judged({ kind: alarm.kind, path: '/Threshold', declared: { ...alarm, address: `aws_cloudwatch_metric_alarm.a${at}` } }),
  )

describe('brakes', () => {
  it('take every automatic step away when more than 5 % of the resources have findings, and change no verdict', () => {
    const plan = planOf(many(20), [], { totalResources: 100 })
    expect(plan.budgets.brakes.map(({ name }) => name)).toEqual(['finding-burst'])
    expect(plan.counts.auto).toBe(0)
    expect(new Set(plan.items.map(({ verdict }) => verdict))).toEqual(new Set(['revert']))
  })

  it('let fewer than 20 findings, or a small share, pass', () => {
    expect(planOf(many(19), [], { totalResources: 20 }).counts.auto).toBe(19)
    expect(planOf(many(20), [], { totalResources: 400 }).counts.auto).toBe(20)
  })

  it('stop on an incomplete scan', () => {
    expect(planOf(many(1), [], { complete: false })).toMatchObject({
      counts: { auto: 0 },
      budgets: { brakes: [{ name: 'incomplete-scan' }] },
    })
  })

  it('stop when a refresh would replace more than 5 % of what was scanned', () => {
    const hosts = ['i-1', 'i-2'].map((physicalId) => judged({ kind: 'host', path: '/files/~1x', physicalId, group: groupOf(30) }))
    expect(planOf(hosts, [], { totalResources: 500 }).budgets.brakes.map(({ name }) => name)).toEqual(['fleet-share'])
  })
})

describe('causes', () => {
  it('gather the units of one policy, one image and one template', () => {
    const image = { id: 'ami-old', known: true }
    const plan = planOf([
      alarmFinding,
      ...['i-1', 'i-2'].map((physicalId) =>
        judged({
          kind: instance,
          outcome: 'image',
          strategy: 'rebake',
          physicalId,
          image,
          declared: { ...web, address: `aws_instance.${physicalId}`, physicalId },
        }),
      ),
    ])
    expect(plan.causes.map(({ cause, items, findings }) => [cause, items.length, findings])).toEqual([
      ['DG101', 1, 1],
      ['image ami-old', 2, 2],
    ])
  })
})

describe('images', () => {
  const record = { name: 'web', channel: 'stable', subjects: [], parents: [], file: 'web.json', header: {} }
  const old = judged({ kind: instance, outcome: 'image', strategy: 'rebake', declared: web, image: { id: 'ami-1', known: true, record } })

  it('are baked first when the library has nothing newer', () => {
    expect(planOf([old]).items[0]).toMatchObject({ auto: false, image: { running: ['ami-1'], bake: true } })
    expect(planOf([old], [], { images: new Map([['web', 'ami-1']]) }).items[0]?.image).toEqual({
      running: ['ami-1'],
      target: 'ami-1',
      bake: true,
    })
  })

  it('are taken from the library when it has a newer one', () => {
    const images = new Map([[imageKey('web', 'stable'), 'ami-2']])
    expect(planOf([old], [], { images }).items[0]?.image).toEqual({ running: ['ami-1'], target: 'ami-2', bake: false })
  })
})

const snapshot = (region: string) =>
  withVerdicts([judged({ kind: 'AWS::EC2::Snapshot', outcome: 'unmanaged', physicalId: 's', region })]).map(({ finding }) => finding)

describe('what a rebuild changes by itself', () => {
  const nodes = [declared(asg, 'aws_autoscaling_group.web', { physicalId: 'web-asg' })]
  const hosts = ['i-1', 'i-2'].map((physicalId) => judged({ kind: 'host', path: '/files/~1x', physicalId, group: groupOf(30) }))
  const plan = planOf(hosts, nodes)

  it('is no finding of the verifying scan', () => {
    const later = withVerdicts([judged({ kind: asg, path: '/LaunchTemplate/Version', declared: nodes[0]! })], nodes)
    expect(
      withoutExpected(
        later.map(({ finding }) => finding),
        plan,
      ),
    ).toEqual([])
  })

  it('covers neither other paths, nor other units, nor what is missing', () => {
    const other = declared(asg, 'aws_autoscaling_group.other', { physicalId: 'other' })
    const later = withVerdicts(
      [
        judged({ kind: asg, path: '/MinSize', declared: nodes[0]! }),
        judged({ kind: asg, path: '/DesiredCapacity', declared: other }),
        judged({ kind: asg, outcome: 'missing', declared: nodes[0]! }),
      ],
      nodes,
    ).map(({ finding }) => finding)
    expect(withoutExpected(later, plan)).toEqual(later)
  })

  it('covers what the executor leaves behind in its account and region', () => {
    const taken = planOf([judged({ kind: 'host', path: '/files/~1x', physicalId: 'i-1', strategy: 'quarantine', region: 'eu-west-1' })])
    expect(withoutExpected(snapshot('eu-west-1'), taken)).toEqual([])
    expect(withoutExpected(snapshot('us-east-1'), taken)).toHaveLength(1)
  })
})
