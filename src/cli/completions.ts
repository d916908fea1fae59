import { commands, commonOptions, groups, type CommandEntry } from './commands.ts'
import { optionTable, type OptionName } from './options.ts'

/**
 * What may follow the words so far, the last of which is being typed: commands, options, choices. Nothing where a file or
 * a text of one's own is due.
 */
export function completions(words: readonly string[]): string[] {
  const before = words.slice(0, -1)
  const current = words.at(-1) ?? ''
  return candidates(before, current).filter((candidate) => candidate.startsWith(current))
}

function candidates(before: readonly string[], current: string): string[] {
  const typed = before.filter((each) => !each.startsWith('-'))
  const [first, second] = typed
  if (first === undefined) return [...new Set(commands.map(({ name, group }) => group ?? word(name))), '--help', '--version']
  const isGroup = Object.hasOwn(groups, first)
  if (isGroup && second === undefined) return commands.filter(({ group }) => group === first).map(({ name }) => word(name))
  const entry = commands.find(({ name, group }) =>
    isGroup ? group === first && word(name) === second : group === undefined && word(name) === first,
  )
  if (entry === undefined) return []
  const asked = optionsOf(entry).find((name) => [`--${name}`, `-${optionTable.get(name)?.short}`].includes(before.at(-1) ?? ''))
  const option = asked === undefined ? undefined : optionTable.get(asked)
  if (option !== undefined && option.type !== 'switch') return [...(option.choices ?? [])]
  return current.startsWith('-') ? [...optionsOf(entry).map((name) => `--${name}`), '--help'] : []
}

function optionsOf(entry: CommandEntry): OptionName[] {
  return [...entry.options, ...commonOptions]
}

function word(name: string): string {
  return name.split(' ')[0] ?? name
}
