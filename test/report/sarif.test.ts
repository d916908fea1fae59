import type { Result } from 'sarif'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/generated/report.ts'
import type { ReportOptions } from '../../src/report/options.ts'
import { sarif } from '../../src/report/sarif.ts'
import { finding, mutation, plain, policy, report, suppressed, without } from './builders.ts'
import { notifications, runOf } from './sarif-run.ts'
import { webShop } from './web-shop.ts'

function only(findings: Finding[], options: Partial<ReportOptions> = {}): Result {
  const [result, ...rest] = runOf(report({ findings }), options).results ?? []
  expect(rest).toEqual([])
  if (result === undefined) throw new Error('no result')
  return result
}

function region(location: Finding['location']): unknown {
  const one = location === undefined ? without(finding(), 'location') : finding({ location })
  return only([one]).locations?.[0]?.physicalLocation?.region
}

function semanticVersion(version: string): string | undefined {
  return runOf(report({ tool: { name: 'driftgate', version } })).tool.driver.semanticVersion
}

describe('rules', () => {
  it('are one per policy and severity that it can reach, its own severity first', () => {
    const rules = runOf(webShop()).tool.driver.rules ?? []
    expect(rules.map((rule) => rule.id)).toEqual([
      'DG101',
      'DG101.medium',
      'DG102',
      'DG103',
      'DG105',
      'DG202',
      'DG304',
      'DG305',
      'DG401',
      'DG401.critical',
      'DG603',
    ])
    expect(rules.find((rule) => rule.id === 'DG401.critical')).toMatchObject({
      name: 'SgRuleAddedCritical',
      shortDescription: { text: 'A security group has a rule that nobody declared.' },
      defaultConfiguration: { level: 'error' },
      properties: {
        tags: [
          'drift',
          'security',
          'external/cis/4.4',
          'external/cis/4.2',
          'external/nist-800-53-r5/cm-3',
          'external/nist-800-53-r5/cm-6(2)',
          'external/nist-800-53-r5/sc-7',
          'external/pci-dss-4.0.1/1.2.2',
        ],
        precision: 'very-high',
        'security-severity': '9.5',
      },
    })
    expect(rules.find((rule) => rule.id === 'DG401')?.properties?.['security-severity']).toBe('8.0')
    expect(rules.find((rule) => rule.id === 'DG105')?.properties).not.toHaveProperty('security-severity')
  })

  it('exist for every severity that a finding has, even when the policy does not say so', () => {
    const run = runOf(report({ findings: [finding({ severity: 'low' })], policies: [policy('DG101', 'declared-attribute-mutated')] }))
    expect(run.tool.driver.rules?.map((rule) => rule.id)).toEqual(['DG101', 'DG101.low'])
  })
})

