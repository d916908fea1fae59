import type { TarSink } from './entry.ts'

const nothing: Buffer = Buffer.alloc(0)

/** Bytes that come in chunks, taken in the pieces that a reader wants. Nothing is copied that lies in one chunk. */
export class Bytes {
  /** Bytes taken so far. */
  offset = 0
  private readonly source: AsyncIterator<Buffer>
  private chunk = nothing
  private at = 0

  constructor(source: AsyncIterable<Buffer>) {
    this.source = source[Symbol.asyncIterator]()
  }

  /** So many bytes, or fewer where the source ends. */
  async take(length: number): Promise<Buffer> {
    if (this.chunk.length - this.at >= length) return this.cut(length)
    const parts: Buffer[] = []
    let missing = length
    while (missing > 0 && (await this.hasMore())) {
      const part = this.cut(Math.min(missing, this.chunk.length - this.at))
      missing -= part.length
      parts.push(part)
    }
    return Buffer.concat(parts)
  }

  /** Hands so many bytes to a sink. False where the source ends before. */
  async pass(length: number, sink: Pick<TarSink, 'write'> | undefined): Promise<boolean> {
    let missing = length
    while (missing > 0) {
      if (!(await this.hasMore())) return false
      const part = this.cut(Math.min(missing, this.chunk.length - this.at))
      missing -= part.length
      const waiting = sink?.write(part)
      if (waiting !== undefined) await waiting
    }
    return true
  }

  /** Reads what is left and throws it away. */
  async drain(): Promise<void> {
    do this.offset += this.chunk.length - this.at
    while (await this.next())
  }

  /** Lets go of a source of which no more is read. */
  async close(): Promise<void> {
    await this.source.return?.()
  }

  private cut(length: number): Buffer {
    const part = this.chunk.subarray(this.at, this.at + length)
    this.at += length
    this.offset += length
    return part
  }

  private async hasMore(): Promise<boolean> {
    while (this.at === this.chunk.length) if (!(await this.next())) return false
    return true
  }

  private async next(): Promise<boolean> {
    const { done, value } = await this.source.next()
    this.at = 0
    this.chunk = done === true ? nothing : value
    return done !== true
  }
}
