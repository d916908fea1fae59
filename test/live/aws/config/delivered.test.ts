import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import observer from '../../../../src/live/aws/config/observer.ts'
import type { LiveScope } from '../../../../src/live/index.ts'
import { serveAws } from '../../../helpers/aws-endpoint.ts'
import { DeliveredBucket } from '../../../helpers/delivered-bucket.ts'
import { all, context, folderOf, gaps, listed, readLive, resources } from '../../builders.ts'

const cluster = 'AWS::ECS::Cluster'
const accounts = ['111122223333', '444455556666']

const item = (account: string, region: string, name: string, more: object = {}) => ({
  awsAccountId: account,
  awsRegion: region,
  configurationItemStatus: 'OK',
  configurationItemCaptureTime: '2026-01-02T00:00:00Z',
  resourceType: cluster,
  resourceId: name,
  configuration: { ClusterName: name },
  ...more,
})
const snapshot = (account: string, region: string, name: string): Buffer =>
  gzipSync(JSON.stringify({ fileVersion: '1.0', configSnapshotId: 's', configurationItems: [item(account, region, name)] }))

const bucket = new DeliveredBucket()
const { objects } = bucket
const oldest: string[] = []
for (const account of accounts) {
  for (const region of ['eu-west-1', 'us-east-1']) {
    const name = `${account.slice(0, 4)}-${region}`
    oldest.push(bucket.snapshot(account, region, '20251231T000000Z', [item(account, region, `${name}-old`)]))
    bucket.snapshot(account, region, '20260109T030000Z', [item(account, region, `${name}-early`)])
    bucket.snapshot(account, region, '20260110T030000Z', [item(account, region, `${name}-early`)])
    bucket.snapshot(account, region, '20260110T090000Z', [item(account, region, name)])
  }
  objects.set(`logs/AWSLogs/${account}/CloudTrail/eu-west-1/2026/1/10/trail.json.gz`, Buffer.from('no snapshot'))
}

serveAws((request) => bucket.answer(request))
beforeEach(() => {
  bucket.listed = []
  bucket.got = []
})

async function read(address: string, scope: LiveScope = {}) {
  const live = context({ scope: { kinds: new Set([cluster]), ...scope } })
  return { items: await all(observer.observe(`s3://delivered/${address}`, live)), live }
}

describe('snapshots that AWS Config delivered, `config:s3://BUCKET/PREFIX`', () => {
  it('are read of every account and region, of each the newest', async () => {
    const { items, live } = await read('logs')
    expect(resources(items).map(({ physicalId, account, region }) => [physicalId, account, region])).toEqual(
      accounts.flatMap((account) => ['eu-west-1', 'us-east-1'].map((region) => [`${account.slice(0, 4)}-${region}`, account, region])),
    )
    expect(listed(items)).toHaveLength(4)
    expect(resources(items)[0]).toMatchObject({ stale: true, recordedAt: '2026-01-02T00:00:00Z' })
    expect(live.notes).toMatchObject([
      { code: 'config-snapshot-age', message: expect.stringContaining('4 snapshots, of 2026-01-10T09:00:00Z') },
    ])
    expect(live.times).toContain('2026-01-10T09:00:00Z')
  })

  it('are found with a list for each folder on the way, and none of other logs or older days', async () => {
    await read('logs/AWSLogs')
    expect(bucket.listed.some((prefix) => /CloudTrail|2025|\/1\/9\//.test(prefix))).toBe(false)
    expect(bucket.listed.length).toBeLessThan(40)
  })

  it('of other accounts and regions than are in scope are not looked for', async () => {
    const { items } = await read('logs', { accounts: [accounts[1] ?? ''], regions: ['us-*'] })
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['4444-us-east-1'])
    expect(bucket.listed.some((prefix) => prefix.includes(`${accounts[0]}/`))).toBe(false)
  })

  it('may be named themselves', async () => {
    const { items } = await read(oldest[0] ?? '')
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['1111-eu-west-1-old'])
    expect(bucket.listed).toEqual([])
  })

  it('that are refused or broken leave a gap of their account and region, and the others are read', async () => {
    const [refused, broken] = [
      bucket.snapshot('111122223333', 'eu-west-1', '20260201T000000Z', []),
      bucket.snapshot('111122223333', 'us-east-1', '20260201T000000Z', []),
    ]
    objects.set(refused, 'denied')
    objects.set(broken, gzipSync('{"configSnapshotId":"s","configurationItems":[{"resourceType"'))
    try {
      const { items } = await read('logs')
      expect(resources(items)).toHaveLength(2)
      expect(gaps(items).map(({ account, region }) => [account, region])).toEqual([
        ['111122223333', 'eu-west-1'],
        ['111122223333', 'us-east-1'],
      ])
      expect(listed(items)).toHaveLength(2)
    } finally {
      objects.delete(refused)
      objects.delete(broken)
    }
  })

  it('are brought up to date by the histories that came since, of the kinds in scope', async () => {
    const [account = ''] = accounts
    const later = { configurationItemCaptureTime: '2026-01-10T11:00:00Z' }
    const changed = { ...later, configuration: { ClusterName: '1111-eu-west-1', CapacityProviders: ['FARGATE'] } }
    const gone = { ...later, configurationItemStatus: 'ResourceDeleted', configuration: null }
    const since = ['20260110T100000Z', '20260111T020000Z'] as const
    const keys = [
      bucket.history(account, 'eu-west-1', cluster, since, [
        item(account, 'eu-west-1', '1111-eu-west-1', changed),
        item(account, 'eu-west-1', 'new', later),
      ]),
      bucket.history(
        account,
        'us-east-1',
        cluster,
        ['20260110T093000Z', '20260110T093000Z'],
        [item(account, 'us-east-1', '1111-us-east-1', gone)],
      ),
      bucket.history(account, 'us-east-1', 'AWS::SQS::Queue', since, []),
      // Before the snapshot of its day.
      bucket.history(account, 'us-east-1', cluster, ['20260110T040000Z', '20260110T050000Z'], [item(account, 'us-east-1', 'before')]),
    ]
    try {
      const { items, live } = await read('logs', { accounts: [account] })
      expect(resources(items).map(({ physicalId, properties }) => [physicalId, properties['CapacityProviders']])).toEqual([
        ['1111-eu-west-1', ['FARGATE']],
        ['new', undefined],
      ])
      // What is in no snapshot and no history is not there.
      expect(listed(items)).toHaveLength(2)
      expect(bucket.got.filter((key) => key.includes('ConfigHistory'))).toEqual(keys.slice(0, 2))
      expect(live.notes[0]?.message).toContain('with 2 histories that came since')
      expect(live.times.at(-1)).toBe('2026-01-10T09:00:00Z')
      expect(live.times).toContain('2026-01-11T02:00:00Z')
    } finally {
      for (const key of keys) objects.delete(key)
    }
  })

  it('are not begun once somebody ended the reading', async () => {
    const stop = new AbortController()
    stop.abort()
    const live = { ...context({ scope: { kinds: new Set([cluster]) } }), signal: stop.signal }
    const items = await all(observer.observe('s3://delivered/logs', live))
    expect(gaps(items).map(({ account, region, reason }) => [account, region, reason])).toHaveLength(4)
    expect(gaps(items)[0]).toMatchObject({ account: accounts[0], region: 'eu-west-1', reason: 'interrupted' })
    expect([resources(items), bucket.got]).toEqual([[], []])
  })

  it('that are not there are an error', async () => {
    await expect(read('nothing')).rejects.toMatchObject({ code: 'config-snapshot-none' })
  })

  it('are told to doctor', async () => {
    expect(await observer.probe('s3://delivered/logs', context())).toMatchObject([
      { ok: true, detail: expect.stringContaining('4 snapshots') },
    ])
    expect(await observer.probe('s3://delivered/nothing', context())).toMatchObject([{ ok: false }])
  })
})

