import { placeText } from '../../model/errors.ts'
import type { Action, Diagnostic, Finding, NotCheckedEntry, ScanReport } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { paint } from '../color.ts'
import { groupBy, nameOf, resourceKey, severities } from '../order.ts'
import { safeText } from '../safe-text.ts'
import { count, counted, percent } from '../words.ts'
import { hang, type Frame } from './layout.ts'

/** Groups of unread resources, and diagnostics, that are written out; the rest is counted. */
const listed = 10

/** The last block: how bad, how much was seen, what was not, what now. `hidden`: unmanaged findings that were only counted. */
export function closing(report: ScanReport, hidden: number, frame: Frame): string[] {
  return [
    ...outcomes(report, hidden, frame),
    ...row('findings', findingsLine(report), frame),
    ...row('compared', comparedLine(report, true), frame),
    ...skipped(report, frame),
    ...unread(report.notChecked, frame),
    ...diagnostics(report.diagnostics, frame),
    ...plan(report.findings, frame),
    ...gate(report, frame),
  ]
}

function row(label: string, text: string, frame: Frame): string[] {
  return hang({ before: ' ', word: label, after: ' '.repeat(Math.max(1, 10 - label.length)) }, text, '', frame)
}

function outcomes(report: ScanReport, hidden: number, frame: Frame): string[] {
  const { missing, unmanaged } = report.summary.resources
  if (missing === 0 && unmanaged === 0) return []
  const more = hidden > 0 ? ` (${count(hidden)} not listed)  driftgate scan --show unmanaged` : ''
  return hang({ before: ' ', word: '', after: '' }, `${count(missing)} missing, ${count(unmanaged)} unmanaged${more}`, '', frame)
}

function findingsLine(report: ScanReport): string {
  const counts = severities.filter((severity) => report.summary.findings[severity] > 0)
  const words = counts.map((severity) => `${count(report.summary.findings[severity])} ${severity}`).join('  ') || 'none'
  const touched = new Set(report.findings.map((finding) => resourceKey(finding.resource))).size
  const suppressed = report.suppressed.length === 0 ? '' : `, ${count(report.suppressed.length)} suppressed`
  return `${words}     ${count(touched)} of ${counted(resourcesSeen(report), 'resource')}${suppressed}`
}

/** Every resource of the scan, whatever became of it. */
function resourcesSeen(report: ScanReport): number {
  const { managed, missing, unmanaged, notChecked } = report.summary.resources
  return managed + missing + unmanaged + notChecked
}

/** `1,204 of 1,310 declared attributes (91 %), 106 not: provider-only 60, write-only 31`. */
function comparedLine(report: ScanReport, reasons: boolean): string {
  const { equal, different, notCompared } = report.summary.attributes
  const total = equal + different + notCompared
  if (total === 0) return 'no declared attributes'
  const line = `${count(equal + different)} of ${count(total)} declared attributes (${percent(equal + different, total)} %)`
  if (notCompared === 0 || !reasons) return line
  const why = report.notCompared.toSorted((a, b) => b.count - a.count || byText(a.reason, b.reason))
  return `${line}, ${count(notCompared)} not: ${why.map((entry) => `${safeText(entry.reason, 40)} ${count(entry.count)}`).join(', ')}`
}

function skipped(report: ScanReport, frame: Frame): string[] {
  const entries = Object.entries(report.scope?.skipped ?? {}).filter(([, many]) => many > 0)
  if (entries.length === 0) return []
  const words = entries.toSorted(([a], [b]) => byText(a, b)).map(([name, many]) => `${safeText(name, 40)} ${count(many)}`)
  return row('skipped', words.join(', '), frame)
}

/** What could not be read, one line per cause, the most frequent first. */
function unread(entries: readonly NotCheckedEntry[], frame: Frame): string[] {
  const groups = groupBy(entries, (entry) => JSON.stringify([entry.resource.kind, entry.reason, entry.action, entry.remedy]))
  const sorted = [...groups].toSorted(([a, some], [b, others]) => others.length - some.length || byText(a, b))
  const lines = sorted.slice(0, listed).flatMap(([, group], at) => row(at === 0 ? 'unread' : '', unreadText(group), frame))
  if (sorted.length > listed) lines.push(...row('', `... ${counted(sorted.length - listed, 'more cause')}, use --format json`, frame))
  return lines
}

