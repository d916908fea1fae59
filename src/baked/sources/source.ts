import type { ContentRow, FileRow, RowKind } from '../../model/content.ts'
import type { ImageManifest } from '../../model/generated/image-manifest.ts'
import type { ImageSubject } from '../../model/image.ts'
import type { Tree } from '../../contents/tree.ts'

/** What a source of images is given from outside. */
export interface SourceContext {
  env: Readonly<Record<string, string | undefined>>
  /** The platform that is taken where an image is for several: `linux/amd64`. */
  platform: string
  /** Whether another machine may be asked without encryption. */
  allowHttp: boolean
  /** Which files' content readers of databases want, by path. */
  wanted(this: void, path: string): boolean
  /** Something was not read, or not wholly. Paths as in file rows. */
  skip(this: void, path: string, reason: string): void
  /** Which of several was taken, and the like: for the reader of the terminal. */
  say(this: void, text: string): void
}

/** An image, or the tree of a machine, ready to be written down. */
export interface OpenedSource {
  name: string
  /** What else it is called. Empty: only by what it contains. */
  subjects: readonly ImageSubject[]
  parents: readonly ImageSubject[]
  /** ChainID of its layers. Absent: what it contains is its id. */
  rootfsId?: string
  build?: ImageManifest['build']
  run?: ImageManifest['run']
  arch?: string
  capture: Pick<NonNullable<ImageManifest['capture']>, 'method' | 'trust' | 'fields' | 'mtimeUnit' | 'ctimeStable' | 'xattrs'>
  /** What the source itself says beside files and databases: how it is run, or what was observed of a machine that runs. */
  rows: readonly ContentRow[]
  /** Kinds of rows that it looked for, where it found none too. */
  kinds?: readonly RowKind[]
  /** Fields of passwords were taken out before it was written: there is nothing to digest. */
  withoutPasswords?: true
  /** Where readers of databases look. */
  tree: Tree
  /** File rows in their order, with hashes. Asked for once. */
  files(this: void): Iterable<readonly FileRow[]> | AsyncIterable<readonly FileRow[]>
}

export interface BakeSource {
  /** `place` is what follows the name: of `oci:DIR` DIR. Throws InputError or AccessError for what cannot be had. */
  open(place: string, context: SourceContext): Promise<OpenedSource>
}

export interface BakeSourceEntry {
  title: string
  /** As it is written: `oci:DIR`. */
  example: string
  load(): Promise<{ default: BakeSource }>
}
