import { CloudControlClient, CreateResourceCommand, DeleteResourceCommand, UpdateResourceCommand } from '@aws-sdk/client-cloudcontrol'
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { folder } from '../cli/folder.ts'
import { runCli } from '../cli/run-cli.ts'
import { lacking, startEmulator, type Emulator } from './emulator.ts'

const reason = lacking('ministack', 'ministack')

/**
 * What ministack does otherwise than AWS: its Cloud Control is a store of its own, which knows nothing of resources that
 * other calls made, and names a resource by the first of Id, Name, Arn, BucketName that it has, not by its primary identifier
 * (ministack/services/cloudcontrol.py, _extract_identifier). So kinds are taken whose identifier is called so.
 */
const kinds = ['AWS::Kinesis::Stream', 'AWS::Glue::Job', 'AWS::Synthetics::Canary', 'AWS::Scheduler::ScheduleGroup'] as const

/** Two resources of each kind, declared as they are created. */
const declared: Readonly<Record<string, { kind: string; properties: JsonObject }>> = Object.fromEntries(
  kinds.flatMap((kind) =>
    ['one', 'two'].map((name) => {
      const word = kind.split('::')[2]?.toLowerCase() ?? ''
      return [
        `${kind.replaceAll('::', '')}${name}`,
        { kind, properties: { Name: `${word}-${name}`, Tags: [{ Key: 'team', Value: 'shop' }] } },
      ]
    }),
  ),
)

function project(): string {
  const ids = Object.keys(declared)
  return folder({
    'web.template.json': JSON.stringify({
      Resources: Object.fromEntries(ids.map((id) => [id, { Type: declared[id]?.kind, Properties: declared[id]?.properties }])),
    }),
    'web.resources.json': JSON.stringify({
      StackResources: ids.map((id) => ({
        StackName: 'web',
        StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1',
        LogicalResourceId: id,
        PhysicalResourceId: declared[id]?.properties['Name'],
        ResourceType: declared[id]?.kind,
      })),
    }),
  })
}

async function scanned(args: readonly string[], cwd: string): Promise<ScanReport> {
  const { stdout, stderr } = await runCli(['scan', ...args, '--live', 'aws', '--unmanaged', 'kinds', '-f', 'json'], { cwd })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout)
}

function told({ findings }: ScanReport): string[] {
  return findings.map(({ outcome, resource, difference }) => [outcome, resource.address, difference?.path].filter(Boolean).join(' '))
}

describe.skipIf(reason !== undefined)('ministack', () => {
  let server: Emulator
  let client: CloudControlClient

  beforeAll(async () => {
    server = await startEmulator('ministack_server.py')
    client = new CloudControlClient({})
    for (const { kind, properties } of Object.values(declared))
      await client.send(new CreateResourceCommand({ TypeName: kind, DesiredState: JSON.stringify(properties) }))
  })

  afterAll(() => server.stop())

  describe('its Cloud Control', () => {
    const sources = ['--declared', 'web.template.json', '--declared', 'web.resources.json']

    it('has no finding as it was deployed, by one list a kind and one call a resource', async () => {
      const report = await scanned(sources, project())
      expect(told(report)).toEqual([])
      expect(report.summary.resources).toMatchObject({ managed: 8, missing: 0, notChecked: 0 })
      expect(report.calls).toMatchObject({ 'cloudcontrol.ListResources': 4, 'cloudcontrol.GetResource': 8 })
    })

    it('shows what was changed, what is gone and what nobody declared', async () => {
      // Its patches do not reach into lists.
      const patch = [{ op: 'replace', path: '/Tags', value: [{ Key: 'team', Value: 'ops' }] }]
      await client.send(
        new UpdateResourceCommand({ TypeName: 'AWS::Glue::Job', Identifier: 'job-one', PatchDocument: JSON.stringify(patch) }),
      )
      await client.send(new DeleteResourceCommand({ TypeName: 'AWS::Kinesis::Stream', Identifier: 'stream-two' }))
      await client.send(
        new CreateResourceCommand({ TypeName: 'AWS::Synthetics::Canary', DesiredState: JSON.stringify({ Name: 'by-hand' }) }),
      )
      const found = told(await scanned(sources, project()))
      expect(found.toSorted()).toEqual(['missing AWSKinesisStreamtwo', 'mutated AWSGlueJobone /Tags/0/Value', 'unmanaged by-hand'])
    })
  })

  describe('its CloudFormation', () => {
    it('deploys a stack that is read back without a finding; a change by hand is found', async () => {
      const cloudformation = new CloudFormationClient({})
      const template = {
        Resources: {
          Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'orders', VisibilityTimeout: 60 } },
          Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
          Bucket: {
            Type: 'AWS::S3::Bucket',
            Properties: { BucketName: 'ministack-assets', VersioningConfiguration: { Status: 'Enabled' } },
          },
        },
      }
      await cloudformation.send(new CreateStackCommand({ StackName: 'shop', TemplateBody: JSON.stringify(template) }))
      await expect.poll(() => statusOf(cloudformation), { timeout: 30_000 }).toBe('CREATE_COMPLETE')
      const args = ['--declared', 'cloudformation:shop']
      const before = await scanned(args, folder())
      expect(told(before)).toEqual([])
      expect(before.summary.resources.managed).toBe(3)
      const queue = `${server.endpoint}/111122223333/orders`
      await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
        new SetQueueAttributesCommand({ QueueUrl: queue, Attributes: { VisibilityTimeout: '5' } }),
      )
      expect(told(await scanned(args, folder()))).toEqual(['mutated Queue /VisibilityTimeout'])
    })
  })
})

async function statusOf(client: CloudFormationClient): Promise<string | undefined> {
  const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: 'shop' }))
  return Stacks[0]?.StackStatus
}
