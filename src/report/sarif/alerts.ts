import { createHash } from 'node:crypto'
import type { Finding, Severity, SuppressedFinding } from '../../model/generated/report.ts'
import { byUrgency, groupBy, nameOf, resourceKey, severityRank } from '../order.ts'

/** What becomes one SARIF result: a finding, or several that are shown as one. */
export interface Alert {
  /** Never empty; sorted. */
  findings: readonly [Finding, ...Finding[]]
  /** Why several findings are one; absent for a finding of its own. */
  collapsed?: 'resource' | 'kind' | 'module'
  /** What the findings share: the resource, the kind, the module. */
  subject: string
  fingerprint: string
  suppressedBy?: SuppressedFinding['by']
}

/** Differences of one resource that are alerts of their own; with more, those of one policy become one. */
const perResource = 10
/** Unmanaged resources that are alerts of their own; with more, those of one kind become one. */
const unmanagedAlone = 200
/** Results of a run that GitHub keeps. */
const perRun = 5000

/** One alert per finding: nothing is left out. */
export function singleAlerts(findings: readonly Finding[]): Alert[] {
  return findings.toSorted(byUrgency).map((finding) => single(finding))
}

export function single(finding: Finding): Alert {
  return { findings: [finding], subject: nameOf(finding.resource), fingerprint: finding.fingerprint }
}

/** Alerts within GitHub's limits, worst first. `dropped`: findings that even so have no alert. */
export function limitedAlerts(findings: readonly Finding[], limit = perRun): { alerts: Alert[]; dropped: number } {
  const sorted = findings.toSorted(byUrgency)
  const sizes = groupBy(sorted, (finding) => resourceKey(finding.resource))
  const crowded = new Set([...sizes].filter(([, group]) => group.length > perResource).map(([key]) => key))
  const manyUnmanaged = sorted.filter((finding) => finding.outcome === 'unmanaged').length > unmanagedAlone
  let alerts: Alert[] = []
  // Only where the limit asks for it are findings of low severity put together, first by resource, then by module.
  for (const minorScale of [undefined, 'resource', 'module'] as const) {
    alerts = collapse(sorted, (finding) => {
      if (manyUnmanaged && finding.outcome === 'unmanaged') return 'kind'
      if (minorScale !== undefined && isMinor(finding)) return minorScale
      return crowded.has(resourceKey(finding.resource)) ? 'resource' : undefined
    })
    if (alerts.length <= limit) return { alerts, dropped: 0 }
  }
  return { alerts: alerts.slice(0, limit), dropped: alerts.slice(limit).reduce((sum, alert) => sum + alert.findings.length, 0) }
}

function isMinor(finding: Finding): boolean {
  return severityRank(finding.severity) >= severityRank('low')
}

type Scale = NonNullable<Alert['collapsed']>

/** Puts together what shares policy, severity and, at the scale the finding asks for, resource, kind or module. */
function collapse(sorted: readonly Finding[], scaleOf: (finding: Finding) => Scale | undefined): Alert[] {
  const scales = new Map<string, Scale>()
  const groups = groupBy(sorted, (finding) => {
    const scale = scaleOf(finding)
    if (scale === undefined) return JSON.stringify(['finding', finding.policy, finding.fingerprint])
    const key = JSON.stringify([scale, finding.policy, finding.severity, sharedKey(finding, scale)])
    scales.set(key, scale)
    return key
  })
  return [...groups].flatMap(([key, [first, ...rest]]): Alert[] => {
    const scale = scales.get(key)
    if (first === undefined) return []
    if (scale === undefined || rest.length === 0) return [first, ...rest].map((finding) => single(finding))
    return [{ findings: [first, ...rest], collapsed: scale, subject: shared(first, scale), fingerprint: digest(key) }]
  })
}

function sharedKey(finding: Finding, scale: Scale): string {
  return scale === 'resource' ? resourceKey(finding.resource) : JSON.stringify([finding.resource.stack, shared(finding, scale)])
}

function shared(finding: Finding, scale: Scale): string {
  if (scale === 'resource') return nameOf(finding.resource)
  return scale === 'kind' ? finding.resource.kind : moduleOf(nameOf(finding.resource))
}

/** `module.a.module.b["x"]` of an address below it; the root module is called so. */
function moduleOf(address: string): string {
  return /^(?:module\.[^.[]+(?:\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\])?(?:\.|$))+/.exec(address)?.[0].replace(/\.$/, '') ?? 'root module'
}

/** 64 hex digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The worst severity of an alert is that of every finding in it: findings of different severities are never put together. */
export function severityOf(alert: Alert): Severity {
  return alert.findings[0].severity
}
