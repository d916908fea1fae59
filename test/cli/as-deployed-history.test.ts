import { utimesSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { callerIdentity, serveAws } from '../helpers/aws-endpoint.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const kind = 'AWS::Lambda::Function'
const stack = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1'

/** An item of AWS Config, which writes functions as their API does. */
function item(at: string, members: JsonObject): JsonObject {
  return {
    version: '1.3',
    accountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: Date.parse(at) / 1000,
    resourceType: kind,
    resourceId: 'job',
    configuration: JSON.stringify({ functionName: 'job', role: 'r', ...members }),
    tags: {},
  }
}

const deployed = '2026-03-01T12:04:00Z'
const early = item('2026-03-01T11:00:00Z', { memorySize: 128 })
const settled = item('2026-03-01T12:05:00Z', { memorySize: 256, timeout: 17 })

let items: JsonObject[] = []
let refused = false
let asked = 0

serveAws(
  (request) => {
    if (!String(request.headers['x-amz-target']).includes('GetResourceConfigHistory')) return { body: callerIdentity }
    asked += 1
    const type = 'application/x-amz-json-1.1'
    if (refused) return { status: 400, type, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }) }
    return { type, body: JSON.stringify({ configurationItems: items }) }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)

beforeEach(() => {
  asked = 0
  refused = false
})

/** A stack with one function, and what its API says now. */
function project(live: JsonObject, files: Readonly<Record<string, string>> = {}, isTimed = true): string {
  const resource = { StackName: 'web', StackId: stack, LogicalResourceId: 'Job', PhysicalResourceId: 'job', ResourceType: kind }
  return folder({
    'web.template.json': JSON.stringify({ Resources: { Job: { Type: kind, Properties: { FunctionName: 'job', Role: 'r' } } } }),
    'web.resources.json': JSON.stringify({ StackResources: [{ ...resource, ...(isTimed ? { Timestamp: deployed } : {}) }] }),
    'live/job.json': JSON.stringify({
      TypeName: kind,
      ResourceDescription: { Identifier: 'job', Properties: JSON.stringify({ FunctionName: 'job', Role: 'r', ...live }) },
    }),
    ...files,
  })
}

interface Scanned {
  found: string[]
  notes: string[]
  unknown: number
  report: ScanReport
}

async function scanned(cwd: string, ...more: string[]): Promise<Scanned> {
  const sources = ['--declared', 'web.template.json', '--declared', 'web.resources.json', '--live', 'live']
  const { stdout } = await runCli(['scan', ...sources, '--format', 'json', ...more], { cwd })
  const report: ScanReport = JSON.parse(stdout)
  return {
    report,
    found: report.findings.map(({ difference }) => `${difference?.change} ${difference?.path} ${JSON.stringify(difference?.declared)}`),
    notes: report.diagnostics.map(({ code, level }) => `${level} ${code}`),
    unknown: report.notCompared.find(({ reason }) => reason === 'default-unknown')?.count ?? 0,
  }
}

