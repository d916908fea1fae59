import { describe, expect, it } from 'vitest'
import { compare } from '../../../src/compare/compare.ts'
import { settledPair } from '../../../src/compare/variants.ts'
import { match } from '../../../src/match/match.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { LiveResource } from '../../../src/model/resource.ts'
import { once, shows, whole } from '../../helpers/resources.ts'
import { read } from './reading.ts'

const parameters = { Env: { Type: 'String' }, Zone: { Type: 'String' } }
const conditions = {
  Prod: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] },
  Public: { 'Fn::Equals': [{ Ref: 'Zone' }, 'public'] },
  Test: { 'Fn::Not': [{ Condition: 'Prod' }] },
}
const nothing = { Ref: 'AWS::NoValue' }
const iff = (condition: string, yes: Json, no: Json): JsonObject => ({ 'Fn::If': [condition, yes, no] })

/** Resources of a stack of which nobody said the parameters, against what is live. */
async function scanned(resources: Record<string, { Type: string; Properties: JsonObject }>, live: LiveResource[]) {
  const entries = Object.entries(resources).map(([id, { Type }]) => ({
    StackName: 'web',
    StackId: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1',
    LogicalResourceId: id,
    PhysicalResourceId: id,
    ResourceType: Type,
  }))
  const read1 = await read({
    'web.template.json': { Parameters: parameters, Conditions: conditions, Resources: resources },
    'web.resources.json': { StackResources: entries },
  })
  const matched = await match(once({ resources: read1.resources }), once(whole(live)), { livePartial: false, unmanaged: 'none' })
  const results = [...matched.pairs].map((open) => compare(settledPair(open, matched), matched))
  return {
    found: results.flatMap(({ differences }) =>
      differences.map(({ change, path, declared }) => `${change} ${path} ${JSON.stringify(declared)}`),
    ),
    unresolved: results.flatMap(({ notCompared }) => notCompared.flatMap(({ path, reason }) => (reason === 'unresolved' ? [path] : []))),
  }
}

const kind = 'AWS::Lambda::Function'
const own = (properties: JsonObject, live: JsonObject, id = 'Job') =>
  scanned({ [id]: { Type: kind, Properties: properties } }, [shows(kind, id, live)])

