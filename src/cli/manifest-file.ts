import { createReadStream, existsSync } from 'node:fs'
import { splitHeader, summaryOf, withHeader } from '../baked/manifest-bytes.ts'
import { InputError } from '../model/errors.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { writeStreamAtomically } from './atomic-file.ts'

/** A manifest on disk. */
export interface ManifestFile {
  header: Json
  digest: string
  /** Its packed bytes, from the beginning. */
  open(this: void): AsyncIterable<Uint8Array>
}

/** Reads a manifest once. Throws InputError where there is none, or it is broken. */
export async function readManifest(file: string): Promise<ManifestFile> {
  if (!existsSync(file)) {
    throw new InputError('input-not-found', {
      message: `There is no file ${JSON.stringify(file)}.`,
      hint: '`driftgate bake SOURCE -o FILE` writes a manifest.',
      at: { file },
    })
  }
  const open = (): AsyncIterable<Uint8Array> => createReadStream(file)
  return { ...(await summaryOf(open(), file)), open }
}

/** Writes a manifest with another header, and the rows that `open` gives. Says what was written, and its digest. */
export async function replaceHeader(
  file: string,
  header: JsonObject,
  open: ManifestFile['open'],
): Promise<{ written: string; digest: string }> {
  const { rest } = await splitHeader(open(), file)
  const { bytes, digest } = withHeader(header, rest)
  const written = await writeStreamAtomically(file, bytes, 0o644)
  return { written, digest: digest() }
}
