import { beforeEach, describe, expect, it } from 'vitest'
import observer from '../../../src/live/aws/config-observer.ts'
import { isObject, own, type Json, type JsonObject } from '../../../src/model/json.ts'
import { callerIdentity, serveAws } from '../../helpers/aws-endpoint.ts'
import { all, context, gaps, listed, resources } from '../builders.ts'

/** A server that speaks as much of AWS Config and STS as these tests ask for. */
type Handler = (operation: string, input: JsonObject) => { status?: number; body: JsonObject }

let handler: Handler
let asked: { operation: string; input: JsonObject }[] = []

serveAws(
  (request, body) => {
    const operation = /\.(\w+)$/.exec(String(request.headers['x-amz-target']))?.[1]
    if (operation === undefined) return { body: callerIdentity }
    const input: Json = JSON.parse(body)
    if (!isObject(input)) throw new TypeError('The input is no object.')
    asked.push({ operation, input })
    const answer = handler(operation, input)
    return { ...answer, type: 'application/x-amz-json-1.1', body: JSON.stringify(answer.body) }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)

beforeEach(() => {
  asked = []
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

function observe(kinds: string[] | undefined) {
  const live = context({ scope: kinds === undefined ? {} : { kinds: new Set(kinds) } })
  return all(observer.observe(undefined, live))
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
    expect(await observer.probe(undefined)).toEqual([
      { name: 'identity', ok: true, detail: 'arn:aws:sts::111122223333:assumed-role/r/s in account 111122223333' },
      { name: 'region', ok: true, detail: 'eu-west-1' },
    ])
  })
})
