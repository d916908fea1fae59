import { exitCodes } from '../exit-code.ts'
import { findConfiguration, loadConfiguration } from './configuration.ts'
import { print, type Io } from './io.ts'
import { parseQuickly } from './quick-parser.ts'
import { sayUnknownVariables } from './variables.ts'
import { Values } from './values.ts'

/** What completion scripts ask with; the words typed so far follow it. */
export const completionRequest = '--complete-words'

/** Parses the arguments, reads the configuration, runs the command. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  if (argv[0] === completionRequest) {
    const { completions } = await import('./completions.ts')
    await print(
      io.stdout,
      completions(argv.slice(1))
        .map((word) => `${word}\n`)
        .join(''),
    )
    return exitCodes.clean
  }
  const parsed = parseQuickly(argv) ?? (await (await import('./parser.ts')).parse(argv, io.stdout.columns ?? 80))
  if (parsed.is === 'help') {
    await print(io.stdout, parsed.text)
    return exitCodes.clean
  }
  const { entry, flags, words } = parsed
  const before = new Values({ flags, env: io.env })
  const file = entry.isConfigured ? (before.text('config') ?? findConfiguration()) : undefined
  const configuration = file === undefined ? undefined : await loadConfiguration(file)
  const values = configuration === undefined ? before : new Values({ flags, env: io.env, configuration: configuration.values })
  await sayUnknownVariables(values, io)
  const { default: command } = await entry.load()
  return command({ values, words, configuration, io })
}
