import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/generated/report.ts'
import { finding, mutation, report, unmanaged } from './builders.ts'
import { notifications, runOf } from './sarif-run.ts'

function range(length: number): number[] {
  return Array.from({ length }, (_, n) => n)
}

function onHost(n: number): Finding {
  const difference = { path: `/files/~1etc~1f${n}`, change: 'changed', declared: 'a', live: 'b' } as const
  return mutation(difference, { policy: 'DG604', name: 'file-changed' })
}

function at(n: number, address: string, severity: Finding['severity']): Finding {
  return finding({ severity, resource: { kind: 'K', address }, difference: { path: `/p${n}`, change: 'added', live: n } })
}

/** The line hash of the one result of a host with this many changed files. */
function lineHash(many: number): string | undefined {
  const [result] = runOf(report({ findings: range(many).map((n) => onHost(n)) })).results ?? []
  return result?.partialFingerprints?.['primaryLocationLineHash']
}

describe('limits of the github profile', () => {
  it('shows ten differences of a resource on their own, and eleven as one per policy and severity', () => {
    expect(runOf(report({ findings: range(10).map((n) => onHost(n)) })).results).toHaveLength(10)
    const run = runOf(report({ findings: [...range(25).map((n) => onHost(n)), finding({ severity: 'low' })] }))
    expect(run.results?.map((result) => [result.ruleId, result.occurrenceCount])).toEqual([
      ['DG604', 25],
      ['DG101', undefined],
    ])
    expect(run.results?.[0]?.message.text).toMatch(
      /^Resource 'aws_instance.web' has '25' differences that break this policy\. They are 'files \/etc\/f0', .* and '5' more\. Replace: /,
    )
    expect(run.results?.[0]?.properties?.['driftgate/collapsed']).toBe('resource')
    expect(notifications(run)).toEqual(["results-collapsed: '25' findings are shown together with others."])
  })

  it('keeps the fingerprint of a collapsed result when its differences come and go', () => {
    expect(lineHash(11)).toBe(lineHash(40))
  })

  it('shows two hundred unmanaged resources on their own, and more by kind', () => {
    expect(runOf(report({ findings: range(200).map((n) => unmanaged(`b${n}`)) })).results).toHaveLength(200)
    const run = runOf(report({ findings: range(201).map((n) => unmanaged(`b${n}`)) }))
    expect(run.results?.map((result) => result.message.text?.split('. ')[0])).toEqual([
      "There are '201' live resources of kind 'AWS::S3::Bucket' that are declared nowhere",
    ])
  })

  it('puts low findings together by resource, then by module, before it cuts', () => {
    const high = range(4990).map((n) => at(n, `aws_instance.h${n}`, 'high'))
    const pairs = range(10).flatMap((n) => [at(0, `aws_instance.l${n}`, 'low'), at(1, `aws_instance.l${n}`, 'low')])
    expect(runOf(report({ findings: [...high, ...pairs] })).results).toHaveLength(5000)
    const modules = range(30).map((n) => at(n, `module.${n % 2 === 0 ? 'a["x.]"]' : 'b'}.aws_instance.l${n}`, 'low'))
    const run = runOf(report({ findings: [...high, ...modules, at(0, 'aws_instance.r', 'low'), at(0, 'aws_instance.s', 'low')] }))
    expect(run.results?.slice(4990).map((result) => result.message.text?.split('. ')[0])).toEqual([
      "There are '2' findings of this policy in 'root module'",
      `There are '15' findings of this policy in 'module.a["x.]"]'`,
      "There are '15' findings of this policy in 'module.b'",
    ])
  })

  it('keeps the 5,000 worst of 5,017 and says so', () => {
    const many = 5_017
    const findings = range(many).map((n) =>
      finding({ resource: { kind: 'K', address: `a${n}` }, severity: n === many - 1 ? 'critical' : 'high' }),
    )
    const run = runOf(report({ findings }))
    expect(run.results).toHaveLength(5000)
    expect(run.results?.[0]?.ruleId).toBe('DG101.critical')
    expect(notifications(run)[0]).toMatch(
      /^results-dropped: Code scanning takes '5,000' results of a run: '17' findings are not in this file/,
    )
  })
})
