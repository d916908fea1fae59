import { beforeEach, describe, expect, it } from 'vitest'
import { openDeclared } from '../../../src/declared/open.ts'
import { readStacks } from '../../../src/declared-stacks.ts'
import type { Diagnostic } from '../../../src/model/generated/report.ts'
import { serveAws } from '../../helpers/aws-endpoint.ts'
import { at, gather, stackId, type Reading } from './reading.ts'

interface FakeStack {
  template: string
  resources?: readonly [id: string, physicalId: string, type: string][]
  status?: string
  parent?: string
  parameters?: Readonly<Record<string, string>>
}

const queue = (name: string): string => `Resources: { Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: ${name} } } }`
const jobs: [string, string, string][] = [['Jobs', 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs', 'AWS::SQS::Queue']]

/** The stacks of the account, by name. */
const account: Record<string, FakeStack> = {
  shop: {
    template: `Parameters:
  Stage: { Type: String, Default: dev }
Resources:
  Jobs:
    Type: AWS::SQS::Queue
    Properties: { QueueName: !Sub "\${Stage}-jobs <&>" }
  Alarms: { Type: AWS::SNS::Topic }
`,
    resources: [...jobs, ['Alarms', 'arn:aws:sns:eu-west-1:123456789012:alarms', 'AWS::SNS::Topic']],
    parameters: { Stage: 'prod' },
  },
  'prod-web': {
    template: `Resources:
  Data:
    Type: AWS::CloudFormation::Stack
    Properties: { TemplateURL: 'https://s3/data.yaml', Parameters: { Name: from-parent } }
  Page:
    Type: AWS::SNS::Topic
    Properties: { TopicName: !ImportValue shared-name, DisplayName: !GetAtt Data.Outputs.Out }
`,
    resources: [
      ['Data', stackId('prod-web-Data-1X'), 'AWS::CloudFormation::Stack'],
      ['Page', 'arn:aws:sns:eu-west-1:123456789012:page', 'AWS::SNS::Topic'],
    ],
  },
  'prod-web-Data-1X': {
    template: `Parameters: { Name: { Type: String } }\n${queue('!Ref Name')}\nOutputs: { Out: { Value: !Ref Name } }`,
    resources: jobs,
    parent: 'prod-web',
    parameters: { Name: 'from-parent' },
  },
  'prod-mail': { template: queue('mail'), resources: jobs },
  'prod-torn': { template: 'Resources: [', resources: jobs },
  'prod-denied': { template: 'denied' },
  'prod-failed': { template: queue('failed'), status: 'ROLLBACK_COMPLETE' },
  'prod-planned': { template: queue('planned'), status: 'REVIEW_IN_PROGRESS' },
}
const asked: string[] = []
/** Whether the list says which stack is nested in which. */
let saysParents = true

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const summary = ([id, physicalId, type]: readonly [string, string, string]) =>
  `<member><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physicalId}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>`

function described([name, { status = 'CREATE_COMPLETE', parent, parameters = {} }]: readonly [string, FakeStack]): string {
  const given = Object.entries(parameters).map(
    ([key, value]) => `<member><ParameterKey>${key}</ParameterKey><ParameterValue>${value}</ParameterValue></member>`,
  )
  return [
    `<member><StackName>${name}</StackName><StackId>${stackId(name)}</StackId><StackStatus>${status}</StackStatus>`,
    '<CreationTime>2026-01-01T00:00:00Z</CreationTime>',
    parent === undefined || !saysParents ? '' : `<ParentId>${stackId(parent)}</ParentId><RootId>${stackId(parent)}</RootId>`,
    `<Parameters>${given.join('')}</Parameters><Tags><member><Key>team</Key><Value>shop</Value></member></Tags></member>`,
  ].join('')
}

const fail = (status: number, code: string, message: string) => ({
  status,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
})

/** Answers as CloudFormation's query protocol does: lists of stacks and resources in pages of half of them. */
function answer(form: URLSearchParams): { status: number; body: string } {
  const action = form.get('Action') ?? ''
  const wrap = (inner: string) => ({
    status: 200,
    body: `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${action}Result>${inner}</${action}Result></${action}Response>`,
  })
  const paged = (member: string, all: readonly string[]) => {
    const half = Math.ceil(all.length / 2)
    const isSecond = form.get('NextToken') === 'second'
    const page = isSecond ? all.slice(half) : all.slice(0, half)
    return wrap(`<${member}>${page.join('')}</${member}>${isSecond || all.length < 2 ? '' : '<NextToken>second</NextToken>'}`)
  }
  const name = (form.get('StackName') ?? '').replace(/^arn:.*:stack\/([^/]+)\/.*$/, '$1')
  asked.push(name === '' ? action : `${action} ${name}`)
  if (action === 'ListExports') {
    const from = `<ExportingStackId>${stackId('shared')}</ExportingStackId>`
    return wrap(`<Exports><member>${from}<Name>shared-name</Name><Value>imported</Value></member></Exports>`)
  }
  if (action === 'DescribeStacks' && name === '') return paged('Stacks', Object.entries(account).map(described))
  const stack = account[name]
  if (name === 'secret' || stack?.template === 'denied') return fail(403, 'AccessDenied', 'not authorized')
  if (stack === undefined) return fail(400, 'ValidationError', `Stack with id ${name} does not exist`)
  if (action === 'DescribeStacks') return wrap(`<Stacks>${described([name, stack])}</Stacks>`)
  if (action === 'GetTemplate')
    return form.get('TemplateStage') === 'Processed'
      ? wrap(`<TemplateBody>${escaped(stack.template)}</TemplateBody>`)
      : fail(400, 'ValidationError', 'stage')
  return paged('StackResourceSummaries', (stack.resources ?? []).map(summary))
}

serveAws((_request, body) => answer(new URLSearchParams(body)))
beforeEach(() => {
  asked.splice(0)
  saysParents = true
})

/** What `cloudformation:STACKS` declares, read as a scan reads it. */
async function reading(stacks: string, calls: string[] = []): Promise<Reading> {
  const notes: Diagnostic[] = []
  const context = { note: (note: Diagnostic) => void notes.push(note), called: (operation: string) => void calls.push(operation) }
  const source = `cloudformation:${stacks}`
  return gather(openDeclared([source], context, { cloudformation: (argument) => readStacks(argument, context) }).batches, notes)
}

describe('cloudformation:STACK', () => {
  it('reads the processed template, the stack and every page of its resources, as saved documents are read', async () => {
    const calls: string[] = []
    const found = await reading('shop', calls)
    expect(calls).toEqual([
      'cloudformation.DescribeStacks',
      'cloudformation.GetTemplate',
      'cloudformation.ListStackResources',
      'cloudformation.ListStackResources',
    ])
    expect([found.error, found.notes]).toEqual([undefined, []])
    expect(at(found, 'Jobs')).toMatchObject({
      physicalId: 'https://sqs.eu-west-1.amazonaws.com/123456789012/jobs',
      stack: 'shop',
      account: '123456789012',
      region: 'eu-west-1',
      file: 'cloudformation:shop',
      properties: { QueueName: 'prod-jobs <&>', Tags: [{ Key: 'team', Value: 'shop' }] },
    })
    expect(at(found, 'Alarms').physicalId).toBe('arn:aws:sns:eu-west-1:123456789012:alarms')
  })

  it('reads the stacks nested in it, what they are given and give back, and what it imports', async () => {
    const found = await reading('prod-web')
    expect([found.error, found.notes]).toEqual([undefined, []])
    const names = found.resources.map(({ stack, address, properties }) => [
      stack,
      address,
      properties['QueueName'] ?? properties['TopicName'],
    ])
    expect(names).toEqual(
      expect.arrayContaining([
        ['prod-web', 'Page', 'imported'],
        ['prod-web-Data-1X', 'Jobs', 'from-parent'],
      ]),
    )
    expect(asked.filter((call) => call === 'ListExports')).toHaveLength(1)
  })

  it('says that there is no such stack', async () => {
    expect((await reading('absent')).error).toMatchObject({ code: 'stack-not-found', at: { file: 'cloudformation:absent' } })
  })

  it('says what it may not read, and what that needs', async () => {
    const { error } = await reading('secret')
    expect(error).toMatchObject({ name: 'AccessError', code: 'stack-unreadable' })
    expect(error?.hint).toContain('cloudformation:GetTemplate')
  })

  it('reads one of another region', async () => {
    const found = await reading('us-east-1/shop')
    expect(found.resources.map(({ file }) => file)).toEqual(['cloudformation:us-east-1/shop', 'cloudformation:us-east-1/shop'])
  })
})

describe('cloudformation:PATTERN', () => {
  it('reads what it names, each nested stack once, and says what holds nothing', async () => {
    const { resources, notes, error } = await reading('prod-*')
    expect(error).toBeUndefined()
    expect(resources.map(({ stack, address }) => `${stack} ${address}`).toSorted()).toEqual([
      'prod-mail Jobs',
      'prod-web Data',
      'prod-web Page',
      'prod-web-Data-1X Jobs',
    ])
    expect(notes.find(({ code }) => code === 'stacks-skipped')?.message).toContain(
      '2 stacks hold nothing that was deployed: prod-failed ROLLBACK_COMPLETE, prod-planned REVIEW_IN_PROGRESS',
    )
  })

  it('reads a nested stack once where the list does not say that it is one', async () => {
    saysParents = false
    const { resources, notes } = await reading('prod-web*')
    expect(resources.map(({ stack, address }) => `${stack} ${address}`).toSorted()).toEqual([
      'prod-web Data',
      'prod-web Page',
      'prod-web-Data-1X Jobs',
    ])
    expect(notes).toEqual([])
  })

  it('tells each stack that cannot be read as an error, and reads the others', async () => {
    const { notes } = await reading('prod-*')
    expect(notes.filter(({ level }) => level === 'error').map(({ code, location }) => [code, location?.file])).toEqual([
      ['stack-unreadable', 'cloudformation:prod-denied'],
      ['yaml-broken', 'cloudformation:prod-torn'],
    ])
  })

  it('lists once, and asks two things of each stack and a third of those with many resources', async () => {
    await reading('*')
    expect(asked.filter((call) => call.startsWith('DescribeStacks'))).toEqual(['DescribeStacks', 'DescribeStacks'])
    expect(asked.filter((call) => call.startsWith('GetTemplate')).toSorted()).toEqual(
      ['prod-denied', 'prod-mail', 'prod-torn', 'prod-web', 'prod-web-Data-1X', 'shop'].map((name) => `GetTemplate ${name}`),
    )
    expect(asked.some((call) => call.endsWith('prod-failed'))).toBe(false)
  })

  it('that names none is an error', async () => {
    expect((await reading('dev-*')).error).toMatchObject({ code: 'stack-not-found', message: expect.stringContaining('dev-*') })
  })
})
