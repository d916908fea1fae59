import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { codeOf, InputError, UsageError } from '../model/errors.ts'
import type { Configuration } from '../model/generated/config.ts'
import { optionTable, type OptionName } from './options.ts'
import { relocated, relocatedList, type Stack, type WrittenEntry } from './stack.ts'
import type { Value, Values } from './values.ts'

/** driftgate.yaml, with its paths as seen from the working directory. */
export interface LoadedConfiguration {
  file: string
  stacks: readonly Stack[]
  /** What it says of options, by option name. */
  values: ReadonlyMap<OptionName, Value>
}

const fileNames = ['driftgate.yaml', 'driftgate.yml']

/** The nearest configuration from the working directory up to the root of the repository; undefined where there is none. */
export function findConfiguration(): string | undefined {
  for (let folder = resolve('.'); ; folder = dirname(folder)) {
    const found = fileNames.map((name) => join(folder, name)).find((path) => existsSync(path))
    if (found !== undefined) return relative(resolve('.'), found).split(sep).join('/')
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined
  }
}

/** What is looked for beside the configuration, then in the working directory. */
const ignoreFileName = '.driftignore'

/** The file of findings to ignore, where one is named or found. */
export function ignoreFileFor(values: Values, configuration: string | undefined): string | undefined {
  const named = values.text('ignore-file')
  if (named !== undefined) return named
  const folders = [...(configuration === undefined ? [] : [posix.dirname(configuration)]), '.']
  return folders.map((folder) => posix.join(folder, ignoreFileName)).find((path) => existsSync(path))
}

/** Reads and checks a configuration. Throws InputError with the place of what is wrong. */
export async function loadConfiguration(file: string): Promise<LoadedConfiguration> {
  const text = textOf(file)
  const { readConfiguration } = await import('./configuration-document.ts')
  const configuration = await readConfiguration(file, text)
  const folder = posix.dirname(file.replaceAll('\\', '/'))
  const place = (sources: readonly string[] = []): string[] => sources.map((source) => relocated(source, folder))
  const stacks = (configuration.stacks ?? []).map(
    ({ name, declared, baked, live, asDeployed, account, region, sessionTags, ...entry }) => ({
      name,
      ...(account === undefined ? {} : { accounts: [account].flat() }),
      ...(region === undefined ? {} : { regions: [region].flat() }),
      entry: { ...withList(entry, folder), ...(sessionTags === undefined ? {} : { sessionTags: tagTexts(sessionTags) }) },
      declared: place(declared),
      baked: place(baked),
      live: place(live),
      ...(asDeployed === undefined ? {} : { asDeployed: place(asDeployed) }),
    }),
  )
  return { file, stacks, values: valuesOf(configuration, place, folder) }
}

function withList(entry: WrittenEntry, folder: string): WrittenEntry {
  return entry.accounts === undefined ? entry : { ...entry, accounts: relocatedList(entry.accounts, folder) }
}

function tagTexts(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).map(([tag, value]) => `${tag}=${value}`)
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = codeOf(error) ?? 'unknown'
    throw new UsageError('config-unreadable', {
      message: `The configuration ${file} cannot be read (${code}).`,
      hint: 'Check the path; `driftgate init` writes a configuration.',
      at: { file },
    })
  }
}

function valuesOf(
  configuration: Configuration,
  place: (sources: readonly string[]) => string[],
  folder: string,
): ReadonlyMap<OptionName, Value> {
  const values = new Map<OptionName, Value>()
  for (const [name, { key, type }] of optionTable) {
    const value = key === undefined ? undefined : Object.entries(configuration).find(([each]) => each === key)?.[1]
    if (type === 'texts' && (typeof value === 'string' || Array.isArray(value))) values.set(name, [value].flat().map(String))
    else if (typeof value === 'string' || typeof value === 'boolean') values.set(name, value)
    if (typeof value === 'number') values.set(name, String(value))
  }
  const { accounts, sessionTags } = configuration
  if (accounts !== undefined) values.set('accounts', relocatedList(accounts, folder))
  if (sessionTags !== undefined) values.set('session-tag', tagTexts(sessionTags))
  if (configuration.policies !== undefined) values.set('policies', place(configuration.policies))
  for (const name of ['include', 'exclude'] as const) {
    const filters = configuration[name]
    if (filters !== undefined) values.set(name, filters)
  }
  const [ignoreFile] = place(configuration.ignoreFile === undefined ? [] : [configuration.ignoreFile])
  if (ignoreFile !== undefined) values.set('ignore-file', ignoreFile)
  if (configuration.providerSchemas !== undefined) values.set('provider-schema', place(configuration.providerSchemas))
  if (configuration.verifyKeys !== undefined) values.set('verify-key', place(configuration.verifyKeys))
  if (configuration.verified !== undefined) values.set('verified', place(configuration.verified))
  return values
}

/** Which stack of the configuration `--stack` names. */
export function stackNamed(name: string, { file, stacks }: LoadedConfiguration): Stack {
  const found = stacks.find((stack) => stack.name === name)
  if (found !== undefined) return found
  throw new InputError('stack-unknown', {
    message: `${file} has no stack ${JSON.stringify(name)}.`,
    hint: `Its stacks are ${stacks.map((stack) => stack.name).join(', ')}.`,
    at: { file },
  })
}