describe('--as-deployed config', () => {
  it('asks only of resources that have something unexplained', async () => {
    items = [settled]
    await scanned(project({}), '--as-deployed', 'config')
    expect(asked).toBe(0)
    const { report } = await scanned(project({ MemorySize: 256 }), '--as-deployed', 'config')
    expect(asked).toBe(1)
    expect(report.scope).toMatchObject({ asDeployed: ['config'] })
    expect(report.calls).toMatchObject({ 'config.GetResourceConfigHistory': 1 })
  })

  it('explains what was so after the deployment, whatever it is', async () => {
    items = [settled, early]
    const cwd = project({ MemorySize: 256, Timeout: 17 })
    expect(await scanned(cwd)).toMatchObject({ found: ['added /Timeout undefined'], unknown: 1 })
    expect(await scanned(cwd, '--as-deployed', 'config')).toMatchObject({ found: [], unknown: 0, notes: [] })
  })

  it('says what was changed since, where Config shows it as the API does', async () => {
    items = [item('2026-04-01T00:00:00Z', { memorySize: 512, timeout: 17 }), settled, early]
    const cwd = project({ MemorySize: 512, Timeout: 17 })
    expect(await scanned(cwd, '--as-deployed', 'config')).toMatchObject({ found: ['changed /MemorySize 256'], unknown: 0 })
  })

  it('accuses nothing that Config shows otherwise than the API, now as then', async () => {
    items = [item('2026-04-01T00:00:00Z', { memorySize: 1024, timeout: 17 }), settled, early]
    expect(await scanned(project({ MemorySize: 512, Timeout: 17 }), '--as-deployed', 'config')).toMatchObject({ found: [], unknown: 1 })
  })

  it('says what came since, and keeps as a finding what the history does not explain', async () => {
    items = [item('2026-04-01T00:00:00Z', { memorySize: 256, timeout: 60 }), settled]
    const cwd = project({ MemorySize: 256, Timeout: 60 })
    expect(await scanned(cwd, '--as-deployed', 'config')).toMatchObject({ found: ['changed /Timeout 17'], unknown: 0 })
    items = [item('2026-04-01T00:00:00Z', { memorySize: 256, timeout: 60 }), item('2026-03-01T12:05:00Z', {})]
    expect((await scanned(cwd, '--as-deployed', 'config')).found).toEqual(['added /MemorySize undefined', 'added /Timeout undefined'])
  })

  it.each([
    ['explains', [settled, early], { MemorySize: 256, Timeout: 17 }],
    ['shows a change', [item('2026-04-01T00:00:00Z', { memorySize: 512, timeout: 17 }), settled], { MemorySize: 512, Timeout: 17 }],
    ['begins too late', [item('2026-04-01T00:00:00Z', { memorySize: 256 })], { MemorySize: 256 }],
    ['is refused', undefined, { MemorySize: 256, Timeout: 17 }],
  ])('is kept for a replay that gives the same report, where it %s', async (_, told, live) => {
    refused = told === undefined
    items = told ?? []
    const cwd = project(live)
    const { report } = await scanned(cwd, '--as-deployed', 'config', '--keep-history', 'kept.ndjson')
    const before = asked
    const replay = await scanned(cwd, '--as-deployed', 'kept.ndjson')
    expect(asked).toBe(before)
    const { calls: _calls, scope: _scope, ...rest } = report
    expect(replay.report).toMatchObject(rest)
  })

  it('is kept only where it is asked', async () => {
    const { code, stderr } = await runCli(['scan', '--declared', '.', '--live', 'live', '--keep-history', 'kept.ndjson'], {
      cwd: project({}),
    })
    expect([code, stderr]).toEqual([2, expect.stringContaining('--as-deployed config')])
  })

  it('is asked once of each resource by a proof, which then knows what a scan would', async () => {
    items = [settled, early]
    const cwd = project({ MemorySize: 256, Timeout: 17 })
    const proved = async (...more: string[]) => {
      const { stdout } = await runCli(
        ['prove', '--declared', 'web.template.json', '--declared', 'web.resources.json', '--live', 'live', '--format', 'json', ...more],
        { cwd },
      )
      const proof: { found: number } = JSON.parse(stdout)
      return proof
    }
    const without = await proved()
    expect(asked).toBe(0)
    const withIt = await proved('--as-deployed', 'config')
    expect(asked).toBe(1)
    expect(withIt.found).toBeGreaterThan(without.found)
  })

  it('says so where its record begins too late', async () => {
    items = [item('2026-04-01T00:00:00Z', { memorySize: 256 })]
    const outcome = await scanned(project({ MemorySize: 256 }), '--as-deployed', 'config')
    expect(outcome).toMatchObject({ found: [], unknown: 1, notes: ['note as-deployed-late'] })
  })

  it('takes nothing for new that AWS may not have shown so long ago', async () => {
    const cwd = project({ MemorySize: 256, Timeout: 17 })
    const latest = (at: string) => item(at, { memorySize: 256, timeout: 17 })
    items = [latest('2026-05-01T00:00:00Z'), item('2026-03-01T12:05:00Z', { timeout: 17 })]
    expect(await scanned(cwd, '--as-deployed', 'config')).toMatchObject({ found: ['added /MemorySize undefined'], unknown: 0 })
    items = [latest('2026-08-01T00:00:00Z'), item('2026-03-01T12:05:00Z', { timeout: 17 })]
    expect(await scanned(cwd, '--as-deployed', 'config')).toMatchObject({ found: [], unknown: 1 })
    items = [latest('2026-08-01T00:00:00Z'), item('2026-03-01T12:05:00Z', { memorySize: 128, timeout: 17 })]
    expect(await scanned(cwd, '--as-deployed', 'config')).toMatchObject({ found: ['changed /MemorySize 128'], unknown: 0 })
  })

  it('changes nothing where it may not be read, and says so', async () => {
    refused = true
    const cwd = project({ MemorySize: 256, Timeout: 17 })
    const { found, unknown, notes, report } = await scanned(cwd, '--as-deployed', 'config')
    expect([found, unknown, notes]).toEqual([['added /Timeout undefined'], 1, ['warning as-deployed-unread']])
    expect(report.exit).toEqual((await scanned(cwd)).report.exit)
  })

  it('changes nothing where nobody knows when the deployment was; --deployed-at says it', async () => {
    items = [settled, early]
    const cwd = project({ MemorySize: 256, Timeout: 17 }, {}, false)
    const untimed = await scanned(cwd, '--as-deployed', 'config')
    expect(untimed).toMatchObject({ found: ['added /Timeout undefined'], notes: ['warning as-deployed-time'] })
    expect(asked).toBe(0)
    expect(await scanned(cwd, '--as-deployed', 'config', '--deployed-at', deployed)).toMatchObject({ found: [], notes: [] })
    const wrong = await runCli(['scan', '--declared', '.', '--live', 'live', '--deployed-at', 'yesterday'], { cwd })
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--deployed-at is no time')])
  })

  it('takes the time of a state that is old enough to be of the deployment, and says so', async () => {
    items = [settled, early]
    const attributes = { function_name: 'job', arn: 'arn:aws:lambda:eu-west-1:111122223333:function:job', id: 'job', role: 'r' }
    const state = {
      version: 4,
      serial: 1,
      lineage: 'l',
      resources: [
        {
          mode: 'managed',
          type: 'aws_lambda_function',
          name: 'job',
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [{ attributes }],
        },
      ],
    }
    const cwd = project({ MemorySize: 256 }, { 'web.tfstate': JSON.stringify(state) })
    const scan = async () => {
      const { stdout } = await runCli(
        ['scan', '--declared', 'web.tfstate', '--live', 'live', '--as-deployed', 'config', '--format', 'json'],
        { cwd },
      )
      const { diagnostics }: ScanReport = JSON.parse(stdout)
      return diagnostics.map(({ code }) => code)
    }
    expect(await scan()).toEqual(['as-deployed-time'])
    utimesSync(`${cwd}/web.tfstate`, new Date(deployed), new Date(deployed))
    expect(await scan()).toEqual(['as-deployed-state-time'])
  })

  it('is what explain names as the reason, and what doctor looks after', async () => {
    items = [settled, early]
    const sources = ['--declared', 'web.template.json', '--declared', 'web.resources.json', '--live', 'live', '--as-deployed', 'config']
    const cwd = project({ MemorySize: 256, Timeout: 17 })
    const { stdout } = await runCli(['explain', 'Job', ...sources], { cwd })
    expect(stdout.match(/as-deployed: It was so right after the last deployment/g)).toHaveLength(2)
    refused = true
    const doctor = await runCli(['doctor', ...sources], { cwd })
    expect([doctor.code, doctor.stdout]).toEqual([2, expect.stringMatching(/FAIL {2}config history.*is refused/)])
  })
})

