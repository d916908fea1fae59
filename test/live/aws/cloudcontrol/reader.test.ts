import { beforeEach, describe, expect, it } from 'vitest'
import observer from '../../../../src/live/aws/observer.ts'
import type { DeclaredResource } from '../../../../src/model/resource.ts'
import type { JsonObject } from '../../../../src/model/json.ts'
import { serveAws } from '../../../helpers/aws-endpoint.ts'
import { CloudControlAccount } from '../../../helpers/cloudcontrol-account.ts'
import { all, context, gaps, listed, resources } from '../../builders.ts'

const aws = new CloudControlAccount()
serveAws((request, body) => aws.answer(request, body) ?? { status: 501, body: '' }, { AWS_MAX_ATTEMPTS: '2' })
beforeEach(() => aws.clear())

const [stream, filter, detector, job] = [
  'AWS::Kinesis::Stream',
  'AWS::GuardDuty::Filter',
  'AWS::GuardDuty::Detector',
  'AWS::EMR::Step',
] as const

function declare(kind: string, physicalId: string, properties: JsonObject = {}, identities: string[] = []): DeclaredResource {
  return {
    kind,
    type: kind,
    address: physicalId,
    shape: 'neutral',
    properties,
    physicalId,
    identities,
    region: 'eu-west-1',
    sensitive: [],
    dependencies: [],
    file: 'web.template.json',
    reader: 'cloudformation',
  }
}

async function observe(declared: readonly DeclaredResource[], more: readonly string[] = [], unmanaged = true) {
  const kinds = new Set([...declared.map(({ kind }) => kind), ...more])
  const live = context({
    scope: {
      kinds,
      declared: new Set(declared.map(({ kind }) => kind)),
      resourcesOf: (kind) => declared.filter((each) => each.kind === kind),
      unmanaged,
    },
  })
  return { items: await all(observer.observe(undefined, live)), notes: live.notes }
}

function gone(items: Awaited<ReturnType<typeof observe>>['items']): string[] {
  return items.flatMap((item) => (item.is === 'gone' ? [item.names[0] ?? ''] : []))
}

describe('a kind without a client', () => {
  it('is listed once, declared resources are read once each, the others are summaries', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) aws.add(stream, name, { Name: name, ShardCount: 2 })
    aws.page = 2
    aws.summary = ['Name']
    const { items } = await observe([declare(stream, 'a'), declare(stream, 'd')])
    expect(resources(items).map(({ physicalId, properties, unread }) => [physicalId, properties['ShardCount'], unread])).toEqual([
      ['a', 2, undefined],
      ['b', undefined, ['/']],
      ['c', undefined, ['/']],
      ['d', 2, undefined],
      ['e', undefined, ['/']],
    ])
    expect(resources(items)[0]).toMatchObject({ source: 'cloudcontrol', account: '111122223333', region: 'eu-west-1' })
    expect(listed(items)).toEqual([stream])
    expect(aws.asked.toSorted()).toEqual([`Get ${stream} a`, `Get ${stream} d`, `List ${stream}`, `List ${stream} 2`, `List ${stream} 4`])
  })

  it('is not listed where nobody asks for what is not declared', async () => {
    aws.add(stream, 'a', { Name: 'a' }).add(stream, 'b', { Name: 'b' })
    const { items } = await observe([declare(stream, 'a'), declare(stream, 'gone')], [], false)
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['a'])
    expect(gone(items)).toEqual(['gone'])
    expect(listed(items)).toEqual([])
    expect(aws.asked.toSorted()).toEqual([`Get ${stream} a`, `Get ${stream} gone`])
  })

  it('says which client would save how many calls, once', async () => {
    const [group, policy] = ['AWS::Redshift::ClusterSubnetGroup', 'AWS::Batch::SchedulingPolicy']
    for (let at = 0; at < 10; at += 1) aws.add(group, `g${at}`, { Name: `g${at}` })
    aws.add(policy, 'arn:aws:batch:eu-west-1:111122223333:scheduling-policy/p', {})
    const groups = Array.from({ length: 10 }, (_, at) => declare(group, `g${at}`))
    const { notes } = await observe([...groups, declare(policy, 'arn:aws:batch:eu-west-1:111122223333:scheduling-policy/p')])
    expect(notes).toEqual([
      {
        code: 'aws-client-missing',
        level: 'note',
        message:
          'Installing @aws-sdk/client-redshift (10) beside driftgate would save 10 calls: their kinds were read one resource at a time through Cloud Control.',
        hint: 'npm install @aws-sdk/client-redshift',
      },
    ])
  })

  it('that is global is read in one region only', async () => {
    const live = context({ scope: { kinds: new Set(['AWS::GlobalAccelerator::Accelerator']), regions: ['eu-west-1', 'us-east-1'] } })
    await all(observer.observe(undefined, live))
    expect(aws.asked.filter((each) => each.startsWith('List'))).toHaveLength(1)
  })
})

