import { createHash, type KeyObject } from 'node:crypto'
import type { ContentRow } from '../../model/content.ts'
import { InputError } from '../../model/errors.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import type { ImageRecord } from '../../model/image.ts'
import { jsonOf } from '../../model/json.ts'
import { given } from '../../model/given.ts'
import type { LibraryStore } from '../../model/library-store.ts'
import { digestOf, unpacked } from '../manifest-bytes.ts'
import { readingOf, readRows } from '../manifest/read.ts'
import { checkedHeader, recordOf } from '../library.ts'
import { verifyManifest } from '../sign/statement.ts'
import { entriesOf, idsOf, type Entry } from './entries.ts'
import { collected, indexOf } from './index-document.ts'
import { envelopeName, manifestName } from './keep.ts'

/** Bytes of the signatures of one manifest: its header is in them. */
const largestEnvelope = 128 * 1024 * 1024

/**
 * The images of a library that has an index, the newest first. The index rules: channel, deprecation and revocation are its own, and
 * of two images with one id the newer has it. Manifests are not opened here,
 * of those with signatures only these, where keys are given. Throws InputError for a broken index.
 */
export async function indexedImages(
  store: LibraryStore,
  note: (diagnostic: Diagnostic) => void,
  keys: readonly KeyObject[] = [],
): Promise<ImageRecord[]> {
  const taken = new Set<string>()
  const records: ImageRecord[] = []
  const entries = entriesOf(await indexOf(store))
  const stored = new Set((await store.list('sha256/')).map(({ name }) => name))
  for (const entry of entries) {
    try {
      if (!stored.has(manifestName(entry.digest))) throw missing(store, entry.digest)
      const signature = keys.length === 0 ? {} : await signatureOf(store, entry, stored, keys)
      records.push({ ...withoutTaken(await recordIn(store, entry), entry, taken), ...signature })
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      const { code, message, hint, at } = error
      note({ code, level: 'error', message, hint, location: at ?? { file: store.place } })
    }
  }
  const named = new Set(entries.flatMap(({ digest }) => [manifestName(digest), envelopeName(digest)]))
  const loose = [...stored].filter((name) => !named.has(name))
  if (loose.length > 0) note(unindexed(store, loose.length))
  return records
}

async function signatureOf(store: LibraryStore, { digest, image }: Entry, stored: ReadonlySet<string>, keys: readonly KeyObject[]) {
  const name = envelopeName(digest)
  const found = stored.has(name) ? await store.read(name) : undefined
  const text = found === undefined ? undefined : (await collected(found.bytes, largestEnvelope, `${store.place}/${name}`)).toString('utf8')
  return { signature: verifyManifest({ digest, header: jsonOf(image.header) }, text, keys).signature }
}

function unindexed({ place }: LibraryStore, count: number): Diagnostic {
  return {
    code: 'library-unindexed',
    level: 'note',
    message: `${count} ${count === 1 ? 'file' : 'files'} in ${place}/sha256 belong to no image of the index and were not read.`,
    hint: '`driftgate library prune` removes such files; `driftgate library add` puts manifests into the index.',
    location: { file: place },
  }
}

async function recordIn(store: LibraryStore, { digest, image }: Entry): Promise<ImageRecord> {
  const { channel, deprecatedAt, revokedAt, revokedReason } = image
  const value = jsonOf(image.header)
  const file = fileIn(store, digest)
  const header = await checkedHeader(value, file)
  const { channel: _, deprecatedAt: _d, revokedAt: _r, revokedReason: _w, ...record } = recordOf(header, value, file)
  const contents = header.capture === undefined ? undefined : { reading: readingOf(header), rows: () => rowsIn(store, digest) }
  return { ...record, digest, ...given({ channel, deprecatedAt, revokedAt, revokedReason, contents }) }
}

/** The rows of a manifest, fetched each time. Throws InputError, at their end, where it is not what its name says. */
async function* rowsIn(store: LibraryStore, digest: string): AsyncGenerator<readonly ContentRow[]> {
  const path = fileIn(store, digest)
  const hash = createHash('sha256')
  const bytes = await manifestIn(store, digest)
  async function* chunks(): AsyncGenerator<Buffer> {
    for await (const chunk of unpacked(bytes, path)) {
      hash.update(chunk)
      yield Buffer.from(chunk)
    }
  }
  const content = { head: Buffer.alloc(0), chunks, close: () => undefined }
  yield* readRows({ path, size: 0, named: true, content })
  checkDigest(`sha256:${hash.digest('hex')}`, digest, path)
}

function withoutTaken(record: ImageRecord, { image }: Entry, taken: Set<string>): ImageRecord {
  const { rootfsId, ...rest } = record
  const free = {
    ...rest,
    subjects: record.subjects.filter(({ id }) => !taken.has(id)),
    ...(rootfsId === undefined || taken.has(rootfsId) ? {} : { rootfsId }),
  }
  for (const id of idsOf(image)) taken.add(id)
  return free
}

function fileIn(store: LibraryStore, digest: string): string {
  return `${store.place}/${manifestName(digest)}`
}

/** The packed bytes of an image's manifest. Throws InputError where the library lacks it. */
async function manifestIn(store: LibraryStore, digest: string): Promise<AsyncIterable<Uint8Array>> {
  const found = await store.read(manifestName(digest))
  if (found !== undefined) return found.bytes
  throw missing(store, digest)
}

function missing(store: LibraryStore, digest: string): InputError {
  const file = fileIn(store, digest)
  return new InputError('library-manifest-missing', {
    message: `The index names ${digest}, and there is no ${file}.`,
    hint: 'Add the manifest anew, or restore the file.',
    at: { file },
  })
}

/** Throws InputError where a manifest is not what its name says. */
export async function checkManifest(store: LibraryStore, digest: string): Promise<void> {
  const file = fileIn(store, digest)
  checkDigest(await digestOf(await manifestIn(store, digest), file), digest, file)
}

function checkDigest(found: string, digest: string, file: string): void {
  if (found === digest) return
  throw new InputError('library-manifest-digest', {
    message: `${file} is not what its name says: its digest is ${found}.`,
    hint: 'Somebody changed it or it was damaged: add the manifest anew from the pipeline that baked it.',
    at: { file },
  })
}
