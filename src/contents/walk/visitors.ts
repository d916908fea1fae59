import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { visit, type Visit, type Visited } from './visit.ts'

/** The program of a thread as it is built. Run from its sources the project has none, and one thread does everything. */
const program = new URL('./visit-worker.js', import.meta.url)

/** Bytes, and files that weigh 8 KB each, that are read before threads are started: few are read sooner than a thread starts. */
const alone = 4 * 1024 * 1024
const weight = 8 * 1024

interface Waiting {
  batch: Visit
  resolve(this: void, visited: Visited): void
  reject(this: void, error: unknown): void
}

/** Threads that open files: as many as there are cores, from 2 to 8. They end with `close`, and keep no process alive. */
export class Visitors {
  readonly #most: number
  readonly #program: URL
  #canStart: boolean
  readonly #idle: Worker[] = []
  readonly #queue: Waiting[] = []
  readonly #working = new Map<Worker, Waiting>()
  #threads: Worker[] = []
  #done = 0

  constructor({ threads = availableParallelism(), worker = program }: { threads?: number; worker?: URL } = {}) {
    this.#most = Math.min(8, Math.max(2, threads))
    this.#program = worker
    this.#canStart = existsSync(worker)
  }

  /** How many threads work. */
  get size(): number {
    return this.#threads.length
  }

  /** Batches that may be on their way at once so that no thread waits. */
  get ahead(): number {
    return this.#canStart ? this.#most * 3 : 1
  }

  async visit(batch: Visit): Promise<Visited> {
    this.#done += batch.bytes + batch.count * weight
    if (!this.#canStart || this.#done <= alone) return visit(batch)
    return new Promise((resolve, reject) => {
      this.#queue.push({ batch, resolve, reject })
      if (this.#idle.length === 0 && this.#threads.length < this.#most) this.#start()
      this.#next()
    })
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    const threads = this.#threads
    this.#threads = []
    this.#idle.length = 0
    await Promise.all(threads.map((thread) => thread.terminate()))
  }

  #start(): void {
    const thread = new Worker(this.#program)
    // Idle, it keeps no process alive.
    thread.unref()
    thread.on('message', (visited: Visited) => {
      this.#finished(thread)?.resolve(visited)
      this.#idle.push(thread)
      this.#next()
    })
    // A thread that cannot start or breaks: what it had and what waits is read here.
    thread.on('error', () => {
      const waiting = this.#finished(thread)
      this.#canStart = false
      if (waiting !== undefined) here(waiting)
      this.#next()
    })
    this.#threads.push(thread)
    this.#idle.push(thread)
  }

  #finished(thread: Worker): Waiting | undefined {
    const waiting = this.#working.get(thread)
    this.#working.delete(thread)
    thread.unref()
    return waiting
  }

  #next(): void {
    for (let waiting = this.#queue[0]; waiting !== undefined; waiting = this.#queue[0]) {
      const thread = this.#idle.pop()
      if (thread === undefined && this.#canStart) return
      this.#queue.shift()
      if (thread === undefined) here(waiting)
      else this.#run(thread, waiting)
    }
  }

  #run(thread: Worker, waiting: Waiting): void {
    this.#working.set(thread, waiting)
    // While it works the process must not end.
    thread.ref()
    thread.postMessage(waiting.batch, [])
  }
}

function here({ batch, resolve, reject }: Waiting): void {
  try {
    resolve(visit(batch))
  } catch (error) {
    reject(error)
  }
}

let shared: Visitors | undefined

/** The threads of this process: as many for many trees as for one. */
export function sharedVisitors(): Visitors {
  return (shared ??= new Visitors())
}
