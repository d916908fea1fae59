import type { Invocation, Notification } from 'sarif'
import type { NotCheckedEntry, ScanReport } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import { groupBy, nameOf } from '../order.ts'
import { repositoryPath } from '../place.ts'
import { encodePath, safeMessage, safeText } from '../safe-text.ts'
import { count, sentence } from '../words.ts'

/** Findings of the report that have no result of their own. */
export interface LeftOut {
  /** Over the limit of results. */
  dropped: number
  /** Results that were written. */
  written: number
  /** Under an exception or the baseline, in a profile that does not show them. */
  suppressed: number
  /** Shown together with others. */
  collapsed: number
}

/** How the scan went: what was not read, what was wrong with the input, what this file leaves out. */
export function invocation(report: ScanReport, leftOut: LeftOut, root: string | undefined): Invocation {
  return {
    executionSuccessful: report.complete && report.exit.code !== 2,
    exitCode: report.exit.code,
    ...(report.exit.reason !== '' && { exitCodeDescription: safeText(report.exit.reason, 500) }),
    toolExecutionNotifications: [...left(leftOut), ...notChecked(report.notChecked), ...diagnostics(report, root)],
  }
}

function notification(id: string, level: 'error' | 'warning' | 'note', text: string): Notification {
  return { descriptor: { id }, level, message: { text } }
}

function left({ dropped, written, suppressed, collapsed }: LeftOut): Notification[] {
  const notes: Notification[] = []
  if (dropped > 0) {
    const said = `Code scanning takes '${count(written)}' results of a run: '${count(dropped)}' findings are not in this file.`
    notes.push(notification('results-dropped', 'warning', `${said} The JSON report has all of them.`))
  }
  if (collapsed > 0) notes.push(notification('results-collapsed', 'note', `'${count(collapsed)}' findings are shown together with others.`))
  if (suppressed > 0) {
    const said = `'${count(suppressed)}' findings are ignored, or under an exception or the baseline, and not in this file.`
    notes.push(notification('results-suppressed', 'note', said))
  }
  return notes
}

/** One notification per cause, with the first resources it concerns. */
function notChecked(entries: readonly NotCheckedEntry[]): Notification[] {
  const causes = groupBy(entries, (entry) => JSON.stringify([entry.reason, entry.resource.kind, entry.action, entry.remedy]))
  return [...causes]
    .toSorted(([a], [b]) => byText(a, b))
    .flatMap(([, group]) => {
      const [entry] = group
      if (entry === undefined) return []
      const names = group.slice(0, 3).map((one) => `'${safeMessage(nameOf(one.resource), 120)}'`)
      const rest = group.length - names.length
      const resources = `${names.join(', ')}${rest > 0 ? ` and '${count(rest)}' more` : ''}`
      const action = entry.action === undefined ? '' : ` of '${safeMessage(entry.action, 80)}'`
      const said = `'${count(group.length)}' of kind '${safeMessage(entry.resource.kind, 120)}' not checked: '${safeMessage(entry.reason, 60)}'${action}.`
      const remedy = entry.remedy === undefined ? '' : ` ${sentence(safeMessage(entry.remedy, 300))}`
      return [notification(`not-checked/${safeText(entry.reason, 60)}`, 'warning', `${said} Concerned: ${resources}.${remedy}`)]
    })
}

function diagnostics(report: ScanReport, root: string | undefined): Notification[] {
  return report.diagnostics.map((entry) => {
    const hint = entry.hint === undefined ? '' : ` ${sentence(safeMessage(entry.hint, 300))}`
    const said = notification(safeText(entry.code, 80), entry.level, `${sentence(safeMessage(entry.message, 600))}${hint}`)
    const path = entry.location === undefined ? undefined : repositoryPath(entry.location.file, root)
    if (path === undefined) return said
    const startLine = entry.location?.line
    const physicalLocation = {
      artifactLocation: { uri: encodePath(path), uriBaseId: 'SRCROOT' },
      ...(startLine !== undefined && { region: { startLine } }),
    }
    return { ...said, locations: [{ physicalLocation }] }
  })
}
