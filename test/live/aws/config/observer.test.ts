import { beforeEach, describe, expect, it } from 'vitest'
import observer from '../../../../src/live/aws/config/observer.ts'
import type { LiveScope } from '../../../../src/live/index.ts'
import { isObject, own, type Json, type JsonObject } from '../../../../src/model/json.ts'
import { callerIdentity, serveAws } from '../../../helpers/aws-endpoint.ts'
import { all, context, gaps, listed, resources } from '../../builders.ts'

/** A server that speaks as much of AWS Config and STS as these tests ask for. */
type Handler = (operation: string, input: JsonObject) => { status?: number; body: JsonObject }

let handler: Handler
let asked: { operation: string; input: JsonObject }[] = []
const running = {
  DescribeConfigurationRecorderStatus: { ConfigurationRecordersStatus: [{ name: 'default', recording: true, lastStatus: 'SUCCESS' }] },
  DescribeConfigurationRecorders: { ConfigurationRecorders: [{ name: 'default', recordingGroup: { allSupported: true } }] },
}
/** What is said of the recorder. */
let recorders: Readonly<Record<string, JsonObject>> = running

serveAws(
  (request, body) => {
    const operation = /\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1]
    if (operation === undefined) return { body: callerIdentity }
    const input: Json = JSON.parse(body)
    if (!isObject(input)) throw new TypeError('The input is no object.')
    const recorder = recorders[operation]
    if (recorder !== undefined) return { type: 'application/x-amz-json-1.1', body: JSON.stringify(recorder) }
    asked.push({ operation, input })
    const answer = handler(operation, input)
    return { ...answer, type: 'application/x-amz-json-1.1', body: JSON.stringify(answer.body) }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)

beforeEach(() => {
  asked = []
  recorders = running
})

const cluster = 'AWS::ECS::Cluster'
const group = 'AWS::EC2::SecurityGroup'

/** What a service has on record: kind, id, and the configuration that a get brings. */
function base(resourceType: string, resourceId: string, configuration: JsonObject): JsonObject {
  return {
    accountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: 1_700_000_000,
    resourceType,
    resourceId,
    configuration: JSON.stringify(configuration),
  }
}

function keysOf(input: JsonObject): { kind: string; id: string }[] {
  const keys = own(input, 'resourceKeys')
  return (Array.isArray(keys) ? keys : []).map((key) => ({
    kind: String(own(key, 'resourceType')),
    id: String(own(key, 'resourceId')),
  }))
}

function observe(kinds: string[] | undefined, argument?: string, more: LiveScope = {}) {
  const live = context({ scope: { ...more, ...(kinds === undefined ? {} : { kinds: new Set(kinds) }) } })
  return all(observer.observe(argument, live))
}