describe('a resource that AWS does not know', () => {
  it('is gone, whatever the list shows', async () => {
    aws.add(stream, 'a', { Name: 'a' })
    aws.faults.set(`Get ${stream} a`, { code: 'ResourceNotFoundException' })
    const { items } = await observe([declare(stream, 'a')])
    expect(gone(items)).toEqual(['a'])
  })

  it('is gone where the handler says so in words', async () => {
    const message = 'AWS::Kinesis::Stream Handler returned status FAILED: no such stream (HandlerErrorCode: NotFound, RequestToken: 1)'
    aws.faults.set(`Get ${stream} a`, { code: 'GeneralServiceException', message })
    expect(gone((await observe([declare(stream, 'a')])).items)).toEqual(['a'])
  })

  it('is not gone by a name that is none of its kind', async () => {
    const { items } = await observe([declare('AWS::SNS::TopicInlinePolicy', 'not-an-arn')], [], false)
    expect(gone(items)).toEqual([])
  })
})

describe('a resource that is declared by another name than its identifier', () => {
  beforeEach(() => {
    aws.summary = ['Id']
    aws.add(detector, 'd1', { Id: 'd1', FindingPublishingFrequency: 'main' })
  })

  it('is looked for among what is listed before it is gone', async () => {
    const { items } = await observe([declare(detector, 'main')])
    expect(gone(items)).toEqual([])
    expect(resources(items)).toEqual([
      expect.objectContaining({ physicalId: 'd1', properties: { Id: 'd1', FindingPublishingFrequency: 'main' } }),
    ])
    expect(aws.asked).toEqual([`List ${detector}`, `Get ${detector} main`, `Get ${detector} d1`])
  })

  it('is gone where none of them is it', async () => {
    expect(gone((await observe([declare(detector, 'other')])).items)).toEqual(['other'])
  })

  it('is asked for once, however many declarations are parts of it', async () => {
    await observe([declare(detector, 'd1'), declare(detector, 'd1')])
    expect(aws.asked.filter((each) => each.startsWith('Get'))).toEqual([`Get ${detector} d1`])
  })
})

describe('a list that may be cut off', () => {
  it('is not taken for whole; declared resources are found all the same', async () => {
    for (let at = 0; at < 40; at += 1) aws.add(stream, `s${at}`, { Name: `s${at}` })
    aws.cut.set(stream, 25)
    const { items } = await observe([declare(stream, 's30'), declare(stream, 'never')])
    expect(gaps(items)).toEqual([expect.objectContaining({ kind: stream, reason: 'truncated', action: 'cloudformation:ListResources' })])
    expect(listed(items)).toEqual([])
    expect(resources(items)).toHaveLength(26)
    expect(resources(items).find(({ physicalId }) => physicalId === 's30')?.unread).toBeUndefined()
    expect(gone(items)).toEqual(['never'])
  })

  it('is whole with another length', async () => {
    for (let at = 0; at < 26; at += 1) aws.add(stream, `s${at}`, { Name: `s${at}` })
    expect(listed((await observe([declare(stream, 's1')])).items)).toEqual([stream])
  })

  it('that fails midway keeps what it showed, and is a gap', async () => {
    for (const name of ['a', 'b', 'c']) aws.add(stream, name, { Name: name })
    aws.page = 1
    const answer = aws.answer.bind(aws)
    aws.answer = (request, body) => {
      if (body.includes('"NextToken":"2"')) aws.faults.set(`List ${stream}`, { status: 500, code: 'ServiceInternalErrorException' })
      return answer(request, body)
    }
    const { items } = await observe([declare(stream, 'c')])
    aws.answer = answer
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['a', 'b', 'c'])
    expect(gaps(items)).toEqual([expect.objectContaining({ reason: 'read-failed', kind: stream })])
    expect(listed(items)).toEqual([])
  })
})

