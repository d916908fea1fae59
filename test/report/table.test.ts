import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { table } from '../../src/report/table.ts'
import { width } from '../../src/report/table/layout.ts'
import { finding, mutation, plain, report, suppressed, unmanaged } from './builders.ts'
import { webShop } from './web-shop.ts'

const colours = /\u001b\[(?:\d;)?\d*m/g // eslint-disable-line no-control-regex -- the codes that we write ourselves

function golden(name: string): string {
  return join(import.meta.dirname, 'fixtures/golden', `${name}.txt`)
}

function linesOf(from: ScanReport, columns = 120): string[] {
  return table(from, { ...plain, columns }).split('\n')
}

describe('the report for people', () => {
  for (const columns of [60, 80, 120]) {
    it(`at ${columns} columns, without and with colour`, async () => {
      const bare = table(webShop(), { columns, color: false, stack: 'web-shop' })
      const coloured = table(webShop(), { columns, color: true, stack: 'web-shop' })
      await expect(bare).toMatchFileSnapshot(golden(`${columns}`))
      await expect(coloured.replaceAll('\u001b', '<ESC>')).toMatchFileSnapshot(golden(`${columns}-colour`))
      expect(coloured.replace(colours, '')).toBe(bare)
    })

    it(`never exceeds ${columns} columns`, () => {
      const long = {
        resource: { kind: 'K', address: `module.${'very_long_'.repeat(30)}.aws_instance.web` },
        location: { file: `${'d/'.repeat(90)}a.tf`, line: 1 },
      }
      const wide = mutation({ path: '/x', change: 'added', live: '\u6f22\u5b57'.repeat(200) }, { resource: { kind: 'K', address: 'w' } })
      for (const from of [webShop(), report({ findings: [finding(long), wide] })])
        for (const line of table(from, { columns, color: false, verbose: columns !== 60 }).split('\n'))
          expect(width(line)).toBeLessThanOrEqual(columns)
    })

    it(`verbose at ${columns} columns`, async () => {
      await expect(table(webShop(), { columns, color: false, verbose: true, showUnmanaged: true })).toMatchFileSnapshot(
        golden(`${columns}-verbose`),
      )
    })
  }

  it('is one line for a clean scan', () => {
    expect(table(report(), { ...plain, stack: 'web-shop' })).toBe('web-shop  clean  61 resources, 1,310 attributes, 100 % compared\n')
    expect(table(report(), { ...plain, stack: 'web-shop', elapsed: 412 })).toBe(
      'web-shop  clean  61 resources, 1,310 attributes, 100 % compared  in 0.4 s\n',
    )
    expect(table(report(), { ...plain, color: true })).toMatch(/^\u001b\[32mdriftgate {2}clean .*\u001b\[0m\n$/) // eslint-disable-line no-control-regex
  })

  it('does not hide what is suppressed, or said of the input, behind a clean line', () => {
    const from = report({ suppressed: [suppressed({})], diagnostics: [{ code: 'c', level: 'warning', message: 'm' }] })
    expect(linesOf(from)).toEqual(['driftgate  clean  61 resources, 1,310 attributes, 100 % compared, 1 suppressed', ' warning   c: m', ''])
  })

  it('lists calls by action when verbose, the most first, with what was throttled and what broke', () => {
    const calls = { 'ec2.DescribeVolumes': 12, 's3.GetBucketPolicy': 1400, 'sts.GetCallerIdentity': 1 }
    const from = report({ calls, throttled: { 's3.GetBucketPolicy': 3 }, repeated: { 'ec2.DescribeVolumes': 1, 's3.GetBucketPolicy': 2 } })
    expect(table(from, { ...plain, verbose: true })).toContain(
      [
        '1,413 API calls, 3 throttled, 3 broken and made again',
        ' 1,400  s3.GetBucketPolicy, 3 throttled, 2 broken and made again',
        '    12  ec2.DescribeVolumes, 1 broken and made again',
        '     1  sts.GetCallerIdentity',
      ].join('\n'),
    )
    expect(table(from, plain)).not.toContain('API call')
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`svc.Get${at}`, 60 - at]))
    expect(table(report({ calls: many }), { ...plain, verbose: true })).toContain('\n... 10 more actions, use --format json\n')
  })

  it('shows the closing block for a clean scan only when verbose', () => {
    const text = table({ ...webShop(), ...report() }, { ...plain, verbose: true })
    expect(text).toContain('clean')
    expect(text).not.toContain('gate')
    const kinds = [{ kind: 'K', managed: 1, missing: 0, unmanaged: 0, notChecked: 0, equal: 2, different: 0, notCompared: 0, added: 0 }]
    expect(table(report({ summary: { ...report().summary, byKind: kinds } }), { ...plain, verbose: true })).toContain(
      'gate      PASS: nothing at or above low',
    )
  })

  it('says of when it is where another service recorded what is live', () => {
    const recorded = [{ source: 'config', resources: 2, oldest: '2026-01-01T00:00:00Z', newest: '2026-01-02T00:00:00.000Z' }]
    const text = linesOf(report({ scope: { recorded } })).join('\n')
    expect(text).toContain('recorded  2 resources by config, last changes from 2026-01-01 00:00 UTC to 2026-01-02 00:00 UTC')
  })

  it('is never a clean line when something was not read', () => {
    const text = table(report({ complete: false, exit: { code: 3, reason: 'scan incomplete' } }), plain)
    expect(text).not.toContain('clean')
    expect(text).toContain(' gate      FAIL: scan incomplete\n')
  })

  it('is only the gate when quiet', () => {
    expect(table(webShop(), { ...plain, quiet: true })).toBe(' gate      FAIL: 5 at or above high; scan incomplete\n')
  })

  it('counts unmanaged resources of medium severity and lower and lists them when asked', () => {
    const from = report({ findings: [unmanaged('bucket-a'), unmanaged('bucket-b', 'high')] })
    expect(table(from, plain)).not.toContain('bucket-a')
    expect(table(from, plain)).toContain('bucket-b')
    expect(table(from, { ...plain, showUnmanaged: true })).toContain('bucket-a')
  })

  it('stops after fifty resources and ten findings of one, and says what it left out', () => {
    const many = Array.from({ length: 53 }, (_, n) => finding({ resource: { kind: 'K', address: `a${String(n).padStart(2, '0')}` } }))
    const crowd = Array.from({ length: 13 }, (_, n) => mutation({ path: `/p${n}`, change: 'added', live: n }, { severity: 'critical' }))
    const lines = linesOf(report({ findings: [...many, ...crowd] }))
    expect(lines).toContain('  ... 3 more of this resource, use --format json')
    expect(lines).toContain('... 4 more resources with 4 findings, use --format json')
    expect(lines.filter((line) => line.startsWith('HIGH'))).toHaveLength(49)
  })

  it('stops after ten causes and ten diagnostics, and says how many more there are', () => {
    const notChecked = Array.from({ length: 12 }, (_, n) => ({ resource: { kind: `K${n}` }, reason: 'throttled' }))
    const diagnostics = Array.from({ length: 11 }, (_, n) => ({ code: `c${n}`, level: 'note' as const, message: 'm' }))
    const lines = linesOf(report({ notChecked, diagnostics }))
    expect(lines).toContain('           ... 2 more causes, use --format json')
    expect(lines).toContain('           ... 1 more diagnostic, use --format json')
  })

  it('stops after fifty kinds', () => {
    const counts = { managed: 1, missing: 0, unmanaged: 0, notChecked: 0, equal: 2, different: 0, notCompared: 0, added: 0 }
    const byKind = Array.from({ length: 60 }, (_, n) => ({ kind: `K${n}`, ...counts }))
    const from = report({ summary: { ...report().summary, byKind } })
    for (const columns of [80, 120])
      expect(table(from, { columns, color: false, verbose: true })).toContain('... 10 more kinds, use --format json\n')
  })

  it('says so when nothing was declared, and takes its title from what was scanned', () => {
    const none = { ...report().summary, attributes: { equal: 0, different: 0, notCompared: 0, added: 2 } }
    const lines = linesOf(report({ summary: none, findings: [finding()], scope: { declared: ['a.tfstate'], liveReadAt: 'yesterday' } }))
    expect(lines[0]).toBe('a.tfstate  live read yesterday')
    expect(lines).toContain(' compared  no declared values')
  })

  it('falls back to 80 columns where the stream does not know its width', () => {
    for (const columns of [0, Number.NaN, -5, Infinity]) expect(table(webShop(), { columns, color: false })).toBe(table(webShop(), plain))
  })

  it('writes places relative to the repository', () => {
    const from = report({ findings: [finding({ location: { file: '/repo/a/main.tf', line: 2 } })] })
    expect(table(from, { ...plain, repositoryRoot: '/repo' })).toContain('  a/main.tf:2\n')
  })

  it('never shows a sensitive value', () => {
    for (const change of ['added', 'removed', 'changed'] as const)
      for (const element of [undefined, 'key']) {
        const difference = { path: '/P', change, declared: 'CANARY', live: 'CANARY', sensitive: true, ...(element && { element }) }
        const text = table(report({ findings: [mutation(difference)] }), plain)
        expect(text).not.toContain('CANARY')
        expect(text).toContain('(redacted)')
      }
  })
})
