import type { ProofCount } from './model/generated/proof.ts'
import type { CodeCoverage, Coverage, ScanReport, Severity } from './model/generated/report.ts'

/** What a process ends with. The only place that knows these numbers. */
export const exitCodes = { clean: 0, findings: 1, cannotScan: 2, incomplete: 3 } as const

/** The lowest severity that fails the gate; `never`: findings do not. */
export type FailOn = Exclude<Severity, 'info'> | 'never'
export const failOnLevels: readonly FailOn[] = ['critical', 'high', 'medium', 'low', 'never']

const order: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info']

/**
 * A proof fails the gate where less would be found than was asked for. The counts decide, not what was rounded. One of nothing, or
 * of sources that were not read to their end, proves nothing.
 */
export function proofExit({ mutations, found, percent }: ProofCount, minimum: number | undefined, isWhole = true): ScanReport['exit'] {
  const isBelow = minimum !== undefined && found * 100 < minimum * mutations
  if (mutations === 0) return { code: exitCodes.incomplete, reason: 'incomplete: there was nothing to mutate' }
  if (!isWhole && !isBelow) return { code: exitCodes.incomplete, reason: 'incomplete: something in scope was not read' }
  if (minimum === undefined) return { code: exitCodes.clean, reason: 'nothing was asked for: --min-proved PERCENT makes it a gate' }
  const what = `${percent} % of the mutations would be found, ${minimum} % asked for`
  return { code: isBelow ? exitCodes.findings : exitCodes.clean, reason: what }
}

/**
 * 1 before 3 before 0: findings at the gate outrank an incomplete scan, which is never clean. Too little compared is incomplete
 * too; too little in code fails the gate, as findings do.
 */
export function exitOf(
  findings: Readonly<Record<Severity, number>>,
  complete: boolean,
  failOn: FailOn,
  coverage?: Coverage,
  code?: CodeCoverage,
): ScanReport['exit'] {
  const little =
    coverage !== undefined && isTooLittle(coverage)
      ? `${coverage.percent} % of the declared values compared, ${coverage.minimum} % asked for`
      : undefined
  const counted = failOn === 'never' ? [] : order.slice(0, order.indexOf(failOn) + 1)
  const gating = counted.reduce((sum, severity) => sum + findings[severity], 0)
  const failing = [
    ...(gating > 0 ? [`${gating} ${gating === 1 ? 'finding' : 'findings'} at or above ${failOn}`] : []),
    ...(code !== undefined && isTooLittleCode(code)
      ? [`${code.percent} % of the live resources in code, ${code.minimum} % asked for`]
      : []),
  ]
  if (failing.length > 0) {
    const others = [...(complete ? [] : ['scan incomplete']), ...(little === undefined ? [] : [little])]
    return { code: exitCodes.findings, reason: [...failing, ...others].join('; ') }
  }
  if (!complete || little !== undefined) {
    const why = [...(complete ? [] : ['something in scope was not read']), ...(little === undefined ? [] : [little])]
    return { code: exitCodes.incomplete, reason: `incomplete: ${why.join('; ')}` }
  }
  return {
    code: exitCodes.clean,
    reason: failOn === 'never' ? 'complete; findings do not fail the gate' : `complete; nothing at or above ${failOn}`,
  }
}

/** Whether less was compared than was asked for. The counts decide, not what was rounded. */
export function isTooLittle({ declared, compared, minimum }: Coverage): boolean {
  return minimum !== undefined && compared * 100 < minimum * declared
}

function isTooLittleCode({ live, declared, minimum }: CodeCoverage): boolean {
  return minimum !== undefined && declared * 100 < minimum * live
}

/** What several stacks end with together: the first of these that one of them ended with. */
export function gravest(codes: readonly number[]): number {
  return [exitCodes.cannotScan, exitCodes.findings, exitCodes.incomplete].find((code) => codes.includes(code)) ?? exitCodes.clean
}
