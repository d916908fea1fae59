import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import {
  ConfigServiceClient,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
} from '@aws-sdk/client-config-service'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetQueueUrlCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { runCli } from '../cli/run-cli.ts'
import { lacking, startEmulator, type Emulator } from './emulator.ts'

const reason = lacking('ministack', 'ministack')

const shared = {
  Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'shared' } } },
  Outputs: { Name: { Value: 'imported', Export: { Name: 'shared-name' } } },
}
const child = {
  Parameters: { Name: { Type: 'String' } },
  Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' }, VisibilityTimeout: 60 } } },
  Outputs: { Out: { Value: { Ref: 'Name' } } },
}

function parent(template: string): object {
  return {
    Resources: {
      Data: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: template, Parameters: { Name: 'from-parent' } } },
      Page: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: { 'Fn::ImportValue': 'shared-name' }, DisplayName: { 'Fn::GetAtt': ['Data', 'Outputs.Out'] } },
      },
    },
  }
}

async function scanned(...args: string[]): Promise<ScanReport> {
  const { stdout, stderr } = await runCli(['scan', ...args, '--unmanaged', 'none', '--no-confirm', '--format', 'json'])
  if (stdout === '') throw new Error(stderr)
  const report: ScanReport = JSON.parse(stdout)
  return report
}

describe.skipIf(reason !== undefined)('stacks in ministack', () => {
  let emulator: Emulator

  beforeAll(async () => {
    emulator = await startEmulator('ministack_server.py')
    const s3 = new S3Client({ forcePathStyle: true })
    await s3.send(new CreateBucketCommand({ Bucket: 'templates', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }))
    await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'child.json', Body: JSON.stringify(child) }))
    await deployed('shared', shared)
    await deployed('prod-web', parent(`${emulator.endpoint}/templates/child.json`))
  })

  afterAll(() => emulator.stop())

  it('are read with what is nested in them and what they import, and nothing differs', async () => {
    const report = await scanned('--declared', 'cloudformation:prod-web', '--live', 'aws')
    expect(report.findings).toEqual([])
    expect(report.diagnostics).toEqual([])
    expect(report.summary.resources).toMatchObject({ managed: 3, missing: 0, notChecked: 0 })
  })

  it('are each read once by a pattern, also where the account does not say which are nested', async () => {
    // ministack lists a nested stack without ParentId and RootId, which AWS gives.
    const report = await scanned('--declared', 'cloudformation:*', '--live', 'aws')
    expect(report.diagnostics).toEqual([])
    expect(report.summary.resources).toMatchObject({ managed: 4, missing: 0, notChecked: 0 })
    expect(report.calls).toMatchObject({ 'cloudformation.ListExports': 1, 'cloudformation.ListStackResources': 3 })
  })

  it('show what was changed in a nested one', async () => {
    const sqs = new SQSClient({})
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'from-parent' }))
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }))
    const { findings } = await scanned('--declared', 'cloudformation:prod-*', '--live', 'aws')
    expect(findings.map(({ resource, difference }) => [resource.address, difference?.path, difference?.live])).toEqual([
      ['Jobs', '/VisibilityTimeout', '5'],
    ])
  })

  it('are not checked by AWS Config where nothing records, and the report says which', async () => {
    const details = async () =>
      (await scanned('--declared', 'cloudformation:shared', '--live', 'config')).notChecked.map(({ detail = '' }) => detail)
    expect((await details()).join(' ')).toContain('no recorder')
    const config = new ConfigServiceClient({})
    const recordingGroup = { allSupported: false, resourceTypes: ['AWS::EC2::Instance' as const] }
    const roleARN = 'arn:aws:iam::111122223333:role/config'
    await config.send(new PutConfigurationRecorderCommand({ ConfigurationRecorder: { name: 'default', roleARN, recordingGroup } }))
    expect((await details()).join(' ')).toContain('is stopped')
    await config.send(new PutDeliveryChannelCommand({ DeliveryChannel: { name: 'default', s3BucketName: 'templates' } }))
    await config.send(new StartConfigurationRecorderCommand({ ConfigurationRecorderName: 'default' }))
    expect((await details()).join(' ')).toContain('leaves this kind out')
  })
})

async function deployed(name: string, template: object): Promise<void> {
  const cloudformation = new CloudFormationClient({})
  await cloudformation.send(new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template) }))
  for (let tries = 0; tries < 100; tries += 1) {
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: name }))
    if (stack?.StackStatus === 'CREATE_COMPLETE') return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`${name} was not created`)
}
