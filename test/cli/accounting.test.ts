import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const shop = new URL('../../fixtures/web-shop/', import.meta.url).pathname
const sources = ['--declared', `${shop}terraform`, '--live', `${shop}live/clean.ndjson`]
const scan = (...more: string[]): string[] => ['scan', ...sources, ...more]
const reportOf = (text: string): ScanReport => JSON.parse(text)

describe('how much was compared', () => {
  it('is the sum of its reasons, in text and in JSON', async () => {
    const { summary, notCompared } = reportOf((await runCli(scan('--format', 'json'))).stdout)
    const { equal, different, notCompared: not } = summary.attributes
    const { declared: counted = 0, compared, elsewhere = 0 } = summary.coverage ?? {}
    expect([compared, counted + elsewhere]).toEqual([equal + different, equal + different + not])
    const declared = notCompared.filter(({ reason }) => reason !== 'default-unknown')
    expect(declared.reduce((sum, { count }) => sum + count, 0)).toBe(not)
    const text = (await runCli(scan())).stdout.replaceAll(/\s+/g, ' ')
    expect(text).toMatch(
      /compared 1,\d{3} of 1,\d{3} declared values \(\d\d %\), \d+ not: provider-only \d+, .*; \d+ more are declared twice/,
    )
  })

  it('below what was asked for is an incomplete scan, and every output says so', async () => {
    const table = await runCli(scan('--min-compared', '99'))
    expect(table.code).toBe(3)
    expect(table.stdout.replaceAll(/\s+/g, ' ')).toContain('FAIL: incomplete: 9')
    const json = await runCli(scan('--min-compared', '99', '--format', 'json'))
    const report = reportOf(json.stdout)
    expect([json.code, report.exit.code, report.complete, report.summary.coverage?.minimum]).toEqual([3, 3, true, 99])
    expect(report.diagnostics).toMatchObject([{ code: 'compared-too-little', level: 'warning' }])
    const sarif = JSON.parse((await runCli(scan('--min-compared', '99', '--format', 'sarif'))).stdout)
    expect(sarif.runs[0].invocations[0]).toMatchObject({ exitCode: 3 })
    expect(sarif.runs[0].invocations[0].exitCodeDescription).toContain('99 % asked for')
    expect(JSON.stringify(sarif.runs[0].invocations[0].toolExecutionNotifications)).toContain('compared-too-little')
    expect(sarif.runs[0].properties['driftgate/summary'].coverage.minimum).toBe(99)
  })

  it('is said where it is nothing at all, although nothing is unread', async () => {
    const resource = {
      mode: 'managed',
      type: 'random_pet',
      name: 'p',
      provider: 'provider["registry.terraform.io/hashicorp/random"]',
      instances: [{ schema_version: 0, attributes: { id: 'a-b', length: 2 } }],
    }
    const state = { version: 4, serial: 1, lineage: 'l', outputs: {}, resources: [resource] }
    const cwd = folder({ 'terraform.tfstate': JSON.stringify(state) })
    const { code, stdout } = await runCli(
      ['scan', '--declared', 'terraform.tfstate', '--live', `${shop}live/clean.ndjson`, '--unmanaged', 'none'],
      { cwd },
    )
    expect([code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringContaining('None of 2 declared values was compared')])
  })

  it('from what was asked for on is no matter, by flag or by driftgate.yaml', async () => {
    expect((await runCli(scan('--min-compared', '80'))).code).toBe(0)
    const cwd = folder({ 'driftgate.yaml': 'minCompared: 99\nshowUnknown: true\n' })
    expect((await runCli(scan('--format', 'none'), { cwd })).code).toBe(3)
    expect((await runCli(scan('--format', 'none', '--min-compared', '80'), { cwd })).code).toBe(0)
    expect((await runCli(scan('--format', 'none'), { cwd: folder({ 'driftgate.yaml': 'minCompared: 101\n' }) })).stderr).toContain(
      'config-invalid',
    )
  })

  it('does not outrank findings', async () => {
    const mutated = ['scan', '--declared', `${fixtures}terraform.tfstate`, '--live', `${fixtures}mutated.ndjson`, '--min-compared', '100']
    const { code, stdout } = await runCli([...mutated, '--format', 'json'])
    expect([code, reportOf(stdout).exit.reason]).toEqual([1, expect.stringMatching(/findings? at or above high; .* 100 % asked for/)])
  })

  it('is a percentage', async () => {
    for (const wrong of ['101', '-1', 'all', '1e1']) expect((await runCli(scan(`--min-compared=${wrong}`))).code).toBe(2)
  })

  it('counts the values of a resource that was not checked as not compared', async () => {
    const cwd = folder({ 'live.ndjson': `{"TypeName":"AWS::SQS::Queue","ResourceDescription":{"Identifier":"other","Properties":"{}"}}\n` })
    const { stdout } = await runCli(['scan', '--declared', `${fixtures}terraform.tfstate`, '--live', 'live.ndjson', '--format', 'json'], {
      cwd,
    })
    const { summary, notCompared } = reportOf(stdout)
    expect(summary.coverage).toMatchObject({ compared: 0, percent: 0 })
    expect(notCompared.map(({ reason }) => reason)).toEqual(['not-checked'])
  })
})

