/* Generated from schemas/report.schema.json by npm run generate. Do not edit. */

/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "finding".
 */
export type Finding = {
policy: string
name: string
severity: Severity
alsoBreaks?: string[]
outcome: Outcome
resource: Resource
difference?: Difference
location?: Location
fingerprint: string
verdict: Verdict
message?: string
controls?: {
[k: string]: string[]
}
image?: ImageRef
/**
 * The replacement unit: what is rebuilt as one (group, host, resource).
 */
unit?: string
/**
 * Of what a machine contains: the kind of mutation, M01 to M20 (data/contents/mutations.json).
 */
class?: string
context?: ContentContext
actor?: Actor
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "severity".
 */
export type Severity = ("critical" | "high" | "medium" | "low" | "info")
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "outcome".
 */
export type Outcome = ("mutated" | "missing" | "unmanaged" | "image")
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "change".
 */
export type Change = ("added" | "removed" | "changed")
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "action".
 */
export type Action = ("replace" | "revert" | "adopt" | "migrate" | "quarantine" | "hold")
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "suppressedFinding".
 */
export type SuppressedFinding = (Finding & {
by: {
exception?: string
baseline?: string
/**
 * The line of a .driftignore: file:line.
 */
ignore?: string
reason?: string
owner?: string
expiresAt?: string
}
})

/**
 * What `driftgate scan --format json` writes. Fields are added, never renamed or removed.
 */
export interface ScanReport {
schemaVersion: "1"
tool: {
name: "driftgate"
version: string
}
complete: boolean
exit: {
code: (0 | 1 | 2 | 3)
reason: string
}
summary: {
resources: ResourceCounts
attributes: AttributeCounts
findings: SeverityCounts
byKind: KindSummary[]
codeCoverage?: CodeCoverage
coverage?: Coverage
}
findings: Finding[]
suppressed: SuppressedFinding[]
notChecked: NotCheckedEntry[]
notCompared: NotComparedEntry[]
/**
 * With --show-unknown: live values that nobody declared and of which it is not known whether AWS set them.
 */
unknown?: UnknownValue[]
diagnostics: Diagnostic[]
resources?: ResourceResult[]
/**
 * What was scanned.
 */
scope?: {
declared?: string[]
baked?: string[]
live?: string[]
/**
 * Records of what live was right after the last deployment.
 */
asDeployed?: string[]
accounts?: string[]
regions?: string[]
images?: number
/**
 * What --include and --exclude left to be judged.
 */
filter?: {
include: string[]
exclude: string[]
/**
 * Resources, declared or live, that are not judged.
 */
leftOut: number
}
liveReadAt?: string
/**
 * Resources that were judged by what another service recorded of them, not by what is live now: by source.
 */
recorded?: RecordedEntry[]
/**
 * Entries of the declared documents that are no resources of their own: data sources, deposed objects.
 */
skipped?: {
[k: string]: number
}
}
/**
 * The policies that ran.
 */
policies?: PolicyRef[]
/**
 * API calls made, by service.Operation, those that were made once more too.
 */
calls?: {
[k: string]: number
}
/**
 * Of these, the ones that the API refused as one too many, by service.Operation. They were made again, unless notChecked says otherwise.
 */
throttled?: {
[k: string]: number
}
/**
 * Of these, the ones that broke (the network, an error of the service) and were made once more, by service.Operation.
 */
repeated?: {
[k: string]: number
}
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "resourceCounts".
 */
export interface ResourceCounts {
managed: number
missing: number
unmanaged: number
notChecked: number
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "attributeCounts".
 */
export interface AttributeCounts {
equal: number
different: number
notCompared: number
added: number
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "severityCounts".
 */
export interface SeverityCounts {
critical: number
high: number
medium: number
low: number
info: number
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "kindSummary".
 */
export interface KindSummary {
kind: string
managed: number
missing: number
unmanaged: number
notChecked: number
equal: number
different: number
notCompared: number
added: number
}
/**
 * Which share of the live resources in governed scope is in a declaration that was given.
 * 
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "codeCoverage".
 */
export interface CodeCoverage {
/**
 * Live resources in governed scope: declared and unmanaged.
 */
live: number
declared: number
/**
 * Rounded down to a tenth.
 */
percent: number
/**
 * What --min-coverage asked for.
 */
minimum?: number
/**
 * Beside them: declared by code that the scan was not given, as another stack.
 */
elsewhere: number
/**
 * Beside them: made by AWS or by a managed parent.
 */
made: number
/**
 * Beside them: unmanaged, and ignored by a .driftignore.
 */
ignored: number
services: {
service: string
live: number
declared: number
percent: number
}[]
}
/**
 * How much of what is declared was compared. A value that is declared twice counts once.
 * 
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "coverage".
 */
export interface Coverage {
/**
 * equal, different and notCompared together, less those elsewhere.
 */
declared: number
/**
 * equal and different.
 */
compared: number
/**
 * Declared values that are compared under another name or with a sibling: alias, declared-by-sibling.
 */
elsewhere: number
/**
 * Rounded down to a tenth.
 */
percent: number
/**
 * What --min-compared asked for.
 */
minimum?: number
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "resource".
 */
export interface Resource {
kind: string
address?: string
physicalId?: string
account?: string
region?: string
stack?: string
/**
 * When AWS Config recorded it as it is shown here: nothing read it now. ISO 8601.
 */
recordedAt?: string
/**
 * Where the CDK's tree of constructs names it: Shop/Bucket/Resource.
 */
constructPath?: string
type?: string
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "difference".
 */
export interface Difference {
path: string
change: Change
declared?: unknown
live?: unknown
element?: string
explains?: number
aliases?: string[]
/**
 * The attribute as Terraform names it, when the path is the mapped one.
 */
terraformPath?: string
/**
 * true: the values were replaced before anything was written.
 */
sensitive?: boolean
/**
 * Nobody declared it: `declared` is what live was right after the last deployment.
 */
since?: "as-deployed"
/**
 * The path in the neutral (CloudFormation) shape, when `path` is Terraform's own.
 */
neutralPath?: string
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "location".
 */
export interface Location {
file: string
line?: number
column?: number
endColumn?: number
/**
 * Which rung of the fallback ladder this place is.
 */
kind?: ("attribute" | "block" | "module-call" | "template" | "stack" | "input")
/**
 * Module calls on the way down to a module outside the repository.
 */
frames?: Location[]
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "verdict".
 */
export interface Verdict {
action: Action
reason: string
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "imageRef".
 */
export interface ImageRef {
id: string
name?: string
build?: string
commit?: string
createdAt?: string
channel?: string
}
/**
 * Of what a machine contains: what else is known of a difference.
 * 
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "contentContext".
 */
export interface ContentContext {
/**
 * What may change at such a path: strict, exists, growing, ... (data/contents/profiles.json).
 */
volatile?: string
/**
 * The package that owns the file: deb/nginx.
 */
package?: string
/**
 * The mount or volume on which it lies.
 */
mount?: string
/**
 * Members that differ.
 */
fields?: string[]
/**
 * What else speaks of it.
 */
evidence?: string[]
/**
 * Lines that went (`- `) and came (`+ `), without secrets.
 */
text?: string[]
}
/**
 * With --attribute: who is behind it, by an event of CloudTrail.
 * 
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "actor".
 */
export interface Actor {
/**
 * The ARN of who was signed in, or the service that acted for itself.
 */
principal: string
kind: ("principal" | "service")
/**
 * What was called: AuthorizeSecurityGroupIngress.
 */
event: string
/**
 * ISO 8601.
 */
at: string
eventId: string
/**
 * high: the event says the value, or made or deleted the resource; medium: it says the property; low: it is the last that changed the resource.
 */
confidence: ("high" | "medium" | "low")
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "notCheckedEntry".
 */
export interface NotCheckedEntry {
resource: Resource
reason: string
detail?: string
service?: string
action?: string
remedy?: string
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "notComparedEntry".
 */
export interface NotComparedEntry {
reason: string
count: number
examples?: string[]
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "unknownValue".
 */
export interface UnknownValue {
resource: Resource
path: string
value: unknown
sensitive?: boolean
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "diagnostic".
 */
export interface Diagnostic {
code: string
level: ("error" | "warning" | "note")
message: string
hint?: string
location?: Location
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "resourceResult".
 */
export interface ResourceResult {
resource: Resource
outcome: ("managed" | "missing" | "unmanaged" | "not-checked")
equal: number
different: number
notCompared: number
added: number
}
/**
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "recordedEntry".
 */
export interface RecordedEntry {
source: string
resources: number
/**
 * When the one that is longest unchanged was recorded. ISO 8601, empty where no record says its time.
 */
oldest: string
/**
 * When the last of them was recorded.
 */
newest: string
}
/**
 * A policy that ran, as SARIF and explain show it.
 * 
 * This interface was referenced by `ScanReport`'s JSON-Schema
 * via the `definition` "policyRef".
 */
export interface PolicyRef {
id: string
name: string
title: string
description?: string
help?: string
severity: Severity
precision?: ("very-high" | "high" | "medium" | "low")
controls?: {
[k: string]: string[]
}
severities?: Severity[]
}
