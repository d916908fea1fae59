import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { DriftgateError, InputError, messageOf } from '../model/errors.ts'
import type { InputFile } from './input-file.ts'

/** The bytes of a document that is no file on this machine. They come once, in order. */
export interface Content {
  /** The first bytes, unpacked: what a reader is chosen by. */
  head: Buffer
  /** All bytes from the first, unpacked. May be asked for once. */
  chunks(): AsyncIterable<Buffer>
  /** Lets go of a document that nobody reads. */
  close(): void
}

const headBytes = 65_536

/** A document that comes as a stream, its head already read. Gzip is recognised by its first bytes, whatever a server says of it. */
export async function streamedFile(path: string, bytes: AsyncIterable<Uint8Array>, named: boolean): Promise<InputFile> {
  const raw = Readable.from(bytes, { objectMode: false, highWaterMark: 1024 * 1024 })
  const iterator = await told(path, () => unpacked(raw))
  const first: Buffer[] = []
  let length = 0
  let isDone = false
  while (length < headBytes && !isDone) {
    const { value, done } = await told(path, () => iterator.next())
    if (done === true) isDone = true
    else {
      first.push(value)
      length += value.length
    }
  }
  const head = Buffer.concat(first)
  let isTaken = false
  const content: Content = {
    head: head.subarray(0, headBytes),
    async *chunks() {
      if (isTaken) throw new RangeError(`${path} is a stream and was read already`)
      isTaken = true
      try {
        if (head.length > 0) yield head
        while (!isDone) {
          const { value, done } = await told(path, () => iterator.next())
          if (done === true) isDone = true
          else yield value
        }
      } finally {
        raw.destroy()
      }
    },
    close: () => raw.destroy(),
  }
  return { path, size: head.length, named, content }
}

async function unpacked(raw: Readable): Promise<AsyncIterator<Buffer>> {
  const start = raw[Symbol.asyncIterator]()
  const pieces: Buffer[] = []
  let length = 0
  while (length < 2) {
    const { value, done } = await start.next()
    if (done === true) break
    pieces.push(Buffer.from(value))
    length += value.length
  }
  const whole = (async function* again(): AsyncGenerator<Buffer> {
    yield* pieces
    for (;;) {
      const { value, done } = await start.next()
      if (done === true) return
      yield value
    }
  })()
  const [one, two] = Buffer.concat(pieces)
  if (one !== 0x1f || two !== 0x8b) return whole
  return pipeline(Readable.from(whole, { objectMode: false }), createGunzip(), () => undefined)[Symbol.asyncIterator]()
}

async function told<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    // What reads the bytes may have said already what is wrong.
    if (error instanceof DriftgateError) throw error
    throw new InputError('source-cut', {
      message: `${path} cannot be read to its end: ${messageOf(error)}.`,
      hint: 'Scan again; when it happens again, the document is damaged or the connection breaks off.',
      at: { file: path },
    })
  }
}
