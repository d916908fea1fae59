import type { Difference, Finding, PolicyRef, ScanReport, Severity, SuppressedFinding } from '../../src/model/generated/report.ts'
import type { ReportOptions } from '../../src/report/options.ts'

/** 80 columns, no colour, nothing else said. */
export const plain: ReportOptions = { columns: 80, color: false }

let made = 0

/** A finding of DG101 on an instance type, with a fingerprint of its own. */
export function finding(changes: Partial<Finding> = {}): Finding {
  made += 1
  return {
    policy: 'DG101',
    name: 'declared-attribute-mutated',
    severity: 'high',
    outcome: 'mutated',
    resource: { kind: 'AWS::EC2::Instance', address: 'aws_instance.web', physicalId: 'i-0abc', type: 'aws_instance' },
    difference: { path: '/InstanceType', change: 'changed', declared: 't3.micro', live: 't3.large' },
    location: { file: 'main.tf', line: 12, column: 3, endColumn: 16, kind: 'attribute' },
    fingerprint: made.toString(16).padStart(64, '0'),
    verdict: { action: 'replace', reason: 'the type was changed in place' },
    ...changes,
  }
}

/** A finding without the keys that are named. */
export function without(from: Finding, ...keys: ('difference' | 'location')[]): Finding {
  const copy = { ...from }
  for (const key of keys) delete copy[key]
  return copy
}

/** A mutation at a path, as one finding. */
export function mutation(difference: Difference, changes: Partial<Finding> = {}): Finding {
  return finding({ difference, ...changes })
}

export function unmanaged(physicalId: string, severity: Severity = 'medium', changes: Partial<Finding> = {}): Finding {
  return without(
    finding({
      policy: 'DG103',
      name: 'resource-unmanaged',
      severity,
      outcome: 'unmanaged',
      resource: { kind: 'AWS::S3::Bucket', address: physicalId, physicalId },
      verdict: { action: 'adopt', reason: 'declare it or delete it' },
      ...changes,
    }),
    'difference',
    'location',
  )
}

export function suppressed(by: SuppressedFinding['by'], changes: Partial<Finding> = {}): SuppressedFinding {
  return { ...finding(changes), by }
}

export function policy(id: string, name: string, changes: Partial<PolicyRef> = {}): PolicyRef {
  return { id, name, title: name.replaceAll('-', ' '), severity: 'high', ...changes }
}

/** A report that counts what it is given; the first findings of a report decide its exit code unless it is said. */
export function report(changes: Partial<ScanReport> = {}): ScanReport {
  const findings = changes.findings ?? []
  const counted: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  for (const one of findings) counted[one.severity] += 1
  return {
    schemaVersion: '1',
    tool: { name: 'driftgate', version: '0.1.0' },
    complete: true,
    exit: findings.length > 0 ? { code: 1, reason: `${findings.length} at or above info` } : { code: 0, reason: 'nothing at or above low' },
    summary: {
      resources: { managed: 61, missing: 0, unmanaged: 0, notChecked: 0 },
      attributes: { equal: 1310, different: 0, notCompared: 0, added: 0 },
      findings: counted,
      byKind: [],
    },
    findings,
    suppressed: [],
    notChecked: [],
    notCompared: [],
    diagnostics: [],
    ...changes,
  }
}

/** The same value with the keys of every object in the reverse order. */
export function reversed<T>(value: T): T
export function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => reversed(item))
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  )
}