describe('snapshots on disk', () => {
  const named = (region: string, stamp: string) => `111122223333_Config_${region}_ConfigSnapshot_${stamp}_0a1b.json.gz`

  it('that another one of their account and region has replaced are passed over, and said', async () => {
    const folder = folderOf({
      [named('eu-west-1', '20260101T000000Z')]: snapshot('111122223333', 'eu-west-1', 'old'),
      [named('eu-west-1', '20260102T000000Z')]: snapshot('111122223333', 'eu-west-1', 'new'),
      [named('us-east-1', '20260101T000000Z')]: snapshot('111122223333', 'us-east-1', 'other'),
    })
    const live = context()
    expect(resources(await readLive([folder], live)).map(({ physicalId }) => physicalId)).toEqual(['new', 'other'])
    expect(live.notes).toMatchObject([{ code: 'config-snapshot-older', message: expect.stringContaining('20260101T000000Z') }])
  })

  it('yield to what a history knows later, also that it is gone', async () => {
    const one = (name: string, more: object) => ({
      awsAccountId: '111122223333',
      awsRegion: 'eu-west-1',
      resourceType: cluster,
      resourceId: name,
      configurationItemCaptureTime: '2026-01-03T00:00:00Z',
      ...more,
    })
    const items = [
      one('web', { configurationItemStatus: 'ResourceDeleted' }),
      one('mail', { configurationItemStatus: 'OK', configuration: { ClusterName: 'mail', CapacityProviders: ['FARGATE'] } }),
      one('old', { configurationItemCaptureTime: '2025-01-01T00:00:00Z', configurationItemStatus: 'ResourceDeleted' }),
    ]
    const whole = ['web', 'mail', 'old'].map((name) =>
      one(name, {
        configurationItemStatus: 'OK',
        configurationItemCaptureTime: '2026-01-02T00:00:00Z',
        configuration: { ClusterName: name },
      }),
    )
    const folder = folderOf({
      [named('eu-west-1', '20260102T000000Z')]: gzipSync(JSON.stringify({ configSnapshotId: 's', configurationItems: whole })),
      'history.json': { fileVersion: '1.0', configurationItems: items },
    })
    const found = resources(await readLive([folder]))
    expect(found.map(({ physicalId, properties }) => [physicalId, properties['CapacityProviders']])).toEqual([
      ['old', undefined],
      ['mail', ['FARGATE']],
    ])
  })
})
