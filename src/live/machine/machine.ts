import { statSync } from 'node:fs'
import { machineIdentity } from '../../contents/machine/identity.ts'
import { semanticKinds, semanticRows } from '../../contents/semantic/index.ts'
import { observedKinds, observedRows } from '../../contents/semantic/observed.ts'
import type { SemanticContext, Tree } from '../../contents/tree.ts'
import { folderContents, type FolderOptions } from '../../contents/walk/folder-contents.ts'
import { folderTree } from '../../contents/walk/folder-tree.ts'
import { readsAttributes } from '../../contents/walk/file-attributes.ts'
import { mountedIn } from '../../contents/walk/mounted.ts'
import type { Mount } from '../../contents/walk/mounts.ts'
import type { ContentRow } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import type { LiveResource } from '../../model/resource.ts'
import type { LiveContext, ProbeLine } from '../index.ts'

export interface Machine {
  kind: 'host' | 'rootfs'
  /** The folder that is its `/`. */
  root: string
  /** What it is called here: the host's name, the folder. */
  address: string
  source: string
}

/** A machine whose tree lies in a folder of this one, with what it contains. Throws InputError where there is no such folder. */
export async function observeMachine({ kind, root, address, source }: Machine, context: LiveContext): Promise<LiveResource> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) throw missing(root)
  const tree = folderTree(root)
  const { id, identities, images, account, region } = await machineIdentity(tree, kind === 'host')
  const mounts = mountedIn(root)
  if (!readsAttributes()) context.note(attributesNote)
  return {
    kind,
    address,
    shape: 'neutral',
    properties: {},
    // What lies in a folder is not the machine that once ran from it.
    physicalId: kind === 'host' ? (id ?? address) : address,
    identities: [...new Set([...identities, address])],
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(images.length === 0 ? {} : { images }),
    source,
    contents: folderContents({
      root,
      ...(mounts === undefined ? {} : { mounts }),
      ...(context.depthOf === undefined ? {} : { depthOf: context.depthOf }),
      reading: { method: kind, trust: 'host', isCtimeStable: true, at: 'host' },
      others: othersOf(kind, tree, mounts ?? []),
    }),
  }
}

/** What databases say, of a running machine also what is so now, and of a folder what is mounted in it. */
function othersOf(kind: Machine['kind'], tree: Tree, mounts: readonly Mount[]): NonNullable<FolderOptions['others']> {
  const place = { proc: '/proc', sys: '/sys' }
  const observed = (context: SemanticContext): ContentRow[] =>
    kind === 'host'
      ? observedRows(place, context)
      : mounts.map(({ target, type, source, options }) => ({ k: 'o', n: target, type, source, options, src: 'observed' }))
  return {
    kinds: [...new Set([...semanticKinds, ...(kind === 'host' ? observedKinds(place) : (['o'] as const))])],
    rows: async (skip) => [...(await semanticRows(tree, { skip })), ...observed({ skip })],
  }
}

function missing(root: string): InputError {
  return new InputError('rootfs-not-found', {
    message: `There is no folder ${root}.`,
    hint: 'Name the folder that is / of what is to be scanned.',
  })
}

/** Said where extended attributes cannot be read. */
export const attributesNote = {
  code: 'xattrs-not-read',
  level: 'warning',
  message:
    'Capabilities, ACLs and other extended attributes were not read: the package @napi-rs/xattr is not installed or has no build for this system.',
  hint: 'Install driftgate with its optional dependencies.',
} as const

/** What `doctor` prints of a machine. */
export async function probeMachine({ kind, root }: Machine): Promise<ProbeLine[]> {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const { message, hint } = missing(root)
    return [{ name: kind, ok: false, detail: message, hint }]
  }
  const { id = 'unknown', images } = await machineIdentity(folderTree(root), kind === 'host')
  const canRead = folderTree(root).read('/etc/shadow')
  return [
    { name: 'machine', ok: true, detail: `${id}${images.length === 0 ? '' : `, image ${images.join(', ')}`}` },
    mountsLine(root),
    readsAttributes()
      ? { name: 'extended attributes', ok: true, detail: 'capabilities, ACLs and others are read; file flags are not' }
      : { name: 'extended attributes', ok: false, detail: 'not read: @napi-rs/xattr is not installed', hint: attributesNote.hint },
    (await folderTree(root).stat('/etc/shadow')) === undefined || (await canRead) !== undefined
      ? { name: 'permission', ok: true, detail: 'files of root are read' }
      : { name: 'permission', ok: false, detail: 'files of root are not read', hint: 'Run as root, or with CAP_DAC_READ_SEARCH.' },
  ]
}

function mountsLine(root: string): ProbeLine {
  const mounts = mountedIn(root)
  return mounts === undefined
    ? { name: 'mounts', ok: false, detail: 'unknown: /proc/self/mountinfo cannot be read', hint: 'Mount proc at /proc.' }
    : { name: 'mounts', ok: true, detail: `${mounts.length} inside` }
}
