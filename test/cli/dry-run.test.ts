import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

/** Whatever is asked is counted: nothing is. */
let asked = 0
const server = createServer((_request, response) => {
  asked += 1
  response.writeHead(500).end()
})

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`)
})
afterAll(() => {
  vi.unstubAllEnvs()
  server.close()
})

const template = (kinds: Readonly<Record<string, number>>): string =>
  JSON.stringify({
    Resources: Object.fromEntries(
      Object.entries(kinds).flatMap(([kind, count]) =>
        Array.from({ length: count }, (_, at) => [`${kind.replaceAll('::', '')}${at}`, { Type: kind, Properties: {} }]),
      ),
    ),
  })

async function estimated(kinds: Readonly<Record<string, number>>, ...more: string[]) {
  const cwd = folder({ 'web.template.json': template(kinds) })
  const { code, stdout } = await runCli(['scan', '--declared', '.', '--live', 'aws', '--dry-run', '-f', 'json', ...more], { cwd })
  expect([code, asked]).toEqual([0, 0])
  return JSON.parse(stdout).dryRun[0]
}

const none = ['--unmanaged', 'kinds'] as const

describe('--dry-run', () => {
  it('counts lists once, and single calls for what is declared, without a call or credentials', async () => {
    const run = await estimated({ 'AWS::SQS::Queue': 3, 'AWS::Kinesis::Stream': 2 }, ...none)
    expect(run.kinds).toEqual(
      expect.arrayContaining([
        { kind: 'AWS::Kinesis::Stream', declared: 2, read: 'single', lists: 1, details: 2 },
        { kind: 'AWS::SQS::Queue', declared: 3, read: 'bulk', lists: 1, details: 3 },
      ]),
    )
    expect(run.calls).toContainEqual({ operation: 'cloudcontrol.GetResource', action: 'cloudformation:GetResource', calls: 2 })
    expect(run.calls).toContainEqual({ operation: 'sqs.ListQueues', action: 'sqs:ListQueues', calls: 1 })
    expect(run.total).toBe(run.calls.reduce((sum: number, { calls }: { calls: number }) => sum + calls, 0))
    expect(run.packages).toEqual(['@aws-sdk/client-kinesis'])
    expect(run.confirmed).toBe(true)
  })

  it('counts nothing of what a filter leaves out', async () => {
    const run = await estimated({ 'AWS::SQS::Queue': 3, 'AWS::SNS::Topic': 1 }, ...none, '--include', 'service=sns')
    expect(run.calls.filter(({ operation }: { operation: string }) => operation.startsWith('sqs.'))).toEqual([])
    expect(run.calls).toContainEqual({ operation: 'sns.ListTopics', action: 'sns:ListTopics', calls: 1 })
  })

  it('lists in every region, and once for each parent that is declared', async () => {
    const regions = ['--region', 'eu-west-1', '--region', 'us-east-1']
    const run = await estimated(
      { 'AWS::SQS::Queue': 1, 'AWS::IAM::Role': 1, 'AWS::GuardDuty::Filter': 1, 'AWS::GuardDuty::Detector': 3 },
      ...none,
      ...regions,
    )
    const lists = Object.fromEntries(run.kinds.map(({ kind, lists: made }: { kind: string; lists: number }) => [kind, made]))
    expect(lists).toMatchObject({ 'AWS::SQS::Queue': 2, 'AWS::GuardDuty::Detector': 2, 'AWS::GuardDuty::Filter': 6 })
    expect(run.calls).toContainEqual(expect.objectContaining({ operation: 'iam.ListRoles', calls: 1 }))
  })

  it('says what will not be read, and what it cannot know before', async () => {
    const cwd = folder({ 'web.template.json': template({ 'AWS::CodeBuild::Project': 1 }) })
    const args = ['scan', '--declared', '.', '--declared', 's3://states/prod/', '--live', 'aws', '--dry-run']
    const { code, stdout } = await runCli(args, { cwd })
    expect([code, asked]).toEqual([0, 0])
    expect(stdout).toMatch(/not read {2}AWS::CodeBuild::Project {2}unsupported-kind .*client-codebuild/)
    expect(stdout).toContain('not counted  s3://states/prod/')
    expect(stdout).toMatch(/calls in all at least, in 1 account and 1 region each/)
  })

  it('of a capture says nothing of confirming', async () => {
    const cwd = folder({ 'web.template.json': template({ 'AWS::SQS::Queue': 1 }) })
    const args = ['--declared', '.', '--live', 'aws', '--dry-run']
    expect((await runCli(['scan', ...args], { cwd })).stdout).toContain('Each resource that differs is read once more')
    const captured = await runCli(['capture', ...args], { cwd })
    expect([captured.code, asked]).toEqual([0, 0])
    expect(captured.stdout).not.toContain('once more')
  })

  it.each([
    // A query a region, a page for each hundred rows; a hundred resources come at once.
    ['config', { SelectResourceConfig: 4, BatchGetResourceConfig: 2, DescribeConfigurationRecorders: 4, GetCallerIdentity: 1 }],
    ['config:all', { SelectAggregateResourceConfig: 2, BatchGetAggregateResourceConfig: 2, GetCallerIdentity: 1 }],
    ['config:s3://delivered', { ListObjectsV2: 24, GetObject: 4 }],
    ['config:s3://delivered/AWSLogs/111122223333/Config', { ListObjectsV2: 21, GetObject: 4 }],
    ['config:s3://delivered/logs/x.json.gz', { GetObject: 1 }],
  ])('counts what --live %s takes', async (live, expected) => {
    const cwd = folder({ 'web.template.json': template({ 'AWS::SQS::Queue': 150, 'AWS::SNS::Topic': 20 }) })
    const regions = ['eu-west-1', 'us-east-1', 'eu-west-2', 'eu-west-3'].flatMap((region) => ['--region', region])
    const argv = ['scan', '--declared', '.', '--live', live, ...none, ...regions, '--dry-run', '-f', 'json']
    const { code, stdout } = await runCli(argv, { cwd })
    expect([code, asked]).toEqual([0, 0])
    const [run] = JSON.parse(stdout).dryRun
    const calls = Object.fromEntries(
      run.calls.map(({ operation, calls: made }: { operation: string; calls: number }) => [operation.split('.')[1], made]),
    )
    expect(calls).toMatchObject(expected)
    expect(Object.keys(calls).length).toBeLessThan(6)
    expect(run.kinds).toEqual([])
  })

  it('counts live AWS and AWS Config together, and says that the history is asked', async () => {
    const cwd = folder({ 'web.template.json': template({ 'AWS::SQS::Queue': 1 }) })
    const argv = ['scan', '--declared', '.', '--live', 'aws', '--live', 'config:all', '--as-deployed', 'config', ...none, '--dry-run']
    const { stdout } = await runCli(argv, { cwd })
    expect(stdout).toMatch(/1 {2}sqs.ListQueues/)
    expect(stdout).toMatch(/1 {2}config.SelectAggregateResourceConfig/)
    expect(stdout).toContain("AWS Config's history is asked, too")
  })

  it('is of what is asked only', async () => {
    const cwd = folder({ 'web.template.json': template({ 'AWS::SQS::Queue': 1 }), 'live.ndjson': '' })
    const { code, stderr } = await runCli(['scan', '--declared', '.', '--live', 'live.ndjson', '--dry-run'], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringContaining('live.ndjson: documents take no calls')])
  })
})
