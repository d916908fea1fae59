import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { notCheckedReasons } from '../../src/model/resource.ts'
import { notComparedReasons } from '../../src/model/pair.ts'
import { fixtures, folder } from './folder.ts'
import { listedRules } from '../../src/cli/rule-list.ts'
import { runCli } from './run-cli.ts'

const declared = `${fixtures}terraform.tfstate`
const mutated = `${fixtures}mutated.ndjson`

const explain = (what: string, ...more: string[]) => runCli(['explain', what, '--declared', declared, '--live', mutated, ...more])

async function findings(live: string): Promise<unknown> {
  const { stdout } = await runCli(['scan', '-f', 'json', '--declared', declared, '--live', live])
  const report: { findings: unknown } = JSON.parse(stdout)
  return report.findings
}

describe('capture', () => {
  it('writes what is live to a file that replays to the same findings, for its owner only', async () => {
    const cwd = folder()
    const { code, stdout, stderr } = await runCli(['capture', '--live', mutated, '-o', 'c.ndjson'], { cwd })
    expect([code, stdout, stderr]).toEqual([0, '', 'wrote c.ndjson: 6 items, 0 gaps\n'])
    const path = join(cwd, 'c.ndjson')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const lines = readFileSync(path, 'utf8').trim().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ schema: 'driftgate/capture/v1', capturedAt: '2026-11-20T10:00:00.000Z' })
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ is: 'end', items: 6, calls: {} })
    expect(await findings(path)).toEqual(await findings(mutated))
  })

  it('writes to standard output where no file is said, with the same bytes each time', async () => {
    const [first, second] = [await runCli(['capture', '--live', mutated]), await runCli(['capture', '--live', mutated])]
    expect(first.stdout.trim().split('\n')).toHaveLength(8)
    expect(second).toEqual(first)
  })

  it('is incomplete when something could not be read, and says what', async () => {
    const { code, stderr } = await runCli(['capture', '--live', `${fixtures}truncated.ndjson`, '-o', '/dev/null'])
    expect(code).toBe(3)
    expect(stderr).toContain('unread  everything  truncated')
    expect(stderr).toContain('error[capture-truncated]')
  })

  it('leaves nothing behind when it fails', async () => {
    const cwd = folder({ 'broken.ndjson': '{"schema":"driftgate/capture/v9"}\n' })
    const { code, stderr } = await runCli(['capture', '--live', 'broken.ndjson', '-o', 'c.ndjson'], { cwd })
    expect([code, stderr.includes('error[capture-version]')]).toEqual([2, true])
    expect(() => statSync(join(cwd, 'c.ndjson'))).toThrow('ENOENT')
  })

  it('takes a declared side to know the kinds, and one stack only', async () => {
    const cwd = folder({ 'driftgate.yaml': 'stacks:\n  - {name: a, live: [clean.ndjson]}\n  - {name: b, live: [clean.ndjson]}\n' }, true)
    expect(
      (await runCli(['capture', '--declared', declared, '--live', mutated, '-q', '--config', 'driftgate.yaml', '--stack', 'a'], { cwd }))
        .code,
    ).toBe(0)
    expect((await runCli(['capture'], { cwd })).stderr).toContain('error[stack-needed]')
    expect((await runCli(['capture', '-q'], { cwd: folder() })).stderr).toContain('error[no-live]')
  })
})

describe('rules', () => {
  it('lists every rule with its reason, and with its proof as JSON', async () => {
    const { code, stdout } = await runCli(['rules'], { cwd: folder() })
    expect(code).toBe(0)
    for (const { name, because } of listedRules())
      expect(stdout.split('\n').some((line) => line.startsWith(`${name} `) && line.includes(because))).toBe(true)
    const json = await runCli(['rules', '--format', 'json'], { cwd: folder() })
    expect(JSON.parse(json.stdout)).toEqual({ rules: listedRules() })
    expect((await runCli(['rules', '--format', 'sarif'], { cwd: folder() })).stderr).toContain('error[rules-format]')
  })

  it('explains each with what it holds equal and what it does not', async () => {
    const { stdout } = await runCli(['explain', 'policy-document'], { cwd: folder() })
    expect(stdout).toContain('equal      AWS::IAM::Role')
    expect(stdout).toContain('different  AWS::IAM::Role')
  })
})

