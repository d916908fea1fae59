import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { isObject, type JsonObject } from '../../src/model/json.ts'
import { serveAws } from '../helpers/aws-endpoint.ts'
import { CloudControlAccount } from '../helpers/cloudcontrol-account.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const aws = new CloudControlAccount()
/** Volumes as EC2's own list shows them: id to size. */
let listed: Readonly<Record<string, number>> = {}

serveAws(
  (request, body) => {
    const form = new URLSearchParams(body)
    if (form.get('Action') === 'DescribeVolumes') return { body: volumes() }
    if (form.get('Action') === 'DescribeVolumeAttribute')
      return { body: '<DescribeVolumeAttributeResponse></DescribeVolumeAttributeResponse>' }
    const recorded = config(String(request.headers['x-amz-target']))
    if (recorded !== undefined) return { type: 'application/x-amz-json-1.1', body: JSON.stringify(recorded) }
    return aws.answer(request, body) ?? { status: 501, body: '' }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)
beforeEach(() => aws.clear())
/** What was read by itself. */
const gets = (): string[] => aws.asked.filter((each) => each.startsWith('Get')).toSorted()

/** AWS Config, which recorded one cluster. */
function config(target: string): JsonObject | undefined {
  const operation = /^StarlingDoveService\.(\w+)$/.exec(target)?.[1]
  if (operation === undefined) return undefined
  const recorder = { name: 'default', recording: true, lastStatus: 'SUCCESS', recordingGroup: { allSupported: true } }
  const item = {
    accountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: 1_700_000_000,
    resourceType: cluster,
    resourceId: 'shop',
    configuration: JSON.stringify({ ClusterName: 'shop', CapacityProviders: ['FARGATE_SPOT'] }),
  }
  const answers: JsonObject = {
    DescribeConfigurationRecorderStatus: { ConfigurationRecordersStatus: [recorder] },
    DescribeConfigurationRecorders: { ConfigurationRecorders: [recorder] },
    SelectResourceConfig: { Results: [JSON.stringify({ resourceType: cluster, resourceId: 'shop', tags: [] })] },
    BatchGetResourceConfig: { baseConfigurationItems: [item], unprocessedResourceKeys: [] },
  }
  const answer = answers[operation]
  return isObject(answer) ? answer : {}
}

function volumes(): string {
  const items = Object.entries(listed).map(
    ([id, size]) =>
      `<item><volumeId>${id}</volumeId><size>${size}</size><availabilityZone>eu-west-1a</availabilityZone><status>available</status></item>`,
  )
  return `<DescribeVolumesResponse><volumeSet>${items.join('')}</volumeSet></DescribeVolumesResponse>`
}

const kind = 'AWS::EC2::Volume'
const cluster = 'AWS::ECS::Cluster'
const stackId = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1'
const sources = ['--declared', 'web.template.json', '--declared', 'web.resources.json']

/** A stack of volumes of 8 GiB. */
function project(...ids: string[]): string {
  const Properties: JsonObject = { Size: 8, AvailabilityZone: 'eu-west-1a' }
  return folder({
    'web.template.json': JSON.stringify({ Resources: Object.fromEntries(ids.map((id) => [id, { Type: kind, Properties }])) }),
    'web.resources.json': JSON.stringify({
      StackResources: ids.map((id) => ({
        StackName: 'web',
        StackId: stackId,
        LogicalResourceId: id,
        PhysicalResourceId: `vol-${id.toLowerCase()}`,
        ResourceType: kind,
      })),
    }),
  })
}

interface Scanned {
  found: string[]
  notes: string[]
  report: ScanReport
}

async function scanned(cwd: string, live = 'aws', ...more: string[]): Promise<Scanned> {
  const { stdout } = await runCli(['scan', ...sources, '--live', live, '--unmanaged', 'kinds', '-f', 'json', ...more], { cwd })
  const report: ScanReport = JSON.parse(stdout)
  return {
    report,
    found: report.findings.map(({ outcome, resource, difference }) => `${outcome} ${resource.address} ${difference?.path ?? ''}`.trim()),
    notes: report.diagnostics.map(({ code }) => code),
  }
}

describe('a difference that a list shows', () => {
  it('is read once more, and is none where the resource itself does not show it', async () => {
    listed = { 'vol-a': 8, 'vol-b': 16, 'vol-c': 32 }
    for (const [id, size] of [
      ['vol-a', 8],
      ['vol-b', 16],
      ['vol-c', 8],
    ] as const)
      aws.add(kind, id, { VolumeId: id, Size: size, AvailabilityZone: 'eu-west-1a' })
    const { found, report } = await scanned(project('A', 'B', 'C'))
    expect(found).toEqual(['mutated B /Size'])
    expect(gets()).toEqual([`Get ${kind} vol-b`, `Get ${kind} vol-c`])
    expect(report.calls).toMatchObject({ 'cloudcontrol.GetResource': 2 })
    expect(report.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'finding-not-confirmed',
        level: 'note',
        message: expect.stringMatching(/^1 difference of 1 resource .*\(C \/Size\)\.$/),
      }),
    )
    expect(report.complete).toBe(true)
  })

  it('costs no call where nothing differs', async () => {
    listed = { 'vol-a': 8 }
    const { found, notes } = await scanned(project('A'))
    expect([found, notes, gets()]).toEqual([[], [], []])
  })

  it('is reported as it is where the confirming read is refused, which is said once', async () => {
    listed = { 'vol-a': 16, 'vol-b': 16 }
    aws.faults.set(`Get ${kind}`, { code: 'AccessDeniedException' })
    const { found, report } = await scanned(project('A', 'B'))
    expect(found).toEqual(['mutated A /Size', 'mutated B /Size'])
    const notes = report.diagnostics.filter(({ code }) => code === 'finding-unconfirmed')
    expect(notes).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('in 2 resources'),
        hint: expect.stringContaining('cloudformation:GetResource'),
      }),
    ])
  })

  it('is reported as it is with --no-confirm, and of a capture, without a call', async () => {
    listed = { 'vol-a': 16 }
    aws.add(kind, 'vol-a', { VolumeId: 'vol-a', Size: 8, AvailabilityZone: 'eu-west-1a' })
    const cwd = project('A')
    expect((await scanned(cwd, 'aws', '--no-confirm')).found).toEqual(['mutated A /Size'])
    await runCli(['capture', ...sources, '--live', 'aws', '-o', 'live.ndjson'], { cwd })
    expect((await scanned(cwd, 'live.ndjson')).found).toEqual(['mutated A /Size'])
    expect(gets()).toEqual([])
  })
})

