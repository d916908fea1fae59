import { describe, expect, it } from 'vitest'
import type { Answers, FailureReason } from '../../../../src/live/aws/calls/call.ts'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import type { EngineOptions } from '../../../../src/live/aws/engine/kind-reader.ts'
import { own, type Json, type JsonObject } from '../../../../src/model/json.ts'
import { all, answering, declared, gaps, listed, resources } from '../../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }
const tagged = 'resourcegroupstaggingapi.GetResources'
const arnOf = (service: string, name: string) => `arn:aws:${service}:eu-west-1:111122223333:${name}`
const tag = (Key: string, Value: string) => ({ Key, Value })

/** Topics and rules, and what the bulk call knows of their tags. */
function account(names: readonly string[], bulk: (arns: readonly Json[]) => (JsonObject | FailureReason)[], alone: Json = []) {
  return answering({
    'sns.ListTopics': () => [{ Topics: names.map((name) => ({ TopicArn: arnOf('sns', name) })) }],
    'sns.GetTopicAttributes': () => [{ Attributes: {} }],
    'sns.ListSubscriptions': () => [{ Subscriptions: [] }],
    'sns.ListTagsForResource': () => [{ Tags: alone }],
    'events.ListRules': () => [{ Rules: [{ Name: 'nightly', Arn: arnOf('events', 'rule/nightly') }] }],
    'events.ListEventBuses': () => [{ EventBuses: [{ Name: 'default' }] }],
    'events.ListTargetsByRule': () => [{ Targets: [] }],
    [tagged]: (input) => bulk(list(own(input, 'ResourceARNList'))),
  })
}

const list = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const mapping = (of: Readonly<Record<string, Json>>) => (arns: readonly Json[]) => [
  {
    PaginationToken: '',
    ResourceTagMappingList: arns.flatMap((arn) =>
      typeof arn === 'string' && of[arn] !== undefined ? [{ ResourceARN: arn, Tags: of[arn] ?? [] }] : [],
    ),
  },
]

function read(kinds: readonly string[], answers: Answers, options: Partial<EngineOptions> = {}) {
  return all(readKinds(kinds, answers, { where, source: 'aws-list', callRegion: 'eu-west-1', ...options }))
}

const bulkCalls = (answers: ReturnType<typeof account>) =>
  answers.calls.filter(({ operation }) => operation === tagged).map(({ input }) => list(own(input, 'ResourceARNList')).length)
const aloneCalls = (answers: ReturnType<typeof account>) =>
  answers.calls.filter(({ operation }) => operation === 'sns.ListTagsForResource').length

