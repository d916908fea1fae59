import { createReadStream, statSync } from 'node:fs'
import { semanticKinds, semanticRows, wantedBySemantics } from '../../contents/semantic/index.ts'
import { readLayer } from '../../contents/tar/layer.ts'
import { Budget } from '../../contents/tar/limits.ts'
import { layOver } from '../../contents/tar/merge.ts'
import type { Node } from '../../contents/tar/node.ts'
import { fileRows, tarFields } from '../../contents/tar/rows.ts'
import { treeOf } from '../../contents/tar/tree.ts'
import { longestText, plainText } from '../../contents/walk/small-text.ts'
import { UnreadList } from '../../contents/walk/unread.ts'
import type { Contents, FileRow } from '../../model/content.ts'
import { InputError, UsageError } from '../../model/errors.ts'
import type { NamedObserver } from '../index.ts'

const chunkBytes = 1024 * 1024
const rowsAtOnce = 1_000

/** `tar:FILE`: the root filesystem of a machine or a container, as `docker export` writes it. Everything in it is hashed at once. */
const observer: NamedObserver = {
  async *observe(argument, _context) {
    const file = fileOf(argument)
    const contents = await contentsOf(file)
    const resource = {
      kind: 'rootfs',
      address: file,
      shape: 'neutral',
      properties: {},
      physicalId: file,
      identities: [file],
      source: 'tar',
    } as const
    yield [{ is: 'resource', resource: { ...resource, contents } }]
  },
  probe: (argument) => {
    const file = fileOf(argument)
    const isThere = statSync(file, { throwIfNoEntry: false })?.isFile() === true
    const line = { name: 'archive', ok: isThere, detail: isThere ? file : `There is no file ${file}.` }
    return Promise.resolve([isThere ? line : { ...line, hint: 'Check the path.' }])
  },
}
export default observer

function fileOf(argument: string | undefined): string {
  if (argument !== undefined && argument !== '') return argument
  throw new UsageError('tar-file', { message: '`tar` names no file.', hint: 'Write tar:FILE.' })
}

async function contentsOf(file: string): Promise<Contents> {
  const unread = new UnreadList()
  const skip = (path: string, reason: string): void => unread.add(path, reason)
  const layer = await readLayer(chunksOf(file), { name: file, isLayer: false, wanted: isWanted, budget: new Budget() })
  for (const { path, reason } of layer.skipped) skip(path, reason)
  const root: Node = { children: new Map() }
  layOver(root, layer.root, (path) => skip(path, 'link-target-missing'))
  const tree = treeOf(root, skip)
  const others = await semanticRows(tree, { skip })
  // Most programs leave them out unless they are asked for: where no file has any, nobody knows.
  const hasAttributes = [...fileRows(root)].some(({ x }) => x !== undefined)
  return {
    reading: {
      method: 'tar',
      trust: 'host',
      depth: 'full',
      kinds: [...semanticKinds, 'f'],
      fields: tarFields.filter((field) => field !== 'x' || hasAttributes),
      xattrs: hasAttributes ? 'all' : 'none',
      isCtimeStable: false,
      skipped: unread.entries,
    },
    async *rows() {
      if (others.length > 0) yield await Promise.resolve(others)
      let batch: FileRow[] = []
      for (const row of fileRows(root)) {
        if (batch.push(row) < rowsAtOnce) continue
        yield batch
        batch = []
      }
      yield batch
    },
    text: async (row) => plainText(await tree.read(row.p, longestText)),
  }
}

/** What databases are read from, and configuration files, of which a difference is shown. */
function isWanted(path: string): boolean {
  return path.startsWith('/etc/') || wantedBySemantics(path)
}

async function* chunksOf(file: string): AsyncGenerator<Buffer> {
  const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: chunkBytes })
  try {
    yield* stream
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error
    throw new InputError('tar-unreadable', {
      message: `${file} cannot be read: ${error.message}.`,
      hint: 'Check the path, and who may read it.',
      at: { file },
    })
  }
}
