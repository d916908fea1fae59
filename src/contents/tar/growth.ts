import { InputError } from '../../model/errors.ts'
import type { TarLimits } from './limits.ts'

/** Watches what an archive unpacks to, so that a small one cannot keep its reader busy for ever. */
export class Growth {
  /** Bytes as they came; 0 where nothing was packed. */
  packed = 0
  private plain = 0
  private readonly name: string
  private readonly limits: TarLimits

  constructor(name: string, limits: TarLimits) {
    this.name = name
    this.limits = limits
  }

  readonly seePacked = (chunk: Buffer): void => {
    this.packed += chunk.length
  }

  /** Throws InputError where it has grown too much. */
  readonly seePlain = (chunk: Buffer): void => {
    this.plain += chunk.length
    const { unpacked, ratio } = this.limits
    if (this.packed === 0 || this.plain <= unpacked || this.plain <= this.packed * ratio) return
    throw new InputError('layer-bomb', {
      message: `${this.name} unpacks to ${this.plain} bytes and more out of ${this.packed}.`,
      hint: 'It is made to overwhelm its reader, or holds a huge empty file; where that is meant, unpack it and bake rootfs:DIR.',
      at: { file: this.name },
    })
  }
}

/** The same chunks, each shown to somebody as it passes. */
export async function* seen(chunks: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    see(chunk)
    yield chunk
  }
}