describe('values that nobody declared and nobody knows', () => {
  it('are counted, and listed by resource, path and value when asked for', async () => {
    const counted = (await runCli(scan())).stdout
    expect(counted.replaceAll(/\s+/g, ' ')).toContain(
      'live values that nobody declared, and AWS may have set driftgate scan --show-unknown',
    )
    expect(counted).not.toContain('  ? ')
    const listed = await runCli(scan('--show-unknown'))
    expect(listed.code).toBe(0)
    expect(listed.stdout).toMatch(
      /\nmodule\.web\.aws_autoscaling_group\.this {2}AWS::AutoScaling::AutoScalingGroup\n {2}\? AvailabilityZoneImpairmentPolicy/,
    )
    const { unknown = [], notCompared } = reportOf((await runCli(scan('--show-unknown', '--format', 'json'))).stdout)
    expect(unknown).toHaveLength(notCompared.find(({ reason }) => reason === 'default-unknown')?.count ?? 0)
    expect(reportOf((await runCli(scan('--format', 'json'))).stdout).unknown).toBeUndefined()
  })

  it('show no secret', async () => {
    const secret = 'hunter2-not-to-be-seen'
    const line = {
      TypeName: 'AWS::SQS::Queue',
      ResourceDescription: {
        Identifier: 'q',
        Properties: JSON.stringify({ QueueUrl: 'q', DbPassword: secret, Nested: [{ ApiKey: secret }] }),
      },
    }
    const state = {
      version: 4,
      terraform_version: '1.9.0',
      serial: 1,
      lineage: 'x',
      outputs: {},
      resources: [
        {
          mode: 'managed',
          type: 'aws_sqs_queue',
          name: 'q',
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [{ schema_version: 0, attributes: { id: 'q', url: 'q' } }],
        },
      ],
    }
    const cwd = folder({ 'terraform.tfstate': JSON.stringify(state), 'live.ndjson': JSON.stringify(line) })
    const of = async (format: string): Promise<string> =>
      (await runCli(['scan', '--declared', 'terraform.tfstate', '--live', 'live.ndjson', '--show-unknown', '--format', format], { cwd }))
        .stdout
    expect(await of('json')).toContain('/DbPassword')
    for (const format of ['json', 'table', 'sarif']) expect(await of(format)).not.toContain(secret)
  })
})

describe('explain --path', () => {
  const explain = (...argv: string[]) => runCli(['explain', ...argv, ...sources])

  it('knows a tag by its key, however the path is written', async () => {
    for (const path of ['tags.Name', 'tags["Name"]', '/Tags/Name', '/tags/Name']) {
      const { code, stdout } = await explain('aws_sqs_queue.orders', '--path', path)
      expect([code, stdout]).toEqual([
        0,
        expect.stringMatching(/equal +\/Tags\/(\d)\/Key {2}Name\nequal +\/Tags\/\1\/Value {2}web-shop-orders\n/),
      ])
      expect(stdout).not.toContain('Owner')
    }
    expect((await explain('aws_sqs_queue.orders', '--path', 'tags.Nobody')).code).toBe(2)
  })

  it.each([
    ['a pointer in the neutral shape', '/VisibilityTimeout'],
    ['a dotted name', 'VisibilityTimeout'],
    ['the attribute of Terraform', 'visibility_timeout_seconds'],
    ['a pointer to it', '/visibility_timeout_seconds'],
  ])('takes %s', async (_, path) => {
    const { code, stdout } = await explain('aws_sqs_queue.orders', '--path', path)
    expect(code).toBe(0)
    expect(stdout).toMatch(/^equal {9}\/VisibilityTimeout/m)
    expect(stdout.match(/^(?:equal|different|not-compared|ignored) /gm)).toHaveLength(1)
  })

  it('tells the rule that decided, in blocks and lists as Terraform writes them', async () => {
    const engine = await explain('aws_db_instance.orders', '--path', 'engine_version')
    expect(engine.stdout).toMatch(/\/EngineVersion {2}"?16\.10"?\n {14}version-prefix: /)
    const password = await explain('aws_db_instance.orders', '--path', 'password')
    expect(password.stdout).toMatch(/^not-compared {2}\/password\n {14}secret: /m)
  })

  it('names what is near where there is no such path', async () => {
    const { code, stdout, stderr } = await explain('aws_sqs_queue.orders', '--path', 'visibility_timeout')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('error[explain-path-unknown]')
    expect(stderr).toMatch(/hint: Near it are [^\n]*\/visibility_timeout_seconds/)
  })

  it('still says that there is no such resource', async () => {
    expect((await explain('aws_sqs_queue.order', '--path', '/X')).stderr).toContain('Did you mean aws_sqs_queue.orders?')
  })
})
