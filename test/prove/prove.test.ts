import { describe, expect, it } from 'vitest'
import { absenceOf, additionOf } from '../../src/match/absence.ts'
import type { Proof } from '../../src/model/generated/proof.ts'
import type { LiveItem, LiveResource } from '../../src/model/resource.ts'
import { siblingOf } from '../../src/match/siblings.ts'
import type { Json } from '../../src/model/json.ts'
import { prove } from '../../src/prove/prove.ts'
import { declares, partly, shows, terraform, whole } from '../helpers/resources.ts'
import { scanning } from '../helpers/scanning.ts'
import { around, book, matching, webShop } from './proving.ts'

const queueArn = 'https://sqs.eu-west-1.amazonaws.com/123456789012/q'
const queue = declares('AWS::SQS::Queue', { QueueName: 'q', DelaySeconds: 5, FifoQueue: true }, { address: 'Q', physicalId: queueArn })
const liveQueue = shows('AWS::SQS::Queue', queueArn, { QueueUrl: queueArn, QueueName: 'q', DelaySeconds: 5, FifoQueue: true })

async function proving(
  declared: Parameters<typeof matching>[0],
  live: readonly LiveItem[],
  options = {},
): Promise<ReturnType<typeof prove>> {
  const matched = await matching(declared, live, options)
  return prove(matched, around(matched))
}
const missed = ({ missed: list }: Pick<Proof, 'missed'>): string[] =>
  list.map(({ attribute, mutation, reason }) => `${mutation} ${attribute} ${reason}`)

describe('the proof of a scan', () => {
  it('counts a mutated declared value as found, and one that is unknown by its reason', async () => {
    const proof = await proving([queue], whole([liveQueue]))
    expect(proof.byAttribute).toContainEqual({ kind: 'AWS::SQS::Queue', attribute: '/DelaySeconds', mutations: 2, found: 2, percent: 100 })
    expect(missed(proof)).toContain('property-added /RedriveAllowPolicy default-unknown')
    expect(proof.mutations).toBe(proof.found + proof.missed.reduce((sum, { count }) => sum + count, 0))
    expect(proof.byReason.reduce((sum, { count }) => sum + count, 0)).toBe(proof.mutations - proof.found)
  })

  it('has the same sums by mutation, by kind and by attribute', async () => {
    const { declared, live } = await webShop('mutated')
    const proof = await proving(declared, live)
    for (const rows of [proof.byMutation, proof.byKind, proof.byAttribute]) {
      expect(rows.reduce((sum, { mutations }) => sum + mutations, 0)).toBe(proof.mutations)
      expect(rows.reduce((sum, { found }) => sum + found, 0)).toBe(proof.found)
    }
  })

  it('counts no mutation as found because something is found there already', async () => {
    const touched = { ...liveQueue, properties: { ...liveQueue.properties, DelaySeconds: 9 } }
    const proof = await proving([queue], whole([touched]))
    expect(proof.alreadyFound).toBe(2)
    expect(proof.byAttribute.map(({ attribute }) => attribute)).not.toContain('/DelaySeconds')
  })

  it('is the same each time', async () => {
    const { declared, live } = await webShop('clean')
    expect(await proving(declared, live)).toEqual(await proving(declared, live.toReversed()))
  })

  it('says what a source does not show', async () => {
    const unread: LiveResource = { ...liveQueue, unread: ['/DelaySeconds', '/KmsMasterKeyId'] }
    const proof = await proving([queue], whole([unread]))
    expect(missed(proof)).toContain('number /DelaySeconds not-read')
    expect(missed(proof)).toContain('property-added /KmsMasterKeyId not-read')
  })

  it('says what policies do not speak of', async () => {
    const quiet = { ...book, candidates: () => [] }
    const matched = await matching([queue], whole([liveQueue]))
    const proof = prove(matched, around(matched, { policies: quiet }))
    expect(proof.found).toBe(0)
    expect(missed(proof)).toContain('number /DelaySeconds no-policy')
    expect(missed(proof)).toContain('resource-deleted  no-policy')
  })

  it('says what a declared value hides that live cannot show', async () => {
    const attributes: Record<string, Json> = { id: 'db', identifier: 'db', password: 'x', allocated_storage: 10 }
    const live = shows('AWS::RDS::DBInstance', 'db', { DBInstanceIdentifier: 'db', AllocatedStorage: '10' })
    const proof = await proving([terraform('aws_db_instance', attributes)], whole([live]))
    expect(missed(proof)).toContain('unseen /password secret')
    expect(proof.byAttribute.find(({ attribute }) => attribute === '/AllocatedStorage')?.percent).toBe(100)
  })

  it('counts all of a resource that was not checked as unseen', async () => {
    const proof = await proving([queue], partly([]))
    expect(proof).toMatchObject({ mutations: 3, found: 0, byReason: [{ reason: 'not-in-live-source', count: 3 }] })
  })
})

