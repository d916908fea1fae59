import { isUtf8 } from 'node:buffer'
import { readBytes } from './read-bytes.ts'
import { reaching } from './reaching.ts'

/** Of longer files no difference is shown. Bytes. */
export const longestText = 64 * 1024

/** The text of a small file as it is now; undefined where it is long, no text, gone or not to be read. */
export function smallText(root: string, path: string): string | undefined {
  try {
    const bytes = reaching(root, path, (raw) => readBytes(raw, longestText))
    return plainText(bytes)
  } catch {
    return undefined
  }
}

/** Bytes as text; undefined where they are none. */
export function plainText(bytes: Buffer | undefined): string | undefined {
  return bytes !== undefined && isUtf8(bytes) && !bytes.includes(0) ? bytes.toString() : undefined
}
