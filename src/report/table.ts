import type { Finding, ScanReport } from '../model/generated/report.ts'
import type { ReportOptions, Reporter } from './options.ts'
import { byUrgency, groupBy, resourceKey, severityRank } from './order.ts'
import { guardWorkflowCommands, safeText } from './safe-text.ts'
import { cleanLine, closing, compared, diagnostics, gate, recorded, suppressedLines } from './table/closing.ts'
import { block } from './table/findings.ts'
import { callCounts, kindCounts } from './table/counts.ts'
import { hang, usableColumns, type Frame } from './table/layout.ts'
import { unknownValues } from './table/unknown.ts'
import { count, counted, minuteText } from './words.ts'

/** Resources that are written out; the rest is counted. */
const resourcesListed = 50

/** Text for people: worst first, one block per resource, then what was seen, what was not and what to do. */
export const table: Reporter = (report, options) => {
  const frame: Frame = { columns: usableColumns(options.columns), color: options.color }
  return guardWorkflowCommands(`${linesOf(report, options, frame).join('\n')}\n`)
}

function linesOf(report: ScanReport, options: ReportOptions, frame: Frame): string[] {
  if (options.quiet === true) return gate(report, frame)
  const kinds = options.verbose === true ? verboseCounts(report, frame) : []
  const quiet = options.verbose === true ? suppressedLines(report, frame) : []
  if (quiet.length > 0) kinds.push('', ...quiet)
  if (isClean(report)) {
    const clean = [
      ...cleanLine(report, subject(report, options), options.elapsed, frame),
      ...(kinds.length === 0 && isPartly(report) ? compared(report, frame) : []),
      ...recorded(report, frame),
      ...diagnostics(report.diagnostics, frame),
    ]
    const unknown = unknownValues(report, frame)
    if (unknown.length > 0) clean.push('', ...unknown)
    return kinds.length === 0 ? clean : [...clean, '', ...kinds, '', ...closing(report, 0, frame)]
  }
  const listed = report.findings.filter((finding) => options.showUnmanaged === true || !isQuiet(finding))
  const hidden = report.findings.length - listed.length
  const blocks = [...groupBy(listed.toSorted(byUrgency), (finding) => resourceKey(finding.resource)).values()]
  const lines = header(report, options, frame)
  const { accounts = [], regions = [] } = report.scope ?? {}
  const isPlaced = accounts.length > 1 || regions.length > 1
  for (const findings of blocks.slice(0, resourcesListed)) lines.push('', ...block(findings, options, frame, isPlaced))
  const rest = blocks.slice(resourcesListed)
  if (rest.length > 0) {
    const findings = rest.reduce((sum, group) => sum + group.length, 0)
    lines.push('', `... ${counted(rest.length, 'more resource')} with ${counted(findings, 'finding')}, use --format json`)
  }
  const unknown = unknownValues(report, frame)
  if (unknown.length > 0) lines.push('', ...unknown)
  if (kinds.length > 0) lines.push('', ...kinds)
  return [...lines, '', ...closing(report, hidden, frame)]
}

function verboseCounts(report: ScanReport, frame: Frame): string[] {
  const [kinds, calls] = [kindCounts(report.summary.byKind, frame), callCounts(report, frame)]
  return kinds.length > 0 && calls.length > 0 ? [...kinds, '', ...calls] : [...kinds, ...calls]
}

function isClean(report: ScanReport): boolean {
  return report.exit.code === 0 && report.complete && report.findings.length === 0 && report.notChecked.length === 0
}

/** Something declared was not compared, or something live is not known: a clean scan says so too. */
function isPartly(report: ScanReport): boolean {
  return report.summary.attributes.notCompared > 0 || report.notCompared.length > 0
}

/** Unmanaged resources of medium severity and lower are many and seldom urgent: they are counted unless asked for. */
function isQuiet(finding: Finding): boolean {
  return finding.outcome === 'unmanaged' && severityRank(finding.severity) >= severityRank('medium')
}

function subject(report: ScanReport, options: ReportOptions): string {
  const [first, ...others] = report.scope?.declared ?? []
  const more = others.length === 0 ? '' : ` and ${count(others.length)} more`
  return options.stack !== undefined ? safeText(options.stack, 80) : first === undefined ? 'driftgate' : `${safeText(first, 80)}${more}`
}

/** A few by name, more by their number. */
function fewOr(names: readonly string[], word: string): string {
  return names.length > 4 ? counted(names.length, word) : names.map((name) => safeText(name, 40)).join(' ')
}

/** `web-shop  eu-west-1 123456789012  live read 2026-11-21 10:02 UTC  images: library of 7`. */
function header(report: ScanReport, options: ReportOptions, frame: Frame): string[] {
  const { regions = [], accounts = [], liveReadAt, images } = report.scope ?? {}
  const where = [fewOr(regions, 'region'), fewOr(accounts, 'account')].filter((part) => part !== '').join(' ')
  const parts = [
    subject(report, options),
    where,
    liveReadAt === undefined ? '' : `live read ${minuteText(liveReadAt)}`,
    images === undefined ? '' : `images: library of ${count(images)}`,
  ]
  const text = parts.filter((part) => part !== '').join('  ')
  return hang({ before: '', word: '', after: '' }, text, '', frame)
}