describe('a value of which nobody knows the branch', () => {
  it('is equal to either branch, and different from what is neither', async () => {
    const size = { MemorySize: iff('Prod', 1024, 256) }
    expect(await own(size, { MemorySize: 256 })).toEqual({ found: [], unresolved: [] })
    expect(await own(size, { MemorySize: 1024 })).toEqual({ found: [], unresolved: [] })
    expect(await own(size, { MemorySize: 512 })).toEqual({ found: ['changed /MemorySize 1024'], unresolved: [] })
  })

  it('is not known where a branch is not', async () => {
    const size = { Description: iff('Prod', 'prod', { 'Fn::ImportValue': 'elsewhere' }) }
    expect(await own(size, { Description: 'prod' })).toEqual({ found: [], unresolved: [] })
    expect(await own(size, { Description: 'another' })).toEqual({ found: [], unresolved: ['/Description'] })
  })

  it('may be nothing', async () => {
    const mode = { TracingConfig: iff('Prod', { Mode: 'Active' }, nothing) }
    expect(await own(mode, {})).toEqual({ found: [], unresolved: [] })
    expect(await own(mode, { TracingConfig: { Mode: 'Active' } })).toEqual({ found: [], unresolved: [] })
    expect(await own({ TracingConfig: iff('Prod', { Mode: 'Active' }, { Mode: 'Other' }) }, {})).toMatchObject({
      found: [expect.stringMatching(/^removed \/TracingConfig/)],
    })
  })

  it('is compared leaf by leaf inside of what is nested, branches in branches too', async () => {
    const nested = {
      VpcConfig: iff('Prod', { SubnetIds: ['subnet-a', iff('Public', 'subnet-b', 'subnet-c')] }, { SubnetIds: ['subnet-d'] }),
    }
    const live = (...SubnetIds: string[]): JsonObject => ({ VpcConfig: { SubnetIds } })
    expect(await own(nested, live('subnet-c', 'subnet-a'))).toEqual({ found: [], unresolved: [] })
    expect(await own(nested, live('subnet-d'))).toEqual({ found: [], unresolved: [] })
    expect((await own(nested, live('subnet-a', 'subnet-x'))).found).toHaveLength(2)
    const settings = { Environment: { Variables: { MODE: iff('Prod', 'a', 'b'), LEVEL: 'info' } } }
    expect(await own(settings, { Environment: { Variables: { MODE: 'c', LEVEL: 'info' } } })).toMatchObject({
      found: ['changed /Environment/Variables/MODE "a"'],
    })
  })

  it('may be an element of a list or none', async () => {
    const layers = { Layers: ['a', iff('Prod', 'b', nothing), 'c'] }
    expect(await own(layers, { Layers: ['a', 'c'] })).toEqual({ found: [], unresolved: [] })
    expect(await own(layers, { Layers: ['a', 'b', 'c'] })).toEqual({ found: [], unresolved: [] })
    expect((await own(layers, { Layers: ['a', 'x', 'c'] })).found).toEqual(['added /Layers/1 undefined'])
    expect((await own(layers, { Layers: ['c', 'b'] })).found).toEqual(['removed /Layers/0 "a"'])
    const tags = { Tags: [{ Key: 'team', Value: 'a' }, iff('Prod', { Key: 'tier', Value: 'gold' }, nothing)] }
    const tagged = (all: JsonObject): JsonObject => ({ Tags: Object.entries(all).map(([Key, Value]) => ({ Key, Value })) })
    expect(await own(tags, tagged({ team: 'a' }))).toEqual({ found: [], unresolved: [] })
    expect((await own(tags, tagged({ team: 'a', tier: 'lead' }))).found).toEqual(['changed /Tags/1/Value "gold"'])
  })

  it('is one with the others of its condition, also of one that rests on it', async () => {
    const both = { MemorySize: iff('Prod', 1024, 256), Timeout: iff('Test', 3, 30) }
    expect(await own(both, { MemorySize: 1024, Timeout: 30 })).toEqual({ found: [], unresolved: [] })
    expect(await own(both, { MemorySize: 256, Timeout: 3 })).toEqual({ found: [], unresolved: [] })
    expect((await own(both, { MemorySize: 1024, Timeout: 3 })).found).toHaveLength(1)
  })

  it('stands in policy documents and in texts', async () => {
    const statement = (Action: Json): JsonObject => ({ Effect: 'Allow', Action, Resource: '*' })
    const document = (...Statement: Json[]): JsonObject => ({ PolicyDocument: { Version: '2012-10-17', Statement } })
    const policy = 'AWS::IAM::ManagedPolicy'
    const declared = document(iff('Prod', statement('s3:GetObject'), statement('s3:*')), statement('sqs:SendMessage'))
    const scan = (live: JsonObject) => scanned({ Own: { Type: policy, Properties: declared } }, [shows(policy, 'Own', live)])
    expect(await scan(document(statement('sqs:SendMessage'), statement('s3:GetObject')))).toEqual({ found: [], unresolved: [] })
    expect((await scan(document(statement('sqs:SendMessage'), statement('s3:DeleteObject')))).found).toHaveLength(1)
    const text = { Description: { 'Fn::Sub': ['runs in ${place}', { place: iff('Prod', 'production', 'test') }] } }
    expect(await own(text, { Description: 'runs in test' })).toEqual({ found: [], unresolved: [] })
    expect((await own(text, { Description: 'runs in Rome' })).found).toHaveLength(1)
  })

  it('is left unresolved where too many conditions are open', async () => {
    const many = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, iff(`Un${name}`, 'x', 'y')]))
    const { unresolved } = await own({ Environment: { Variables: many } }, { Environment: { Variables: { ...many, A: 'z' } } })
    expect(unresolved).toHaveLength(5)
  })
})
