import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadPolicies } from '../src/judge/load.ts'
import type { ScanReport } from '../src/model/generated/report.ts'
import { statefulKinds } from '../src/plan/lifecycle.ts'
import { scan } from '../src/scan.ts'
import { openSources } from '../src/sources.ts'

interface Expected {
  notChecked: { address: string; reason: string }[]
  diagnostics: string[]
  findings: { address: string; path: string; change: string; file: string; line?: number }[]
}

const folder = 'test/fixtures/cloudformation'

async function report(name: string, live: string): Promise<ScanReport> {
  const sources = await openSources({ declared: [`${folder}/${name}/declared`], baked: [], live: [`${folder}/${name}/${live}.ndjson`] })
  const { book } = await loadPolicies([])
  const options = { livePartial: false, unmanaged: 'services', failOn: 'high', version: '0.0.0', stateful: statefulKinds() } as const
  return (await scan(sources, book, { ...options, now: () => new Date(0) })).report
}

const unread = ({ notChecked }: ScanReport) => notChecked.map(({ resource, reason }) => ({ address: resource.address, reason }))

describe.each(readdirSync(folder))('the stack %s', (name) => {
  const expected: Expected = JSON.parse(readFileSync(`${folder}/${name}/expected.json`, 'utf8'))

  it('has no finding as it was deployed', async () => {
    const found = await report(name, 'untouched')
    expect(found.findings).toEqual([])
    expect(unread(found).toSorted((a, b) => (a.address ?? '').localeCompare(b.address ?? ''))).toEqual(expected.notChecked)
    expect(found.diagnostics.map(({ code }) => code)).toEqual(expected.diagnostics)
  })

  it('has each mutation once, at its place', async () => {
    const { findings } = await report(name, 'mutated')
    const shown = findings.map(({ resource, difference, location }) => ({
      address: resource.address,
      path: difference?.path,
      change: difference?.change,
      file: location?.file.slice(location.file.lastIndexOf('/') + 1),
      line: location?.line,
    }))
    expect(shown.toSorted((a, b) => `${a.address}${a.path}`.localeCompare(`${b.address}${b.path}`))).toMatchObject(expected.findings)
    expect(shown).toHaveLength(expected.findings.length)
  })
})
