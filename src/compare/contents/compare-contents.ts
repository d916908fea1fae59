import type { Contents, FileRow, RowKind } from '../../model/content.ts'
import type { Comparison } from '../../model/pair.ts'
import { Books } from './books.ts'
import { FileRows } from './file-rows.ts'
import { merged, type Entry } from './merge.ts'
import { chosenProfile, profileOf } from './profile.ts'
import { SemanticRows } from './semantic-rows.ts'

/** What decides how the contents of a machine are compared, beside the contents. */
export interface ContentsContext {
  /** `host`, `rootfs`, `docker/container`. */
  kind: string
  /** Id of os-release. */
  os?: string
  /** A profile that was asked for by name. Absent: the one that fits. */
  profile?: string
  /** Expectations end by it, and it chooses the sample of files. */
  now: Date
  /** Differences that are listed at most. */
  limit?: number
}

/**
 * Compares what was baked with what is there, row by row, in one pass over both; neither is held. Baked rows are counted as
 * declared leaves. Throws an InputError where a side is not sorted, and whatever reading a side throws.
 */
export async function compareContents({ baked, live }: { baked: Contents; live: Contents }, context: ContentsContext): Promise<Comparison> {
  const books = new Books(context.limit)
  const rows = new SemanticRows(baked.reading, live.reading, books, context.now)
  const collected = new Set(live.reading.kinds)
  // What nobody looked for is neither there nor gone.
  const hasFiles = collected.has('f') && baked.reading.kinds.includes('f')
  let files: FileRows | undefined
  const start = (): FileRows => {
    rows.settle()
    const both = new Set<RowKind>(baked.reading.kinds.filter((kind) => collected.has(kind)))
    const name = context.profile ?? chosenProfile({ ...context, method: baked.reading.method, packages: rows.bakedPackages })
    const profile = profileOf(name, { collected: both, expected: rows.expected })
    return new FileRows({ baked, live, told: rows, profile, books, collected, isRunning: context.kind === 'host', now: context.now })
  }
  for await (const batch of merged(baked, live)) {
    const first = batch.findIndex(isOfFile)
    for (const entry of first === -1 ? batch : batch.slice(0, first)) rows.take(entry)
    if (first === -1) continue
    if (!hasFiles) {
      for (const { baked: row } of batch.slice(first)) if (row !== undefined) books.skip('/files', 'not-collected')
      continue
    }
    files ??= start()
    await files.take(fileEntries(first === 0 ? batch : batch.slice(first)))
  }
  files ??= start()
  files.close()
  rows.close()
  return books.close()
}

function isOfFile({ baked, live }: Entry): boolean {
  return (baked ?? live)?.k === 'f'
}

/** Files are last: what comes after one is one. */
function fileEntries(entries: readonly Entry[]): readonly Entry<FileRow>[] {
  return entries.every(isFileEntry) ? entries : []
}

function isFileEntry(entry: Entry): entry is Entry<FileRow> {
  return isOfFile(entry)
}
