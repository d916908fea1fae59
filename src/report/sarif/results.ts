import type { Location, ReportingDescriptorReference, Result, Suppression } from 'sarif'
import type { Finding, SuppressedFinding } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { nameOf } from '../order.ts'
import { framesInRepository, primaryPlace, type RepositoryPlace } from '../place.ts'
import { encodePath, safeText } from '../safe-text.ts'
import { digest, severityOf, type Alert } from './alerts.ts'
import { messageText } from './messages.ts'
import { sarifSeverity, type RuleBook } from './rules.ts'

/** What results need beside their findings, whose values must be in key order: hashes are made of their text. */
export interface ResultContext {
  book: RuleBook
  fallback: RepositoryPlace
  root?: string
  /** Only in the full profile. */
  full?: { taxaOf(finding: Finding): ReportingDescriptorReference[] }
}

/** Longest value, in characters of its JSON, that goes into the properties. */
const maxValue = 2000

/** One result per alert. Line hashes are unique within a rule: GitHub would drop the second of two that are the same. */
export function results(alerts: readonly Alert[], context: ResultContext): Result[] {
  const seen = new Map<string, number>()
  return alerts.map((alert) => {
    const rule = context.book.ruleOf(alert.findings[0])
    const hash = digest(alert.fingerprint).slice(0, 16)
    const occurrence = (seen.get(`${rule.id} ${hash}`) ?? 0) + 1
    seen.set(`${rule.id} ${hash}`, occurrence)
    return result(alert, rule, `${hash}:${occurrence}`, context)
  })
}

function result(alert: Alert, rule: { id: string; index: number }, lineHash: string, context: ResultContext): Result {
  const finding = alert.findings[0]
  const { level, rank } = sarifSeverity[severityOf(alert)]
  const frames = framesInRepository(finding, context.root)
  const place = primaryPlace(finding, context.fallback, context.root)
  const taxa = context.full?.taxaOf(finding) ?? []
  return {
    ruleId: rule.id,
    ruleIndex: rule.index,
    kind: 'fail',
    level,
    message: { text: messageText(alert, frames) },
    locations: [{ ...physical(place), logicalLocations: [logical(alert)] }],
    ...(frames.length > 0 && { relatedLocations: frames.map((frame, at) => related(frame, at + 1)) }),
    partialFingerprints: fingerprints(alert, lineHash),
    ...(context.full !== undefined && { suppressions: suppressions(alert.suppressedBy) }),
    ...(taxa.length > 0 && { taxa }),
    ...(alert.findings.length > 1 && { occurrenceCount: alert.findings.length }),
    rank,
    properties: { ...propertiesOf(finding, place), ...collapsedProperties(alert) },
  }
}

/** A region of one line. Of a line whose columns are unknown it is the empty one at its start. */
function physical(place: RepositoryPlace): Location {
  const startLine = place.line ?? 1
  const known = place.line !== undefined && place.column !== undefined
  const startColumn = known ? (place.column ?? 1) : 1
  const endColumn = known ? Math.max(startColumn + 1, place.endColumn ?? 0) : 1
  return {
    physicalLocation: {
      artifactLocation: { uri: encodePath(place.path), uriBaseId: 'SRCROOT' },
      region: { startLine, startColumn, endLine: startLine, endColumn },
    },
  }
}

function related(frame: RepositoryPlace, id: number): Location {
  return { id, ...physical(frame), message: { text: 'The module is called here.' } }
}

function logical(alert: Alert): { name: string; fullyQualifiedName: string; kind: string } {
  const address = safeText(alert.subject, 1000)
  const name = alert.collapsed === undefined || alert.collapsed === 'resource' ? lastPart(address) : address
  return { name, fullyQualifiedName: address, kind: alert.collapsed === 'module' ? 'module' : 'resource' }
}

/** `worker[1]` of `module.web.aws_instance.worker[1]`; dots inside a key are not separators. */
function lastPart(address: string): string {
  return /[^.[\]]+(?:\[[^\]]*\])?$/.exec(address)?.[0] ?? address
}

function fingerprints(alert: Alert, lineHash: string): Record<string, string> {
  const { difference } = alert.findings[0]
  const single = alert.collapsed === undefined && difference !== undefined && difference.sensitive !== true
  return {
    primaryLocationLineHash: lineHash,
    'driftgateFinding/v1': alert.fingerprint,
    ...(single && { 'driftgateValue/v1': digest(`${alert.fingerprint} ${JSON.stringify(difference.live ?? null)}`) }),
  }
}

/** In a run, all results have suppressions or none has: the others get an empty list. */
function suppressions(by: SuppressedFinding['by'] | undefined): Suppression[] {
  if (by === undefined) return []
  const source = by.exception ?? (by.ignore === undefined ? `baseline ${by.baseline ?? ''}`.trim() : `ignored by ${by.ignore}`)
  const parts = [
    by.reason === undefined ? source : `${source}: ${by.reason}`,
    by.expiresAt === undefined ? undefined : `until ${by.expiresAt}`,
    by.owner === undefined ? undefined : `by ${by.owner}`,
  ]
  const justification = safeText(parts.filter((part) => part !== undefined).join(', '), 1000)
  return [
    {
      kind: 'external',
      status: 'accepted',
      justification,
      ...(by.expiresAt !== undefined && { properties: { 'driftgate/expires': safeText(by.expiresAt, 40) } }),
    },
  ]
}

function propertiesOf(finding: Finding, place: RepositoryPlace): Record<string, unknown> {
  const { resource, difference, verdict, image } = finding
  const bag: Record<string, unknown> = {
    severity: finding.severity,
    outcome: finding.outcome,
    kind: resource.kind,
    address: nameOf(resource),
    resourceId: resource.physicalId,
    type: resource.type,
    account: resource.account,
    region: resource.region,
    stack: resource.stack,
    constructPath: resource.constructPath,
    attributePath: difference?.path,
    element: difference?.element,
    changeKind: difference?.change,
    before: difference === undefined || difference.sensitive === true ? undefined : bounded(difference.declared),
    after: difference === undefined || difference.sensitive === true ? undefined : bounded(difference.live),
    redacted: difference?.sensitive === true ? true : undefined,
    alsoBreaks: finding.alsoBreaks,
    image: image?.id,
    mutationClass: finding.class,
    package: finding.context?.package,
    mount: finding.context?.mount,
    rebuildUnit: finding.unit,
    verdict: verdict.action,
    verdictReason: verdict.reason,
    locationKind: place.kind,
  }
  return Object.fromEntries(
    Object.entries(bag)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [`driftgate/${key}`, typeof value === 'string' ? bounded(value) : value]),
  )
}

/** A value as it is, or the start of its JSON text when it is long. */
function bounded(value: unknown): unknown {
  if (value === undefined || value === null) return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= maxValue ? value : safeText(text, maxValue)
}

function collapsedProperties(alert: Alert): Record<string, unknown> {
  if (alert.collapsed === undefined) return {}
  const members = alert.findings.slice(0, 100).map((finding) => finding.fingerprint)
  return { 'driftgate/collapsed': alert.collapsed, 'driftgate/fingerprints': members.toSorted(byText) }
}
