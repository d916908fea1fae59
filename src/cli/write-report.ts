import { UsageError } from '../model/errors.ts'
import type { RebuildPlan } from '../model/generated/rebuild-plan.ts'
import type { ScanReport } from '../model/generated/report.ts'
import { colorLevel } from '../report/color.ts'
import { isReporterName, reporterForFile, reporters, type ReporterName, type ReportOptions } from '../report/index.ts'
import { checkWritable, writeAtomically } from './atomic-file.ts'
import type { Invocation } from './commands.ts'
import { exportsFor, forStack, writeExport } from './exports.ts'
import { print } from './io.ts'
import { sarifProfiles } from './options.ts'
import type { Stack } from './stack.ts'

/** What is said of a report beside what it says itself. */
interface About {
  stack?: string
  /** Milliseconds; shown to people only, a replay writes the same bytes. */
  elapsed?: number
  /** False: one of several, each of which gets files of its own. */
  isOne: boolean
}

/** Where the reports of this run go, decided and checked before anything is read. */
export interface Writer {
  /** Throws UsageError where several reports cannot share an output, or one could not be written. */
  check(stacks: readonly Stack[]): void
  /** Whether one of them is a plan. */
  wantsPlan: boolean
  report(report: ScanReport, plan: RebuildPlan | undefined, about: About): Promise<void>
}

export function writerFor({ values, io }: Invocation, withPlan = true): Writer {
  const files = exportsFor(values.texts('export'), withPlan)
  const output = values.text('output')
  const file = output === '-' ? undefined : output
  const format = formatOf(values.isAsked('format') ? values.text('format') : undefined, file)
  const isTerminal = io.stdout.isTTY === true && file === undefined
  const color = values.switch('color')
  const general: ReportOptions = {
    columns: file === undefined ? (io.stdout.columns ?? 100) : 100,
    color:
      file === undefined && colorLevel(io.stdout, { human: format === 'table', ...(color === undefined ? {} : { color }) }, io.env) === 1,
    showUnmanaged: values.texts('show').includes('unmanaged'),
    verbose: values.on('verbose'),
    quiet: values.on('quiet'),
    sarifProfile: values.choice('sarif-profile', sarifProfiles),
  }
  return {
    wantsPlan: files.some(({ what }) => what === 'plan'),
    check(stacks) {
      for (const path of [...files.map((each) => each.path), ...(file === undefined ? [] : [file])]) checkWritable(path)
      if (stacks.length < 2 || format === 'none' || format === 'table' || file !== undefined) return
      throw new UsageError('output-shared', {
        message: `Standard output takes one ${format} report, and there are ${stacks.length} stacks.`,
        hint: `Write a file for each with --export report.${format}, or choose one with --stack.`,
      })
    },
    async report(report, plan, { stack, elapsed, isOne }) {
      const named = stack === undefined ? general : { ...general, stack }
      const pathFor = (path: string): string => (isOne || stack === undefined ? path : forStack(path, stack))
      const written: string[] = []
      const errors: unknown[] = []
      for (const each of files) {
        try {
          const done = await writeExport({ ...each, path: pathFor(each.path) }, report, plan, named)
          if (done !== undefined) written.push(done)
        } catch (error) {
          errors.push(error)
        }
      }
      if (format !== 'none') {
        const reporter = await reporters[format].load()
        const text = reporter(report, { ...named, ...(isTerminal && elapsed !== undefined ? { elapsed } : {}) })
        if (file === undefined) await print(io.stdout, text)
        else written.push(writeAtomically(pathFor(file), text))
      }
      if (!values.on('quiet')) for (const each of written) await print(io.stderr, `wrote ${each}\n`)
      // What could be written is: a full disk must not cost what was found.
      if (errors.length > 0) throw errors[0]
    },
  }
}

/** `--format`, else what the suffix of `--output` says, else text for people. */
function formatOf(format: string | undefined, file: string | undefined): ReporterName | 'none' {
  if (format === 'none') return 'none'
  if (format !== undefined) return isReporterName(format) ? format : 'table'
  const meant = file === undefined ? undefined : reporterForFile(file)
  if (meant !== 'plan') return meant ?? 'table'
  throw new UsageError('output-plan', {
    message: `${file} is the name of a plan.`,
    hint: 'Write it with --export; --output takes the report.',
  })
}
