/* Generated from schemas/image-manifest.schema.json by npm run generate. Do not edit. */

/**
 * This interface was referenced by `ImageManifest`'s JSON-Schema
 * via the `definition` "time".
 */
export type Time = string

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
