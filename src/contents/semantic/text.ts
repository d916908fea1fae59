import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { nameText } from '../names.ts'
import type { SemanticContext, Tree } from '../tree.ts'
import { follow } from './follow.ts'

/** What a table of a machine may weigh, in bytes. A longer one is told, not read: it is no table that somebody keeps. */
const tableLimit = 8 << 20
/** Names of a folder that are looked at. */
const nameLimit = 20_000

/** Bytes of a file. Undefined: there is none, or it could not be read, which the context is told. */
export async function readBytes(tree: Tree, path: string, context: SemanticContext, limit = tableLimit): Promise<Buffer | undefined> {
  const bytes = await tree.read(path, limit)
  if (bytes !== undefined) return bytes
  const found = await follow(tree, path)
  if (found === undefined || found.path === '/dev/null') return undefined
  if (found.entry.type === 'file') context.skip(path, found.entry.size > limit ? `longer than ${limit} bytes` : 'could not be read')
  else context.skip(path, 'not a regular file')
  return undefined
}

/** Text of a file, as `textOf` decodes it. Undefined as for `readBytes`. */
export async function readText(tree: Tree, path: string, context: SemanticContext, limit = tableLimit): Promise<string | undefined> {
  const bytes = await readBytes(tree, path, context, limit)
  return bytes === undefined ? undefined : textOf(bytes)
}

/** Lines of a file without their ends, none where there is no file. */
export async function readLines(tree: Tree, path: string, context: SemanticContext, limit = tableLimit): Promise<string[]> {
  return ((await readText(tree, path, context, limit)) ?? '').split(/\r?\n/)
}

/** Names in a folder, at most 20,000: more are told. */
export async function readNames(tree: Tree, path: string, context: SemanticContext): Promise<readonly string[]> {
  const names = await tree.list(path)
  if (names.length <= nameLimit) return names
  context.skip(path, `only the first ${nameLimit} of ${names.length} names were looked at`)
  return names.slice(0, nameLimit)
}

/** Text of bytes. Where they are not UTF-8 it is written as names are, so that different bytes stay different. */
export function textOf(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : nameText(bytes)
}

/** SHA-256 of a text, base64url. */
export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('base64url')
}
