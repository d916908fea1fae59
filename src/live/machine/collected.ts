import { createReadStream, existsSync } from 'node:fs'
import { collectedFields, nowhere, readCollected, type Collected } from '../../contents/collected/read.ts'
import { machineIdentity } from '../../contents/machine/identity.ts'
import { semanticKinds, semanticRows } from '../../contents/semantic/index.ts'
import { fileRows } from '../../contents/tar/rows.ts'
import { treeOf } from '../../contents/tar/tree.ts'
import type { Contents, ContentRow } from '../../model/content.ts'
import { InputError, UsageError } from '../../model/errors.ts'
import type { Gap } from '../../model/resource.ts'
import type { NamedObserver } from '../index.ts'

/** Rows a batch. */
const batchSize = 1000

/** `collected:FILE`: what collect.sh wrote on a machine. What it could not read there is a gap. */
const observer: NamedObserver = {
  async *observe(argument, context) {
    const file = fileIn(argument)
    const found = await readCollected(createReadStream(file), file)
    const skipped = [...found.skipped]
    const tree = treeOf(found.root, () => undefined)
    const { id, identities, images, account, region } = await machineIdentity(tree, false)
    const address = found.host === '' ? file : found.host
    if (found.at !== '') context.readAt?.(found.at)
    const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
    const resource = {
      kind: 'host',
      address,
      shape: 'neutral' as const,
      properties: {},
      physicalId: id ?? address,
      identities: [...new Set([...identities, address])],
      ...place,
      ...(images.length === 0 ? {} : { images }),
      source: 'collected',
      contents: contentsOf(found, skipped),
    }
    yield [{ is: 'resource', resource }]
    const gaps = found.skipped.filter(({ path }) => path === '/' || path === nowhere).map(({ reason }) => gapOf(reason))
    if (gaps.length > 0) yield gaps
  },
  probe: async (argument) => {
    const file = fileIn(argument)
    const { host, at, skipped } = await readCollected(createReadStream(file), file)
    return [{ name: 'collected', ok: true, detail: `${host} at ${at}, ${skipped.length} places unread` }]
  },
}
export default observer

function gapOf(detail: string): Gap & { is: 'gap' } {
  return { is: 'gap', kind: 'host', reason: 'read-failed', detail, remedy: 'Run collect.sh as root, to its end.' }
}

function contentsOf(found: Collected, skipped: Collected['skipped']): Contents {
  const tree = treeOf(found.root, (path, reason) => void skipped.push({ path, reason }))
  return {
    reading: {
      method: 'script',
      trust: 'exec',
      depth: found.hasHashes ? 'full' : 'quick',
      kinds: [...semanticKinds, 'f'],
      fields: collectedFields(found),
      xattrs: found.xattrs,
      isCtimeStable: false,
      skipped,
      at: 'host',
    },
    async *rows() {
      const rows = await semanticRows(tree, { skip: (path, reason) => void skipped.push({ path, reason }) })
      if (rows.length > 0) yield rows
      let batch: ContentRow[] = []
      for (const row of fileRows(found.root)) {
        batch.push(row)
        if (batch.length < batchSize) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
  }
}

function fileIn(argument: string | undefined): string {
  if (argument === undefined || argument === '')
    throw new UsageError('collected-file', { message: '`collected` names no file.', hint: 'Write collected:FILE.' })
  if (existsSync(argument)) return argument
  throw new InputError('input-not-found', {
    message: `There is no file ${JSON.stringify(argument)}.`,
    hint: 'Run on the machine what `driftgate bake --script` prints, and keep its output.',
    at: { file: argument },
  })
}