describe('a refreshed state as live', () => {
  it('is not written as Config writes, which is said, and nothing is asked', async () => {
    const type = 'acme_thing'
    const state = (color: string | null): string =>
      JSON.stringify({
        version: 4,
        serial: 1,
        lineage: 'l',
        resources: [
          {
            mode: 'managed',
            type,
            name: 'a',
            provider: 'provider["registry.terraform.io/acme/acme"]',
            instances: [{ attributes: { id: 'a', color } }],
          },
        ],
      })
    const cwd = folder({ 'a.tfstate': state(null), 'b.tfstate': state('red') })
    const argv = [
      'scan',
      '--declared',
      'a.tfstate',
      '--live',
      'b.tfstate',
      '--as-deployed',
      'config',
      '--deployed-at',
      deployed,
      '--format',
      'json',
    ]
    const { diagnostics }: ScanReport = JSON.parse((await runCli(argv, { cwd })).stdout)
    expect(diagnostics.map(({ code }) => code)).toContain('as-deployed-shape')
    expect(asked).toBe(0)
  })
})

describe('a saved history as --as-deployed', () => {
  const saved = (...configurationItems: JsonObject[]) => ({ 'then.json': JSON.stringify({ configurationItems }) })
  const later = item('2026-04-01T00:00:00Z', { memorySize: 512, timeout: 17 })

  it('tells what was right after the deployment, not what it has last', async () => {
    const cwd = project({ MemorySize: 512, Timeout: 17 }, saved(later, settled, early))
    expect(await scanned(cwd, '--as-deployed', 'then.json')).toMatchObject({ found: ['changed /MemorySize 256'], unknown: 0 })
    expect(asked).toBe(0)
    const again = await scanned(cwd, '--as-deployed', 'then.json')
    expect(again.report).toEqual((await scanned(cwd, '--as-deployed', 'then.json')).report)
  })

  it('only explains where a file that Config delivers may lack what came between', async () => {
    const cut = JSON.stringify({
      fileVersion: '1.0',
      configurationItems: [later, item('2026-03-01T11:00:00Z', { memorySize: 256, timeout: 17 })],
    })
    const cwd = project({ MemorySize: 512, Timeout: 17 }, { 'then.json': cut })
    expect(await scanned(cwd, '--as-deployed', 'then.json')).toMatchObject({ found: [], unknown: 1 })
  })

  it('is no live source: what is live now explains nothing', async () => {
    const ran = await runCli(['scan', '--declared', '.', '--live', 'live', '--as-deployed', 'aws'], { cwd: project({}) })
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('error[as-deployed-live]')])
  })
})
