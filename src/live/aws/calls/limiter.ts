import { Lane } from './lane.ts'
import type { Rate } from './rates.ts'

/** A clock, in milliseconds, and a way to wait, so that a test needs neither. */
export interface Timer {
  now(): number
  wait(milliseconds: number): Promise<void>
}

const realTimer: Timer = {
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

/** What a failed call is: refused for coming too fast, broken in a way that passes, or an answer. */
export type Failure = 'throttled' | 'passing' | 'final'

/** Sorts what a call failed with; `failures`: how often it has failed in passing, this time included; infinite where none may be repeated. */
export type Judge = (error: unknown, failures: number) => Failure

/** A call may be refused for this many times the patience of its service, while others of it are answered. */
const patienceOfOne = 3
/** Share of the patience for which a service that answered nothing else is left alone. */
const rest = 0.25
/** Milliseconds before a call that failed in passing is made again, doubled each time. */
const pause = { first: 200, most: 20_000 }
/** Calls of one lane that are made again for failing in passing; every answer gives one back. A service that is down is not asked five times for each resource. */
const repeats = 100

/**
 * The only place that slows calls down: one lane for each account, region, service and class of action. A call that was
 * refused goes back to the queue, it is not lost; it fails when the service answered nothing but refusals for as long as its
 * patience lasts, and then all others that wait fail with it. A call that broke in passing is made again as long as the lane
 * has not used up what it may repeat.
 */
export class Limiter {
  readonly #timer: Timer
  readonly #queues = new Map<string, Queue>()
  /** Aborted: what waits fails with its reason, and so does every further call. */
  readonly signal: AbortSignal | undefined

  constructor(timer: Timer = realTimer, signal?: AbortSignal) {
    this.#timer = timer
    this.signal = signal
    signal?.addEventListener('abort', () => this.#end(asError(signal.reason)), { once: true })
  }

  #end(reason: Error): void {
    for (const queue of this.#queues.values()) queue.failAll(reason)
  }

  /** Makes a call when it may be made, and again where that helps. Fails with what the call failed with last. */
  async run<T>(key: string, rate: Rate, call: () => Promise<T>, judge: Judge): Promise<T> {
    const queue = this.#queue(key, rate)
    let failures = 0
    let refusedSince: number | undefined
    for (;;) {
      this.signal?.throwIfAborted()
      const sent = await queue.turn()
      try {
        const answer = await call()
        queue.answered()
        return answer
      } catch (error) {
        const { mayRepeat } = queue
        const failure = judge(error, mayRepeat ? failures + 1 : Number.POSITIVE_INFINITY)
        if (failure === 'throttled') {
          refusedSince ??= this.#timer.now()
          const isOver = queue.refused(sent, error)
          if (isOver || this.#timer.now() - refusedSince > patienceOfOne * rate.patience * 1000) throw error
        } else if (failure === 'final') {
          // At once, although it might have been repeated: the service is there and has answered.
          if (failures === 0 && mayRepeat) queue.answered()
          else queue.failed()
          throw error
        } else {
          queue.failed()
          queue.repeats()
          failures += 1
          await this.#timer.wait(Math.min(pause.most, pause.first * 2 ** (failures - 1)))
        }
      }
    }
  }

  #queue(key: string, rate: Rate): Queue {
    let queue = this.#queues.get(key)
    if (queue === undefined) {
      queue = new Queue(rate, this.#timer)
      this.#queues.set(key, queue)
    }
    return queue
  }
}

interface Waiting {
  go(this: void, sent: number): void
  fail(this: void, error: unknown): void
}

/** Calls of one lane, in the order in which they came. */
class Queue {
  readonly #timer: Timer
  readonly #patience: number
  readonly #lane: Lane
  #waiting: Waiting[] = []
  #isMoving = false
  #repeats = repeats
  /** Nothing but refusals since then. */
  #refusedSince: number | undefined
  /** Until then nothing is asked, since all patience was spent on refusals like this one. */
  #closed: { until: number; by: unknown } | undefined

  constructor(rate: Rate, timer: Timer) {
    this.#timer = timer
    this.#patience = rate.patience * 1000
    this.#lane = new Lane(rate, timer.now())
  }

  /** Resolves when the call may be made. */
  turn(): Promise<number> {
    return new Promise((go, fail) => {
      if (this.#closed !== undefined && this.#timer.now() < this.#closed.until) return fail(asError(this.#closed.by))
      this.#waiting.push({ go, fail })
      if (!this.#isMoving) void this.#move()
    })
  }

  async #move(): Promise<void> {
    this.#isMoving = true
    this.#lane.advance(this.#timer.now(), false)
    for (;;) {
      while (this.#waiting.length > 0 && this.#lane.wait === 0) this.#waiting.shift()?.go(this.#lane.send(this.#timer.now()))
      if (this.#waiting.length === 0) break
      await this.#timer.wait(this.#lane.wait)
      this.#lane.advance(this.#timer.now(), true)
    }
    this.#isMoving = false
  }

  answered(): void {
    this.#repeats = Math.min(repeats, this.#repeats + 1)
    this.failed()
  }

  /** Something came back, or broke, that was no refusal. */
  failed(): void {
    this.#refusedSince = undefined
    this.#closed = undefined
    this.#lane.answered(this.#timer.now())
  }

  get mayRepeat(): boolean {
    return this.#repeats > 0
  }

  repeats(): void {
    this.#repeats -= 1
  }

  /** Whether patience is at its end, also for those that wait. */
  refused(sent: number, error: unknown): boolean {
    const now = this.#timer.now()
    this.#lane.refused(now, sent)
    this.#refusedSince ??= now
    if (now - this.#refusedSince < this.#patience) return false
    this.#closed = { until: now + this.#patience * rest, by: error }
    this.failAll(error)
    return true
  }

  failAll(error: unknown): void {
    for (const { fail } of this.#waiting.splice(0)) fail(error)
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
