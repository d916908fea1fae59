import type { ScanReport } from '../model/generated/report.ts'

/** How a report is to be written. Nothing in it changes what the report says. */
export interface ReportOptions {
  /** Width of the terminal in cells; 0 or nonsense counts as 80. */
  columns: number
  color: boolean
  /** List unmanaged resources of medium and lower severity too, instead of only counting them. */
  showUnmanaged?: boolean
  /** Add the counts by kind, identities and other policies that a mutation breaks. */
  verbose?: boolean
  /** Only the gate line. */
  quiet?: boolean
  /** How long the scan took, in milliseconds; left out of the report when absent, so that reports stay reproducible. */
  elapsed?: number
  /** Absolute path of the repository: places inside it are written relative to it. Never written itself. */
  repositoryRoot?: string
  /** Name of the stack: the title of the human report and the category of the SARIF run. */
  stack?: string
  /** `github` (default): only what code scanning accepts; `full`: everything, never cut. */
  sarifProfile?: 'github' | 'full'
}

/** Turns a report into text that ends with a newline. Pure: it prints nothing, never exits and looks at no clock. */
export type Reporter = (report: ScanReport, options: ReportOptions) => string