describe('explain', () => {
  it('tells everything about a policy, a rule and a reason', async () => {
    const policy = await runCli(['explain', 'dg401'], { cwd: folder() })
    for (const part of ['DG401 sg-rule-added', 'severity    high', 'control     PCI DSS', 'parameter   adminPorts', 'built in'])
      expect(policy.stdout).toContain(part)
    expect((await runCli(['explain', 'network'], { cwd: folder() })).stdout).toContain('different  "10.0.0.0/8"  "10.0.0.0/16"')
    for (const reason of [...notCheckedReasons, ...notComparedReasons]) {
      const { code, stdout } = await runCli(['explain', reason], { cwd: folder() })
      expect(code).toBe(0)
      expect(stdout.split('\n')[1]?.length).toBeGreaterThan(10)
    }
  })

  it('tells of a resource every attribute, what decided, and what is broken, without its secrets', async () => {
    const queue = await explain('aws_sqs_queue.orders')
    expect(queue.code).toBe(0)
    expect(queue.stdout).toMatch(/^aws_sqs_queue.orders {2}AWS::SQS::Queue {2}\S+ {2}managed\ndeclared at .*main\.tf:7:1/)
    expect(queue.stdout).toContain('different     /VisibilityTimeout  30 -> 600')
    expect(queue.stdout).toContain('breaks DG101 declared-attribute-mutated (high) at /VisibilityTimeout')
    const onlyThere = await explain('aws_sqs_queue.orders', '--path', '/VisibilityTimeout')
    expect(onlyThere.stdout).not.toContain('/QueueName')
    for (const what of ['aws_lambda_function.mail', 'mail', 'aws_ssm_parameter.password']) {
      const { stdout } = await explain(what)
      expect(stdout).toContain('(sensitive)')
      expect(stdout).not.toContain('CANARY')
    }
  })

  it('tells why a resource was not checked', async () => {
    const { stdout } = await runCli(['explain', 'aws_sqs_queue.orders', '--declared', declared, '--live', `${fixtures}header-only.ndjson`])
    expect(stdout).toMatch(/not-checked\ndeclared at .*\nnot-in-live-source: The live sources show no such resource/)
  })

  it('names the nearest resource, or says that there are no sources', async () => {
    const slip = await runCli(['explain', 'aws_sqs_queue.order', '--declared', declared, '--live', mutated])
    expect([slip.code, slip.stderr.includes('Did you mean aws_sqs_queue.orders?')]).toEqual([2, true])
    const none = await runCli(['explain', 'aws_sqs_queue.order'], { cwd: folder() })
    expect([none.code, none.stderr.includes('error[explain-unknown]')]).toEqual([2, true])
  })
})

describe('policies', () => {
  const broken = 'apiVersion: driftgate/v1\nkind: PolicyConfig\npolicies:\n  DG999: { enabled: false }\n'

  it('are listed with what is in force, and shown one by one', async () => {
    const cwd = folder({
      'mine.yaml': 'apiVersion: driftgate/v1\nkind: PolicyConfig\npolicies:\n  DG101: { severity: low, reason: test }\n',
    })
    const { stdout } = await runCli(['policies', 'list', '-p', 'mine.yaml'], { cwd })
    expect(stdout).toMatch(/^DG101 {2}low +declared-attribute-mutated .*\(changed\)$/m)
    expect((await runCli(['policies', 'show', 'DG101', '-p', 'mine.yaml'], { cwd })).stdout).toContain('changed in  mine.yaml:4:10: test')
    expect((await runCli(['policies', 'show', 'DG40l'], { cwd })).stderr).toContain('Did you mean DG401?')
    expect((await runCli(['policies', 'show', 'elephant'], { cwd })).stderr).toContain('policies list')
  })

  it('are checked without a scan, each error at its place', async () => {
    const cwd = folder({ 'broken.yaml': broken, 'fine.yaml': broken.replace('DG999', 'DG101') })
    const { code, stdout, stderr } = await runCli(['policies', 'validate', 'broken.yaml'], { cwd })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^error\[policy-unknown\]: .*\n {2}at broken\.yaml:4:/)
    expect(await runCli(['policies', 'validate', 'fine.yaml'], { cwd })).toEqual({
      code: 0,
      stdout: 'valid: 0 policies of your own, 1 policy changed\n',
      stderr: '',
    })
  })

  it('run their own tests', async () => {
    const { code, stdout } = await runCli(['policies', 'test', '-v'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ok {4}DG401 {2}/m)
    expect(stdout).toMatch(/^\d+ tests passed, 0 failed$/m)
  })

  it('of your own are tested alone, and a failure ends with 1', async () => {
    const own = `apiVersion: driftgate/v1
kind: PolicyPack
policies:
  - id: ACME001
    name: no-queue
    title: No queue changes
    description: No queue changes.
    message: A queue changed.
    severity: high
    match: { kinds: ['AWS::SQS::Queue'] }
    tests:
      - { name: fires, input: { resource: { kind: 'AWS::SQS::Queue' }, difference: { path: /A, change: changed, declared: 1, live: 2 } }, expect: low }
      - { name: silent, input: { resource: { kind: 'AWS::SNS::Topic' }, difference: { path: /A, change: changed, declared: 1, live: 2 } }, expect: silent }
`
    const { code, stdout, stderr } = await runCli(['policies', 'test', 'own.yaml'], { cwd: folder({ 'own.yaml': own }) })
    expect(stderr).toBe('')
    expect([code, stdout]).toEqual([1, 'FAIL  ACME001  fires: expected low, got high\n1 test passed, 1 failed\n'])
  })
})

