import { pipeline, Readable, type Duplex } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { InputError, messageOf } from '../../model/errors.ts'

const signatures = {
  gzip: [0x1f, 0x8b],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  bzip2: [0x42, 0x5a, 0x68],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a],
} as const

const chunkBytes = 256 * 1024

/**
 * The bytes of an archive, unpacked where its first bytes say gzip or zstd; `seePacked` gets those of a packed one.
 * Throws InputError for other packings and damaged ones.
 */
export async function* unpacked(chunks: AsyncIterable<Buffer>, name: string, seePacked: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  const source = chunks[Symbol.asyncIterator]()
  try {
    let head: Buffer = Buffer.alloc(0)
    while (head.length < 5) {
      const { done, value } = await source.next()
      if (done === true) break
      head = head.length === 0 ? value : Buffer.concat([head, value])
    }
    const packing = packingOf(head)
    if (packing === undefined) {
      yield* rejoined(head, source, () => undefined)
      return
    }
    if (packing !== 'gzip' && packing !== 'zstd') throw unsupported(name, packing)
    const packed = rejoined(head, source, seePacked)
    yield* told(name, packing === 'gzip' ? piped(packed, createGunzip({ chunkSize: chunkBytes })) : await fromZstd(packed))
    // What follows the packed archive is still part of what was fetched.
    for await (const _rest of rejoined(Buffer.alloc(0), source, seePacked)) void _rest
  } finally {
    await source.return?.()
  }
}

function packingOf(head: Buffer): keyof typeof signatures | undefined {
  const is = (bytes: readonly number[]): boolean => bytes.every((byte, at) => head[at] === byte)
  if (is(signatures.gzip)) return 'gzip'
  if (is(signatures.zstd)) return 'zstd'
  if (is(signatures.bzip2)) return 'bzip2'
  return is(signatures.xz) ? 'xz' : undefined
}

async function* rejoined(head: Buffer, source: AsyncIterator<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  if (head.length > 0) {
    see(head)
    yield head
  }
  for (;;) {
    const { done, value } = await source.next()
    if (done === true) return
    see(value)
    yield value
  }
}

function piped(chunks: AsyncIterable<Buffer>, through: Duplex): AsyncIterable<Buffer> {
  return pipeline(Readable.from(chunks), through, () => undefined)
}

/** By Node where it can, from 22.15 on; Node 20 has no zstd of its own. */
async function fromZstd(chunks: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const own: { createGunzip: unknown; createZstdDecompress?(): Duplex } = await import('node:zlib')
  return own.createZstdDecompress === undefined ? zstdByScript(chunks) : piped(chunks, own.createZstdDecompress())
}

async function* zstdByScript(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const { Decompress } = await import('fzstd')
  const ready: Buffer[] = []
  const decompress = new Decompress((data) => void ready.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength)))
  for await (const chunk of chunks) {
    decompress.push(chunk)
    yield* ready.splice(0)
  }
  decompress.push(new Uint8Array(0), true)
  yield* ready
}

async function* told(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const source = chunks[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await source.next().catch((error: unknown) => damaged(name, error))
      if (done === true) return
      yield value
    }
  } finally {
    await source.return?.()
  }
}

function damaged(name: string, error: unknown): never {
  if (error instanceof InputError) throw error
  throw new InputError('layer-damaged', {
    message: `${name} cannot be unpacked: ${messageOf(error)}.`,
    hint: 'Write or fetch it again; it is truncated or damaged.',
    at: { file: name },
  })
}

function unsupported(name: string, packing: string): InputError {
  return new InputError('layer-packing', {
    message: `${name} is packed with ${packing}, which is not read.`,
    hint: 'Images are packed with gzip or zstd; unpack the archive first.',
    at: { file: name },
  })
}
