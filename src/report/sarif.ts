import type { Log, Run } from 'sarif'
import type { Finding, ScanReport } from '../model/generated/report.ts'
import { inOrder } from './json-order.ts'
import type { ReportOptions, Reporter } from './options.ts'
import { byUrgency } from './order.ts'
import { fallbackPlace } from './place.ts'
import { encodePath, safeJson, safeText } from './safe-text.ts'
import { limitedAlerts, single, singleAlerts, type Alert } from './sarif/alerts.ts'
import { invocation, type LeftOut } from './sarif/notifications.ts'
import { results, type ResultContext } from './sarif/results.ts'
import { ruleBook } from './sarif/rules.ts'
import { taxonomies } from './sarif/taxonomies.ts'
import { redacted } from './words.ts'

const schema = 'https://json.schemastore.org/sarif-2.1.0.json'

/**
 * SARIF 2.1.0, one run. The `github` profile holds only what code scanning accepts and shows: no suppressed findings, at most
 * 5,000 results. The `full` profile holds every finding, suppressed ones marked, and the controls as taxonomies.
 */
export const sarif: Reporter = (report, options) => {
  const log: Log = { $schema: schema, version: '2.1.0', runs: [run(inOrder(report), options)] }
  return `${safeJson(JSON.stringify(log, null, 2))}\n`
}

function run(report: ScanReport, options: ReportOptions): Run {
  const full = options.sarifProfile === 'full' ? taxonomies(report) : undefined
  const book = ruleBook(report, (policy) => full?.relationshipsOf(policy) ?? [])
  const context: ResultContext = {
    book,
    fallback: fallbackPlace(report, options.repositoryRoot),
    ...(options.repositoryRoot !== undefined && { root: options.repositoryRoot }),
    ...(full !== undefined && { full }),
  }
  const { alerts, leftOut } = full === undefined ? forGithub(report) : everything(report)
  const shown = full === undefined ? report.findings : [...report.findings, ...report.suppressed]
  return {
    tool: {
      driver: {
        name: report.tool.name,
        version: safeText(report.tool.version, 40),
        ...(isVersion(report.tool.version) && { semanticVersion: report.tool.version }),
        rules: book.rules,
        ...(full !== undefined && full.references.length > 0 && { supportedTaxonomies: full.references }),
      },
    },
    // The category is all before the last slash. It must not depend on the findings, or alerts would never close.
    automationDetails: { id: `driftgate/${encodePath(safeText(options.stack ?? 'scan', 100)).replaceAll('/', '-')}/` },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
    ...(shown.some(isSensitive) && { redactionTokens: [redacted] }),
    invocations: [invocation(report, leftOut, options.repositoryRoot)],
    ...(full !== undefined && full.components.length > 0 && { taxonomies: full.components }),
    properties: { 'driftgate/complete': report.complete, 'driftgate/summary': counts(report) },
    results: results(alerts, context),
  }
}

function forGithub(report: ScanReport): { alerts: Alert[]; leftOut: LeftOut } {
  const { alerts, dropped } = limitedAlerts(report.findings)
  const collapsed = alerts.reduce((sum, alert) => sum + (alert.collapsed === undefined ? 0 : alert.findings.length), 0)
  return { alerts, leftOut: { dropped, written: alerts.length, collapsed, suppressed: report.suppressed.length } }
}

function everything(report: ScanReport): { alerts: Alert[]; leftOut: LeftOut } {
  const suppressed = report.suppressed.toSorted(byUrgency).map((finding) => ({ ...single(finding), suppressedBy: finding.by }))
  const alerts = [...singleAlerts(report.findings), ...suppressed]
  return { alerts, leftOut: { dropped: 0, written: alerts.length, collapsed: 0, suppressed: 0 } }
}

/** Coverage, without the counts by kind. */
function counts({ summary }: ScanReport): Omit<ScanReport['summary'], 'byKind'> {
  const { resources, attributes, coverage, findings } = summary
  return { resources, attributes, ...(coverage === undefined ? {} : { coverage }), findings }
}

function isSensitive(finding: Finding): boolean {
  return finding.difference?.sensitive === true
}

function isVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/.test(text)
}
