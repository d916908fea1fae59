import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Log, Result, Run } from 'sarif'
import { expect } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { ReportOptions } from '../../src/report/options.ts'
import { sarif } from '../../src/report/sarif.ts'
import { plain } from './builders.ts'

const official: object = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures/sarif-2.1.0.json'), 'utf8'))
// Formats are left to the Multitool and to the tests below: ajv-formats is no dependency.
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile<Log>(official)

/** The run of a report, after the official schema and what neither it nor the Multitool sees were checked. */
export function runOf(from: ScanReport, options: Partial<ReportOptions> = {}): Run {
  const log: unknown = JSON.parse(sarif(from, { ...plain, ...options }))
  if (!validate(log)) throw new Error(JSON.stringify(validate.errors?.slice(0, 3)))
  const run = log.runs[0]
  if (run === undefined) throw new Error('no run')
  const rules = run.tool.driver.rules ?? []
  for (const rule of rules) {
    const score: unknown = rule.properties?.['security-severity']
    expect([undefined, '9.5', '8.0', '5.5', '2.0']).toContain(score)
    expect((rule.properties?.tags ?? []).includes('security')).toBe(score !== undefined)
    expect(rule.properties?.tags?.length).toBeLessThanOrEqual(10)
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration?.level)
    for (const text of [rule.shortDescription?.text, rule.fullDescription?.text]) {
      expect(text).toMatch(/[.!?]$/)
      expect(text?.length).toBeLessThanOrEqual(1024)
    }
    expect(rule.help?.text).toBeTruthy()
    expect(rule.help?.markdown).toBeTruthy()
    expect(rule.name).not.toBe(rule.id)
  }
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length)
  const hashes = new Set<string>()
  // One look at all that is wrong: thousands of results, each with its own expectations, take seconds.
  const wrong: string[] = []
  for (const result of run.results ?? []) {
    const rule = rules[result.ruleIndex ?? -1]
    const hash = result.partialFingerprints?.['primaryLocationLineHash'] ?? ''
    if (rule?.id !== result.ruleId || result.level !== rule?.defaultConfiguration?.level) wrong.push(`rule of ${result.ruleId}`)
    if (!/^[0-9a-f]{16}:\d+$/.test(hash)) wrong.push(`hash ${hash}`)
    hashes.add(`${result.ruleId} ${hash}`)
    if (!isPlaced(result)) wrong.push(`place ${JSON.stringify(result.locations)}`)
  }
  expect(wrong).toEqual([])
  expect(hashes.size).toBe(run.results?.length)
  return run
}

/** One location, and every place a path below the root with lines and columns that begin at one and end after they begin. */
function isPlaced(result: Result): boolean {
  const places = [...(result.locations ?? []), ...(result.relatedLocations ?? [])].map(({ physicalLocation }) => physicalLocation)
  return (
    result.locations?.length === 1 &&
    places.every((place) => {
      const { startLine = 0, endLine, startColumn = 0, endColumn = 0 } = place?.region ?? {}
      const { uri = '', uriBaseId } = place?.artifactLocation ?? {}
      return (
        uriBaseId === 'SRCROOT' &&
        /^(?!\/)(?!\.\.(?:\/|$))(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+$/.test(uri) &&
        endLine === startLine &&
        startLine >= 1 &&
        startColumn >= 1 &&
        endColumn >= startColumn
      )
    })
  )
}

/** `id: text` of every notification. */
export function notifications(run: Run): string[] {
  return (run.invocations?.[0]?.toolExecutionNotifications ?? []).map((one) => `${one.descriptor?.id}: ${one.message.text}`)
}
