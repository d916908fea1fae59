import type { Severity } from '../model/generated/report.ts'

/** From the most to the least severe. */
const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** Negative when `a` is the more severe. */
export function bySeverity(a: Severity, b: Severity): number {
  return severities.indexOf(a) - severities.indexOf(b)
}
