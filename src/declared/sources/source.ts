import type { InputFile } from '../../documents/input-file.ts'
import type { RemoteSource } from '../../documents/remote.ts'

/** What a source of states needs from outside. */
export interface SourceContext {
  env: Readonly<Record<string, string | undefined>>
  /** The user has said that plain HTTP to other machines is meant. */
  allowHttp: boolean
  region?: string
  /** The objects of S3, loaded when first asked for. */
  objects(options: ObjectOptions): Promise<ObjectStore>
}

export interface ObjectOptions {
  region?: string
  endpoint?: string
  /** Of the AWS configuration of this machine. */
  profile?: string
  /** Taken on before anything is read. */
  role?: { arn: string; externalId?: string; sessionName?: string; sourceIdentity?: string }
  /** Of STS, for the role. */
  roleEndpoint?: string
}

export interface ObjectStore {
  /** Keys below a prefix, page by page, sorted as S3 sorts them. */
  list(bucket: string, prefix: string): AsyncIterable<{ key: string; size: number }>
  get(bucket: string, key: string, version?: string): Promise<StoredObject>
}

/** An object of a store. */
export interface StoredObject {
  bytes: AsyncIterable<Uint8Array>
  /** ISO 8601. */
  writtenAt?: string
}

/** Opens the documents of one source, one at a time and only to read: no lock is taken, nothing is written. */
export interface StateSource {
  open(source: string, context: SourceContext): AsyncIterable<InputFile>
}

export interface StateSourceEntry {
  title: string
  /** How a user writes it. */
  example: string
  /** What may be shown of it; undefined where the text names no source of this kind. */
  recognise(source: string): RemoteSource | undefined
  load(): Promise<{ default: StateSource }>
}