describe('AWS Config asked directly, as the source `config`', () => {
  it('follows the pages of the query, gets a hundred at a time and keeps the tags that the query told', async () => {
    const names = Array.from({ length: 130 }, (_, at) => `cluster-${at}`)
    handler = (operation, input) => {
      if (operation === 'BatchGetResourceConfig') {
        const items = keysOf(input).map(({ kind, id }) => base(kind, id, { ClusterName: id }))
        return { body: { baseConfigurationItems: items, unprocessedResourceKeys: [] } }
      }
      const from = Number(input['NextToken'] ?? 0)
      const some = names.slice(from, from + 100).map((id) =>
        JSON.stringify({
          resourceType: cluster,
          resourceId: id,
          tags: id === 'cluster-7' ? [{ key: 'team', value: 'a', tag: 'team=a' }] : [],
        }),
      )
      return { body: { Results: some, ...(from + 100 < names.length ? { NextToken: String(from + 100) } : {}) } }
    }
    const items = await observe([cluster, 'random_pet'])
    expect(asked.map(({ operation, input }) => [operation, input['Limit'] ?? keysOf(input).length])).toEqual([
      ['SelectResourceConfig', 100],
      ['SelectResourceConfig', 100],
      ['BatchGetResourceConfig', 100],
      ['BatchGetResourceConfig', 30],
    ])
    expect(asked[0]?.input['Expression']).toBe(`SELECT resourceId, resourceType, tags WHERE resourceType IN ('${cluster}')`)
    expect(resources(items)).toHaveLength(130)
    expect(resources(items)[7]).toMatchObject({
      physicalId: 'cluster-7',
      account: '111122223333',
      region: 'eu-west-1',
      source: 'config',
      stale: true,
      properties: { ClusterName: 'cluster-7', Tags: [{ Key: 'team', Value: 'a' }] },
    })
    expect(resources(items)[8]?.properties).toEqual({ ClusterName: 'cluster-8' })
    expect(resources(items).flatMap(({ unread = [] }) => unread)).toEqual([])
    expect(gaps(items)).toEqual([])
    // A kind may not be recorded at all: that nothing came proves nothing.
    expect(listed(items)).toEqual([])
  })

  it('asks once more for what was left out, and says what stayed out', async () => {
    let gets = 0
    handler = (operation, input) => {
      if (operation === 'SelectResourceConfig') {
        return { body: { Results: ['a', 'b', 'c'].map((id) => JSON.stringify({ resourceType: cluster, resourceId: id, tags: [] })) } }
      }
      gets += 1
      const [first, ...others] = keysOf(input)
      const items = first === undefined ? [] : [base(first.kind, first.id, { ClusterName: first.id })]
      return {
        body: {
          baseConfigurationItems: items,
          unprocessedResourceKeys: others.map(({ kind, id }) => ({ resourceType: kind, resourceId: id })),
        },
      }
    }
    const items = await observe(undefined)
    expect(asked[0]?.input['Expression']).toBe('SELECT resourceId, resourceType, tags')
    expect(gets).toBe(2)
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['a', 'b'])
    expect(gaps(items)).toMatchObject([{ kind: cluster, physicalId: 'c', reason: 'read-failed' }])
  })

  it('a refused query is a gap of every kind; a refused get is one of every resource', async () => {
    const refused = { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } }
    handler = () => refused
    expect(gaps(await observe([cluster, group]))).toMatchObject([
      { kind: group, reason: 'access-denied', action: 'config:SelectResourceConfig', region: 'eu-west-1' },
      { kind: cluster, reason: 'access-denied', action: 'config:SelectResourceConfig' },
    ])
    const unscoped = gaps(await observe(undefined))
    expect(unscoped).toMatchObject([{ reason: 'access-denied' }])
    expect(unscoped[0]).not.toHaveProperty('kind')
    handler = (operation) =>
      operation === 'SelectResourceConfig'
        ? { body: { Results: [JSON.stringify({ resourceType: cluster, resourceId: 'a', tags: [] })] } }
        : refused
    expect(gaps(await observe([cluster]))).toMatchObject([
      { kind: cluster, physicalId: 'a', reason: 'access-denied', action: 'config:BatchGetResourceConfig' },
    ])
  })

  it('a kind that the query does not accept costs only itself, and a quote in a kind ends no text', async () => {
    const odd = "AWS::Odd::'Kind"
    handler = (operation, input) => {
      const expression = String(input['Expression'])
      if (operation === 'SelectResourceConfig' && expression.includes('Odd'))
        return { status: 400, body: { __type: 'InvalidExpressionException', message: 'unknown type' } }
      return operation === 'SelectResourceConfig'
        ? { body: { Results: [JSON.stringify({ resourceType: cluster, resourceId: 'a', tags: [] })] } }
        : { body: { baseConfigurationItems: [base(cluster, 'a', { ClusterName: 'a' })], unprocessedResourceKeys: [] } }
    }
    const items = await observe([cluster, odd])
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['a'])
    expect(gaps(items).map(({ kind }) => kind)).toEqual([odd])
    for (const { input } of asked) expect(String(input['Expression'] ?? '').split("'").length % 2).toBe(1)
  })

  it('tells doctor who asks and where', async () => {
    expect(await observer.probe(undefined, context())).toEqual([
      { name: 'identity', ok: true, detail: 'arn:aws:sts::111122223333:assumed-role/r/s in account 111122223333' },
      { name: 'region', ok: true, detail: 'eu-west-1' },
    ])
  })
})

describe('the recorder of AWS Config', () => {
  const nothing: Handler = () => ({ body: { Results: [] } })

  it('that is not there, stopped or failing is said of the whole region', async () => {
    handler = nothing
    const told = async (statuses: JsonObject[]) => {
      recorders = { ...running, DescribeConfigurationRecorderStatus: { ConfigurationRecordersStatus: statuses } }
      return gaps(await observe([cluster])).map(({ kind, region, reason, detail }) => [kind, region, reason, detail])
    }
    expect(await told([])).toEqual([[undefined, 'eu-west-1', 'not-in-live-source', expect.stringContaining('no recorder')]])
    expect(await told([{ name: 'default', recording: false, lastStopTime: 1_700_000_000 }])).toEqual([
      [undefined, 'eu-west-1', 'read-failed', expect.stringContaining('stopped since 2023-11-14T22:13:20')],
    ])
    expect(await told([{ name: 'default', recording: true, lastStatus: 'FAILURE', lastErrorCode: 'AccessDenied' }])).toEqual([
      [undefined, 'eu-west-1', 'read-failed', expect.stringContaining('AccessDenied')],
    ])
    expect(await told([{ name: 'default', recording: true, lastStatus: 'SUCCESS' }])).toEqual([])
  })

  it.each([
    ['takes only some', { allSupported: false, resourceTypes: [group] }, [cluster]],
    ['excludes some', { allSupported: false, exclusionByResourceTypes: { resourceTypes: [group] } }, [group]],
    ['takes all', { allSupported: true, resourceTypes: [] }, []],
  ])('that %s leaves a gap of each declared kind that it leaves out', async (_, recordingGroup, expected) => {
    handler = nothing
    recorders = { ...running, DescribeConfigurationRecorders: { ConfigurationRecorders: [{ name: 'default', recordingGroup }] } }
    const items = await observe([cluster, group, 'AWS::SQS::Queue'], undefined, { declared: new Set([cluster, group]) })
    expect(gaps(items).map(({ kind, remedy }) => [kind, remedy])).toEqual(
      expected.map((kind) => [kind, expect.stringContaining('Let AWS Config record it')]),
    )
  })
})