function unreadText(group: readonly NotCheckedEntry[]): string {
  const [entry] = group
  if (entry === undefined) return ''
  const which = group.length === 1 && nameOf(entry.resource) !== entry.resource.kind ? ` (${safeText(nameOf(entry.resource), 120)})` : ''
  const action = entry.action === undefined ? '' : ` ${safeText(entry.action, 80)}`
  const detail = group.length === 1 && entry.detail !== undefined ? `, ${safeText(entry.detail, 160)}` : ''
  const remedy = entry.remedy === undefined ? '' : ` (${safeText(entry.remedy, 200)})`
  return `${count(group.length)} ${safeText(entry.resource.kind, 80)}${which}: ${safeText(entry.reason, 60)}${action}${detail}${remedy}`
}

/** What was wrong with the input, the worst first. */
export function diagnostics(entries: readonly Diagnostic[], frame: Frame): string[] {
  const ranks = { error: 0, warning: 1, note: 2 }
  const sorted = entries.toSorted((a, b) => ranks[a.level] - ranks[b.level])
  const lines = sorted.slice(0, listed).flatMap((entry) => {
    const at = entry.location === undefined ? '' : safeText(placeText(entry.location), 200)
    const hint = entry.hint === undefined ? [] : row('', safeText(entry.hint, 300), frame)
    return [
      ...hang(
        { before: ' ', word: entry.level, after: ' '.repeat(10 - entry.level.length) },
        `${safeText(entry.code, 60)}: ${safeText(entry.message, 400)}`,
        at,
        frame,
      ),
      ...hint,
    ]
  })
  if (sorted.length > listed) lines.push(...row('', `... ${counted(sorted.length - listed, 'more diagnostic')}, use --format json`, frame))
  return lines
}

const actionWords: Readonly<Record<Action, string>> = {
  replace: 'replace',
  revert: 'revert',
  adopt: 'adopt or delete',
  migrate: 'migrate',
  quarantine: 'quarantine',
  hold: 'hold',
}

/** How many units (hosts, groups, resources) the plan touches, by action. */
function plan(findings: readonly Finding[], frame: Frame): string[] {
  const units = groupBy(findings, (finding) => finding.verdict.action)
  const words = Object.entries(actionWords).flatMap(([action, word]) => {
    const touched = new Set((units.get(action) ?? []).map((finding) => finding.unit ?? resourceKey(finding.resource))).size
    return touched === 0 ? [] : `${count(touched)} ${word}`
  })
  return words.length === 0 ? [] : row('plan', `${words.join(', ')}     --export plan.rebuild.json`, frame)
}

/** `gate      FAIL: 7 at or above high; scan incomplete`. */
export function gate(report: ScanReport, frame: Frame): string[] {
  const passed = report.exit.code === 0
  const reason = safeText(report.exit.reason, 300)
  const incomplete = report.complete || reason.includes('incomplete') ? '' : '; scan incomplete'
  const word = passed ? 'PASS' : 'FAIL'
  return hang({ before: ' gate      ', word, tint: passed ? 'pass' : 'fail', after: ': ' }, `${reason}${incomplete}`, '', frame)
}

/** The one line of a scan with nothing to say: `web-shop  clean  61 resources, 1,310 attributes, 100 % compared`. */
export function cleanLine(report: ScanReport, subject: string, elapsed: number | undefined, frame: Frame): string[] {
  const { equal, different, notCompared } = report.summary.attributes
  const total = equal + different + notCompared
  const compared = total === 0 ? '' : `, ${percent(equal + different, total)} % compared`
  const suppressed = report.suppressed.length === 0 ? '' : `, ${count(report.suppressed.length)} suppressed`
  const time = elapsed === undefined ? '' : `  in ${(elapsed / 1000).toFixed(1)} s`
  const text = `${subject}  clean  ${counted(resourcesSeen(report), 'resource')}, ${counted(total, 'attribute')}${compared}${suppressed}${time}`
  return hang({ before: '', word: '', after: '' }, text, '', frame).map((line) => paint(line, 'pass', frame.color))
}