describe('a difference of a record that may be old', () => {
  const declared = (): string =>
    folder({
      'web.template.json': JSON.stringify({
        Resources: { Shop: { Type: cluster, Properties: { ClusterName: 'shop', CapacityProviders: ['FARGATE'] } } },
      }),
      'web.resources.json': JSON.stringify({
        StackResources: [
          { StackName: 'web', StackId: stackId, LogicalResourceId: 'Shop', PhysicalResourceId: 'shop', ResourceType: cluster },
        ],
      }),
    })

  it('is none where the resource was set right since, and is one where it still differs', async () => {
    aws.add(cluster, 'shop', { ClusterName: 'shop', CapacityProviders: ['FARGATE'] })
    expect((await scanned(declared(), 'config')).found).toEqual([])
    expect(gets()).toEqual([`Get ${cluster} shop`])
    aws.add(cluster, 'shop', { ClusterName: 'shop', CapacityProviders: ['FARGATE_SPOT'] })
    expect((await scanned(declared(), 'config')).found).toEqual([expect.stringMatching(/^mutated Shop \/CapacityProviders/)])
    expect((await scanned(declared(), 'config', '--no-confirm')).found).toHaveLength(1)
  })
})

describe('a resource that a list lacks', () => {
  it('is missing once AWS says so of the resource itself', async () => {
    listed = {}
    const { found } = await scanned(project('A'))
    expect(found).toEqual(['missing A'])
    expect(gets()).toEqual([`Get ${kind} vol-a`])
  })

  it('is compared where it is there all the same', async () => {
    listed = {}
    aws.add(kind, 'vol-a', { VolumeId: 'vol-a', Size: 16, AvailabilityZone: 'eu-west-1a' })
    aws.add(kind, 'vol-b', { VolumeId: 'vol-b', Size: 8, AvailabilityZone: 'eu-west-1a' })
    const { found, report } = await scanned(project('A', 'B'))
    expect(found).toEqual(['mutated A /Size'])
    expect(report.summary.resources).toMatchObject({ managed: 2, missing: 0 })
    expect(report.diagnostics.map(({ code }) => code)).toContain('finding-not-confirmed')
  })

  it('is reported missing where nobody may ask for it', async () => {
    listed = {}
    aws.faults.set(`Get ${kind}`, { code: 'UnsupportedActionException' })
    const { found, notes } = await scanned(project('A'))
    expect(found).toEqual(['missing A'])
    expect(notes).toContain('finding-unconfirmed')
  })
})
