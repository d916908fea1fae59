import yargs, { type Argv } from 'yargs'
import { UsageError } from '../model/errors.ts'
import { commands, commonOptions, groups, type CommandEntry } from './commands.ts'
import { nearest } from './nearest.ts'
import { parserConfiguration } from './quick-parser.ts'
import { optionTable, type Option, type OptionName } from './options.ts'

/** What the command line asks for: a command with what was given, or text to print. */
export type Parsed =
  | { is: 'command'; entry: CommandEntry; flags: ReadonlyMap<string, unknown>; words: Readonly<Record<string, readonly string[]>> }
  | { is: 'help'; text: string }

/** Thrown by the handler to leave yargs: after a handler that returns it lays out the whole help, which costs every command 30 ms. */
class Chosen extends Error {
  readonly entry: CommandEntry
  readonly args: Readonly<Record<string, unknown>>

  constructor(entry: CommandEntry, args: Readonly<Record<string, unknown>>) {
    super(entry.name)
    this.entry = entry
    this.args = args
  }
}

/** Parses a command line. Throws UsageError, with the nearest name where one was mistyped. */
export async function parse(argv: readonly string[], columns: number): Promise<Parsed> {
  let help = ''
  let chosen: Chosen | undefined
  try {
    await build(columns).parseAsync([...argv], {}, (_error, _args, output) => {
      help = output
    })
  } catch (error) {
    if (!(error instanceof Chosen)) throw asUsageError(error, argv)
    chosen = error
  }
  if (chosen === undefined) return { is: 'help', text: `${help}\n` }
  const { entry, args } = chosen
  const known = Object.keys(entry.words ?? {}).length
  const end = argv.indexOf('--')
  // What follows `--` yargs never calls unknown.
  if (known === 0 && end !== -1 && end < argv.length - 1) throw unknownArgument(argv[end + 1] ?? '', [])
  return {
    is: 'command',
    entry,
    flags: new Map(optionsOf(entry).map((name) => [name, args[name]])),
    words: Object.fromEntries(Object.keys(entry.words ?? {}).map((name) => [name, wordsIn(args[name])])),
  }
}

function build(columns: number): Argv {
  const parser = yargs()
    .scriptName('driftgate')
    .locale('en')
    .usage('driftgate finds every mutation of immutable infrastructure.\n\nUsage: $0 <command>')
    .exitProcess(false)
    .parserConfiguration(parserConfiguration)
    .wrap(Math.max(60, Math.min(columns, 120)))
    .version(false)
    .help('help')
    .alias('help', 'h')
    .option('version', { type: 'boolean', describe: 'Print the version' })
    .strict()
    .demandCommand(1, 'No command was given.')
    .recommendCommands()
    .epilogue(
      'Every option can be set as DRIFTGATE_NAME, most in driftgate.yaml. Exit codes: 0 clean, 1 findings, 2 could not scan, 3 incomplete.',
    )
    .fail((message, error) => {
      throw error ?? new Error(message)
    })
  for (const entry of commands.filter((each) => each.group === undefined && groupOf(each) === undefined)) addCommand(parser, entry)
  for (const [group, describe] of Object.entries(groups)) {
    const members = commands.filter((entry) => entry.group === group)
    parser.command(group, describe, (inner) => {
      for (const entry of members) addCommand(inner, entry)
      const own = commands.find((entry) => groupOf(entry) === group)
      if (own !== undefined) return addCommand(inner, { ...own, name: own.name.replace(/^\S+/, '$0') }, own)
      return inner.demandCommand(1, 'No command was given.').recommendCommands()
    })
  }
  return parser
}

/** The group that a command has the name of: `bake SOURCE` beside `bake lint MANIFEST`. */
function groupOf({ group, name }: CommandEntry): string | undefined {
  const [word = ''] = name.split(' ')
  return group === undefined && Object.hasOwn(groups, word) ? word : undefined
}

/** `chosen`: the command that it is, where it is added under another name. */
function addCommand(parser: Argv, entry: CommandEntry, chosen = entry): Argv {
  const describe = (inner: Argv): Argv => {
    for (const [name, text] of Object.entries(entry.words ?? {})) inner.positional(name, { type: 'string', describe: text })
    for (const name of optionsOf(entry)) {
      const option = optionTable.get(name)
      if (option !== undefined) inner.option(name, shape(option))
    }
    return inner
  }
  return parser.command(entry.name, entry.describe, describe, (args) => {
    throw new Chosen(chosen, args)
  })
}

function optionsOf(entry: CommandEntry): OptionName[] {
  return [...entry.options, ...commonOptions]
}

function shape(option: Option) {
  const { describe, short, default: usual, choices } = option
  return {
    // Choices stand in the text: yargs would check them before DRIFTGATE_ variables are known.
    describe: choices === undefined ? describe : `${describe} (${choices.join(', ')})`,
    ...(short === undefined ? {} : { alias: short }),
    ...(usual === undefined ? {} : { defaultDescription: usual }),
    ...(option.type === 'switch'
      ? { type: 'boolean' as const }
      : { type: 'string' as const, requiresArg: true, ...(option.type === 'texts' ? { array: true } : {}) }),
  }
}

function wordsIn(value: unknown): string[] {
  if (value === undefined) return []
  return [value].flat().map(String)
}

/** yargs' own sentences, with a code and what to do. */
function asUsageError(error: unknown, argv: readonly string[]): unknown {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof ReferenceError) return error
  const [, unknown] = /^Unknown arguments?: (.+)$/s.exec(error.message) ?? []
  if (unknown !== undefined) return unknownArgument(unknown.split(', ')[0] ?? unknown, argv)
  const [, meant] = /^Did you mean (.+)\?$/.exec(error.message) ?? []
  if (meant !== undefined) return usage('command-unknown', `There is no such command.`, `Did you mean ${meant}?`)
  const [, flag] = /^Not enough arguments following: (.+)$/s.exec(error.message) ?? []
  if (flag !== undefined) return usage('option-value', `--${longName(flag)} needs a value.`, 'Write it after the option.')
  const first = error.message.split('\n')[0] ?? ''
  return usage('usage', first.replace(/\.?$/, '.'), '`driftgate --help` lists the commands; `driftgate COMMAND --help` their options.')
}

function unknownArgument(name: string, argv: readonly string[]): UsageError {
  const isFlag = argv.some(
    (each) =>
      (each.replace(/^--?(?:no-)?/, '').split('=')[0] === name && each.startsWith('-')) ||
      (name.length === 1 && /^-[^-]/.test(each) && each.includes(name)),
  )
  if (!isFlag) {
    const names = commands.map((entry) => entry.group ?? entry.name.split(' ')[0] ?? '')
    const meant = nearest(name, names)
    return usage(
      'command-unknown',
      `${JSON.stringify(name)} is neither a command nor an argument that is expected here.`,
      meant === undefined ? '`driftgate --help` lists the commands.' : `Did you mean ${meant}?`,
    )
  }
  const meant = nearest(name, optionTable.keys())
  const command = argv.find((each) => !each.startsWith('-')) ?? 'COMMAND'
  return usage(
    'option-unknown',
    `There is no option --${name} here.`,
    meant === undefined ? `\`driftgate ${command} --help\` lists the options.` : `Did you mean --${meant}?`,
  )
}

function longName(flag: string): string {
  return [...optionTable].find(([, { short }]) => short === flag)?.[0] ?? flag
}

function usage(code: string, message: string, hint: string): UsageError {
  return new UsageError(code, { message, hint })
}
