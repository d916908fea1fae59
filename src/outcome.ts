import { codeCoverageOf, coverageDiagnostics, coverageOf } from './coverage.ts'
import { exitOf } from './exit-code.ts'
import { uniqueFingerprints } from './model/fingerprint.ts'
import { policyRefs } from './judge/explain.ts'
import type { PolicyBook } from './judge/book.ts'
import type { Closed } from './ledger.ts'
import type { Matched } from './match/match.ts'
import type { Diagnostic, Finding, Location, ScanReport, Severity, SuppressedFinding } from './model/generated/report.ts'
import type { RebuildPlan } from './model/generated/rebuild-plan.ts'
import { byText } from './model/json.ts'
import type { JudgedMutation } from './model/mutation.ts'
import { DeclaredIndex } from './plan/declared-index.ts'
import { applyVerdicts } from './plan/verdict.ts'
import type { ScanOptions, Sources } from './scan.ts'

const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** From closed books to the report and, where it is asked for, the rebuild plan: places, verdicts, order, exit. */
export async function plan(
  closed: Closed,
  matched: Matched,
  sources: Sources,
  policies: PolicyBook,
  options: Omit<ScanOptions, 'now'> & { now: Date },
): Promise<{ report: ScanReport; plan?: RebuildPlan }> {
  const unique = uniqueFingerprints(closed.judged.map(({ finding }) => finding))
  const judged = closed.judged.flatMap((one, at) => unique.slice(at, at + 1).map((finding) => ({ ...one, finding })))
  // One index of everything declared, for places, verdicts and order.
  const index = new DeclaredIndex(matched.declared.map((resource) => [resource.address, resource]))
  const placed = applyVerdicts(judged, { index })
    .map((finding, at) => ({ finding: withPlace(finding, judged[at], sources, matched, index), ...rest(judged[at]) }))
    .toSorted((a, b) => byFinding(a.finding, b.finding))
  const { kept, suppressed } = withoutIgnored(placed, options)
  const findings = kept.map(({ finding }) => finding)
  const counts = countSeverities(findings)
  const coverage = coverageOf(closed.attributes, closed.notCompared, options.minCompared)
  const code = options.unmanaged === 'none' ? undefined : codeCoverageOf(matched.governed, suppressed, options.minCoverage)
  const diagnostics = [
    ...sources.diagnostics,
    ...matched.diagnostics,
    ...closed.diagnostics,
    ...coverageDiagnostics(coverage),
    ...recordedNotes(findings),
    ...(options.ignore?.unused() ?? []),
  ].toSorted((a, b) =>
    byText(
      [a.level, a.code, a.location?.file ?? '', a.message].join('\u0000'),
      [b.level, b.code, b.location?.file ?? '', b.message].join('\u0000'),
    ),
  )
  const complete = closed.complete && !diagnostics.some((diagnostic) => diagnostic.level === 'error')
  const report: ScanReport = {
    schemaVersion: '1',
    tool: { name: 'driftgate', version: options.version },
    complete,
    exit: exitOf(counts, complete, options.failOn, coverage, code),
    scope: {
      ...sources.scope,
      ...(matched.accounts.length === 0 ? {} : { accounts: [...matched.accounts] }),
      ...(matched.regions.length === 0 ? {} : { regions: [...matched.regions] }),
      ...(options.filter === undefined ? {} : { filter: { ...options.filter.given, leftOut: closed.leftOut + matched.governed.leftOut } }),
      ...(sources.library === undefined ? {} : { images: sources.library.size }),
      ...(closed.recorded.length === 0 ? {} : { recorded: closed.recorded }),
      skipped: { ...matched.skipped },
    },
    summary: {
      resources: closed.resources,
      attributes: closed.attributes,
      coverage,
      ...(code === undefined ? {} : { codeCoverage: code }),
      findings: counts,
      byKind: closed.byKind,
    },
    findings,
    suppressed,
    notChecked: closed.notChecked,
    notCompared: closed.notCompared,
    ...(options.showUnknown === true ? { unknown: closed.unknown } : {}),
    diagnostics,
    ...(options.withResources === true ? { resources: closed.results } : {}),
    policies: policyRefs(policies),
    ...counted('calls', sources.calls),
    ...counted('throttled', sources.throttled),
    ...counted('repeated', sources.repeated),
  }
  if (options.withPlan === false) return { report }
  // Loaded only for who rebuilds.
  const { planRebuild } = await import('./plan/rebuild.ts')
  const rebuild = planRebuild(kept, {
    index,
    scan: scanned(matched.revisions),
    now: options.now.toISOString(),
    toolVersion: options.version,
    totalResources: Object.values(closed.resources).reduce((sum, count) => sum + count, 0),
    complete,
    around: { ...pick(sources.scope), configurationOf: (document) => configurationOf(sources.locator, document) },
  })
  return { report, plan: rebuild }
}

function pick({ declared, baked }: Sources['scope']): { declared?: readonly string[]; baked?: readonly string[] } {
  return { ...(declared === undefined ? {} : { declared }), ...(baked === undefined ? {} : { baked }) }
}

