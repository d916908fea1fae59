import { describe, expect, it } from 'vitest'
import { readKinds } from '../../../../src/live/aws/engine/engine.ts'
import { whyUnreadable } from '../../../../src/live/aws/engine/why-unreadable.ts'
import { readableKinds } from '../../../../src/live/aws/observer.ts'
import type { LiveItem, LiveResource } from '../../../../src/model/resource.ts'
import { declares, shows } from '../../../helpers/resources.ts'
import { scanning } from '../../../helpers/scanning.ts'
import { all, answering, gaps, resources } from '../../builders.ts'

const where = { account: '111122223333', region: 'eu-west-1' }
const group = 'AWS::ElastiCache::SubnetGroup'
const mapping = 'AWS::Lambda::EventSourceMapping'
const answers = () =>
  answering({
    'elasticache.DescribeCacheSubnetGroups': () => [
      {
        CacheSubnetGroups: [
          { CacheSubnetGroupName: 'cache', CacheSubnetGroupDescription: 'd', Subnets: [{ SubnetIdentifier: 'subnet-1' }] },
        ],
      },
    ],
    'lambda.ListEventSourceMappings': () => [
      { EventSourceMappings: [{ UUID: 'u-1', FunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', BatchSize: 10 }] },
    ],
  })
const read = (kind: string, medium: boolean): Promise<LiveItem[]> =>
  all(readKinds([kind], answers(), { where, source: 'aws-list', medium }))

describe('a map of medium confidence', () => {
  it('is only read by when it is asked for, and what it filled is marked', async () => {
    const without = await read(group, false)
    expect(resources(without)).toEqual([])
    expect(gaps(without)).toEqual([
      expect.objectContaining({ reason: 'low-confidence-map', remedy: expect.stringContaining('--include-medium') }),
    ])
    expect(resources(await read(group, true))[0]).toMatchObject({
      properties: { Description: 'd', SubnetIds: ['subnet-1'] },
      unsure: ['/'],
    })
  })

  it('row by row: a property is unread without it', async () => {
    const [without, within] = [resources(await read(mapping, false))[0], resources(await read(mapping, true))[0]]
    expect([without?.properties['FunctionName'], without?.unread?.includes('/FunctionName'), without?.unsure]).toEqual([
      undefined,
      true,
      undefined,
    ])
    expect(within?.properties['FunctionName']).toBe('arn:aws:lambda:eu-west-1:111122223333:function:f')
    expect([within?.unread?.includes('/FunctionName') ?? false, within?.unsure]).toEqual([false, ['/FunctionName']])
  })

  it('of low confidence is never read', async () => {
    expect(whyUnreadable('AWS::Lambda::EventInvokeConfig', true)).toMatchObject({ reason: 'low-confidence-map' })
  })

  it('decides which kinds are read in bulk', async () => {
    const kindsOf = async (includeMedium: boolean) => (await readableKinds({ scope: { kinds: new Set([group]), includeMedium } })).readable
    expect([await kindsOf(false), await kindsOf(true)]).toEqual([[], [group]])
  })
})

describe('a finding that such a map decided', () => {
  const declared = { ...declares('AWS::SQS::Queue', { QueueName: 'orders', VisibilityTimeout: 30 }), physicalId: 'id-1' }
  const scanned = async (unsure: readonly string[] | undefined) => {
    const live: LiveResource = {
      ...shows('AWS::SQS::Queue', 'id-1', { QueueName: 'orders', VisibilityTimeout: 60 }),
      ...(unsure === undefined ? {} : { unsure }),
    }
    const { report } = await scanning([declared], [{ is: 'resource', resource: live }])
    expect(report.findings).toHaveLength(1)
    return report.diagnostics.filter(({ code }) => code === 'medium-map')
  }

  it('is said with the report; what rests on sure rows is not', async () => {
    expect(await scanned(['/'])).toEqual([
      expect.objectContaining({ level: 'warning', message: expect.stringContaining('/VisibilityTimeout'), hint: expect.any(String) }),
    ])
    expect(await scanned(['/VisibilityTimeout'])).toHaveLength(1)
    expect(await scanned(['/Tags'])).toEqual([])
    expect(await scanned(undefined)).toEqual([])
  })
})