describe('a resource as a whole', () => {
  it('that is deleted or made by hand is found where its list was read, and not where it was not', async () => {
    const outcome = async (live: readonly LiveItem[], options = {}): Promise<string[]> =>
      (await proving([queue], live, options)).missed
        .filter(({ attribute }) => attribute === '')
        .map(({ mutation, reason }) => `${mutation} ${reason}`)
    expect(await outcome(whole([liveQueue]))).toEqual([])
    expect(await outcome(partly([liveQueue]))).toEqual(['resource-added not-in-live-source', 'resource-deleted not-in-live-source'])
    expect(await outcome(whole([liveQueue]), { livePartial: true })).toEqual(['resource-deleted not-in-live-source'])
    expect(await outcome(whole([liveQueue]), { unmanaged: 'none' })).toEqual(['resource-added not-governed'])
  })

  it('is missed by a scan of the web shop exactly where the proof says so', async () => {
    const { declared, live } = await webShop('clean')
    const matched = await matching(declared, live)
    const seen = new Set<string>()
    for (const pair of matched.pairs) {
      const { declared: resource, live: gone } = pair
      if (pair.outcome !== 'managed' || resource === undefined || seen.has(resource.type)) continue
      seen.add(resource.type)
      const absence = absenceOf(pair, matched)
      if (absence === undefined) continue
      const without = live.filter((item) => item.is !== 'resource' || item.resource !== gone)
      // An element that its owner lists as well is gone there too.
      if (matched.pairs.some((other) => other !== pair && other.live === gone) || without.length === live.length) continue
      const { report } = await scanning(declared, without)
      const isMissing = report.findings.some(({ outcome, resource: { address } }) => outcome === 'missing' && address === resource.address)
      if (siblingOf(resource.kind) === undefined) expect([resource.address, isMissing]).toEqual([resource.address, absence === 'missing'])
    }
    expect(seen.size).toBeGreaterThan(30)
  }, 60_000)

  it('that somebody made is found by a scan of the web shop exactly where the proof says so', async () => {
    const { declared, live } = await webShop('clean')
    const matched = await matching(declared, live)
    const pairs = new Map(
      matched.pairs
        .filter((pair) => pair.outcome === 'managed' && additionOf(pair, matched) === 'unmanaged')
        .map((pair) => [pair.live?.kind ?? '', pair]),
    )
    const made = [...pairs.values()].flatMap(({ live: one }): LiveItem[] =>
      one === undefined ? [] : [{ is: 'resource', resource: { ...one, physicalId: `made-${one.kind}`, identities: [], properties: {} } }],
    )
    const { report } = await scanning(declared, [...live, ...made])
    const found = new Set(report.findings.filter(({ outcome }) => outcome === 'unmanaged').map(({ resource }) => resource.kind))
    expect([...pairs.keys()].filter((kind) => !found.has(kind)).toSorted()).toEqual([])
  })
})

