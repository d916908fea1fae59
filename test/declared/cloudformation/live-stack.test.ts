import { describe, expect, it } from 'vitest'
import { readStackDocuments } from '../../../src/declared/cloudformation-live.ts'
import { stackDocuments } from '../../../src/live/aws/stack-documents.ts'
import type { Diagnostic } from '../../../src/model/generated/report.ts'
import { serveAws } from '../../helpers/aws-endpoint.ts'
import { at, gather, stackId } from './reading.ts'

const template = `Parameters:
  Stage: { Type: String, Default: dev }
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub "\${Stage}-jobs <&>" }
  Alarms: { Type: AWS::SNS::Topic }
`
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const summary = (id: string, physicalId: string, type: string) =>
  `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`

const fail = (status: number, code: string, message: string) => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
})

/** Answers as CloudFormation's query protocol does. */
function answer(form: URLSearchParams): { status: number; body: string } {
  const action = form.get('Action') ?? ''
  const wrap = (inner: string) => ({
    status: 200,
    body: `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`,
  })
  const name = form.get('StackName')
  if (name === 'absent') return fail(400, 'ValidationError', 'Stack with id absent does not exist')
  if (name === 'secret') return fail(403, 'AccessDenied', 'not authorized')
  if (action === 'DescribeStacks') {
    return wrap(
      `<Stacks><member><StackName>shop</StackName><StackId>${stackId('shop')}</StackId><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime>` +
        '<Parameters><member><ParameterKey>Stage</ParameterKey><ParameterValue>prod</ParameterValue></member></Parameters>' +
        '<Tags><member><Key>team</Key><Value>shop</Value></member></Tags></member></Stacks>',
    )
  }
  if (action === 'GetTemplate')
    return form.get('TemplateStage') === 'Processed'
      ? wrap(`<TemplateBody>${escaped(template)}</TemplateBody>`)
      : fail(400, 'ValidationError', 'stage')
  if (form.get('NextToken') === null) {
    return wrap(
      `<StackResourceSummaries>${summary('Jobs', 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'AWS::SQS::Queue')}</StackResourceSummaries><NextToken>second</NextToken>`,
    )
  }
  return wrap(
    `<StackResourceSummaries>${summary('Alarms', 'arn:aws:sns:eu-west-1:123456789012:alarms', 'AWS::SNS::Topic')}</StackResourceSummaries>`,
  )
}

serveAws((_request, body) => answer(new URLSearchParams(body)))

describe('cloudformation:STACK', () => {
  it('reads the processed template, the stack and every page of its resources, as saved documents are read', async () => {
    const calls: string[] = []
    const notes: Diagnostic[] = []
    const documents = await stackDocuments('shop', { called: (operation) => calls.push(operation) })
    const reading = await gather(readStackDocuments(documents, { note: (note) => notes.push(note) }), notes)
    expect(calls).toEqual([
      'cloudformation.DescribeStacks',
      'cloudformation.GetTemplate',
      'cloudformation.ListStackResources',
      'cloudformation.ListStackResources',
    ])
    expect(notes).toEqual([])
    expect(at(reading, 'Jobs')).toMatchObject({
      physicalId: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
      stack: 'shop',
      account: '123456789012',
      region: 'eu-west-1',
      file: 'cloudformation:shop',
      properties: { QueueName: 'prod-jobs <&>', Tags: [{ Key: 'team', Value: 'shop' }] },
    })
    expect(at(reading, 'Alarms').physicalId).toBe('arn:aws:sns:eu-west-1:123456789012:alarms')
  })

  it('says that there is no such stack', async () => {
    await expect(stackDocuments('absent')).rejects.toMatchObject({
      name: 'InputError',
      code: 'stack-not-found',
      at: { file: 'cloudformation:absent' },
    })
  })

  it('says what it may not read, and what that needs', async () => {
    await expect(stackDocuments('secret', { region: 'eu-west-1', endpoint: process.env['AWS_ENDPOINT_URL'] ?? '' })).rejects.toMatchObject({
      name: 'AccessError',
      code: 'stack-unreadable',
      hint: expect.stringContaining('cloudformation:GetTemplate'),
    })
  })
})
