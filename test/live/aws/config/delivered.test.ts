import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, it } from 'vitest'
import observer from '../../../../src/live/aws/config/observer.ts'
import type { LiveScope } from '../../../../src/live/index.ts'
import { serveAws } from '../../../helpers/aws-endpoint.ts'
import { all, context, folderOf, gaps, listed, readLive, resources } from '../../builders.ts'

const cluster = 'AWS::ECS::Cluster'
const accounts = ['111122223333', '444455556666']

function snapshot(account: string, region: string, name: string, at = '2026-01-02T00:00:00Z'): Buffer {
  const item = {
    awsAccountId: account,
    awsRegion: region,
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: at,
    resourceType: cluster,
    resourceId: name,
    configuration: { ClusterName: name },
  }
  return gzipSync(JSON.stringify({ fileVersion: '1.0', configSnapshotId: 's', configurationItems: [item] }))
}

const keyOf = (account: string, region: string, day: string, stamp: string, kind = 'ConfigSnapshot') =>
  `logs/AWSLogs/${account}/Config/${region}/${day}/${kind}/${account}_Config_${region}_${kind}_${stamp}_0a1b.json.gz`

const objects = new Map<string, Buffer | 'denied'>()
for (const account of accounts) {
  for (const region of ['eu-west-1', 'us-east-1']) {
    const name = `${account.slice(0, 4)}-${region}`
    objects.set(keyOf(account, region, '2025/12/31', '20251231T000000Z'), snapshot(account, region, `${name}-old`))
    objects.set(keyOf(account, region, '2026/1/9', '20260109T030000Z'), snapshot(account, region, `${name}-early`))
    objects.set(keyOf(account, region, '2026/1/10', '20260110T030000Z'), snapshot(account, region, `${name}-early`))
    objects.set(keyOf(account, region, '2026/1/10', '20260110T090000Z'), snapshot(account, region, name))
    objects.set(keyOf(account, region, '2026/1/11', '20260111T090000Z', 'ConfigHistory'), Buffer.from('no snapshot'))
  }
  objects.set(`logs/AWSLogs/${account}/CloudTrail/eu-west-1/2026/1/10/trail.json.gz`, Buffer.from('no snapshot'))
}
let asked: string[] = []

/** As much of S3 as lists folder by folder, and gets. */
serveAws((request) => {
  const url = new URL(request.url ?? '', 'http://s3')
  const key = decodeURIComponent(url.pathname.replace(/^\/delivered\/?/, ''))
  if (url.searchParams.get('list-type') !== '2') {
    const body = objects.get(key)
    if (body === 'denied') return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }
    return body === undefined ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' } : { type: 'binary/octet-stream', body }
  }
  const prefix = url.searchParams.get('prefix') ?? ''
  asked.push(prefix)
  const below = [...objects.keys()].filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length))
  const folders = new Set(below.filter((each) => each.includes('/')).map((each) => each.slice(0, each.indexOf('/') + 1)))
  const contents = below.filter((each) => !each.includes('/'))
  return {
    body: [
      '<ListBucketResult><IsTruncated>false</IsTruncated>',
      ...contents.map((each) => `<Contents><Key>${prefix}${each}</Key><Size>1</Size></Contents>`),
      ...[...folders].map((each) => `<CommonPrefixes><Prefix>${prefix}${each}</Prefix></CommonPrefixes>`),
      '</ListBucketResult>',
    ].join(''),
  }
})
beforeEach(() => {
  asked = []
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
    expect(asked.some((prefix) => /CloudTrail|2025|\/1\/9\//.test(prefix))).toBe(false)
    expect(asked.length).toBeLessThan(40)
  })

  it('of other accounts and regions than are in scope are not looked for', async () => {
    const { items } = await read('logs', { accounts: [accounts[1] ?? ''], regions: ['us-*'] })
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['4444-us-east-1'])
    expect(asked.some((prefix) => prefix.includes(`${accounts[0]}/`))).toBe(false)
  })

  it('may be named themselves', async () => {
    const { items } = await read(keyOf('111122223333', 'eu-west-1', '2025/12/31', '20251231T000000Z'))
    expect(resources(items).map(({ physicalId }) => physicalId)).toEqual(['1111-eu-west-1-old'])
    expect(asked).toEqual([])
  })

  it('that are refused or broken leave a gap of their account and region, and the others are read', async () => {
    const [refused, broken] = [
      keyOf('111122223333', 'eu-west-1', '2026/2/1', '20260201T000000Z'),
      keyOf('111122223333', 'us-east-1', '2026/2/1', '20260201T000000Z'),
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
    const item = (name: string, more: object) => ({
      awsAccountId: '111122223333',
      awsRegion: 'eu-west-1',
      resourceType: cluster,
      resourceId: name,
      configurationItemCaptureTime: '2026-01-03T00:00:00Z',
      ...more,
    })
    const items = [
      item('web', { configurationItemStatus: 'ResourceDeleted' }),
      item('mail', { configurationItemStatus: 'OK', configuration: { ClusterName: 'mail', CapacityProviders: ['FARGATE'] } }),
      item('old', { configurationItemCaptureTime: '2025-01-01T00:00:00Z', configurationItemStatus: 'ResourceDeleted' }),
    ]
    const whole = ['web', 'mail', 'old'].map((name) =>
      item(name, {
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
