import { createHash } from 'node:crypto'
import { parseExactly } from '../../model/exact-json.ts'
import { InputError, messageOf, UsageError } from '../../model/errors.ts'
import type { LibraryIndex } from '../../model/generated/image-library.ts'
import { nothing, type LibraryStore } from '../../model/library-store.ts'

const indexName = 'index.json'
const indexSchema = 'driftgate/image-library/v1'

/** Bytes of an index: some ten thousand images. */
const largest = 256 * 1024 * 1024
/** How often a change is made anew because another writer was first. */
const attempts = 20

/** The index of a store. Throws InputError where it has none, or a broken one. */
export async function indexOf(store: LibraryStore): Promise<LibraryIndex> {
  const found = await versioned(store)
  if (found === undefined) throw noIndex(store)
  return found.index
}

/**
 * Changes the index of a store, one that has none gets its first. Another writer's change is never lost: then `change` is asked
 * again, of what that one wrote. Throws UsageError where others write without end.
 */
export async function changeIndex(store: LibraryStore, change: (index: LibraryIndex) => LibraryIndex): Promise<LibraryIndex> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const found = await versioned(store)
    const index = change(found?.index ?? { schema: indexSchema, images: {} })
    if (await store.write(indexName, Buffer.from(indexText(index)), found?.version ?? nothing)) return index
  }
  throw new UsageError('library-busy', {
    message: `The index of ${store.place} was changed by others ${attempts} times while it was to be written.`,
    hint: 'Try again when fewer pipelines write into this library.',
  })
}

/** An index as it is written: sorted and one member a line, so that two branches of a repository can be joined. */
function indexText(index: LibraryIndex): string {
  const images = Object.fromEntries(Object.entries(index.images).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return `${JSON.stringify({ schema: index.schema, images }, undefined, 2)}\n`
}

async function versioned(store: LibraryStore): Promise<{ index: LibraryIndex; version: string } | undefined> {
  const found = await store.read(indexName)
  if (found === undefined) return undefined
  const bytes = await collected(found.bytes, largest, `${store.place}/${indexName}`)
  return { index: await parseIndex(bytes.toString('utf8'), `${store.place}/${indexName}`), version: found.version }
}

interface Validator {
  (value: unknown): boolean
  errors?: { instancePath: string; message?: string }[] | null
}

/** Reads an index. Throws InputError where it is broken. */
async function parseIndex(text: string, file: string): Promise<LibraryIndex> {
  const value = parsed(text, file)
  const compiled: { default: Validator } = await import(new URL('../../../schemas/compiled/image-library.mjs', import.meta.url).href)
  if (isIndex(value, compiled.default)) return value
  const [first] = compiled.default.errors ?? []
  throw broken(file, `${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}`)
}

function isIndex(value: unknown, validate: Validator): value is LibraryIndex {
  return validate(value)
}

function parsed(text: string, file: string): unknown {
  try {
    return parseExactly(text)
  } catch (error) {
    throw broken(file, messageOf(error))
  }
}

function broken(file: string, what: string): InputError {
  return new InputError('library-index-invalid', {
    message: `${file} is no valid index of a library: ${what}.`,
    hint: 'Restore the version before; schemas/image-library.schema.json says what an index holds.',
    at: { file },
  })
}

function noIndex(store: LibraryStore): InputError {
  return new InputError('library-index-missing', {
    message: `${store.place} has no index.json.`,
    hint: '`driftgate library add` makes a library of the first manifest that it is given.',
    at: { file: store.place },
  })
}

/** All of a stream. Throws InputError where it is longer than `limit` bytes. */
export async function collected(bytes: AsyncIterable<Uint8Array>, limit: number, file: string): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    if (size > limit) {
      throw new InputError('document-too-large', {
        message: `${file} has more than ${limit} bytes.`,
        hint: 'Check that it is what it should be.',
        at: { file },
      })
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}
