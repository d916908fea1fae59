import type { Finding, Resource } from './generated/report.ts'
import type { GroupContext, ImageContext, RawDifference } from './pair.ts'
import type { DeclaredResource, LiveResource } from './resource.ts'

/** A difference in its context: what policies judge. */
export interface Mutation {
  outcome: Finding['outcome']
  resource: Resource
  /** Always there for `mutated`; its values are already free of secrets. */
  difference?: RawDifference
  declared?: DeclaredResource
  live?: LiveResource
  image?: ImageContext
  group?: GroupContext
}

/** A mutation that breaks a policy, before it has a place and a verdict. */
export type Judged = Omit<Finding, 'verdict' | 'location'>

/** What plan needs to know of a finding beside the finding itself. */
export interface JudgedMutation {
  finding: Judged
  mutation: Mutation
  /** The `rebuild` block of the policy that decided. */
  rebuild: RebuildHint
}

export interface RebuildHint {
  /** reapply, replace, refresh, rollout, rebake, adopt-or-delete, migrate, quarantine. */
  strategy: string
  approval?: string
  batchPercent?: number
  runbook?: string
}
