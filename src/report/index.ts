import type { Reporter } from './options.ts'

export type { Reporter, ReportOptions } from './options.ts'

/** One way to write a report: a title for help and docs, the file suffixes that choose it, and its code, loaded when used. */
export interface ReporterEntry {
  title: string
  suffixes: readonly string[]
  load: () => Promise<Reporter>
}

/** Every reporter. A new one is one file and one line here. */
export const reporters = {
  table: { title: 'Text for people, worst first', suffixes: ['.txt'], load: async () => (await import('./table.ts')).table },
  json: { title: 'The report itself, one JSON object', suffixes: ['.json'], load: async () => (await import('./json.ts')).json },
  sarif: { title: 'SARIF 2.1.0 for code scanning', suffixes: ['.sarif'], load: async () => (await import('./sarif.ts')).sarif },
} as const satisfies Record<string, ReporterEntry>

export type ReporterName = keyof typeof reporters

/** The names of the reporters, in the order of the registry. */
export const reporterNames = Object.keys(reporters).filter(isReporterName)

export function isReporterName(name: string): name is ReporterName {
  return Object.hasOwn(reporters, name)
}

/** The suffix of a rebuild plan, which is written beside a report and is none. */
export const planSuffix = '.rebuild.json'

/** Which reporter a file's name asks for; `plan` for a rebuild plan; undefined when its suffix says nothing. */
export function reporterForFile(path: string): ReporterName | 'plan' | undefined {
  const name = path.toLowerCase()
  if (name.endsWith(planSuffix)) return 'plan'
  return reporterNames.find((reporter) => reporters[reporter].suffixes.some((suffix) => name.endsWith(suffix)))
}
