/** Where a library of image manifests lies: a folder, S3. Names are relative, with forward slashes: `sha256/HEX.ndjson.gz`. */
export interface LibraryStore {
  /** As it was given: it goes into messages. */
  readonly place: string
  /** What is stored under a name, with a version that changes whenever it does. Undefined: there is nothing. */
  read(name: string): Promise<StoredObject | undefined>
  /**
   * Stores the whole object or nothing. `over`: the version that is replaced, or `nothing` where none may be there; without it
   * whatever is there is replaced. False: there was another version, and nothing was written.
   */
  write(name: string, bytes: Uint8Array, over?: string): Promise<boolean>
  /** Removes an object, also one that is not there. */
  remove(name: string): Promise<void>
  /** What is stored below a prefix, with the time of its writing in ISO 8601. */
  list(prefix: string): Promise<{ name: string; writtenAt: string }[]>
}

export interface StoredObject {
  version: string
  bytes: AsyncIterable<Uint8Array>
}

/** Said of `over`: nothing may be there. */
export const nothing = 'nothing'