describe('the web shop', () => {
  it('would report these shares of its mutations', async () => {
    const { declared, live, sources } = await webShop('clean')
    const { library } = sources
    const matched = await matching(declared, live, library === undefined ? {} : { library })
    const { mutations, found, percent, alreadyFound, byMutation, byReason } = prove(matched, around(matched, { locator: sources.locator }))
    const shares = Object.fromEntries(byMutation.map((row) => [row.mutation, `${row.found} of ${row.mutations}`]))
    expect({
      mutations,
      found,
      percent,
      alreadyFound,
      shares,
      reasons: Object.fromEntries(byReason.map(({ reason, count }) => [reason, count])),
    }).toMatchInlineSnapshot(`
      {
        "alreadyFound": 0,
        "found": 2189,
        "mutations": 2455,
        "percent": 89.1,
        "reasons": {
          "api-only": 41,
          "autoscaled": 2,
          "bag": 7,
          "chosen-by-aws": 8,
          "default-unknown": 84,
          "held-equal": 1,
          "judged-by-image": 87,
          "secret": 1,
          "write-only": 35,
        },
        "shares": {
          "element-added": "93 of 101",
          "element-changed": "64 of 64",
          "element-removed": "134 of 134",
          "enum": "124 of 126",
          "flag": "124 of 145",
          "key-added": "2 of 20",
          "key-removed": "38 of 38",
          "number": "124 of 139",
          "property-added": "171 of 280",
          "property-removed": "301 of 304",
          "resource-added": "32 of 32",
          "resource-deleted": "77 of 77",
          "scalar": "372 of 414",
          "tag-added": "49 of 49",
          "tag-changed": "246 of 246",
          "tag-removed": "238 of 238",
          "unseen": "0 of 48",
        },
      }
    `)
  })
})

describe('hostile input', () => {
  const of = async (properties: Record<string, Json>): Promise<ReturnType<typeof prove>> =>
    proving([declares('acme/Thing', properties, { physicalId: 't' })], whole([shows('acme/Thing', 't', structuredClone(properties))]))

  it('that is nested without end costs only its resource', async () => {
    let deep: Json = 'x'
    for (let at = 0; at < 20_000; at += 1) deep = [deep]
    const proof = await proving(
      [declares('acme/Thing', { Deep: deep }, { physicalId: 't' }), queue],
      [...whole([shows('acme/Thing', 't', { Deep: deep }), liveQueue])],
    )
    expect(proof.byKind.find(({ kind }) => kind === 'AWS::SQS::Queue')?.found).toBeGreaterThan(0)
  })

  it('with very many values is tried in part, and the others stand in', async () => {
    const list = Array.from({ length: 800 }, (_, at) => ({ Name: `n${at}`, Value: `v${at}` }))
    const proof = await of({ List: list, Doc: JSON.stringify({ list }) })
    expect(proof.mutations).toBeGreaterThan(1_500)
    expect(proof.tried).toBeLessThan(proof.mutations / 2)
    expect(proof.percent).toBeGreaterThan(99)
  }, 60_000)

  it('with names that every object has is mutated as any other', async () => {
    const properties = JSON.parse(
      '{"__proto__":{"a":"x"},"constructor":"y","Tags":[{"Key":"__proto__","Value":"z"}],"Doc":"{\\"__proto__\\":{\\"a\\":\\"b\\"}}"}',
    ) as Record<string, Json>
    const proof = await of(properties)
    expect(missed(proof)).toEqual([])
    expect(proof.byAttribute.map(({ attribute }) => attribute)).toEqual(
      expect.arrayContaining(['/__proto__/a', '/constructor', '/Doc/__proto__/a']),
    )
    expect(Object.prototype).not.toHaveProperty('a')
  })

  it('that is no JSON, or JSON that is cut, is an ordinary text', async () => {
    const proof = await of({ Doc: '{"a": ', Other: '[1, 2' })
    expect(proof.byMutation.map(({ mutation }) => mutation)).toContain('scalar')
    expect(missed(proof)).toEqual([])
  })
})
