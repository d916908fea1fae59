import { describe, expect, it } from 'vitest'
import { compare } from '../../src/compare/compare.ts'
import { match } from '../../src/match/match.ts'
import type { Diagnostic } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveItem } from '../../src/model/resource.ts'
import { declares, once, shows, whole } from '../helpers/resources.ts'

const kind = 'AWS::IAM::Role'

interface Outcome {
  found: string[]
  notes: Diagnostic[]
}

async function scanned(
  declared: DeclaredResource[],
  live: LiveItem[],
  then: LiveItem[],
  capturedAt = '2026-01-02T00:00:00Z',
): Promise<Outcome> {
  const notes: Diagnostic[] = []
  const asDeployed = { items: once(then), capturedAt: () => capturedAt, note: (note: Diagnostic) => void notes.push(note) }
  const matched = await match(once({ resources: declared }), once(live), { livePartial: false, unmanaged: 'none', asDeployed })
  const found = [...matched.pairs].flatMap((pair) =>
    pair.outcome === 'managed' ? compare(pair, matched).differences.map(({ change, path }) => `${change} ${path}`) : [],
  )
  return { found, notes }
}

const role = declares(kind, { RoleName: 'web' }, { address: 'Web', physicalId: 'web' })
const live = (properties: JsonObject, source?: string): LiveItem[] =>
  whole([{ ...shows(kind, 'web', { RoleName: 'web', ...properties }), ...(source === undefined ? {} : { source }) }])

describe('a record of the deployment', () => {
  it('is joined by the identity of the resource', async () => {
    const boundary = { PermissionsBoundary: 'arn:aws:iam::111111111111:policy/b' }
    expect(await scanned([role], live(boundary), live(boundary))).toEqual({ found: [], notes: [] })
    expect((await scanned([role], live(boundary), live({}))).found).toEqual(['added /PermissionsBoundary'])
    expect((await scanned([role], live({}), live(boundary))).found).toEqual(['removed /PermissionsBoundary'])
  })

  it('says nothing of resources that it lacks', async () => {
    const other = whole([shows(kind, 'other', { RoleName: 'other' })])
    expect((await scanned([role], live({ PermissionsBoundary: 'x' }), other)).found).toEqual(['added /PermissionsBoundary'])
    expect((await scanned([role], live({ Mode: 'x' }), other)).found).toEqual([])
  })

  it('does not accuse where another source read it', async () => {
    expect((await scanned([role], live({ Mode: 'a' }, 'aws-list'), live({ Mode: 'b', Old: 'x' }, 'cloudcontrol'))).found).toEqual([])
  })

  it('is told to be older than the deployment, and then only explains', async () => {
    const deployed = { ...role, deployedAt: '2026-01-03T00:00:00Z' }
    const { found, notes } = await scanned([deployed], live({ Mode: 'a', Kept: 'k' }), live({ Mode: 'b', Kept: 'k' }))
    expect(found).toEqual([])
    expect(notes.map(({ code }) => code)).toEqual(['as-deployed-old'])
    const fresh = await scanned([{ ...role, deployedAt: '2026-01-01T00:00:00Z' }], live({ Mode: 'a' }), live({ Mode: 'b' }))
    expect(fresh).toEqual({ found: ['changed /Mode'], notes: [] })
  })

  it('is freed of what siblings declare, as the live side is', async () => {
    const policy = declares('AWS::IAM::RolePolicy', { RoleName: 'web', PolicyName: 'Own', PolicyDocument: {} }, { address: 'Own' })
    const policies = (...names: string[]): JsonObject => ({ Policies: names.map((PolicyName) => ({ PolicyName, PolicyDocument: {} })) })
    expect((await scanned([role, policy], live(policies('Own', 'Made')), live(policies('Own', 'Made')))).found).toEqual([])
    expect((await scanned([role, policy], live(policies('Own', 'Made')), live(policies('Own')))).found).toEqual(['added /Policies/1'])
    expect((await scanned([role, policy], live(policies('Own')), live(policies('Own', 'Made')))).found).toEqual(['removed /Policies'])
  })
})
