import { placeText } from '../../model/errors.ts'
import type { Action, Diagnostic, Finding, NotCheckedEntry, ScanReport } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { elsewhereReasons } from '../../model/pair.ts'
import { paint } from '../color.ts'
import { groupBy, nameOf, resourceKey, severities } from '../order.ts'
import { safeText } from '../safe-text.ts'
import { count, counted, minuteText, percent } from '../words.ts'
import { hang, type Frame } from './layout.ts'

/** Groups of unread resources, and diagnostics, that are written out; the rest is counted. */
const listed = 10

/** Counts what live has beyond the declaration: no declared value. */
const unknownReason = 'default-unknown'

/** The last block: how bad, how much was seen, what was not, what now. `hidden`: unmanaged findings that were only counted. */
export function closing(report: ScanReport, hidden: number, frame: Frame): string[] {
  return [
    ...outcomes(report, hidden, frame),
    ...row('findings', findingsLine(report), frame),
    ...compared(report, frame),
    ...recorded(report, frame),
    ...inCode(report, frame),
    ...skipped(report, frame),
    ...leftOut(report, frame),
    ...unread(report.notChecked, frame),
    ...diagnostics(report.diagnostics, frame),
    ...plan(report.findings, frame),
    ...gate(report, frame),
  ]
}

/** How much was compared, why the rest was not, and what live has that nobody declared. */
export function compared(report: ScanReport, frame: Frame): string[] {
  return [...row('compared', comparedLine(report), frame), ...unknownRow(report, frame)]
}

/** What was not read now: how much by which source, and of when. */
export function recorded({ scope }: ScanReport, frame: Frame): string[] {
  return (scope?.recorded ?? []).flatMap(({ source, resources, oldest, newest }) => {
    const when = newest === '' ? '' : `, last changes ${oldest === newest ? 'of' : `from ${minuteText(oldest)} to`} ${minuteText(newest)}`
    return row('recorded', `${counted(resources, 'resource')} by ${safeText(source, 40)}${when}`, frame)
  })
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

/** `1,204 of 1,310 declared values (91 %), 106 not: provider-only 60, write-only 46`: the reasons add up to what is not. */
function comparedLine(report: ScanReport): string {
  const { declared, compared: done, elsewhere } = coverage(report)
  if (declared === 0) return 'no declared values'
  const twice = elsewhere === 0 ? '' : `; ${count(elsewhere)} more are declared twice`
  const line = `${count(done)} of ${count(declared)} declared values (${percent(done, declared)} %)`
  if (done === declared) return `${line}${twice}`
  const reasons = report.notCompared.filter(({ reason }) => reason !== unknownReason && !elsewhereReasons.has(reason))
  // Declared as nothing, and live has something: the one way in which this reason counts declared values.
  const declaredUnknown = declared - done - reasons.reduce((sum, entry) => sum + entry.count, 0)
  if (declaredUnknown > 0) reasons.push({ reason: unknownReason, count: declaredUnknown, examples: [] })
  const why = reasons.toSorted((a, b) => b.count - a.count || byText(a.reason, b.reason))
  return `${line}, ${count(declared - done)} not: ${why.map((entry) => `${safeText(entry.reason, 40)} ${count(entry.count)}`).join(', ')}${twice}`
}

/** As the report has it; reports of before had the counts alone. */
function coverage({ summary: { coverage: known, attributes } }: ScanReport): { declared: number; compared: number; elsewhere: number } {
  const done = attributes.equal + attributes.different
  return known ?? { declared: done + attributes.notCompared, compared: done, elsewhere: 0 }
}

/** What is counted and not listed: values that nobody declared, and nobody knows who set. */
function unknownRow(report: ScanReport, frame: Frame): string[] {
  const many = report.notCompared.find(({ reason }) => reason === unknownReason)?.count ?? 0
  if (many === 0) return []
  const more = report.unknown === undefined ? '  driftgate scan --show-unknown' : ''
  return row('unknown', `${counted(many, 'live value')} that nobody declared, and AWS may have set${more}`, frame)
}

/** Services that are written out, the least declared first. */
const servicesListed = 6

/** `120 of 130 live resources (92.3 %), of ec2 100 of 110; beside them 40 made by AWS`: what live has that code does not. */
function inCode({ summary: { codeCoverage: code } }: ScanReport, frame: Frame): string[] {
  if (code === undefined || code.live === 0) return []
  const lacking = code.services.filter((service) => service.declared < service.live).toSorted((a, b) => a.percent - b.percent)
  const named = lacking
    .slice(0, servicesListed)
    .map((each) => `${safeText(each.service, 40)} ${count(each.declared)} of ${count(each.live)}`)
  if (lacking.length > servicesListed) named.push(counted(lacking.length - servicesListed, 'more service'))
  const beside = [
    ...(code.elsewhere === 0 ? [] : [`${count(code.elsewhere)} in other code`]),
    ...(code.made === 0 ? [] : [`${count(code.made)} made by AWS or a parent`]),
    ...(code.ignored === 0 ? [] : [`${count(code.ignored)} ignored`]),
  ]
  const text = `${count(code.declared)} of ${counted(code.live, 'live resource')} (${code.percent} %)`
  const of = named.length === 0 ? '' : `: ${named.join(', ')}`
  return row('in code', `${text}${of}${beside.length === 0 ? '' : `; beside them ${beside.join(', ')}`}`, frame)
}

/** What --include and --exclude kept from being judged. */
function leftOut({ scope }: ScanReport, frame: Frame): string[] {
  const many = scope?.filter?.leftOut ?? 0
  return many === 0 ? [] : row('left out', `${counted(many, 'resource')} by --include and --exclude`, frame)
}

/** Every finding that is suppressed, with the line or the exception that does it. */
export function suppressedLines(report: ScanReport, frame: Frame): string[] {
  return report.suppressed.flatMap(({ policy, resource, difference, by }) => {
    const what = `${policy} ${safeText(nameOf(resource), 120)}${difference === undefined ? '' : ` ${safeText(difference.path, 120)}`}`
    const why = by.reason === undefined ? '' : `, ${safeText(by.reason, 120)}`
    const place = by.ignore === undefined ? safeText(by.exception ?? by.baseline ?? '', 120) : `ignored by ${safeText(by.ignore, 200)}`
    return hang({ before: ' ', word: 'suppressed', after: ' ' }, `${what}: ${place}${why}`, '', frame)
  })
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
  const { declared, compared: done } = coverage(report)
  const share = declared === 0 ? '' : `, ${percent(done, declared)} % compared`
  const suppressed = report.suppressed.length === 0 ? '' : `, ${count(report.suppressed.length)} suppressed`
  const time = elapsed === undefined ? '' : `  in ${(elapsed / 1000).toFixed(1)} s`
  const text = `${subject}  clean  ${counted(resourcesSeen(report), 'resource')}, ${counted(declared, 'attribute')}${share}${suppressed}${time}`
  return hang({ before: '', word: '', after: '' }, text, '', frame).map((line) => paint(line, 'pass', frame.color))
}
