import type { Budgets, LifecycleClass, PlanAction } from '../model/generated/rebuild-plan.ts'

/** What a plan may do at most. Beyond it a human decides. */
export const limits: Omit<Budgets, 'brakes'> = {
  groupPercent: 20,
  groupsPerServiceAtOnce: 1,
  unitsPerHourPerAccount: 10,
  fleetPercentPerDay: 5,
  minHealthyPercent: 100,
  findingBurstPercent: 5,
  findingBurstMinimum: 20,
}

/** What the brakes look at. */
export interface Extent {
  findings: number
  /** Resources scanned. */
  resources: number
  /** Machines and resources that would be replaced. */
  replaced: number
  /** False when something in scope was not read. */
  complete: boolean
}

/** The limits that a plan runs into. Each takes `auto` from every item; verdicts stay as they are. */
export function brakesOf({ findings, resources, replaced, complete }: Extent): Budgets['brakes'] {
  const { findingBurstMinimum, findingBurstPercent, fleetPercentPerDay } = limits
  const brakes: Budgets['brakes'] = []
  if (findings >= findingBurstMinimum && findings * 100 > resources * findingBurstPercent) {
    const reason = `${findings} findings in ${resources} resources are more than ${findingBurstPercent} %: more likely a fault of the scan or of a policy.`
    brakes.push({ name: 'finding-burst', reason })
  }
  if (replaced >= findingBurstMinimum && replaced * 100 > resources * fleetPercentPerDay) {
    brakes.push({
      name: 'fleet-share',
      reason: `${replaced} replacements in ${resources} resources are more than ${fleetPercentPerDay} % a day.`,
    })
  }
  if (!complete) brakes.push({ name: 'incomplete-scan', reason: 'Something in scope was not read: what is there is not known for sure.' })
  return brakes
}

/** Why a human must approve whatever the commands are. */
export function approvalsFor(verdict: PlanAction, kindClass: LifecycleClass): string[] {
  const reasons: string[] = []
  if (verdict === 'hold') reasons.push('It is on hold: a human decides what happens.')
  if (verdict === 'migrate') reasons.push('Data is moved: a human leads it, after a restore test.')
  if (verdict === 'quarantine') reasons.push('Its integrity is in doubt: a human leads it.')
  if (verdict === 'adopt') reasons.push('Adopting needs an owner, and an expiry when it is only for a time.')
  if (kindClass === 'stateful') reasons.push('It may hold data.')
  if (kindClass === 'identity') reasons.push('Others know it by its name, id or address.')
  return reasons
}