describe('what Cloud Control refuses', () => {
  it.each([
    ['AccessDeniedException', 'no', 'access-denied'],
    ['GeneralServiceException', 'User: x is not authorized to perform: kinesis:DescribeStreamSummary', 'access-denied'],
    ['GeneralServiceException', 'Rate exceeded (Service: Kinesis, Status Code: 400)', 'throttled'],
    ['ThrottlingException', 'Rate exceeded', 'throttled'],
    ['UnsupportedActionException', 'Resource type AWS::Kinesis::Stream does not support READ action', 'unsupported-kind'],
    ['TypeNotFoundException', 'The type AWS::Kinesis::Stream cannot be found.', 'unsupported-kind'],
    ['HandlerInternalFailureException', 'Internal failure', 'read-failed'],
    ['InvalidRequestException', 'Identifier a is not valid for identifier [/properties/Name]', 'read-failed'],
  ])('%s: %s is a gap, and never an absence', async (code, message, reason) => {
    aws.faults.set(`Get ${stream}`, { code, message })
    const { items } = await observe([declare(stream, 'a')], [], false)
    expect(gaps(items)).toEqual([expect.objectContaining({ kind: stream, physicalId: 'a', reason, action: 'cloudformation:GetResource' })])
    expect(gone(items)).toEqual([])
  })

  it('names the action of Cloud Control and those of its handler', async () => {
    aws.faults.set(`Get ${stream}`, { code: 'AccessDeniedException' })
    const [gap] = gaps((await observe([declare(stream, 'a')], [], false)).items)
    expect(gap?.remedy).toContain('cloudformation:GetResource')
    expect(gap?.remedy).toContain('kinesis:DescribeStreamSummary')
  })

  it('is not asked again what is refused whatever is asked for', async () => {
    const message = 'User: x is not authorized to perform: cloudformation:GetResource'
    aws.faults.set(`Get ${stream}`, { code: 'AccessDeniedException', message })
    const { items } = await observe([declare('AWS::Kinesis::Stream', 'a'), declare('AWS::Redshift::Cluster', 'b')], [], false)
    expect(gaps(items).map(({ physicalId, reason }) => [physicalId, reason])).toEqual([
      ['a', 'access-denied'],
      ['b', 'access-denied'],
    ])
    expect(aws.asked).toEqual([`Get ${stream} a`])
  })

  it('is no gap where a kind cannot be listed and nobody declares it', async () => {
    aws.faults.set(`List ${stream}`, { code: 'UnsupportedActionException' })
    const { items } = await observe([], [stream, 'AWS::OpenSearchServerless::Index'])
    expect(items.filter(({ is }) => is !== 'listed')).toEqual([])
    expect(listed(items)).toEqual([])
    const declared = await observe([declare(stream, 'a')])
    expect(gaps(declared.items)).toContainEqual(expect.objectContaining({ kind: stream, reason: 'unsupported-kind' }))
  })

  it('lists of kinds that nobody declares only those that a client could read in bulk', async () => {
    const attachment = 'AWS::EC2::NetworkInterfaceAttachment'
    aws.add(attachment, 'eni-attach-1', { AttachmentId: 'eni-attach-1' }).add(stream, 'a', { Name: 'a' })
    const { items } = await observe([], [attachment, stream])
    expect(resources(items).map(({ kind }) => kind)).toEqual([stream])
    expect(aws.asked).toEqual([`List ${stream}`])
    await observe([declare(attachment, 'eni-attach-1')])
    expect(aws.asked).toContain(`List ${attachment}`)
  })

  it('a list that is denied leaves the declared resources readable', async () => {
    aws.add(stream, 'a', { Name: 'a' })
    aws.faults.set(`List ${stream}`, { code: 'AccessDeniedException' })
    const { items } = await observe([declare(stream, 'a')])
    expect(resources(items)).toHaveLength(1)
    expect(gaps(items)).toEqual([expect.objectContaining({ reason: 'access-denied', action: 'cloudformation:ListResources' })])
  })

  it('a type that cannot be listed is read by itself, and said', async () => {
    aws.add(job, 's-1', { Id: 's-1', Name: 'x' })
    const { items, notes } = await observe([declare(job, 's-1')])
    expect(resources(items)).toHaveLength(1)
    expect(gaps(items)).toEqual([])
    expect(notes).toEqual([expect.objectContaining({ code: 'aws-not-listed', message: expect.stringContaining(job) })])
  })
})

describe('a kind that is listed by its parents', () => {
  beforeEach(() => {
    aws.keys.set(filter, 'DetectorId')
    for (const detectorId of ['d1', 'd2']) {
      aws.add(detector, detectorId, { Id: detectorId, Enable: true })
      aws.add(filter, `${detectorId}|f`, { DetectorId: detectorId, Name: 'f' })
    }
  })

  it('takes the keys from parents that were read', async () => {
    const { items } = await observe([declare(filter, 'd1|f', { DetectorId: 'd1', Name: 'f' }), declare(detector, 'd1')])
    expect(resources(items, filter).map(({ physicalId }) => physicalId)).toEqual(['d1|f', 'd2|f'])
    expect(listed(items)).toEqual([detector, filter])
    expect(aws.asked.filter((each) => each.startsWith(`List ${detector}`))).toHaveLength(1)
    expect(aws.asked.filter((each) => each.startsWith(`List ${filter}`))).toEqual([
      `List ${filter} {"DetectorId":"d1"}`,
      `List ${filter} {"DetectorId":"d2"}`,
    ])
  })

  it('lists parents that are not in scope, and joins the parts of an identifier', async () => {
    const { items } = await observe([declare(filter, 'f', { DetectorId: 'd2', Name: 'f' }, ['d2|f'])])
    expect(resources(items).find(({ physicalId }) => physicalId === 'd2|f')?.unread).toBeUndefined()
    expect(resources(items)).toHaveLength(2)
    expect(listed(items)).toEqual([filter])
  })

  it('is not whole where the parents cannot be listed', async () => {
    aws.faults.set(`List ${detector}`, { code: 'AccessDeniedException' })
    const { items } = await observe([declare(filter, 'd1|f', { DetectorId: 'd1', Name: 'f' })])
    expect(resources(items)).toHaveLength(1)
    expect(gaps(items)).toEqual([expect.objectContaining({ kind: filter, reason: 'access-denied' })])
    expect(listed(items)).toEqual([])
  })
})
