import type { Engine } from '../../contents/engine/engine.ts'
import type { EngineContainer } from '../../contents/engine/container.ts'
import { semanticKinds, semanticRows, wantedBySemantics } from '../../contents/semantic/index.ts'
import { readArchive } from '../../contents/tar/layer.ts'
import { Budget } from '../../contents/tar/limits.ts'
import { layOver } from '../../contents/tar/merge.ts'
import { isFolder, lookUp, type Node } from '../../contents/tar/node.ts'
import { fileRows, tarFields } from '../../contents/tar/rows.ts'
import { treeOf } from '../../contents/tar/tree.ts'
import { nameBytes } from '../../contents/names.ts'
import { compareRows, type ContentRow, type Contents } from '../../model/content.ts'
import { AccessError } from '../../model/errors.ts'

/** Files that the engine mounts into every container; an export has them empty. */
const engineFiles = ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf']
/** Rows a batch. */
const batchSize = 1000
/** Of longer files no difference is shown. Bytes. */
const textLimit = 64 * 1024

/**
 * What a container contains, as its engine exports it: every file is hashed as it comes, nothing is written or run there. An export
 * leaves out volumes and file systems in memory, and of extended attributes all but capabilities: both are said. Files that are
 * mounted by themselves are asked for one by one.
 */
export function exportedContents(engine: Engine, container: EngineContainer): Contents {
  const skipped: { path: string; reason: string }[] = []
  const skip = (path: string, reason: string): void => void skipped.push({ path, reason })
  const { id, run, mounts, created } = container
  return {
    reading: {
      method: 'engine-export',
      trust: 'engine',
      depth: 'full',
      kinds: [...semanticKinds, 'o', 'r', 'f'],
      fields: tarFields,
      xattrs: 'caps',
      isCtimeStable: false,
      skipped,
      left: [{ path: '/proc', reason: 'an engine does not tell executables of processes and listeners' }],
      at: 'container',
      ...(created === undefined ? {} : { startedAt: created }),
    },

    async *rows() {
      skipped.length = 0
      const chunks = await engine.stream('ContainerExport', `containers/${id}/export`)
      if (chunks === undefined) throw gone(container)
      const root = await treeFrom(chunks, container.name, wantedBySemantics, skip)
      if (root.inode === undefined) skip('/', 'the folder itself is not in an export')
      const targets = [...new Set([...engineFiles, ...mounts.map(({ n }) => n)])]
      const own = new Set<string>()
      for (const target of targets) if (await takeMounted(engine, container, root, target, skip)) own.add(target)
      const rows: ContentRow[] = [...(await semanticRows(treeOf(root, skip), { skip })), ...mounts, ...run]
      yield rows.toSorted(compareRows)
      let batch: ContentRow[] = []
      for (const row of fileRows(root)) {
        batch.push(own.has(row.p) ? { ...row, on: row.p } : row)
        if (batch.length < batchSize) continue
        yield batch
        batch = []
      }
      yield batch
    },

    async text({ p, s = 0 }) {
      if (s > textLimit) return undefined
      const bytes = (await archived(engine, container, p, skip))?.inode?.content
      return bytes === undefined || bytes.length > textLimit || bytes.includes(0) ? undefined : bytes.toString('utf8')
    },
  }
}

async function treeFrom(
  chunks: AsyncIterable<Buffer>,
  name: string,
  wanted: (path: string) => boolean,
  skip: (path: string, reason: string) => void,
): Promise<Node> {
  const layer = await readArchive(chunks, { name, isLayer: false, wanted, budget: new Budget() })
  for (const { path, reason } of layer.skipped) skip(path, reason)
  const root: Node = { children: new Map() }
  layOver(root, layer.root, (path) => skip(path, 'link-target-missing'))
  return root
}

/** Puts a file that is mounted by itself where the export has an empty one. What is a folder or in memory is said. */
async function takeMounted(
  engine: Engine,
  container: EngineContainer,
  root: Node,
  target: string,
  skip: (path: string, reason: string) => void,
): Promise<boolean> {
  const place = lookUp(root, target.split('/'), false)
  if (place === undefined) return false
  if (isFolder(place)) {
    skip(target, 'mounted: an export leaves it out')
    return true
  }
  const found = await archived(engine, container, target, skip)
  if (found?.inode === undefined) skip(target, 'mounted: the engine does not give it')
  else place.inode = found.inode
  return true
}

/** One file as `docker cp` gets it. */
async function archived(
  engine: Engine,
  { id, name }: EngineContainer,
  path: string,
  skip: (path: string, reason: string) => void,
): Promise<Node | undefined> {
  const bytes = nameBytes(path)
  // What is no UTF-8 cannot be asked for.
  if (typeof bytes !== 'string') return undefined
  const chunks = await engine.stream('ContainerArchive', `containers/${id}/archive?path=${encodeURIComponent(bytes)}`)
  if (chunks === undefined) return undefined
  const root = await treeFrom(
    chunks,
    `${name}:${path}`,
    () => true,
    (_inner, reason) => skip(path, reason),
  )
  const [first] = root.children?.values() ?? []
  return first
}

function gone({ name, id }: EngineContainer): AccessError {
  return new AccessError('container-ended', {
    message: `Container ${name} (${id.slice(0, 12)}) was removed before it was read.`,
    hint: 'Scan again.',
  })
}
