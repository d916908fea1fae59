import type { KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { readChunks, type InputFile } from '../../documents/input-file.ts'
import type { ImageRecord } from '../../model/image.ts'
import type { JsonObject } from '../../model/json.ts'
import { digestOf } from '../manifest-bytes.ts'
import { envelopeBeside } from './envelope-file.ts'
import { verifyManifest } from './statement.ts'

/** Reads a manifest whole and holds the signatures beside it against keys. Throws InputError for a broken file. */
export async function signatureIn(
  file: InputFile,
  header: JsonObject,
  keys: readonly KeyObject[],
): Promise<Pick<ImageRecord, 'digest' | 'signature'>> {
  const digest = await digestOf(readChunks(file), file.path)
  const envelope = envelopeBeside(file.path)
  const text = existsSync(envelope) ? readFileSync(envelope, 'utf8') : undefined
  return { digest, signature: verifyManifest({ digest, header }, text, keys).signature }
}