describe('results', () => {
  it('say in the first sentence what is where, live and declared', () => {
    expect(only([finding()]).message.text).toBe(
      "Attribute 'InstanceType' of 'aws_instance.web' is 't3.large' live but 't3.micro' declared. Replace: the type was changed in place.",
    )
  })

  it.each([
    [
      'added',
      { path: '/Tags/0', change: 'added', element: 'team', live: 1 },
      "Attribute 'Tags' of 'aws_instance.web' has 'team', which nobody declared.",
    ],
    ['removed', { path: '/Size', change: 'removed', declared: 5 }, "Attribute 'Size' of 'aws_instance.web' lacks '5', which is declared."],
    [
      'changed in an element',
      { path: '/R/0/Port', change: 'changed', element: 'ssh', declared: 1, live: 2 },
      "Attribute 'R[0].Port' of 'aws_instance.web' differs from its declaration. In 'ssh': '2' live, '1' declared.",
    ],
  ] as const)('name what was %s', (_, difference, text) => {
    expect(only([mutation(difference)]).message.text?.startsWith(text)).toBe(true)
  })

  it('keep the first sentence short however long everything is', () => {
    for (const change of ['added', 'removed', 'changed'] as const) {
      const long = 'x'.repeat(5000)
      const one = mutation(
        { path: `/${long}`, change, declared: `a${long}`, live: `b${long}` },
        { resource: { kind: 'K', address: long }, verdict: { action: 'replace', reason: 'r' } },
      )
      const text = only([one]).message.text ?? ''
      expect(text.indexOf('. ')).toBeLessThanOrEqual(125)
      expect(text.length).toBeLessThan(500)
    }
  })

  it('have a region of one line, empty at its start where columns are unknown', () => {
    expect(region({ file: 'a.tf', line: 4, column: 3, endColumn: 9 })).toEqual({ startLine: 4, startColumn: 3, endLine: 4, endColumn: 9 })
    expect(region({ file: 'a.tf', line: 4, column: 3, endColumn: 2 })).toEqual({ startLine: 4, startColumn: 3, endLine: 4, endColumn: 4 })
    expect(region({ file: 'a.tf', line: 4 })).toEqual({ startLine: 4, startColumn: 1, endLine: 4, endColumn: 1 })
    expect(region({ file: 'a.tf', column: 7 })).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 })
    expect(region(undefined)).toEqual({ startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 })
  })

  it('link to the module calls in the repository and never name a path outside it', () => {
    const frames = [
      { file: '/home/alice/repo/main.tf', line: 7, column: 1 },
      { file: '/cache/x/main.tf', line: 1 },
    ]
    const result = only([finding({ location: { file: '/cache/y/main.tf', line: 3, frames } })], { repositoryRoot: '/home/alice/repo' })
    expect(result.message.text).toContain('Declared through [module call](1).')
    expect(result.relatedLocations?.map((location) => [location.id, location.physicalLocation?.artifactLocation?.uri])).toEqual([
      [1, 'main.tf'],
    ])
    expect(result.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe('main.tf')
    expect(JSON.stringify(result)).not.toMatch(/alice|cache/)
  })

  it('carry fingerprints of which only the value one changes with the live value', () => {
    const [one, other] = ['a', 'b'].map(
      (live) => only([mutation({ path: '/x', change: 'added', live }, { fingerprint: 'f'.repeat(64) })]).partialFingerprints,
    )
    expect(one?.['driftgateFinding/v1']).toBe('f'.repeat(64))
    expect(one?.['primaryLocationLineHash']).toBe(other?.['primaryLocationLineHash'])
    expect(one?.['driftgateValue/v1']).not.toBe(other?.['driftgateValue/v1'])
  })

  it('number the line hashes of findings that share a fingerprint', () => {
    const same = { fingerprint: 'f'.repeat(64) }
    const run = runOf(report({ findings: [finding(same), finding(same)] }))
    expect(run.results?.map((result) => result.partialFingerprints?.['primaryLocationLineHash']?.slice(-2))).toEqual([':1', ':2'])
  })

  it('name the resource logically by its last part', () => {
    const result = only([finding({ resource: { kind: 'K', address: 'module.a["x.y"].aws_instance.web["a.b"]' } })])
    expect(result.locations?.[0]?.logicalLocations).toEqual([
      { name: 'web["a.b"]', fullyQualifiedName: 'module.a["x.y"].aws_instance.web["a.b"]', kind: 'resource' },
    ])
  })

  it('never hold a sensitive value, and say that something was redacted', () => {
    const difference = { path: '/Password', change: 'changed', declared: 'CANARY1', live: 'CANARY2', sensitive: true } as const
    const from = report({ findings: [mutation(difference)] })
    for (const sarifProfile of ['github', 'full'] as const) {
      const text = sarif(from, { ...plain, sarifProfile })
      expect(text).not.toContain('CANARY')
      expect(runOf(from, { sarifProfile }).redactionTokens).toEqual(['(redacted)'])
    }
    expect(runOf(report({ findings: [finding()] }))).not.toHaveProperty('redactionTokens')
  })

  it('bound a long value', () => {
    const result = only([mutation({ path: '/x', change: 'added', live: { text: 'y'.repeat(100_000) } })])
    expect(JSON.stringify(result).length).toBeLessThan(6000)
  })
})

