import { writeSync } from 'node:fs'
import { exitCodes } from '../exit-code.ts'
import { discardUnfinished } from './atomic-file.ts'
import { main } from './main.ts'

/** 128 and the number of the signal, as shells have it. */
const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const

/** Runs the command line of this process. The exit code is set, not forced: what was written is still delivered. */
export async function runProcess(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endOfOutput)
  const interrupts = new Interrupts()
  for (const [signal, code] of Object.entries(signalCodes)) {
    process.on(signal, () => {
      if (signal === 'SIGINT' && interrupts.handle()) return
      discardUnfinished()
      process.exit(code)
    })
  }
  const { stdout, stderr, env } = process
  process.exitCode = await main(process.argv.slice(2), { stdout, stderr, env, prepareFor: tune, onInterrupt: interrupts.take })
}

/** What is done when somebody presses Ctrl-C, each once: whoever presses it again means the process. */
export class Interrupts {
  readonly #ends = new Set<() => void>()

  readonly take = (end: () => void): (() => void) => {
    this.#ends.add(end)
    return () => void this.#ends.delete(end)
  }

  /** Whether there was anything to do. */
  handle(): boolean {
    const ends = [...this.#ends]
    this.#ends.clear()
    for (const end of ends) end()
    return ends.length > 0
  }
}

/**
 * Of a small scan V8's optimising compiler is a tenth of all CPU, and no gain. A big one costs a tenth less when that inlines less
 * and when whole collections are rarer: nearly all that is read is held to the end.
 */
const flags = { little: ['--no-opt'], much: ['--max-inlined-bytecode-size-cumulative=300', '--heap-growing-percent=400'] }

/** Tells V8 for the rest of this process what it is in for. */
function tune(work: keyof typeof flags): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  for (const flag of flags[work]) setFlagsFromString(flag)
}

/** The reader of a pipe may leave when it has seen enough (`driftgate scan | head`); a full disk is no such wish. */
function endOfOutput(error: NodeJS.ErrnoException): void {
  discardUnfinished()
  if (error.code === 'EPIPE') process.exit()
  writeSync(
    2,
    `error[output-unwritable]: Standard output cannot be written (${error.code ?? error.message}).\n  hint: Check the space that is left, or write with --output.\n`,
  )
  process.exit(exitCodes.cannotScan)
}
