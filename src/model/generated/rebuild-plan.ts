/* Generated from schemas/rebuild-plan.schema.json by npm run generate. Do not edit. */

/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "count".
 */
export type Count = number
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "texts".
 */
export type Texts = string[]
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "lifecycleClass".
 */
export type LifecycleClass = ("cattle" | "stateful" | "identity")
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "planAction".
 */
export type PlanAction = ("replace" | "revert" | "adopt" | "migrate" | "quarantine" | "hold")
/**
 * Fingerprints.
 */
export type Texts1 = string[]
/**
 * Commands, each a list of arguments to be started as it is, without a shell.
 * 
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "argv".
 */
export type Argv = string[][]
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "stage".
 */
export type Stage = ("canary" | "10 %" | "50 %" | "rest")
/**
 * Ids of items that must be verified before.
 */
export type Texts2 = string[]
/**
 * Why a human must approve; empty exactly when auto.
 */
export type Texts3 = string[]
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "time".
 */
export type Time = string

/**
 * What to rebuild, in which order, how to check it and how to go back. Commands are lists of arguments, never shell text.
 */
export interface RebuildPlan {
schemaVersion: "1"
/**
 * SHA-256 of everything else in the plan but the two times.
 */
id: string
/**
 * A unit is rebuilt at most once per generation.
 */
generation: number
/**
 * The time of the scan.
 */
createdAt: string
/**
 * From then on the plan is refused.
 */
expiresAt: string
tool: {
name: "driftgate"
version: string
}
/**
 * What the plan was made from; it is refused when one of these moved.
 */
declared: {
revision?: string
stateSerial?: number
lineage?: string
}
counts: {
findings: Count
items: Count
auto: Count
/**
 * How many resources were scanned.
 */
resources: number
}
items: Item[]
/**
 * Carried out one after the other; a wave starts when the one before it is verified.
 */
waves: Wave[]
causes: Cause[]
budgets: Budgets
}
/**
 * One replacement unit: an Auto Scaling group with its instances and template, a service, a stack, or one resource.
 * 
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "item".
 */
export interface Item {
id: string
unit: string
kind: string
account?: string
region?: string
stack?: string
addresses: Texts
physicalIds: Texts
class: LifecycleClass
verdict: PlanAction
/**
 * Items of one cause are one decision.
 */
cause: string
reasons: Texts
findings: Texts1
/**
 * Carried out before the executor: replacing from a drifted template would bring the drift back.
 */
resetTemplate?: {
address: string
argv: Argv
}
image?: {
running: Texts
/**
 * The current image of the same name in the library.
 */
target?: string
/**
 * A new image must be baked first.
 */
bake: boolean
}
executor: Executor
/**
 * Stages inside a unit of several instances.
 */
rollout: {
name: Stage
instances: number
}[]
/**
 * Checked just before acting; an unknown answer is a hold.
 */
preconditions: Check[]
verify: Check[]
rollback: {
possible: boolean
argv: Argv
until?: string
reason: string
}
hazards: Texts
expectedMutations: ExpectedMutation[]
dependsOn: Texts2
/**
 * True only when nobody has to approve.
 */
auto: boolean
approvals: Texts3
/**
 * A rough estimate.
 */
minutes: number
}
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "executor".
 */
export interface Executor {
kind: ("terraform" | "cloudformation" | "aws" | "kubernetes" | "swarm" | "manual")
operation: string
/**
 * The declared document, as it was given to the scan.
 */
source?: string
argv: Argv
/**
 * All that the saved Terraform plan or change set may contain; anything else refuses it.
 */
allows?: {
address: string
actions: string[][]
}[]
}
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "check".
 */
export interface Check {
check: string
argv?: string[]
}
/**
 * A change that the rebuild makes by itself; the verifying scan subtracts it.
 * 
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "expectedMutation".
 */
export interface ExpectedMutation {
/**
 * A neutral kind, or * for any.
 */
kind: string
/**
 * A JSON Pointer pattern; * any one segment, a last ** any number.
 */
path: string
because: string
}
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "wave".
 */
export interface Wave {
number: number
stage: Stage
/**
 * Instances of two zones are never in one wave.
 */
zone?: string
items: Texts
}
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "cause".
 */
export interface Cause {
cause: string
items: Texts
findings: Count
}
/**
 * This interface was referenced by `RebuildPlan`'s JSON-Schema
 * via the `definition` "budgets".
 */
export interface Budgets {
/**
 * At most this much of a group at a time.
 */
groupPercent: number
groupsPerServiceAtOnce: number
unitsPerHourPerAccount: number
fleetPercentPerDay: number
/**
 * Below this, a human decides.
 */
minHealthyPercent: number
/**
 * More findings than this share of the scanned resources are more likely a fault of the scan or of a policy.
 */
findingBurstPercent: number
findingBurstMinimum: number
/**
 * Limits that this plan runs into; any of them takes `auto` from every item.
 */
brakes: {
name: ("finding-burst" | "incomplete-scan" | "fleet-share")
reason: string
}[]
}
