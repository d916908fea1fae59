import type { Timer } from '../../src/live/aws/calls/limiter.ts'

/** Time that costs nothing: whoever waits is told at once that it has passed. */
export function hurriedTime(): Timer {
  let now = 0
  return {
    now: () => now,
    wait: (milliseconds) => {
      now += milliseconds
      return Promise.resolve()
    },
  }
}

/** Time that passes only when everybody waits: then it is at once when the first of them need not wait any longer. */
export class VirtualTime implements Timer {
  #now = 0
  #order = 0
  readonly #sleeping: { until: number; order: number; wake: () => void }[] = []

  now(): number {
    return this.#now
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((wake) => {
      this.#sleeping.push({ until: this.#now + milliseconds, order: this.#order++, wake })
      this.#sleeping.sort((a, b) => a.until - b.until || a.order - b.order)
    })
  }

  /** Lets time pass until the work is done. Throws where it waits for nothing. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false
    const done = () => {
      isDone = true
    }
    work.then(done, done)
    for (;;) {
      // What was woken runs as far as it can; promises of its own are settled before the next turn of the loop.
      await new Promise((resolve) => setImmediate(resolve))
      if (isDone) return work
      const next = this.#sleeping.shift()
      if (next === undefined) throw new Error(`At ${this.#now} ms nobody is left who could go on.`)
      this.#now = next.until
      next.wake()
    }
  }
}
