/* Generated from schemas/image-manifest.schema.json by npm run generate. Do not edit. */

/**
 * This interface was referenced by `ImageManifest`'s JSON-Schema
 * via the `definition` "time".
 */
export type Time = string
/**
 * This interface was referenced by `ImageManifest`'s JSON-Schema
 * via the `definition` "words".
 */
export type Words = string[]
/**
 * This interface was referenced by `ImageManifest`'s JSON-Schema
 * via the `definition` "count".
 */
export type Count = number

/**
 * Header of a baked image manifest: which image ids belong to which build. Content records follow it, one a line.
 */
export interface ImageManifest {
schema: "driftgate/baked-image/v1"
name?: string
rootfsId?: string
contentRoot?: string
/**
 * @minItems 1
 */
subjects: [Subject, ...(Subject)[]]
parents?: Subject[]
build?: {
tool?: string
runId?: string
name?: string
builder?: string
startedAt?: Time
finishedAt?: Time
sourceRepo?: string
commit?: string
customData?: {
[k: string]: string
}
}
/**
 * Where the build stands: stable, candidate, ...
 */
channel?: string
deprecatedAt?: Time
revokedAt?: Time
revokedReason?: string
os?: {
id?: string
versionId?: string
arch?: string
packageManagers?: string[]
}
/**
 * How the records were read.
 */
capture?: {
/**
 * oci-layers, tar, rootfs, host, script
 */
method: string
at?: Time
tool?: string
hashAlg: "sha256"
trust?: ("kernel" | "host" | "engine" | "exec")
/**
 * Kinds of records that were looked for.
 */
kinds?: string[]
/**
 * Members of file records that were read.
 */
fields?: string[]
mtimeUnit?: ("s" | "ns")
ctimeStable?: boolean
xattrs?: ("all" | "caps" | "none")
/**
 * NAME@sha256:... of the classes that contentRoot was made by.
 */
profile?: string
skipped?: {
path: string
reason: string
}[]
}
/**
 * How the image asks to be run. Names of variables, never their values.
 */
run?: {
user?: string
entrypoint?: Words
cmd?: Words
workdir?: string
envNames?: Words
exposed?: Words
volumes?: Words
labels?: {
[k: string]: string
}
healthcheck?: Words
}
integrity?: {
verityRootHash?: string
imaPolicy?: string
fsVerity?: boolean
}
counts?: {
files?: Count
dirs?: Count
links?: Count
other?: Count
packages?: Count
bytes?: Count
}
/**
 * What `driftgate bake lint` found.
 */
lint?: {
rule: string
name?: string
severity: ("critical" | "high" | "medium" | "low")
what?: string
message: string
fix?: string
}[]
}
/**
 * This interface was referenced by `ImageManifest`'s JSON-Schema
 * via the `definition` "subject".
 */
export interface Subject {
kind: string
id: string
region?: string
account?: string
platform?: string
}
