import type { Finding } from '../model/generated/report.ts'
import type { Item, RebuildPlan } from '../model/generated/rebuild-plan.ts'
import { fitsPattern } from '../model/pointer.ts'

/** The findings of a verifying scan without what the rebuild itself has changed: else each rebuild would start the next. */
export function withoutExpected(findings: readonly Finding[], plan: RebuildPlan): Finding[] {
  return findings.filter((finding) => !plan.items.some((item) => isExpected(finding, item)))
}

/** A difference must be in the item's unit; a thing that appeared, such as a kept volume, in its account and region. */
function isExpected({ difference, outcome, resource, unit }: Finding, item: Item): boolean {
  const isHere = difference === undefined ? resource.account === item.account && resource.region === item.region : unit === item.unit
  if (!isHere || outcome === 'missing' || outcome === 'image') return false
  const path = difference === undefined ? undefined : (difference.neutralPath ?? difference.path)
  return item.expectedMutations.some(
    (expected) =>
      (expected.kind === '*' || expected.kind === resource.kind) &&
      (path === undefined ? expected.path === '/**' : fitsPattern(path, expected.path)),
  )
}