describe('an aggregator, `config:NAME`', () => {
  const here = { accountId: '111122223333', awsRegion: 'eu-west-1' }
  const there = { accountId: '444455556666', awsRegion: 'us-east-1' }
  const selected = [here, there].map((place) => JSON.stringify({ resourceType: cluster, resourceId: 'web', tags: [], ...place }))

  const answer: Handler = (operation, input) => {
    if (operation === 'DescribeConfigurationAggregatorSourcesStatus') return { body: { AggregatedSourceStatusList: [] } }
    if (operation === 'SelectAggregateResourceConfig') return { body: { Results: selected } }
    const keys = own(input, 'ResourceIdentifiers')
    const items = (Array.isArray(keys) ? keys : []).map((key) => ({
      ...base(String(own(key, 'ResourceType')), String(own(key, 'ResourceId')), { ClusterName: 'web' }),
      accountId: String(own(key, 'SourceAccountId')),
      awsRegion: String(own(key, 'SourceRegion')),
    }))
    return { body: { BaseConfigurationItems: items, UnprocessedResourceIdentifiers: [] } }
  }

  it('shows many accounts and regions at once, each resource in its own', async () => {
    handler = answer
    const items = await observe([cluster], 'all')
    expect(resources(items).map(({ physicalId, account, region }) => [physicalId, account, region])).toEqual([
      ['web', '111122223333', 'eu-west-1'],
      ['web', '444455556666', 'us-east-1'],
    ])
    expect(gaps(items)).toEqual([])
    expect(asked.map(({ operation, input }) => [operation, input['ConfigurationAggregatorName']])).toEqual([
      ['DescribeConfigurationAggregatorSourcesStatus', 'all'],
      ['SelectAggregateResourceConfig', 'all'],
      ['BatchGetAggregateResourceConfig', 'all'],
    ])
    expect(asked[1]?.input['Expression']).toBe(
      `SELECT resourceId, resourceType, tags, accountId, awsRegion WHERE resourceType IN ('${cluster}')`,
    )
  })

  it('is asked for the accounts and regions in scope, by id in the query and by pattern after it', async () => {
    handler = answer
    await observe([cluster], 'all', { accounts: ['444455556666'], regions: ['us-east-1'] })
    expect(asked[1]?.input['Expression']).toContain("AND accountId IN ('444455556666') AND awsRegion IN ('us-east-1', 'global')")
    const items = await observe([cluster], 'all', { regions: ['us-*'] })
    expect(resources(items).map(({ account }) => account)).toEqual(['444455556666'])
  })

  it('says from which accounts it did not get the latest, and what it leaves out', async () => {
    handler = (operation, input) => {
      if (operation === 'DescribeConfigurationAggregatorSourcesStatus') {
        const failed = {
          SourceId: '444455556666',
          SourceType: 'ACCOUNT',
          AwsRegion: 'us-east-1',
          LastUpdateStatus: 'FAILED',
          LastErrorCode: 'E',
        }
        return { body: { AggregatedSourceStatusList: [failed] } }
      }
      if (operation !== 'BatchGetAggregateResourceConfig') return answer(operation, input)
      return { body: { BaseConfigurationItems: [], UnprocessedResourceIdentifiers: own(input, 'ResourceIdentifiers') ?? [] } }
    }
    const items = await observe([cluster], 'all')
    expect(gaps(items).map(({ account, region, kind }) => [account, region, kind])).toEqual([
      ['444455556666', 'us-east-1', undefined],
      ['111122223333', 'eu-west-1', cluster],
      ['444455556666', 'us-east-1', cluster],
    ])
  })

  it('that is not there is an error', async () => {
    handler = () => ({ status: 400, body: { __type: 'NoSuchConfigurationAggregatorException', message: 'no' } })
    await expect(observe([cluster], 'lost')).rejects.toMatchObject({ code: 'config-aggregator-not-found' })
  })
})
