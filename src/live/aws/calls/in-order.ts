/** How many batches a reader may be ahead of whoever takes them, where nobody says otherwise. */
const usuallyAhead = 64

/** Runs readers several at a time, and yields what they read in the order of the readers: the same whoever was faster. */
export async function* inOrder<T>(
  readers: readonly (() => AsyncIterable<T>)[],
  width: number,
  ahead: number = usuallyAhead,
): AsyncGenerator<T> {
  const lanes = readers.map((read) => new Lane(read, ahead))
  let next = 0
  const work = async (): Promise<void> => {
    for (let lane = lanes[next++]; lane !== undefined; lane = lanes[next++]) await lane.run()
  }
  // Lanes keep their errors for whoever takes from them.
  for (let at = 0; at < Math.min(width, lanes.length); at += 1) void work()
  try {
    for (const lane of lanes) yield* lane.taken()
  } finally {
    for (const lane of lanes) lane.stop()
  }
}

/** One reader and what it is ahead by. */
class Lane<T> {
  readonly #read: () => AsyncIterable<T>
  readonly #ahead: number
  readonly #batches: T[] = []
  #isEnded = false
  #isStopped = false
  #failure: { error: unknown } | undefined
  #changed = (): void => {}

  constructor(read: () => AsyncIterable<T>, ahead: number) {
    this.#read = read
    this.#ahead = ahead
  }

  async run(): Promise<void> {
    try {
      if (this.#isStopped) return
      for await (const batch of this.#read()) {
        this.#batches.push(batch)
        this.#changed()
        while (this.#batches.length >= this.#ahead && !this.#isStopped) await this.#change()
        if (this.#isStopped) return
      }
    } catch (error) {
      this.#failure = { error }
    } finally {
      this.#isEnded = true
      this.#changed()
    }
  }

  async *taken(): AsyncGenerator<T> {
    for (;;) {
      const batch = this.#batches.shift()
      if (batch !== undefined) {
        this.#changed()
        yield batch
      } else if (this.#failure !== undefined) throw this.#failure.error
      else if (this.#isEnded) return
      else await this.#change()
    }
  }

  stop(): void {
    this.#isStopped = true
    this.#changed()
  }

  /** Reader and taker never wait at once: one waits when there is too much, the other when there is nothing. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#changed = resolve
    })
  }
}