describe('report convert', () => {
  it('writes the report that it was given, byte for byte', async () => {
    const cwd = folder()
    await runCli(['scan', '--declared', declared, '--live', mutated, '-o', 'a.json', '--export', 'a.sarif'], { cwd })
    const { code } = await runCli(['report', 'convert', 'a.json', '-f', 'none', '--export', 'b.json', '--export', 'b.sarif'], { cwd })
    expect(code).toBe(0)
    for (const kind of ['json', 'sarif']) expect(readFileSync(join(cwd, `b.${kind}`))).toEqual(readFileSync(join(cwd, `a.${kind}`)))
  })

  it('refuses what is no report, and to write a plan', async () => {
    const cwd = folder({ 'x.json': '{"schemaVersion":"2"}', 'y.json': '{', 'z.json': '{"schemaVersion":"1"}' })
    expect((await runCli(['report', 'convert', 'x.json'], { cwd })).stderr).toContain('error[report-invalid]')
    expect((await runCli(['report', 'convert', 'z.json'], { cwd })).stderr).toContain('error[report-invalid]')
    expect((await runCli(['report', 'convert', 'y.json'], { cwd })).stderr).toContain('error[report-unreadable]')
    expect((await runCli(['report', 'convert', 'x.json', '--export', 'p.rebuild.json'], { cwd })).stderr).toContain('error[export-suffix]')
  })
})

describe('init', () => {
  it('writes a configuration that scans, prints it, and does not overwrite it', async () => {
    const cwd = folder({ 'images/web.json': '{"schema":"driftgate/baked-image/v1","subjects":[{"kind":"ami","id":"ami-1"}]}' }, true)
    const { code, stdout } = await runCli(['init'], { cwd })
    expect(code).toBe(0)
    expect(readFileSync(join(cwd, 'driftgate.yaml'), 'utf8')).toBe(stdout)
    expect(stdout).toContain('      - images\n')
    expect((await runCli(['scan', '--live', 'mutated.ndjson'], { cwd })).code).toBe(1)
    const again = await runCli(['init'], { cwd })
    expect([again.code, again.stderr.includes('error[init-exists]')]).toEqual([2, true])
    writeFileSync(join(cwd, 'driftgate.yaml'), 'other')
    expect((await runCli(['init', '--force', '-q'], { cwd })).stderr).toBe('')
    expect(readFileSync(join(cwd, 'driftgate.yaml'), 'utf8')).toBe(stdout)
  })

  it('reads the account where there is no live document, and quotes hostile names', async () => {
    const cwd = folder({ 'a: b.tfstate': readFileSync(declared, 'utf8'), 'c\u202e\u009b.tfstate': readFileSync(declared, 'utf8') })
    const { stdout } = await runCli(['init'], { cwd })
    expect(stdout).toContain('      - "c\\u202e\\u009b.tfstate"\n')
    expect((await runCli(['doctor'], { cwd })).stdout).toContain('c\\u202e\\x9b.tfstate')
    expect(stdout).toContain('      - "a: b.tfstate"\n')
    expect(stdout).toContain('    live:\n      - aws\n')
  })

  it('says when there is nothing, or another configuration', async () => {
    expect((await runCli(['init'], { cwd: folder() })).stderr).toContain('error[init-nothing]')
    expect((await runCli(['init', '--force'], { cwd: folder({ 'driftgate.yml': '' }) })).stderr).toContain('Rename it to driftgate.yaml')
  })
})

describe('doctor', () => {
  it('looks at what is live before anything is declared', async () => {
    const { code, stdout } = await runCli(['doctor', '--live', 'rootfs:.'], { cwd: folder() })
    expect(code).toBe(2)
    expect(stdout).toMatch(/ok {4}rootfs +machine/)
    expect(stdout).toMatch(/FAIL {2}declared +Nothing is declared/)
  })

  it('says what a scan would read', async () => {
    const cwd = folder({ 'driftgate.yaml': 'stacks:\n  - {name: shop, declared: [terraform.tfstate], live: [clean.ndjson]}\n' }, true)
    const { code, stdout } = await runCli(['doctor'], { cwd })
    expect(code).toBe(0)
    expect(stdout).toContain('ok    declared   shop: 3 resources of 3 kinds in terraform.tfstate\n')
    expect(stdout).toContain('ok    live       clean.ndjson\n')
  })

  it('ends with 2 when a scan could not be', async () => {
    const { code, stdout } = await runCli(['doctor'], { cwd: folder() })
    expect(code).toBe(2)
    expect(stdout).toMatch(/^FAIL {2}sources +There is nothing here/m)
  })
})
