import { describe, expect, it } from 'vitest'
import { sarif } from '../../src/report/sarif.ts'
import { finding, mutation, plain, report } from './builders.ts'
import { hostileStrings } from './hostile-strings.ts'
import { complaintsOf, findMultitool } from './multitool.ts'
import { webShop } from './web-shop.ts'

const binary = findMultitool()
if (binary === undefined) console.info('SARIF Multitool: not found; set SARIF_MULTITOOL to its binary to run these tests.')

describe.skipIf(binary === undefined)('the SARIF Multitool', () => {
  // The project has no page that informationUri could name.
  const accepted = new Set(['SARIF2005'])
  const complain = (text: string): unknown[] => complaintsOf(text, binary ?? '').filter((complaint) => !accepted.has(complaint.rule))

  it.each(['github', 'full'] as const)(
    'finds nothing to complain about in the %s profile',
    (sarifProfile) => {
      expect(complain(sarif(webShop(), { ...plain, stack: 'web-shop', sarifProfile }))).toEqual([])
      expect(complain(sarif(report(), { ...plain, sarifProfile }))).toEqual([])
    },
    60_000,
  )

  it('finds nothing to complain about with hostile text', () => {
    const findings = Object.values(hostileStrings).map((text) =>
      mutation(
        { path: '/x', change: 'added', live: text },
        { location: { file: text || 'x', line: 1 }, resource: { kind: text, address: text } },
      ),
    )
    expect(complain(sarif(report({ findings }), plain))).toEqual([])
  }, 60_000)

  it('complains about a result without a place, so it is really asked', () => {
    const text = sarif(report({ findings: [finding()] }), plain).replace('"uri": "main.tf"', '"uri": "https://example.test/main.tf"')
    expect(complain(text)).not.toEqual([])
  }, 60_000)
})
