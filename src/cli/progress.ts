import { namedObservers } from '../live/index.ts'
import type { LiveItem } from '../model/resource.ts'
import { safeText } from '../report/safe-text.ts'
import type { ReadWatcher } from '../sources.ts'
import { isOn } from './error-text.ts'
import type { Io } from './io.ts'
import type { Stack } from './stack.ts'
import type { Values } from './values.ts'

type Watcher = ReadWatcher & { found(resources: number): void }

/** One line on a terminal, or now and then one in a log, that says what is being read; it goes when that is done. */
export interface Progress {
  /** Absent: nobody looks. */
  watcher?: Watcher
  /** Says something that stays. */
  tell(text: string): void
  done(): void
}

const clearLine = '\r\u001b[K'
/** Milliseconds between two lines: on a terminal, and in a log, where the first comes as late. */
const every = { terminal: 100, log: 30_000 }
/** Below this share of what is planned an estimate would be a guess. */
const leastForEstimate = 0.1

/** Shows nothing where nobody wants it: --quiet, --no-progress, TERM=dumb on a terminal. Logs get whole lines, seldom. */
export function progressOn({ stderr, env }: Io, values: Values, now: () => number = () => performance.now()): Progress {
  const isTerminal = stderr.isTTY === true && !(isOn(env['CI']) && values.switch('progress') !== true)
  const isWanted = values.switch('progress') !== false && !values.on('quiet') && !(stderr.isTTY === true && env['TERM'] === 'dumb')
  let isShown = false
  const clear = (): void => {
    if (isShown) stderr.write(clearLine)
    isShown = false
  }
  const tell = (text: string): void => {
    clear()
    stderr.write(`${safeText(text, 500)}\n`)
  }
  if (!isWanted) return { tell, done: () => {} }
  const tally = new Tally(now)
  const between = isTerminal ? every.terminal : every.log
  let last = isTerminal ? Number.NEGATIVE_INFINITY : now()
  const draw = (): void => {
    last = now()
    const text = tally.text()
    if (text === '') return
    isShown = isTerminal
    stderr.write(isTerminal ? `${clearLine}${safeText(text, Math.max(20, (stderr.columns ?? 80) - 1))}` : `${safeText(text, 500)}\n`)
  }
  // Something may be waited for during which nothing happens.
  let ticking: NodeJS.Timeout | undefined
  const changed = (): void => {
    ticking ??= setInterval(draw, isTerminal ? 1000 : every.log).unref()
    if (now() - last >= between) draw()
  }
  return {
    watcher: tally.watcher(changed),
    tell,
    done: () => {
      clearInterval(ticking)
      ticking = undefined
      clear()
    },
  }
}

/** What was told so far, as one line. */
class Tally {
  readonly #now: () => number
  readonly #start: number
  #said = ''
  #resources = 0
  #calls = 0
  #throttled = 0
  #planned = 0
  #finished = 0
  /** By service: kinds that are planned and not finished. */
  readonly #left = new Map<string, number>()
  /** Calls without an answer, the oldest first. */
  readonly #asked = new Map<string, number>()

  constructor(now: () => number) {
    this.#now = now
    this.#start = now()
  }

  watcher(changed: () => void): Watcher {
    const then =
      <T>(note: (told: T) => void) =>
      (told: T): void => {
        note(told)
        changed()
      }
    return {
      say: then((text: string) => (this.#said = text)),
      found: then((resources: number) => (this.#resources += resources)),
      called: then((operation: string) => {
        this.#calls += 1
        this.#asked.set(operation, (this.#asked.get(operation) ?? 0) + 1)
      }),
      answered: then((operation: string) => {
        const left = (this.#asked.get(operation) ?? 0) - 1
        if (left > 0) this.#asked.set(operation, left)
        else this.#asked.delete(operation)
      }),
      throttled: then(() => (this.#throttled += 1)),
      planned: then((kinds: readonly string[]) => {
        this.#planned += kinds.length
        for (const kind of kinds) this.#left.set(serviceIn(kind), (this.#left.get(serviceIn(kind)) ?? 0) + 1)
      }),
      finished: then((kind: string) => {
        this.#finished += 1
        this.#left.set(serviceIn(kind), (this.#left.get(serviceIn(kind)) ?? 0) - 1)
      }),
    }
  }

  text(): string {
    const services = this.#left.size
    const done = [...this.#left.values()].filter((left) => left <= 0).length
    const [waiting] = this.#asked.keys()
    return [
      this.#said,
      services === 0 ? '' : `services ${done}/${services}`,
      this.#resources === 0 ? '' : `resources ${this.#resources}`,
      this.#calls === 0 ? '' : `calls ${this.#calls}`,
      this.#throttled === 0 ? '' : `throttled ${this.#throttled}`,
      this.#estimate(),
      waiting === undefined ? '' : `waiting for ${waiting}`,
    ]
      .filter((part) => part !== '')
      .join('  ')
  }

  /** By the kinds that are done: how long they took, the others will. */
  #estimate(): string {
    if (this.#planned === 0 || this.#finished < this.#planned * leastForEstimate || this.#finished >= this.#planned) return ''
    const seconds = Math.round(((this.#now() - this.#start) / 1000) * (this.#planned / this.#finished - 1))
    if (seconds < 2) return ''
    return `about ${seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`} left`
  }
}

function serviceIn(kind: string): string {
  return kind.split('::')[1] ?? kind
}

/** Whose reading may be ended early, and what becomes of what was read by then. */
interface Interruptible {
  stack: Pick<Stack, 'live'>
  stop: AbortController
  io: Io
  progress: Progress
  becomes: 'judged' | 'written'
}

/**
 * Live items of a stack whose reading Ctrl-C ends, once: what was read by then is used. Documents are read to their end, there
 * Ctrl-C ends the process.
 */
export async function* interruptible(
  items: AsyncIterable<LiveItem[]>,
  { stack, stop, io, progress, becomes }: Interruptible,
): AsyncGenerator<LiveItem[]> {
  const end = (): void => {
    progress.tell(`Interrupted: what was read so far is ${becomes}, the rest is not checked. Once more ends at once.`)
    stop.abort()
  }
  const isAsked = stack.live.some((source) => Object.hasOwn(namedObservers, source.split(':')[0] ?? ''))
  const release = isAsked ? io.onInterrupt?.(end) : undefined
  try {
    for await (const batch of items) {
      progress.watcher?.found(batch.reduce((sum, item) => sum + Number(item.is === 'resource'), 0))
      yield batch
    }
  } finally {
    release?.()
  }
}
