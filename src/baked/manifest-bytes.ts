import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { InputError, messageOf } from '../model/errors.ts'
import { canonical, type Json, type JsonObject } from '../model/json.ts'

/** Bytes of a header: names, labels, what was skipped. */
const longestHeader = 64 * 1024 * 1024
const newline = 0x0a

/** The digest of a manifest: `sha256:` of its bytes, unpacked. Throws InputError where they cannot be unpacked. */
export async function digestOf(bytes: AsyncIterable<Uint8Array>, file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of unpacked(bytes, file)) hash.update(chunk)
  return `sha256:${hash.digest('hex')}`
}

/** A manifest read once: its header, its digest. Memory does not depend on its length. */
export async function summaryOf(bytes: AsyncIterable<Uint8Array>, file: string): Promise<{ header: Json; digest: string }> {
  const hash = createHash('sha256')
  const hashed = hashing(unpacked(bytes, file), (chunk) => hash.update(chunk))
  const { header, rest } = await split(hashed, file)
  for await (const _ of rest) void _
  return { header, digest: `sha256:${hash.digest('hex')}` }
}

/** The header of a manifest, and the bytes of its rows as they stand. */
export async function splitHeader(
  bytes: AsyncIterable<Uint8Array>,
  file: string,
): Promise<{ header: Json; rest: AsyncIterable<Uint8Array> }> {
  return split(unpacked(bytes, file), file)
}

/** A manifest with another header: packed bytes, whose digest is known once they were all taken. */
export function withHeader(
  header: JsonObject,
  rest: AsyncIterable<Uint8Array>,
): { bytes: AsyncIterable<Uint8Array>; digest(this: void): string } {
  const hash = createHash('sha256')
  let digest = ''
  const plain = (async function* (): AsyncGenerator<Uint8Array> {
    const first = Buffer.from(`${canonical(header)}\n`)
    hash.update(first)
    yield first
    for await (const chunk of rest) {
      hash.update(chunk)
      yield chunk
    }
    digest = `sha256:${hash.digest('hex')}`
  })()
  const packed: AsyncIterable<Uint8Array> = pipeline(plain, createGzip(), () => undefined)
  return { bytes: packed, digest: () => digest }
}

/** Bytes unpacked where they are gzip. Throws InputError where they break off. */
export async function* unpacked(bytes: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]()
  let first = await iterator.next()
  while (first.done !== true && first.value.length < 2) {
    const next = await iterator.next()
    if (next.done === true) break
    first = { value: Buffer.concat([first.value, next.value]), done: false }
  }
  if (first.done === true) return
  const head = first.value
  const all = (async function* (): AsyncGenerator<Uint8Array> {
    yield head
    yield* { [Symbol.asyncIterator]: () => iterator }
  })()
  if (head[0] !== 0x1f || head[1] !== 0x8b) return yield* all
  const plain: AsyncIterable<Uint8Array> = pipeline(all, createGunzip(), () => undefined)
  try {
    yield* plain
  } catch (error) {
    throw new InputError('gzip-broken', {
      message: `${file} is a broken gzip file: ${messageOf(error)}.`,
      hint: 'Fetch the file again; it is truncated or damaged.',
      at: { file },
    })
  }
}

async function* hashing(bytes: AsyncIterable<Uint8Array>, see: (chunk: Uint8Array) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    see(chunk)
    yield chunk
  }
}

async function split(bytes: AsyncIterable<Uint8Array>, file: string): Promise<{ header: Json; rest: AsyncIterable<Uint8Array> }> {
  const iterator = bytes[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let size = 0
  let after: Uint8Array = Buffer.alloc(0)
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    const end = next.value.indexOf(newline)
    const piece = end === -1 ? next.value : next.value.subarray(0, end)
    pieces.push(piece)
    size += piece.length
    if (size > longestHeader) throw invalid(file, 'its first line is too long')
    if (end === -1) continue
    after = next.value.subarray(end + 1)
    break
  }
  const header = parsed(Buffer.concat(pieces).toString('utf8'), file)
  const rest = (async function* (): AsyncGenerator<Uint8Array> {
    if (after.length > 0) yield after
    yield* { [Symbol.asyncIterator]: () => iterator }
  })()
  return { header, rest }
}

function parsed(line: string, file: string): Json {
  try {
    const value: Json = JSON.parse(line)
    return value
  } catch (error) {
    throw invalid(file, `its first line is no JSON: ${messageOf(error)}`)
  }
}

function invalid(file: string, what: string): InputError {
  return new InputError('image-manifest-invalid', {
    message: `${file} is no image manifest: ${what}.`,
    hint: '`driftgate bake` writes manifests: gzip, one JSON document a line, the header first.',
    at: { file, line: 1 },
  })
}
