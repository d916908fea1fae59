/* Generated from schemas/config.schema.json by npm run generate. Do not edit. */

/**
 * Files, folders and named sources, each with an optional KIND: before it.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "sources".
 */
export type Sources = string[]
/**
 * The account of documents that name none. In quotes: YAML would read a number.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "account".
 */
export type Account = string
/**
 * The region of documents that name none, and the one that is read.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "region".
 */
export type Region = string

/**
 * driftgate.yaml: what is scanned, and how. Paths are relative to the file.
 */
export interface Configuration {
$schema?: string
/**
 * Each is a scan of its own.
 * 
 * @minItems 1
 */
stacks?: [Stack, ...(Stack)[]]
/**
 * Files and folders with policies and settings of your own.
 */
policies?: string[]
/**
 * Files that `terraform providers schema -json` wrote: what is a set, computed or sensitive.
 */
providerSchemas?: string[]
/**
 * The lowest severity that fails the gate.
 */
failOn?: ("critical" | "high" | "medium" | "low" | "never")
/**
 * What must be declared.
 */
unmanaged?: ("all" | "services" | "kinds" | "none")
/**
 * The live sources are not whole: nothing that they lack is missing.
 */
livePartial?: boolean
/**
 * List every resource with its counts in the JSON report.
 */
withResources?: boolean
/**
 * Percent of the declared values that must be compared; below it the scan counts as incomplete.
 */
minCompared?: number
/**
 * Percent of the mutations that `driftgate prove` must find.
 */
minProved?: number
/**
 * List the live values of which it is not known whether AWS set them.
 */
showUnknown?: boolean
sarifProfile?: ("github" | "full")
account?: Account
region?: Region
}
/**
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "stack".
 */
export interface Stack {
/**
 * Goes into file names of reports.
 */
name: string
declared?: Sources
baked?: Sources
live?: Sources
/**
 * What live was right after the last deployment: a capture. Without it: *.deployed.ndjson beside what is declared.
 */
asDeployed?: string[]
account?: Account
region?: Region
}
