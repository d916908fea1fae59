import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { serveAws } from '../helpers/aws-endpoint.ts'
import { CloudControlAccount } from '../helpers/cloudcontrol-account.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const aws = new CloudControlAccount()
serveAws((request, body) => aws.answer(request, body) ?? { status: 501, body: '' }, { AWS_MAX_ATTEMPTS: '1' })
beforeEach(() => aws.clear())

const kind = 'AWS::Kinesis::Stream'
const stackId = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1'

/** A stack of streams by logical id, each with what it declares. */
function project(streams: Readonly<Record<string, JsonObject>>): string {
  const ids = Object.keys(streams)
  return folder({
    'web.template.json': JSON.stringify({
      Resources: Object.fromEntries(ids.map((id) => [id, { Type: kind, Properties: streams[id] ?? {} }])),
    }),
    'web.resources.json': JSON.stringify({
      StackResources: ids.map((id) => ({
        StackName: 'web',
        StackId: stackId,
        LogicalResourceId: id,
        PhysicalResourceId: id.toLowerCase(),
        ResourceType: kind,
      })),
    }),
  })
}

const sources = ['--declared', 'web.template.json', '--declared', 'web.resources.json']

async function scanned(cwd: string, ...more: string[]): Promise<ScanReport> {
  const { stdout } = await runCli(['scan', ...sources, '--live', 'aws', '--unmanaged', 'kinds', '-f', 'json', ...more], { cwd })
  return JSON.parse(stdout)
}

describe('a scan of a kind without a client', () => {
  it('compares what is declared, misses what is gone, sees what is not declared, and counts its calls', async () => {
    aws.add(kind, 'a', { Name: 'a', ShardCount: 4 }).add(kind, 'b', { Name: 'b', ShardCount: 1 }).add(kind, 'x', { Name: 'x' })
    aws.summary = ['Name']
    const cwd = project({ A: { Name: 'a', ShardCount: 1 }, B: { Name: 'b', ShardCount: 1 }, C: { Name: 'c', ShardCount: 1 } })
    const report = await scanned(cwd)
    expect(report.findings.map(({ outcome, resource, difference }) => [outcome, resource.address, difference?.path])).toEqual(
      expect.arrayContaining([
        ['mutated', 'A', '/ShardCount'],
        ['missing', 'C', undefined],
        ['unmanaged', 'x', undefined],
      ]),
    )
    expect(report.findings).toHaveLength(3)
    // Three that are declared, and one that might have been the lost one.
    expect(report.calls).toMatchObject({ 'cloudcontrol.GetResource': 4 })
    expect(aws.asked.filter((each) => each === `List ${kind}`)).toHaveLength(1)
  })

  it('is the same from a capture of it', async () => {
    aws.add(kind, 'a', { Name: 'a', ShardCount: 4 }).add(kind, 'x', { Name: 'x' })
    const cwd = project({ A: { Name: 'a', ShardCount: 1 }, C: { Name: 'c', ShardCount: 1 } })
    const live = await scanned(cwd)
    expect((await runCli(['capture', ...sources, '--live', 'aws', '-o', 'live.ndjson'], { cwd })).code).toBe(0)
    const { stdout } = await runCli(['scan', ...sources, '--live', 'live.ndjson', '--unmanaged', 'kinds', '-f', 'json'], { cwd })
    const replay: ScanReport = JSON.parse(stdout)
    expect(replay.findings).toEqual(live.findings)
    expect(replay.complete).toBe(live.complete)
  })

  it('is incomplete where a read is refused, and says what to allow', async () => {
    aws.add(kind, 'a', { Name: 'a' })
    aws.faults.set(`List ${kind}`, { code: 'AccessDeniedException' })
    aws.faults.set(`Get ${kind}`, { code: 'AccessDeniedException' })
    const report = await scanned(project({ A: { Name: 'a' } }))
    expect([report.complete, report.exit.code]).toEqual([false, 3])
    expect(report.notChecked).toContainEqual(
      expect.objectContaining({
        reason: 'access-denied',
        action: 'cloudformation:GetResource',
        remedy: expect.stringContaining('kinesis:'),
      }),
    )
  })
})
