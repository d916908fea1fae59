import type { Contents } from './content.ts'
import type { JsonObject } from './json.ts'

/** One name of a baked image. `ami` carries its region. */
export interface ImageSubject {
  kind: string
  id: string
  region?: string
  account?: string
}

/** The header of a baked image manifest, as the library knows it. Content records stay in the file. */
export interface ImageRecord {
  name: string
  rootfsId?: string
  subjects: readonly ImageSubject[]
  parents: readonly ImageSubject[]
  build?: { tool?: string; runId?: string; commit?: string; sourceRepo?: string; finishedAt?: string }
  createdAt?: string
  channel?: string
  deprecatedAt?: string
  revokedAt?: string
  revokedReason?: string
  /** True when a parent was revoked. */
  revokedByParent?: boolean
  file: string
  line?: number
  /** The user named its file, not a folder around it. */
  named?: true
  /** `sha256:` of the unpacked manifest, where it is known. */
  digest?: string
  /** Whether one of the keys that were given signed the manifest. Absent: no keys were given. */
  signature?: 'valid' | 'unsigned' | 'invalid'
  /** What else the header says. */
  header: JsonObject
  /** What is in the image, read from the file each time. Absent: the manifest is a header alone. */
  contents?: Contents
}

/** The library of image manifests, by id. Read whole: it holds headers only. */
export interface ImageLibrary {
  readonly size: number
  /** By AMI id (any region), digest or build id. */
  find(id: string): ImageRecord | undefined
  all(): readonly ImageRecord[]
}
