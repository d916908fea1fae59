import { describe, expect, it } from 'vitest'
import type { Finding, ScanReport } from '../../src/model/generated/report.ts'
import { reporterNames, reporters, type ReportOptions } from '../../src/report/index.ts'
import { finding, policy, report, unmanaged } from './builders.ts'
import { hostileStrings } from './hostile-strings.ts'

/** A report with one text wherever a text from outside can stand. */
function poisoned(text: string): ScanReport {
  const resource = { kind: text, address: text, physicalId: text, account: text, region: text, stack: text, type: text }
  const location = { file: text || 'x', line: 1, column: 1, frames: [{ file: text || 'x', line: 2 }] }
  const common: Partial<Finding> = {
    name: text,
    resource,
    location,
    verdict: { action: 'replace', reason: text },
    message: text,
    alsoBreaks: [text],
    controls: { [text]: [text] },
    image: { id: text, name: text },
    unit: text,
  }
  const live = JSON.parse(`{${JSON.stringify(text)}: [${JSON.stringify(text)}]}`) as unknown
  return report({
    exit: { code: 1, reason: text },
    complete: false,
    findings: [
      finding({
        ...common,
        difference: { path: `/${text.replaceAll('/', '~1')}`, change: 'changed', declared: text, live, element: text },
      }),
      finding({ ...common, difference: { path: `/a`, change: 'added', live: text } }),
      finding({ ...common, difference: { path: `/a/0`, change: 'removed', declared: live } }),
      unmanaged(text, 'high', { name: text }),
    ],
    suppressed: [
      { ...finding(common), by: { exception: text, reason: text, owner: text, expiresAt: text } },
      { ...finding(common), by: { ignore: text, reason: text } },
    ],
    notChecked: [{ resource, reason: text || 'x', detail: text, service: text, action: text, remedy: text }],
    notCompared: [{ reason: text || 'x', count: 1, examples: [text] }],
    diagnostics: [{ code: text, level: 'error', message: text, hint: text, location }],
    scope: {
      declared: [text],
      live: [text],
      accounts: [text],
      regions: [text],
      liveReadAt: text,
      skipped: { [text]: 1 },
      filter: { include: [text], exclude: [text], leftOut: 1 },
    },
    policies: [policy('DG101', text, { title: text, description: text, help: text, controls: { [text]: [text] } })],
    summary: {
      ...report().summary,
      codeCoverage: {
        live: 2,
        declared: 1,
        percent: 50,
        elsewhere: 1,
        made: 1,
        ignored: 1,
        services: [{ service: text, live: 2, declared: 1, percent: 50 }],
      },
      byKind: [{ kind: text, managed: 1, missing: 0, unmanaged: 0, notChecked: 0, equal: 1, different: 0, notCompared: 0, added: 0 }],
    },
  })
}

const styles: readonly ReportOptions[] = [
  { columns: 60, color: false, verbose: true, showUnmanaged: true },
  { columns: 120, color: true, verbose: true, showUnmanaged: true },
  { columns: 120, color: false, quiet: true },
  { columns: 80, color: false, sarifProfile: 'full' },
]

const colours = /\u001b\[(?:\d;)?\d*m/g // eslint-disable-line no-control-regex -- the codes that we write ourselves

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe.each(reporterNames)('%s with hostile text everywhere', (name) => {
  it.each(Object.entries(hostileStrings))('is safe against %s', async (_, text) => {
    const write = await reporters[name].load()
    for (const style of styles) {
      const output = write(poisoned(text), { ...style, stack: text })
      const bare = style.color && name === 'table' ? output.replace(colours, '') : output
      expect(output.endsWith('\n')).toBe(true)
      expect(bare.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u)
      for (const line of bare.split('\n')) {
        expect(line.trim().startsWith('::')).toBe(false)
        expect(line).not.toMatch(/##(?:\[|vso\[)/i)
      }
      expect(name === 'table' || isJson(output)).toBe(true)
    }
  })
})
