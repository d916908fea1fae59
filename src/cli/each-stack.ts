import { exitCodes, gravest } from '../exit-code.ts'
import type { Invocation } from './commands.ts'
import { errorText } from './error-text.ts'
import { print } from './io.ts'
import type { Stack } from './stack.ts'

/** Does every stack by itself, and gives the exit code of all: one of several that fails is told of and does not keep the others from it. */
export async function eachStack(
  stacks: readonly Stack[],
  { values, io }: Invocation,
  run: (stack: Stack, at: number) => Promise<number>,
): Promise<number> {
  const codes: number[] = []
  for (const [at, stack] of stacks.entries()) {
    try {
      codes.push(await run(stack, at))
    } catch (error) {
      if (stacks.length === 1) throw error
      await print(io.stderr, errorText(error, io, values.on('debug') ? ['--debug'] : []))
      codes.push(exitCodes.cannotScan)
    }
  }
  return gravest(codes)
}
