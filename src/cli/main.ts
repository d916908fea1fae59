import { exitCodes } from '../exit-code.ts'
import { print, type Io } from './io.ts'
import { version } from './version.ts'

/**
 * The command line as a function: arguments in, exit code out. Never throws and never ends the process. Nothing is loaded
 * before it is needed: `--version` costs no parser, `--help` no command.
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...others] = argv
  if (others.length === 0 && (first === '--version' || first === '-V' || first === 'version')) {
    await print(io.stdout, `${version()}\n`)
    return exitCodes.clean
  }
  try {
    const { run } = await import('./run.ts')
    return await run(argv, io)
  } catch (error) {
    if (isClosedPipe(error)) return exitCodes.clean
    const { errorText } = await import('./error-text.ts')
    await print(io.stderr, errorText(error, io, argv))
    return exitCodes.cannotScan
  }
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE'
}
