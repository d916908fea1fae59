import { statSync } from 'node:fs'
import { architectureOf } from '../../contents/machine/architecture.ts'
import { machineIdentity } from '../../contents/machine/identity.ts'
import { folderContents } from '../../contents/walk/folder-contents.ts'
import { folderTree } from '../../contents/walk/folder-tree.ts'
import { mountedIn } from '../../contents/walk/mounted.ts'
import { isUnbaked, unwalkedType } from '../../contents/walk/mounts.ts'
import { InputError } from '../../model/errors.ts'
import type { OpenedSource, SourceContext } from './source.ts'

/** What of the context a folder needs. */
export type FolderContext = Pick<SourceContext, 'skip' | 'say'>

/**
 * Opens a folder to be baked. File systems in memory, on the network and of the kernel are no part of what was baked; which of
 * them were left out is said. `isCtimeStable`: change times and inodes will be the same on the machines made from it.
 * Throws InputError where there is no such folder.
 */
export async function openFolderSource(
  root: string,
  how: { method: 'rootfs' | 'host'; name: string; isCtimeStable: boolean },
  context: FolderContext,
): Promise<OpenedSource> {
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
  const left =
    mounts?.filter(({ type }) => isUnbaked(type) || unwalkedType(type) !== undefined).map(({ target, type }) => `${target} (${type})`) ?? []
  if (left.length > 0) context.say(`Left out, since no disk holds it: ${left.join(', ')}.`)
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
    },
  }
}
