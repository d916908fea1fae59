/** Bytes handed from one who must not be kept waiting in vain to one who reads them: a piece at a time, nothing piles up. */
export class Handoff implements AsyncIterableIterator<Buffer, undefined> {
  private piece: Buffer | undefined
  private isOver = false
  private wake: (() => void) | undefined
  private taken: (() => void) | undefined

  /** Resolves when the reader wants more, or wants no more at all. */
  write(bytes: Buffer): Promise<void> | undefined {
    if (this.isOver) return undefined
    this.piece = bytes
    return new Promise((resolve) => {
      this.taken = resolve
      this.wake?.()
    })
  }

  /** No more comes. */
  end(): void {
    this.isOver = true
    this.wake?.()
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    this.taken?.()
    this.taken = undefined
    if (this.piece === undefined && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    this.wake = undefined
    const value = this.piece
    this.piece = undefined
    return value === undefined ? { done: true, value } : { done: false, value }
  }

  /** The reader wants no more. */
  return(): Promise<IteratorResult<Buffer, undefined>> {
    this.isOver = true
    this.piece = undefined
    this.taken?.()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
