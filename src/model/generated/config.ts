/* Generated from schemas/config.schema.json by npm run generate. Do not edit. */

/**
 * Files, folders and named sources, each with an optional KIND: before it.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "sources".
 */
export type Sources = string[]
/**
 * The account of documents that name none, and the one that is read. Several, names of the list of accounts and patterns say only which are read. Ids in quotes: YAML would read a number.
 * 
 * @minItems 1
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "account".
 */
export type Account = (string | [string, ...(string)[]])
/**
 * The region of documents that name none, and the one that is read. Several, patterns and `all` say only which are read.
 * 
 * @minItems 1
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "region".
 */
export type Region = (string | [string, ...(string)[]])
/**
 * The accounts that there are: a file with a list, or `organization`, `organization:ou-...`.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "accounts".
 */
export type Accounts = string
/**
 * Name or ARN of the role that is taken on in each account; {account} in it is the account's id.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "role".
 */
export type Role = string
/**
 * The external id that the trust policies of the roles ask for.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "externalId".
 */
export type ExternalId = string
/**
 * What the sessions are called in CloudTrail.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "sessionName".
 */
export type SessionName = string

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
 * Files that `driftgate doctor --verify-map` wrote: kinds whose maps were proven in this account.
 */
verified?: string[]
/**
 * Public keys, ed25519 in PEM: manifests of images that none of them signed are told.
 */
verifyKeys?: string[]
/**
 * Whether what differs in live AWS is read once more by itself before it is reported. Default: true.
 */
confirm?: boolean
/**
 * Read live AWS also by rows of medium confidence; what they alone decide is said in a note.
 */
includeMedium?: boolean
/**
 * Filters, of which one must fit what is judged: "kind=AWS::EC2::* tag:team=web".
 */
include?: string[]
/**
 * Filters, of which none may fit what is judged.
 */
exclude?: string[]
/**
 * Patterns of findings to ignore, in the syntax of gitignore (default: .driftignore beside this file or in the working directory).
 */
ignoreFile?: string
/**
 * Percent of the live resources in governed scope that must be declared; below it the gate fails.
 */
minCoverage?: number
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
accounts?: Accounts
role?: Role
externalId?: ExternalId
sessionName?: SessionName
sessionTags?: SessionTags
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
accounts?: Accounts
role?: Role
externalId?: ExternalId
sessionName?: SessionName
sessionTags?: SessionTags
}
/**
 * Tags of the sessions, for conditions of policies.
 * 
 * This interface was referenced by `Configuration`'s JSON-Schema
 * via the `definition` "sessionTags".
 */
export interface SessionTags {
[k: string]: string
}