describe('the run', () => {
  it('has a category of its own that does not depend on what was found', () => {
    expect(runOf(report(), { stack: 'web-shop' }).automationDetails?.id).toBe('driftgate/web-shop/')
    expect(runOf(webShop(), { stack: 'a/b' }).automationDetails?.id).toBe('driftgate/a-b/')
    expect(runOf(report()).automationDetails?.id).toBe('driftgate/scan/')
  })

  it('is written with no results when the scan is clean, so that alerts close', () => {
    const run = runOf(report())
    expect(run.results).toEqual([])
    expect(run.columnKind).toBe('utf16CodeUnits')
    expect(run.originalUriBaseIds?.['SRCROOT']).not.toHaveProperty('uri')
    expect(run.invocations).toEqual([
      { executionSuccessful: true, exitCode: 0, exitCodeDescription: 'nothing at or above low', toolExecutionNotifications: [] },
    ])
  })

  it('says what was not read, what was wrong and what it leaves out', () => {
    const run = runOf(webShop())
    expect(run.invocations?.[0]?.executionSuccessful).toBe(false)
    expect(notifications(run)).toEqual([
      "results-suppressed: '2' findings are ignored, or under an exception or the baseline, and not in this file.",
      "not-checked/access-denied: '2' of kind 'AWS::S3::Bucket' not checked: 'access-denied' of 's3:GetBucketPolicy'. Concerned: 'logs', 'assets'. Driftgate permissions prints what is needed.",
      "not-checked/unsupported-kind: '1' of kind 'AWS::Foo::Bar' not checked: 'unsupported-kind'. Concerned: 'x'.",
      'exception-unused: EX-3 fits nothing.',
      'terraform-state-version: This state is version 3; driftgate reads version 4. Run a refresh-only apply once.',
    ])
  })

  it('names a version as semantic only when it is', () => {
    expect([semanticVersion('1.2.3-rc.1'), semanticVersion('dev')]).toEqual(['1.2.3-rc.1', undefined])
  })
})

describe('the full profile', () => {
  const full = { sarifProfile: 'full' } as const

  it('marks suppressed findings and gives all others an empty list', () => {
    const results = runOf(webShop(), full).results ?? []
    expect(results.map((result) => result.suppressions?.length)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    expect(results[8]?.suppressions).toEqual([
      {
        kind: 'external',
        status: 'accepted',
        justification: 'EX-12: migration window, until 2026-12-01, by alice',
        properties: { 'driftgate/expires': '2026-12-01' },
      },
    ])
    expect(results[9]?.suppressions?.[0]?.justification).toBe('baseline .driftgate/baseline.json')
    expect(runOf(report({ suppressed: [suppressed({})] }), full).results?.[0]?.suppressions?.[0]?.justification).toBe('baseline')
    const ignored = suppressed({ ignore: '.driftignore:3', reason: 'until the audit' })
    expect(runOf(report({ suppressed: [ignored] }), full).results?.[0]?.suppressions?.[0]?.justification).toBe(
      'ignored by .driftignore:3: until the audit',
    )
  })

  it('refers to the controls as taxonomies, each reference to the control it names', () => {
    const run = runOf(webShop(), full)
    expect(run.taxonomies?.map((taxonomy) => taxonomy.name)).toEqual(['cis', 'nist-800-53-r5', 'pci-dss-4.0.1'])
    const references = [
      ...(run.results ?? []).flatMap((result) => result.taxa ?? []),
      ...(run.tool.driver.rules ?? []).flatMap((rule) => (rule.relationships ?? []).map((one) => one.target)),
    ]
    expect(references.length).toBeGreaterThan(10)
    for (const { id, index, toolComponent } of references)
      expect(run.taxonomies?.[toolComponent?.index ?? -1]?.taxa?.[index ?? -1]?.id).toBe(id)
  })

  it('is never cut', () => {
    const findings = Array.from({ length: 6000 }, () => finding())
    expect(runOf(report({ findings }), full).results).toHaveLength(6000)
  })
})
