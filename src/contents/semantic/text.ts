import { createHash } from 'node:crypto'
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

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text of bytes; those that are not UTF-8 become %XX, so that different bytes stay different. */
export function textOf(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes)
  } catch {
    return escapeInvalid(bytes)
  }
}

function escapeInvalid(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
    const end = lead < 0x80 ? endOfAscii(bytes, at) : at + length
    try {
      text += strict.decode(bytes.subarray(at, end))
      at = end
    } catch {
      text += `%${lead.toString(16).toUpperCase().padStart(2, '0')}`
      at += 1
    }
  }
  return text
}

function endOfAscii(bytes: Uint8Array, from: number): number {
  let end = from
  while (end < bytes.length && (bytes[end] ?? 0) < 0x80) end += 1
  return end
}

/** A path as file rows have it: `%` as %25 beside the bytes that `textOf` escapes. */
export function pathText(bytes: Uint8Array): string {
  if (!bytes.includes(0x25)) return textOf(bytes)
  const parts: string[] = []
  let from = 0
  for (let at = bytes.indexOf(0x25); at !== -1; at = bytes.indexOf(0x25, from)) {
    parts.push(textOf(bytes.subarray(from, at)))
    from = at + 1
  }
  return [...parts, textOf(bytes.subarray(from))].join('%25')
}

/** SHA-256 of a text, base64url. */
export function digestOf(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('base64url')
}
