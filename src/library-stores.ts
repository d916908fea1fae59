import { FolderStore } from './baked/library/folder-store.ts'
import { indexedImages } from './baked/library/open.ts'
import { signatureIn } from './baked/sign/signature.ts'
import { publicKeyIn } from './baked/sign/keys.ts'
import { isLibraryIndex, type BakedContext } from './baked/library.ts'
import type { InputFile } from './documents/input-file.ts'
import { UsageError } from './model/errors.ts'
import type { Diagnostic } from './model/generated/report.ts'
import type { ImageRecord } from './model/image.ts'
import type { JsonObject } from './model/json.ts'
import type { LibraryStore } from './model/library-store.ts'

/** Opens the library at a place: `s3://BUCKET/PREFIX`, else a folder. Throws UsageError for an address of another kind. */
export async function libraryAt(place: string, called?: (operation: string) => void): Promise<LibraryStore> {
  if (/^s3:\/\/[^/]/.test(place)) {
    const { libraryObjects } = await import('./live/aws/library-objects.ts')
    return libraryObjects(place, called === undefined ? {} : { called })
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//.test(place)) return new FolderStore(place.replaceAll('\\', '/'))
  throw new UsageError('library-place', {
    message: `A library cannot lie at ${place}.`,
    hint: 'Give a folder, as images/, or s3://BUCKET/PREFIX.',
  })
}

interface BakedOptions {
  note(this: void, diagnostic: Diagnostic): void
  called?(this: void, operation: string): void
  /** Files with public keys. */
  verifyKeys?: readonly string[]
}

/**
 * What `--baked` names: the manifests among the files that were found, and the images of libraries with an index, in a folder or among
 * `sources` in S3. Of a folder with an index the index says what it holds.
 */
export async function bakedSources(
  found: readonly InputFile[],
  sources: readonly string[],
  { note, called, verifyKeys = [] }: BakedOptions,
): Promise<BakedContext & { files: InputFile[]; indexed: ImageRecord[]; places: string[] }> {
  const folders = [...new Set(found.filter(isLibraryIndex).map(({ path }) => path.slice(0, -'/index.json'.length)))]
  const places = [...sources.filter((source) => source.startsWith('s3://')), ...folders]
  const indexed: ImageRecord[] = []
  const keys = verifyKeys.map((file) => publicKeyIn(file))
  for (const place of places) indexed.push(...(await indexedImages(await libraryAt(place, called), note, keys)))
  return {
    files: found.filter(({ path }) => !folders.some((folder) => path.startsWith(`${folder}/`))),
    indexed,
    places,
    ...(keys.length === 0 ? {} : { signatureOf: (file: InputFile, header: JsonObject) => signatureIn(file, header, keys) }),
  }
}
