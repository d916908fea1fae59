import type { ScanReport, Severity } from './model/generated/report.ts'

/** What a process ends with. The only place that knows these numbers. */
export const exitCodes = { clean: 0, findings: 1, cannotScan: 2, incomplete: 3 } as const

/** The lowest severity that fails the gate; `never`: findings do not. */
export type FailOn = Exclude<Severity, 'info'> | 'never'
export const failOnLevels: readonly FailOn[] = ['critical', 'high', 'medium', 'low', 'never']

const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/** 1 before 3 before 0: findings at the gate outrank an incomplete scan, which is never clean. */
export function exitOf(findings: Readonly<Record<Severity, number>>, complete: boolean, failOn: FailOn): ScanReport['exit'] {
  const counted = failOn === 'never' ? [] : order.slice(0, order.indexOf(failOn) + 1)
  const gating = counted.reduce((sum, severity) => sum + findings[severity], 0)
  if (gating > 0) {
    const what = `${gating} ${gating === 1 ? 'finding' : 'findings'} at or above ${failOn}`
    return { code: exitCodes.findings, reason: complete ? what : `${what}; scan incomplete` }
  }
  if (!complete) return { code: exitCodes.incomplete, reason: 'incomplete: something in scope was not read' }
  return {
    code: exitCodes.clean,
    reason: failOn === 'never' ? 'complete; findings do not fail the gate' : `complete; nothing at or above ${failOn}`,
  }
}
