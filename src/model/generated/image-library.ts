/* Generated from schemas/image-library.schema.json by npm run generate. Do not edit. */

/**
 * This interface was referenced by `LibraryIndex`'s JSON-Schema
 * via the `definition` "time".
 */
export type Time = string

/**
 * index.json of a library of image manifests: what is known of each manifest beside its content. Manifests lie beside it as sha256/HEX.ndjson.gz.
 */
export interface LibraryIndex {
schema: "driftgate/image-library/v1"
/**
 * By digest: sha256: and the SHA-256 of the unpacked manifest.
 */
images: {
[k: string]: Image
}
}
/**
 * This interface was referenced by `LibraryIndex`'s JSON-Schema
 * via the `definition` "image".
 */
export interface Image {
/**
 * The first line of the manifest: its ids, its parents, how it was built.
 */
header: {
schema: string
name?: string
rootfsId?: string
subjects: Subject[]
parents?: Subject[]
[k: string]: unknown
}
addedAt: Time
/**
 * Where the build stands: stable, candidate, ... It rules over the manifest.
 */
channel?: string
deprecatedAt?: Time
revokedAt?: Time
revokedReason?: string
}
/**
 * This interface was referenced by `LibraryIndex`'s JSON-Schema
 * via the `definition` "subject".
 */
export interface Subject {
kind: string
id: string
region?: string
account?: string
[k: string]: unknown
}
