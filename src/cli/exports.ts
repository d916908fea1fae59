import { UsageError } from '../model/errors.ts'
import type { RebuildPlan } from '../model/generated/rebuild-plan.ts'
import type { ScanReport } from '../model/generated/report.ts'
import { planSuffix, reporterForFile, reporters, type ReporterName, type ReportOptions } from '../report/index.ts'
import { safeJson } from '../report/safe-text.ts'
import { writeAtomically } from './atomic-file.ts'

/** A file that a report, or its plan, is written to. */
export interface Export {
  path: string
  what: ReporterName | 'plan'
}

/** What to write for each path. Throws UsageError for a suffix that says nothing: before anything was read. */
export function exportsFor(paths: readonly string[], withPlan = true): Export[] {
  return paths.map((path) => {
    const what = reporterForFile(path)
    if (what === undefined || (what === 'plan' && !withPlan)) {
      const known = Object.values(reporters).flatMap(({ suffixes }) => suffixes)
      throw new UsageError('export-suffix', {
        message: `The suffix of ${path} does not say what to write.`,
        hint: `Known are ${[...known, ...(withPlan ? [`${planSuffix} for the plan`] : [])].join(', ')}.`,
      })
    }
    return { path, what }
  })
}

/** `out/report.json` to `out/report.web-shop.json`: one file for each of several stacks. */
export function forStack(path: string, stack: string): string {
  const slash = path.lastIndexOf('/') + 1
  const name = path.slice(slash)
  const dot = name.toLowerCase().endsWith(planSuffix) ? name.length - planSuffix.length : name.lastIndexOf('.')
  return dot <= 0 ? `${path}.${stack}` : `${path.slice(0, slash)}${name.slice(0, dot)}.${stack}${name.slice(dot)}`
}

/** Writes an export: no colour, the width of a report that nobody resizes. */
export async function writeExport(
  { path, what }: Export,
  report: ScanReport,
  plan: RebuildPlan | undefined,
  options: ReportOptions,
): Promise<string | undefined> {
  if (what === 'plan') return plan === undefined ? undefined : writeAtomically(path, planText(plan))
  const reporter = await reporters[what].load()
  return writeAtomically(path, reporter(report, { ...options, color: false, columns: 100 }))
}

function planText(plan: RebuildPlan): string {
  return `${safeJson(JSON.stringify(plan, null, 2))}\n`
}
