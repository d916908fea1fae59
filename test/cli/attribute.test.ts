import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { callerIdentity, serveAws } from '../helpers/aws-endpoint.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const who = (name: string) => ({ type: 'AssumedRole', arn: `arn:aws:sts::111122223333:assumed-role/Ops/${name}` })

/** An event as CloudTrail lists it: newest first. */
function event(EventName: string, name: string, requestParameters: object, more: object = {}) {
  const details = { userIdentity: who(name), requestParameters, ...more }
  return {
    EventId: `id-${name}`,
    EventName,
    ReadOnly: EventName.startsWith('Describe') ? 'true' : 'false',
    EventTime: 1_767_323_045,
    Username: name,
    CloudTrailEvent: JSON.stringify(details),
  }
}

let events: Record<string, object[]> = {}
let refused = false
const asked: string[] = []

serveAws(
  (request, body) => {
    if (body.includes('GetCallerIdentity')) return { body: callerIdentity }
    if (String(request.headers['x-amz-target']).endsWith('.LookupEvents')) {
      const name: string = JSON.parse(body).LookupAttributes[0].AttributeValue
      asked.push(name)
      const type = 'application/x-amz-json-1.1'
      if (refused) return { status: 400, type, body: JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }) }
      return { type, body: JSON.stringify({ Events: events[name] ?? [] }) }
    }
    const volumes = [
      '<item><volumeId>vol-1</volumeId><size>16</size><availabilityZone>eu-west-1a</availabilityZone></item>',
      '<item><volumeId>vol-3</volumeId><size>8</size><availabilityZone>eu-west-1a</availabilityZone></item>',
    ]
    return { body: `<DescribeVolumesResponse><volumeSet>${volumes.join('')}</volumeSet></DescribeVolumesResponse>` }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)

beforeEach(() => {
  events = {}
  refused = false
  asked.splice(0)
})

const stack = { StackName: 'web', StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1' }
const kind = 'AWS::EC2::Volume'
const files = {
  'web.template.json': JSON.stringify({
    Resources: Object.fromEntries(['A', 'B'].map((id) => [id, { Type: kind, Properties: { Size: 8, AvailabilityZone: 'eu-west-1a' } }])),
  }),
  'web.resources.json': JSON.stringify({
    StackResources: ['A', 'B'].map((id, at) => ({
      ...stack,
      LogicalResourceId: id,
      PhysicalResourceId: `vol-${at + 1}`,
      ResourceType: kind,
    })),
  }),
}
const argv = ['scan', '--declared', '.', '--live', 'aws', '--unmanaged', 'kinds', '--no-confirm']

async function scanned(...more: string[]): Promise<ScanReport> {
  const { stdout } = await runCli([...argv, '-f', 'json', ...more], { cwd: folder(files) })
  return JSON.parse(stdout)
}

describe('--attribute', () => {
  it('says who changed, deleted and made what differs, and how sure that is', async () => {
    events = {
      'vol-1': [
        event('DescribeVolumes', 'reader', { size: 16 }),
        event('CreateTags', 'tagger', { tags: [] }),
        event('ModifyVolume', 'denied', { size: 16 }, { errorCode: 'Client.UnauthorizedOperation' }),
        event('ModifyVolume', 'ann', { volumeId: 'vol-1', size: 16 }),
      ],
      'vol-2': [event('DeleteVolume', 'bob', {}), event('CreateVolume', 'pipeline', {})],
      'vol-3': [event('AttachVolume', 'other', {}), event('CreateVolume', 'eve', { size: 8 })],
    }
    const { findings, calls, diagnostics } = await scanned('--attribute')
    expect(findings.map(({ outcome, actor }) => [outcome, actor?.event, actor?.principal.split('/').at(-1), actor?.confidence])).toEqual(
      expect.arrayContaining([
        ['mutated', 'ModifyVolume', 'ann', 'high'],
        ['missing', 'DeleteVolume', 'bob', 'high'],
        ['unmanaged', 'CreateVolume', 'eve', 'high'],
      ]),
    )
    expect(findings[0]?.actor).toMatchObject({ kind: 'principal', at: '2026-01-02T03:04:05Z' })
    expect(calls).toMatchObject({ 'cloudtrail.LookupEvents': 3 })
    expect(diagnostics.filter(({ code }) => code.startsWith('attribution'))).toEqual([])
  })

  it('tells of the last change where none says the value, and of a service that acted for itself', async () => {
    const scaling = { userIdentity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' } }
    events = { 'vol-1': [event('CreateTags', 'tagger', {}, scaling), event('AttachVolume', 'ann', {})] }
    const [actor] = (await scanned('--attribute', '--include', 'address=A')).findings.flatMap((finding) => finding.actor ?? [])
    expect(actor).toMatchObject({ principal: 'autoscaling.amazonaws.com', kind: 'service', event: 'CreateTags', confidence: 'low' })
    const { stdout } = await runCli([...argv, '--attribute', '--include', 'address=A'], { cwd: folder(files) })
    expect(stdout).toContain('perhaps by autoscaling.amazonaws.com, CreateTags at 2026-01-02T03:04:05Z')
  })

  it('says where nobody is named, and asks no more where it is refused', async () => {
    const silent = await scanned('--attribute')
    expect(silent.diagnostics.filter(({ code }) => code.startsWith('attribution'))).toMatchObject([
      { code: 'attribution-unknown', message: expect.stringContaining('who is behind 3 findings') },
    ])
    asked.splice(0)
    refused = true
    const denied = await scanned('--attribute')
    expect(asked).toHaveLength(1)
    expect(denied.diagnostics.filter(({ code }) => code.startsWith('attribution'))).toMatchObject([
      { code: 'attribution-refused', level: 'warning', hint: expect.stringContaining('cloudtrail:LookupEvents') },
      { code: 'attribution-unknown' },
    ])
    expect(denied.findings).toHaveLength(3)
  })

  it('asks nothing unless it is meant, and names its permission', async () => {
    await scanned()
    expect(asked).toEqual([])
    const permissions = async (...more: string[]) =>
      (await runCli(['permissions', '--declared', '.', '--live', 'aws', ...more], { cwd: folder(files) })).stdout
    expect(await permissions('--attribute')).toContain('"cloudtrail:LookupEvents"')
    expect(await permissions('--unmanaged', 'none')).not.toContain('cloudtrail:LookupEvents')
  })
})