describe('tags in bulk', () => {
  it('come a hundred a call, whatever the kinds, each to its own resource, in the order of the lists', async () => {
    const names = Array.from({ length: 150 }, (_, at) => `t${at}`)
    const answers = account(
      names,
      mapping({ [arnOf('sns', 't149')]: [tag('team', 'x')], [arnOf('events', 'rule/nightly')]: [tag('team', 'y')] }),
    )
    const items = await read(['AWS::SNS::Topic', 'AWS::Events::Rule'], answers)
    expect(bulkCalls(answers)).toEqual([100, 51])
    expect(aloneCalls(answers)).toBe(0)
    const topics = resources(items, 'AWS::SNS::Topic')
    expect(topics.map(({ physicalId }) => physicalId)).toEqual(names.map((name) => arnOf('sns', name)))
    expect(topics.at(-1)?.properties['Tags']).toEqual([tag('team', 'x')])
    expect(resources(items, 'AWS::Events::Rule')[0]?.properties['Tags']).toEqual([tag('team', 'y')])
    expect(listed(items)).toEqual(['AWS::Events::Rule', 'AWS::SNS::Topic'])
    // Every resource before the word that its list was whole.
    expect(items.findIndex((item) => item.is === 'listed' && item.kind === 'AWS::SNS::Topic')).toBe(items.length - 1)
  })

  it('that are not there are none; what nobody tagged costs no call', async () => {
    const answers = account(['t'], mapping({}))
    const [topic] = resources(await read(['AWS::SNS::Topic'], answers, { declaredOf: declared({ [arnOf('sns', 't')]: {} }) }))
    expect(topic?.properties['Tags']).toBeUndefined()
    expect(topic?.unread ?? []).not.toContain('/Tags')
    expect(aloneCalls(answers)).toBe(0)
  })

  it('that are declared otherwise are asked for directly: the bulk call may lag', async () => {
    const contents = declared({ [arnOf('sns', 't')]: { Tags: [tag('team', 'new')] } })
    const lagging = account(['t'], mapping({ [arnOf('sns', 't')]: [tag('team', 'old')] }), [tag('team', 'new')])
    expect(resources(await read(['AWS::SNS::Topic'], lagging, { declaredOf: contents }))[0]?.properties['Tags']).toEqual([
      tag('team', 'new'),
    ])
    const changed = account(['t'], mapping({}), [tag('team', 'changed')])
    expect(resources(await read(['AWS::SNS::Topic'], changed, { declaredOf: contents }))[0]?.properties['Tags']).toEqual([
      tag('team', 'changed'),
    ])
    const same = account(['t'], mapping({ [arnOf('sns', 't')]: [tag('by', 'hand'), tag('team', 'new')] }))
    await read(['AWS::SNS::Topic'], same, { declaredOf: contents })
    expect([aloneCalls(lagging), aloneCalls(changed), aloneCalls(same)]).toEqual([1, 1, 0])
  })

  it('show the tags of what nobody declared, too', async () => {
    const answers = account(['t'], mapping({ [arnOf('sns', 't')]: [tag('aws:cloudformation:stack-name', 's')] }))
    const [topic] = resources(await read(['AWS::SNS::Topic'], answers, { declaredOf: () => undefined }))
    expect(topic?.properties['Tags']).toEqual([tag('aws:cloudformation:stack-name', 's')])
  })

  describe('that the bulk call does not show', () => {
    const buses = ['a', 'b', 'c']
    /** Buses of which `c` was tagged by hand: that the bulk call knows buses is written nowhere. */
    const events = (shown: Readonly<Record<string, Json>>, alone: Readonly<Record<string, Json>>) =>
      answering({
        'events.ListEventBuses': () => [{ EventBuses: buses.map((Name) => ({ Name, Arn: arnOf('events', `event-bus/${Name}`) })) }],
        'events.ListTagsForResource': (input) => [{ Tags: alone[String(own(input, 'ResourceARN')).slice(-1)] ?? [] }],
        [tagged]: (input) => mapping(shown)(list(own(input, 'ResourceARNList'))),
      })
    const tagsOf = (items: Parameters<typeof resources>[0]) => resources(items).map(({ properties }) => properties['Tags'] ?? [])
    const askedAlone = (answers: ReturnType<typeof events>) =>
      answers.calls.flatMap(({ operation, input }) =>
        operation === 'events.ListTagsForResource' ? [String(own(input, 'ResourceARN')).slice(-1)] : [],
      )

    it('are asked for one by one where nothing says that it knows such resources: a hand-made tag is seen', async () => {
      const answers = events({}, { c: [tag('by', 'hand')] })
      expect(tagsOf(await read(['AWS::Events::EventBus'], answers))).toEqual([[], [], [tag('by', 'hand')]])
      expect(askedAlone(answers).toSorted()).toEqual(buses)
    })

    it('are none once it has shown another resource of the same form', async () => {
      const answers = events({ [arnOf('events', 'event-bus/b')]: [tag('team', 'x')] }, { c: [tag('never', 'asked')] })
      expect(tagsOf(await read(['AWS::Events::EventBus'], answers))).toEqual([[], [tag('team', 'x')], []])
      expect(askedAlone(answers)).toEqual([])
    })

    it('are asked for where it lacks the tags of another one, whatever AWS documents', async () => {
      const contents = declared({ [arnOf('sns', 'a')]: { Tags: [tag('team', 'x')] }, [arnOf('sns', 'b')]: {} })
      const answers = account(['a', 'b'], mapping({}), [tag('team', 'x')])
      const items = await read(['AWS::SNS::Topic'], answers, { declaredOf: contents })
      expect(tagsOf(items)).toEqual([[tag('team', 'x')], [tag('team', 'x')]])
      expect(aloneCalls(answers)).toBe(2)
    })
  })

  it.each(['access-denied', 'unsupported-kind', 'throttled'] as const)('that are %s come one by one', async (reason) => {
    const answers = account(['a', 'b'], () => [reason], [tag('team', 'x')])
    const items = await read(['AWS::SNS::Topic'], answers)
    expect(resources(items).map(({ properties }) => properties['Tags'])).toEqual([[tag('team', 'x')], [tag('team', 'x')]])
    expect([bulkCalls(answers), aloneCalls(answers)]).toEqual([[2], 2])
    expect(gaps(items)).toEqual([])
  })

  it('that are refused either way name the action of the bulk call', async () => {
    const answers = answering({
      'sns.ListTopics': () => [{ Topics: [{ TopicArn: arnOf('sns', 't') }] }],
      'sns.GetTopicAttributes': () => [{ Attributes: {} }],
      'sns.ListTagsForResource': () => ['access-denied'],
      [tagged]: () => ['access-denied'],
    })
    const items = await read(['AWS::SNS::Topic'], answers)
    expect(resources(items)[0]?.unread).toContain('/Tags')
    expect(gaps(items)).toEqual([expect.objectContaining({ reason: 'access-denied', action: 'tag:GetResources', paths: ['/Tags'] })])
  })

  it('leave an ARN that the call does not take to its own service, and keep the rest', async () => {
    const bad = arnOf('sns', 'b')
    const answers = account(
      ['a', 'b', 'c'],
      (arns) => (arns.includes(bad) ? ['read-failed'] : mapping({ [arnOf('sns', 'c')]: [tag('k', 'c')] })(arns)),
      [tag('k', 'b')],
    )
    const items = await read(['AWS::SNS::Topic'], answers)
    expect(resources(items).map(({ properties }) => properties['Tags'])).toEqual([undefined, [tag('k', 'b')], [tag('k', 'c')]])
  })

  it('are asked for in the region of a bucket only', async () => {
    const answers = answering({
      's3.ListBuckets': () => [
        {
          Buckets: [
            { Name: 'here', BucketRegion: 'eu-west-1' },
            { Name: 'there', BucketRegion: 'us-east-1' },
          ],
        },
      ],
      's3.GetBucketTagging': () => [{ TagSet: [tag('k', 'alone')] }],
      [tagged]: () => [{ ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::here', Tags: [tag('k', 'bulk')] }] }],
    })
    const items = await read(['AWS::S3::Bucket'], answers, { where: { account: '111122223333', region: undefined } })
    expect(resources(items).map(({ properties }) => properties['Tags'])).toEqual([[tag('k', 'bulk')], [tag('k', 'alone')]])
  })

  it('are not asked for where the region of the calls is not known', async () => {
    const answers = account(['t'], mapping({}), [tag('k', 'v')])
    await read(['AWS::SNS::Topic'], answers, { callRegion: undefined })
    expect([bulkCalls(answers), aloneCalls(answers)]).toEqual([[], 1])
  })
})
