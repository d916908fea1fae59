import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { serveAws } from '../helpers/aws-endpoint.ts'
import { DeliveredBucket } from '../helpers/delivered-bucket.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const kind = 'AWS::Lambda::Function'
const [account, region] = ['111122223333', 'eu-west-1']
const stack = `arn:aws:cloudformation:${region}:${account}:stack/web/1`
let bucket = new DeliveredBucket()
serveAws((request) => bucket.answer(request))
beforeEach(() => {
  bucket = new DeliveredBucket()
})

/** A function as AWS Config records it: as its API shows it. */
const item = (at: string, members: JsonObject, name = 'job') => ({
  configurationItemVersion: '1.3',
  awsAccountId: account,
  awsRegion: region,
  configurationItemStatus: 'OK',
  configurationItemCaptureTime: at,
  resourceType: kind,
  resourceId: name,
  configuration: { functionName: name, role: 'r', ...members },
  tags: {},
})

const deployed = '2026-03-01T12:04:00Z'
const address = 'config:s3://delivered/logs'

/** A stack with one function, and what its API says now. */
function project(live: JsonObject): string {
  const resource = { StackName: 'web', StackId: stack, LogicalResourceId: 'Job', PhysicalResourceId: 'job', ResourceType: kind }
  return folder({
    'web.template.json': JSON.stringify({ Resources: { Job: { Type: kind, Properties: { FunctionName: 'job', Role: 'r' } } } }),
    'web.resources.json': JSON.stringify({ StackResources: [{ ...resource, Timestamp: deployed }] }),
    'live/job.json': JSON.stringify({
      TypeName: kind,
      ResourceDescription: { Identifier: 'job', Properties: JSON.stringify({ FunctionName: 'job', Role: 'r', ...live }) },
    }),
  })
}

async function scanned(cwd: string, ...more: string[]) {
  const sources = ['--declared', 'web.template.json', '--declared', 'web.resources.json', '--live', 'live']
  const { stdout } = await runCli(['scan', ...sources, '--account', account, '--region', region, '-f', 'json', ...more], { cwd })
  const report: ScanReport = JSON.parse(stdout)
  const found = report.findings.map(({ difference }) => `${difference?.change} ${difference?.path} ${JSON.stringify(difference?.declared)}`)
  return { report, found, notes: report.diagnostics.map(({ code }) => code) }
}

/** A snapshot of the morning, what the deployment at noon did, and the newest snapshot with what was done by hand since. */
function record(byHand: JsonObject): void {
  bucket.snapshot(account, region, '20260301T060000Z', [item('2026-01-01T00:00:00Z', { memorySize: 128 })])
  const noon = ['20260301T120000Z', '20260301T180000Z'] as const
  bucket.history(account, region, kind, noon, [
    item('2026-03-01T12:05:00Z', { memorySize: 256, timeout: 17 }),
    item('2026-03-01T12:05:00Z', { memorySize: 512 }, 'other'),
  ])
  bucket.snapshot(account, region, '20260401T060000Z', [item('2026-03-20T00:00:00Z', { memorySize: 256, timeout: 17, ...byHand })])
}

describe('--as-deployed config:s3://BUCKET/PREFIX', () => {
  it('explains what was so after the deployment, and says what was changed since', async () => {
    record({ memorySize: 1024 })
    const cwd = project({ MemorySize: 1024, Timeout: 17 })
    const { found, report, notes } = await scanned(cwd, '--as-deployed', address)
    expect([found, notes]).toEqual([['changed /MemorySize 256'], []])
    expect(report.scope).toMatchObject({ asDeployed: [address] })
    // The snapshot before the deployment, its history, and the newest snapshot: nothing else is got.
    expect(bucket.got).toHaveLength(3)
  })

  it('reads nothing where nothing is unexplained', async () => {
    record({})
    await scanned(project({}), '--as-deployed', address)
    expect([bucket.got, bucket.listed]).toEqual([[], []])
  })

  it('is kept for a replay', async () => {
    record({ memorySize: 1024 })
    const cwd = project({ MemorySize: 1024, Timeout: 17 })
    await scanned(cwd, '--as-deployed', address, '--keep-history', 'kept.ndjson')
    bucket = new DeliveredBucket()
    expect((await scanned(cwd, '--as-deployed', 'kept.ndjson')).found).toEqual(['changed /MemorySize 256'])
  })

  it('says where nothing was delivered of a resource, and what keeps it from being read', async () => {
    bucket.snapshot(account, region, '20260301T060000Z', [])
    const cwd = project({ MemorySize: 256, Timeout: 17 })
    const silent = await scanned(cwd, '--as-deployed', address)
    expect(silent.report.diagnostics).toMatchObject([
      { code: 'as-deployed-unread', message: expect.stringContaining('they are not recorded') },
    ])
    for (const key of bucket.objects.keys()) bucket.objects.set(key, 'denied')
    const denied = await scanned(cwd, '--as-deployed', address)
    expect(denied.report.diagnostics).toMatchObject([
      { code: 'as-deployed-unread', message: expect.stringContaining('may not be read'), hint: expect.stringContaining('s3:GetObject') },
    ])
  })

  it('needs no more than to read the bucket', async () => {
    const argv = ['permissions', '--declared', '.', '--live', 'live', '--as-deployed', address]
    const { stdout } = await runCli(argv, { cwd: project({}) })
    expect(JSON.parse(stdout).Statement).toMatchObject([
      { Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::delivered'] },
      { Action: ['s3:GetObject', 's3:GetObjectVersion'], Resource: ['arn:aws:s3:::delivered/logs/*'] },
    ])
  })
})
