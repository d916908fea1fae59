import { InputError } from '../../model/errors.ts'
import type { LibraryIndex } from '../../model/generated/image-library.ts'
import { isObject } from '../../model/json.ts'
import { nothing, type LibraryStore } from '../../model/library-store.ts'
import { summaryOf } from '../manifest-bytes.ts'
import { checkedHeader } from '../library.ts'
import { withImage, without, unneeded, type Entry, type Standing } from './entries.ts'
import { changeIndex, indexOf } from './index-document.ts'

/** Where a manifest lies in a library. */
export function manifestName(digest: string): string {
  return `${digest.replace(':', '/')}.ndjson.gz`
}

/** Where its signatures lie. */
export function envelopeName(digest: string): string {
  return `${digest.replace(':', '/')}.dsse.json`
}

/** A manifest to be kept: its packed bytes, and its signatures where it has some. */
export interface NewManifest {
  file: string
  bytes: Uint8Array
  envelope?: Uint8Array
}

/**
 * Puts a manifest into a library: first its bytes under their digest, then its line of the index, so that whoever reads never misses
 * a manifest that the index names. `now` in ISO 8601. Throws InputError for what is no manifest.
 */
export async function addManifest(
  store: LibraryStore,
  { file, bytes, envelope }: NewManifest,
  now: string,
  standing: Standing = {},
): Promise<{ entry: Entry; index: LibraryIndex; isNew: boolean }> {
  const { header, digest } = await summaryOf(once(bytes), file)
  const { channel, deprecatedAt, revokedAt, revokedReason } = await checkedHeader(header, file)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw isPlain(file)
  const isNew = await store.write(manifestName(digest), bytes, nothing)
  if (envelope !== undefined) await store.write(envelopeName(digest), envelope)
  const said = Object.fromEntries(
    Object.entries({ channel, deprecatedAt, revokedAt, revokedReason }).filter(([, each]) => each !== undefined),
  )
  const image = { header: headerIn(header), addedAt: now, ...said }
  const index = await changeIndex(store, (before) => withImage(before, { digest, image }, standing))
  const kept = index.images[digest]
  return { entry: { digest, image: kept ?? image }, index, isNew }
}

function headerIn(value: unknown): Entry['image']['header'] {
  if (!isHeader(value)) throw new RangeError('a header was checked before')
  return value
}

/** Asked of headers that their schema was held against. */
function isHeader(value: unknown): value is Entry['image']['header'] {
  return isObject(value) && typeof value['schema'] === 'string' && Array.isArray(value['subjects'])
}

function isPlain(file: string): InputError {
  return new InputError('image-manifest-invalid', {
    message: `${file} is not packed; a library holds manifests that are.`,
    hint: `Pack it with gzip: \`gzip -n ${file}\`.`,
    at: { file },
  })
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** What a pruning removes. */
export interface Pruned {
  entries: Entry[]
  /** Objects that no image of the index has. */
  loose: string[]
}

/**
 * Removes what nothing needs any more: images as `unneeded` says, then files that belong to no image and were written `days` ago.
 * With `isDry` nothing is removed.
 */
export async function pruneLibrary(store: LibraryStore, now: number, days: number, isDry: boolean): Promise<Pruned> {
  let entries: Entry[] = []
  const drop = (index: LibraryIndex): LibraryIndex => {
    entries = unneeded(index, now, days)
    return without(index, new Set(entries.map(({ digest }) => digest)))
  }
  const index = drop(await indexOf(store))
  const after = isDry || entries.length === 0 ? index : await changeIndex(store, drop)
  const named = new Set(Object.keys(after.images).flatMap((digest) => [manifestName(digest), envelopeName(digest)]))
  const removed = new Set(entries.flatMap(({ digest }) => [manifestName(digest), envelopeName(digest)]))
  const stored = (await store.list('sha256/')).filter(({ name }) => !named.has(name))
  const loose = stored.filter(({ name, writtenAt }) => removed.has(name) || now - Date.parse(writtenAt) >= days * 86_400_000)
  if (!isDry) for (const { name } of loose) await store.remove(name)
  return { entries, loose: loose.map(({ name }) => name).filter((name) => !removed.has(name)) }
}
