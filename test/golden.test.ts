import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { openSources } from '../src/sources.ts'
import { scan } from '../src/scan.ts'
import { loadPolicies } from '../src/judge/load.ts'
import { statefulKinds } from '../src/plan/lifecycle.ts'
import type { Finding, ScanReport } from '../src/model/generated/report.ts'
import type { RebuildPlan } from '../src/model/generated/rebuild-plan.ts'

interface Expected {
  name: string
  address: string
  outcome: string
  path?: string
  change?: string
  policy: string
  consequences?: string[]
}

const shop = 'fixtures/web-shop'
const expected: { mutations: Expected[]; notChecked: { address: string; reason: string }[] } = JSON.parse(
  readFileSync(`${shop}/expected.json`, 'utf8'),
)

async function scanShop(capture: string): Promise<{ report: ScanReport; plan?: RebuildPlan }> {
  const sources = await openSources({
    declared: [`${shop}/terraform`],
    baked: [`${shop}/images`],
    live: [`${shop}/live/${capture}.ndjson`],
  })
  const { book } = await loadPolicies([])
  return scan(sources, book, {
    livePartial: false,
    unmanaged: 'services',
    failOn: 'high',
    version: '0.0.0',
    stateful: statefulKinds(),
    now: () => new Date(sources.readAt() ?? 0),
  })
}

/** A pointer without positions: which index an element has, each side sees differently. */
const steady = (path: string | undefined): string => (path ?? '').replaceAll(/\/\d+(?=\/|$)/g, '/*')

function isThe(mutation: Expected, finding: Finding): boolean {
  return (
    finding.outcome === mutation.outcome &&
    finding.resource.address === mutation.address &&
    (mutation.path === undefined || steady(finding.difference?.path) === steady(mutation.path))
  )
}

describe('the web shop, untouched', () => {
  it('has no finding, and every declared resource was compared', async () => {
    const { report } = await scanShop('clean')
    expect(report.findings).toEqual([])
    expect(report.notChecked).toEqual([])
    expect(report.summary.resources).toEqual({ managed: 87, missing: 0, unmanaged: 0, notChecked: 0 })
    expect(report.complete).toBe(true)
    expect(report.exit.code).toBe(0)
    expect(report.scope?.skipped).toEqual({ 'data-source': 2, deposed: 1 })
  })
})

describe('the web shop, mutated', () => {
  let result: { report: ScanReport; plan?: RebuildPlan }
  beforeAll(async () => {
    result = await scanShop('mutated')
  })

  it.each(expected.mutations.map((mutation): [string, Expected] => [mutation.name, mutation]))(
    '%s is found once, by its policy',
    (_, mutation) => {
      const found = result.report.findings.filter((finding) => isThe(mutation, finding))
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({
        policy: mutation.policy,
        ...(mutation.change === undefined ? {} : { difference: { change: mutation.change } }),
      })
    },
  )

  it('reports nothing else', () => {
    const consequences = new Set(
      expected.mutations.flatMap(({ address, consequences: paths = [] }) => paths.map((path) => `${address} ${steady(path)}`)),
    )
    const extra = result.report.findings
      .filter((finding) => !expected.mutations.some((mutation) => isThe(mutation, finding)))
      .map((finding) => `${finding.resource.address ?? ''} ${steady(finding.difference?.path)}`)
    expect(extra.filter((text) => !consequences.has(text))).toEqual([])
  })

  it('says what it could not read, once, and is incomplete', () => {
    expect(result.report.notChecked.map(({ resource, reason }) => ({ address: resource.address, reason }))).toEqual(expected.notChecked)
    expect(result.report.complete).toBe(false)
    expect(result.report.exit).toMatchObject({ code: 1 })
  })

  it('gives every finding a place in the sources and a verdict', () => {
    for (const finding of result.report.findings) {
      expect(finding.location?.file).toMatch(/^fixtures\/web-shop\/terraform\/.*\.tf$/)
      expect(finding.location?.line).toBeGreaterThan(0)
      expect(finding.verdict.reason).not.toBe('')
    }
  })

  it('plans every finding exactly once, and nothing that holds data by itself', () => {
    const items = result.plan?.items ?? []
    const planned = items.flatMap((item) => item.findings)
    expect(planned.toSorted()).toEqual(result.report.findings.map((finding) => finding.fingerprint).toSorted())
    for (const item of items) if (item.class !== 'cattle') expect(item.auto).toBe(false)
  })

  it('never writes the password of the database', () => {
    expect(JSON.stringify(result)).not.toContain('canary-db-password')
  })
})
