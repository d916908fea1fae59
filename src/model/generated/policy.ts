/* Generated from schemas/policy.schema.json by npm run generate. Do not edit. */

/**
 * A policy file of driftgate.
 */
export type PolicyDocument = (PolicyPack | PolicyConfig | ControlFramework | ControlGroups)
export type PolicyName = string
export type Link = string
export type Severity = ("critical" | "high" | "medium" | "low" | "info")
/**
 * CEL, see docs/policies.md.
 */
export type Expression = string
export type Outcome = ("mutated" | "missing" | "unmanaged" | "image")
export type Text = string
export type PathPattern = string
export type ControlId = string
export type FrameworkName = string

/**
 * Policies, one file a family.
 */
export interface PolicyPack {
apiVersion: "driftgate/v1"
kind: "PolicyPack"
policies: PolicyRule[]
}
export interface PolicyRule {
/**
 * Stable for ever: capitals and a number, DG401 or ACME001. DG is driftgate's own.
 */
id: string
name: PolicyName
/**
 * Former names; exceptions that use them still work.
 */
aliases?: PolicyName[]
title: string
description: string
rationale?: string
/**
 * Markdown: what it means, why it matters, how to fix it.
 */
help?: string
references?: Link[]
/**
 * inherit: never decides; joins, in alsoBreaks, whichever policy does.
 */
severity: (Severity | "inherit")
/**
 * The first that holds decides instead of `severity`.
 */
severityRules?: SeverityRule[]
precision?: ("very-high" | "high" | "medium" | "low")
/**
 * Only stable ones are on by default.
 */
maturity?: ("stable" | "incubating" | "sandbox")
enabled?: boolean
/**
 * Decides only where no sharper policy fits; else it is in alsoBreaks.
 */
general?: boolean
class?: ("modified" | "deleted" | "unmanaged" | "provenance" | "age" | "access" | "host" | "container" | "rollout" | "stateful")
/**
 * One or more; any of them is enough.
 */
match: (Match | [Match, ...(Match)[]])
when?: Expression
params?: {
[k: string]: Param
}
/**
 * One sentence; {resource}, {kind}, {path}, {element}, {difference}, {declared}, {live}, {image}, {imageAge}, {group}, {instanceAge}, {params.NAME}.
 */
message: string
/**
 * Values at these paths are never written anywhere.
 */
redact?: PathPattern[]
/**
 * How long it may last before it counts, where a history of scans is kept.
 */
grace?: {
/**
 * ISO 8601 duration.
 */
for?: string
scans?: number
}
/**
 * ISO 8601 duration within which it should be rebuilt.
 */
sla?: string
rebuild?: {
strategy: ("reapply" | "replace" | "refresh" | "rollout" | "rebake" | "adopt-or-delete" | "migrate" | "quarantine")
approval?: ("none" | "required")
preserve?: Text[]
batchPercent?: number
runbook?: Link
}
/**
 * Codes of policies/controls/groups.yaml.
 */
controlGroups?: string[]
controls?: Controls
/**
 * Framework and id (`pci-dss-4.0.1 1.2.2`) to why it is mapped.
 */
rationaleFor?: {
[k: string]: Text
}
owner?: Text
tests?: PolicyTest[]
}
export interface SeverityRule {
when: Expression
severity: Severity
}
export interface Match {
/**
 * Default: mutated.
 * 
 * @minItems 1
 */
outcomes?: [Outcome, ...(Outcome)[]]
/**
 * Neutral kinds, `*` stands for anything.
 * 
 * @minItems 1
 */
kinds: [Text, ...(Text)[]]
/**
 * Kinds left out.
 * 
 * @minItems 1
 */
notKinds?: [Text, ...(Text)[]]
/**
 * @minItems 1
 */
changes?: [("added" | "removed" | "changed"), ...(("added" | "removed" | "changed"))[]]
/**
 * JSON Pointers in the neutral shape; `*` is any segment or part of one, a last `**` any number of them.
 * 
 * @minItems 1
 */
paths?: [PathPattern, ...(PathPattern)[]]
/**
 * @minItems 1
 */
notPaths?: [PathPattern, ...(PathPattern)[]]
scope?: {
/**
 * Account ids.
 * 
 * @minItems 1
 */
accounts?: [Text, ...(Text)[]]
/**
 * Regions.
 * 
 * @minItems 1
 */
regions?: [Text, ...(Text)[]]
/**
 * Tag key to a glob of its value.
 */
tags?: {
[k: string]: Text
}
}
}
export interface Param {
type: ("string" | "number" | "boolean" | "array")
/**
 * Of an array; default string.
 */
items?: ("string" | "number")
default: (string | number | boolean | unknown[])
description?: Text
}
/**
 * Framework to control ids. Quote ids: YAML reads 4.10 as 4.1.
 */
export interface Controls {
[k: string]: ControlId[]
}
export interface PolicyTest {
name: Text
input: TestInput
expect: ("silent" | "fires" | "critical" | "high" | "medium" | "low" | "info")
}
export interface TestInput {
outcome?: Outcome
resource: {
kind: Text
address?: string
physicalId?: string
type?: string
account?: string
region?: string
stack?: string
}
difference?: {
path: string
change: ("added" | "removed" | "changed")
declared?: unknown
live?: unknown
element?: string
neutralPath?: string
cosmetic?: boolean
}
/**
 * Declared properties.
 */
declared?: {
[k: string]: unknown
}
/**
 * Live properties.
 */
live?: {
[k: string]: unknown
}
image?: {
id: string
known: boolean
createdAt?: string
deprecatedAt?: string
revokedAt?: string
channel?: string
name?: string
signature?: ("valid" | "unsigned" | "invalid")
gone?: boolean
launchedAt?: string
}
group?: {
id: string
kind?: string
images?: string[]
size?: number
templateVersion?: string
instanceTemplateVersion?: string
}
/**
 * ISO 8601; default 2026-01-01T00:00:00Z.
 */
now?: string
libraryGiven?: boolean
stateful?: boolean
/**
 * What is known of a difference in what a machine contains.
 */
content?: {
class?: string
severity: Severity
fields?: string[]
package?: string
on?: string
executable?: true
}
}
/**
 * Changes policies without copying them.
 */
export interface PolicyConfig {
apiVersion: "driftgate/v1"
kind: "PolicyConfig"
/**
 * By id, name or alias. A later file wins.
 */
policies: {
[k: string]: PolicySettings
}
}
/**
 * A severity given here replaces the policy's own and its severityRules.
 */
export interface PolicySettings {
enabled?: boolean
severity?: Severity
severityRules?: SeverityRule[]
/**
 * New values of the policy's own params.
 */
params?: {
[k: string]: unknown
}
owner?: Text
/**
 * Why; shown by explain.
 */
reason?: string
}
/**
 * The controls of one framework that policies may name: ids, titles in our own words.
 */
export interface ControlFramework {
apiVersion: "driftgate/v1"
kind: "ControlFramework"
framework: FrameworkName
title: Text
version?: string
url?: Link
controls: {
id: ControlId
title: Text
url?: Link
/**
 * How often the framework wants it checked.
 */
cadence?: string
}[]
}
/**
 * Short codes for controls that go together.
 */
export interface ControlGroups {
apiVersion: "driftgate/v1"
kind: "ControlGroups"
groups: {
[k: string]: {
rationale: Text
controls: Controls
}
}
}
