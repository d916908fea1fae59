import { statSync } from 'node:fs'
import { architectureOf } from '../../contents/machine/architecture.ts'
import { machineIdentity } from '../../contents/machine/identity.ts'
import type { Tree } from '../../contents/tree.ts'
import { folderContents } from '../../contents/walk/folder-contents.ts'
import { folderTree } from '../../contents/walk/folder-tree.ts'
import { mountedIn } from '../../contents/walk/mounted.ts'
import { isUnbaked } from '../../contents/walk/mounts.ts'
import type { ContentReading, FileRow } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'

/** A folder, ready to be written down as what was baked. */
export interface OpenedFolder {
  name: string
  subjects: readonly { kind: string; id: string }[]
  parents: readonly never[]
  arch?: string
  capture: {
    method: 'rootfs' | 'host'
    trust: 'host'
    fields: string[]
    mtimeUnit: 's'
    ctimeStable: boolean
    xattrs: ContentReading['xattrs']
  }
  rows: readonly never[]
  tree: Tree
  /** File rows in their order, with hashes. Asked for once. */
  files(): AsyncIterable<readonly FileRow[]>
}

export interface FolderContext {
  /** Something was not read, or not wholly. Paths as in file rows. */
  skip(this: void, path: string, reason: string): void
  /** For the reader of the terminal. */
  say(this: void, text: string): void
}

/**
 * Opens a folder to be baked. File systems in memory, on the network and of the kernel are no part of what was baked; which of
 * them were left out is said. `isCtimeStable`: change times and inodes will be the same on the machines made from it.
 * Throws InputError where there is no such folder.
 */
export async function openFolderSource(
  root: string,
  how: { method: 'rootfs' | 'host'; name: string; isCtimeStable: boolean },
  context: FolderContext,
): Promise<OpenedFolder> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new InputError('rootfs-not-found', {
      message: `There is no folder ${root}.`,
      hint: 'Name the folder that is / of what is to be baked.',
    })
  }
  const mounts = mountedIn(root)
  const types = new Map(mounts?.map(({ target, type }) => [target, type]))
  const contents = folderContents({
    root,
    ...(mounts === undefined ? {} : { mounts }),
    depthOf: (path) => (isUnbaked(types.get(path) ?? '') ? 'none' : 'whole'),
    isBaked: true,
    reading: { method: how.method, trust: 'host', isCtimeStable: how.isCtimeStable },
  })
  const { reading } = contents
  if (reading.xattrs === 'none')
    context.say('Capabilities, ACLs and other extended attributes are not read: @napi-rs/xattr is not installed.')
  const tree = folderTree(root)
  const arch = await architectureOf(tree)
  const { images } = await machineIdentity(tree, how.method === 'host')
  if (images.length > 0) context.say(`This machine was started from ${images.join(', ')}: what is baked here is another image.`)
  return {
    name: how.name,
    subjects: [],
    parents: [],
    ...(arch === undefined ? {} : { arch }),
    capture: {
      method: how.method,
      trust: 'host',
      fields: [...reading.fields],
      mtimeUnit: 's',
      ctimeStable: how.isCtimeStable,
      xattrs: reading.xattrs,
    },
    rows: [],
    tree,
    async *files() {
      for await (const rows of contents.rows()) yield rows.filter((row) => row.k === 'f')
      for (const { path, reason } of reading.skipped) context.skip(path, reason)
      for (const { path, reason } of reading.left ?? []) context.say(`${path} was left out: ${reason}.`)
    },
  }
}
