/** What an archive says of one file, long names and extended headers applied. Names are bytes: nobody promises UTF-8. */
export interface TarEntry {
  name: Buffer
  /** `hard`: another name of what `target` is. Other letters as in rows. */
  type: 'file' | 'hard' | 'd' | 'l' | 'c' | 'b' | 'p'
  /** Permission bits, setuid, setgid and sticky. */
  mode: number
  uid: number
  gid: number
  /** Bytes of its content, holes included. */
  size: number
  /** Seconds since 1970, and nanoseconds where the format has them. */
  mtime: number
  nanoseconds: number
  /** Of a link; empty of everything else. */
  target: Buffer
  major: number
  minor: number
  xattrs: ReadonlyMap<string, Buffer>
}

/** Takes the content of one entry. What is returned is waited for. */
export interface TarSink {
  /** Bytes are the reader's: keep a copy, never them. */
  write(this: void, bytes: Buffer): void | Promise<void>
  /** So many zeros that the archive does not hold. */
  hole(this: void, length: number): void
  end(this: void): void | Promise<void>
}

export interface TarVisitor {
  /** Called for each entry in order. Content goes to what is returned, or is passed over. */
  entry(this: void, entry: TarEntry): TarSink | undefined
  /** An entry that cannot be taken. */
  skip(this: void, name: Buffer, reason: string): void
}