/** The folder of the root module of a state. */
function configurationOf(locator: Sources['locator'], document: string): string | undefined {
  const place = locator.stackPlace({ file: document })
  if (place === undefined || !/\.(?:tf|tofu)(?:\.json)?$/.test(place.file)) return undefined
  const slash = place.file.lastIndexOf('/')
  return slash === -1 ? undefined : place.file.slice(0, slash)
}

/** What a line of a .driftignore fits is no finding, and is told all the same. */
function withoutIgnored<T extends { finding: Finding }>(
  placed: readonly T[],
  { ignore }: Pick<ScanOptions, 'ignore'>,
): { kept: readonly T[]; suppressed: SuppressedFinding[] } {
  if (ignore === undefined) return { kept: placed, suppressed: [] }
  const suppressed: SuppressedFinding[] = []
  const kept = placed.filter(({ finding }) => {
    const by = ignore.ignoring(finding)
    if (by !== undefined)
      suppressed.push({ ...finding, by: { ignore: by.place, ...(by.reason === undefined ? {} : { reason: by.reason }) } })
    return by === undefined
  })
  return { kept, suppressed }
}

/** Of one document a plan knows the version and can be refused when it has moved; of several it cannot name one. */
function scanned(revisions: Matched['revisions']): { stateSerial?: number; lineage?: string } {
  const [revision, ...others] = revisions
  if (revision === undefined || others.length > 0) return {}
  return {
    ...(revision.serial === undefined ? {} : { stateSerial: revision.serial }),
    ...(revision.lineage === undefined ? {} : { lineage: revision.lineage }),
  }
}

function rest(judged: JudgedMutation | undefined): Omit<JudgedMutation, 'finding'> {
  if (judged === undefined) throw new RangeError('a finding without its mutation')
  const { finding: _finding, ...others } = judged
  return others
}

function withPlace(
  finding: Finding,
  judged: JudgedMutation | undefined,
  { locator, scope }: Sources,
  matched: Matched,
  index: DeclaredIndex,
): Finding {
  // What a group made is declared where the group is.
  const group = judged?.mutation.group
  const owner = group === undefined ? undefined : index.withIdentity(group.id, group.kind, finding.resource)?.node
  const difference = judged?.mutation.difference
  const record = judged?.mutation.live?.contents === undefined ? undefined : judged.mutation.image?.record
  // What a machine contains is declared by the manifest of its image, and a manifest has no line for a file.
  if (record !== undefined && (judged?.mutation.declared === undefined || difference?.content !== undefined))
    return { ...finding, location: { file: record.file, line: record.line ?? 1, column: 1, kind: 'input' } }
  const declared = judged?.mutation.declared ?? (owner === undefined ? undefined : matched.declared.find((resource) => resource === owner))
  const path = difference?.terraformPath ?? difference?.path
  const location: Location =
    declared === undefined ? unmanagedPlace(locator, matched.declared[0]?.file ?? scope.declared?.[0]) : locator.locate(declared, path)
  return { ...finding, location }
}

/** What nobody declared would be declared in the stack's main file; without sources, in the document that was scanned. */
function unmanagedPlace(locator: Sources['locator'], document: string | undefined): Location {
  return locator.stackPlace() ?? { file: document ?? 'driftgate.yaml', line: 1, column: 1, kind: 'input' }
}

function byFinding(a: Finding, b: Finding): number {
  return order.indexOf(a.severity) - order.indexOf(b.severity) || byText(findingKey(a), findingKey(b))
}

function findingKey(finding: Finding): string {
  const { resource, difference } = finding
  return [
    resource.stack ?? '',
    resource.address ?? '',
    resource.physicalId ?? '',
    finding.policy,
    difference?.path ?? '',
    finding.fingerprint,
  ].join('\u0000')
}

function countSeverities(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { critical: 0, high: 0, medium: 0, low: 0, info: 0 }
  for (const finding of findings) counts[finding.severity] += 1
  return counts
}

/** Says how many findings rest on a record that nobody confirmed by reading what is live. */
function recordedNotes(findings: readonly Finding[]): Diagnostic[] {
  const times = findings.flatMap(({ resource }) => resource.recordedAt ?? []).toSorted()
  const [oldest] = times
  if (oldest === undefined) return []
  return [
    {
      code: 'finding-recorded',
      level: 'note',
      message: `${times.length} ${times.length === 1 ? 'finding rests' : 'findings rest'} on what AWS Config recorded, the oldest at ${oldest}: no fresh read confirms ${times.length === 1 ? 'it' : 'them'}, and what was changed since is not seen.`,
      hint: 'Scan --live config or --live aws with credentials that reach the accounts, and without --no-confirm.',
    },
  ]
}

/** Counts by operation, sorted; nothing where there are none. */
function counted(name: 'calls' | 'throttled' | 'repeated', counts: Readonly<Record<string, number>> = {}) {
  const sorted = Object.entries(counts).toSorted(([a], [b]) => byText(a, b))
  return sorted.length === 0 ? {} : { [name]: Object.fromEntries(sorted) }
}
