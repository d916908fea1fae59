/**
 * A tree of files into which readers of databases look: of a folder, of merged layers, of a machine. Paths are absolute and
 * canonical inside the tree; links are followed within it and never out of it.
 */
export interface Tree {
  /** Content of a regular file, at most `limit` bytes (default 64 MiB). Undefined: there is none, or it is longer, or unreadable. */
  read(path: string, limit?: number): Promise<Buffer | undefined>
  /** Names in a folder, sorted by code unit; none where there is no folder. */
  list(path: string): Promise<readonly string[]>
  /** What lies there, the link itself of a link. */
  stat(path: string): Promise<TreeEntry | undefined>
}

export interface TreeEntry {
  type: 'file' | 'd' | 'l' | 'c' | 'b' | 'p' | 's'
  mode: number
  uid: number
  gid: number
  size: number
  /** Target of a link, as written. */
  target?: string
}

/** What a reader of a database is given beside the tree. */
export interface SemanticContext {
  /** Something could not be read, or not wholly: path and reason. */
  skip(path: string, reason: string): void
  /** With which passwords' fields are digested. Absent: they are not. */
  key?: Uint8Array
}
