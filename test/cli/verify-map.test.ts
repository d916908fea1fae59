import { readFileSync } from 'node:fs'
import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { serveAws } from '../helpers/aws-endpoint.ts'
import { CloudControlAccount } from '../helpers/cloudcontrol-account.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const aws = new CloudControlAccount()
/** Volumes as EC2's own list shows them: id to size. */
let listed: Readonly<Record<string, number>> = {}
/** Calls of EC2. */
let calls: string[] = []

serveAws(
  (request, body) => {
    const action = new URLSearchParams(body).get('Action') ?? ''
    if (action.startsWith('Describe')) calls.push(action)
    if (action === 'DescribeVolumes') return { body: `<R><volumeSet>${Object.entries(listed).map(volume).join('')}</volumeSet></R>` }
    if (action === 'DescribeVpcs')
      return { body: `<R><vpcSet>${['a', 'b', 'c', 'd'].map((id) => `<item><vpcId>vpc-${id}</vpcId></item>`).join('')}</vpcSet></R>` }
    if (action === 'DescribeVpcAttribute') return { body: '<R><enableDnsSupport><value>true</value></enableDnsSupport></R>' }
    if (action === 'DescribeTransitGatewayVpcAttachments')
      return {
        body: '<R><transitGatewayVpcAttachments><item><transitGatewayAttachmentId>tgw-attach-1</transitGatewayAttachmentId><vpcId>vpc-a</vpcId></item></transitGatewayVpcAttachments></R>',
      }
    return aws.answer(request, body) ?? { status: 501, body: '' }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)
beforeEach(() => {
  aws.clear()
  calls = []
})

function volume([id, size]: [string, number]): string {
  return `<item><volumeId>${id}</volumeId><size>${size}</size><availabilityZone>eu-west-1a</availabilityZone><status>available</status><volumeType>gp3</volumeType></item>`
}

const kind = 'AWS::EC2::Volume'

function add(id: string, properties: JsonObject): void {
  aws.add(kind, id, { VolumeId: id, AvailabilityZone: 'eu-west-1a', VolumeType: 'gp3', AutoEnableIO: true, ...properties })
}

const project = (type = kind): string =>
  folder({
    'web.template.json': JSON.stringify({
      Resources: { A: { Type: type, Properties: type === kind ? { Size: 8, AvailabilityZone: 'eu-west-1a' } : {} } },
    }),
  })

const args = ['doctor', '--verify-map', '--declared', '.', '--live', 'aws']

describe('doctor --verify-map', () => {
  it('says of a kind that both ways agree', async () => {
    listed = { 'vol-a': 8, 'vol-b': 16 }
    add('vol-a', { Size: 8 })
    add('vol-b', { Size: 16 })
    const cwd = project()
    const { code, stdout } = await runCli([...args, '-o', 'verified.json'], { cwd })
    expect(stdout).toMatch(/^agrees {3}AWS::EC2::Volume {2}2 resources by ec2\.DescribeVolumes\n1 kind: 1 in agreement, 0 different\n$/)
    expect(code).toBe(0)
    expect(JSON.parse(readFileSync(`${cwd}/verified.json`, 'utf8'))).toMatchObject({
      schema: 'driftgate/verified/1',
      kinds: { [kind]: { sampled: 2, agrees: true, differs: [] } },
    })
  })

  it('names the rows that differ, with both values', async () => {
    listed = { 'vol-a': 8 }
    add('vol-a', { Size: 9, SnapshotId: 'snap-1' })
    const cwd = project()
    const { stdout } = await runCli([...args, '-o', 'verified.json'], { cwd })
    expect(stdout).toMatch(/differs {2}AWS::EC2::Volume/)
    expect(stdout).toContain('/Size  changed: rows 8, Cloud Control 9  (vol-a)')
    const { differs, agrees } = JSON.parse(readFileSync(`${cwd}/verified.json`, 'utf8')).kinds[kind]
    expect(agrees).toBe(false)
    expect(differs).toContainEqual({ path: '/Size', change: 'changed', rows: 8, cloudControl: 9, resource: 'vol-a' })
    expect(differs).toContainEqual({ path: '/SnapshotId', change: 'removed', cloudControl: 'snap-1', resource: 'vol-a' })
  })

  it('reads no more than the sample, both ways', async () => {
    for (const id of ['a', 'b', 'c', 'd']) aws.add('AWS::EC2::VPC', `vpc-${id}`, { VpcId: `vpc-${id}`, EnableDnsSupport: true })
    const { stdout } = await runCli([...args, '--sample', '2'], { cwd: project('AWS::EC2::VPC') })
    expect(stdout).toMatch(/2 resources by ec2.DescribeVpcs/)
    expect(aws.asked).toHaveLength(2)
    expect(calls.filter((call) => call === 'DescribeVpcs')).toHaveLength(1)
    // Two attributes each.
    expect(calls.filter((call) => call === 'DescribeVpcAttribute')).toHaveLength(4)
  })

  it('does not call it agreement where one side was not read', async () => {
    listed = { 'vol-a': 8 }
    aws.faults.set(`Get ${kind}`, { code: 'AccessDeniedException', message: 'no' })
    const { stdout } = await runCli(args, { cwd: project() })
    expect(stdout).toMatch(/unread {3}AWS::EC2::Volume {2}0 resources/)
    expect(stdout).toContain('AccessDeniedException')
    listed = {}
    expect((await runCli(args, { cwd: project() })).stdout).toContain('there is none of it here')
  })

  it('is of live AWS, and of one resource at least', async () => {
    expect((await runCli([...args.slice(0, 4), '--live', '.'], { cwd: project() })).code).toBe(2)
    expect((await runCli([...args, '--sample', '0'], { cwd: project() })).stderr).toContain('--sample cannot be 0')
  })
})

describe('--verified', () => {
  const attachment = 'AWS::EC2::TransitGatewayAttachment'
  const scan = ['scan', '--declared', '.', '--live', 'aws', '--unmanaged', 'kinds', '-f', 'json']

  it('reads a kind of medium confidence in bulk once it agreed here', async () => {
    aws.add(attachment, 'tgw-attach-1', { Id: 'tgw-attach-1', VpcId: 'vpc-a' })
    const cwd = project(attachment)
    await runCli(scan, { cwd })
    expect(aws.asked).toEqual([`List ${attachment}`])
    expect(calls).toEqual([])
    const { stdout } = await runCli([...args, '-o', 'verified.json'], { cwd })
    expect(stdout).toMatch(/^agrees {3}AWS::EC2::TransitGatewayAttachment/)
    aws.asked = []
    calls = []
    const report: ScanReport = JSON.parse((await runCli([...scan, '--verified', 'verified.json'], { cwd })).stdout)
    expect(calls).toEqual(['DescribeTransitGatewayVpcAttachments'])
    expect(aws.asked).toEqual([])
    expect(report.calls).toMatchObject({ 'ec2.DescribeTransitGatewayVpcAttachments': 1 })
  })

  it('does not where it differed, here or in another file', async () => {
    aws.add(attachment, 'tgw-attach-1', { Id: 'tgw-attach-1', VpcId: 'vpc-b' })
    const cwd = project(attachment)
    await runCli([...args, '-o', 'differs.json'], { cwd })
    aws.add(attachment, 'tgw-attach-1', { Id: 'tgw-attach-1', VpcId: 'vpc-a' })
    await runCli([...args, '-o', 'agrees.json'], { cwd })
    calls = []
    await runCli([...scan, '--verified', 'agrees.json', '--verified', 'differs.json'], { cwd })
    expect(calls).toEqual([])
  })

  it('takes no other file', async () => {
    const cwd = project(attachment)
    for (const file of ['web.template.json', 'nowhere.json']) {
      const { code, stderr } = await runCli([...scan, '--verified', file], { cwd })
      expect([code, stderr]).toEqual([2, expect.stringContaining('doctor --verify-map')])
    }
  })
})
