import { UsageError } from '../model/errors.ts'
import { nearest } from './nearest.ts'
import { optionTable, variableOf, type OptionName, type Option, type SwitchOption, type TextOption, type TextsOption } from './options.ts'

export type Value = string | boolean | readonly string[]

/** Where values come from; the first that has one decides, defaults come last. */
export interface ValueSources {
  /** As the parser gives them, by option name. */
  flags: ReadonlyMap<string, unknown>
  env: Readonly<Record<string, string | undefined>>
  configuration?: ReadonlyMap<OptionName, Value>
}

/** What was chosen: by flag, DRIFTGATE_ variable, configuration or default. Every value is checked here, once. */
export class Values {
  private readonly chosen = new Map<OptionName, Value>()
  private readonly asked = new Set<OptionName>()

  constructor({ flags, env, configuration }: ValueSources) {
    for (const [name, option] of optionTable) {
      const said = fromFlag(name, option, flags.get(name)) ?? fromVariable(name, option, env[variableOf(name)])
      if (said !== undefined) this.asked.add(name)
      const value = said ?? configuration?.get(name) ?? option.default
      if (value !== undefined) this.chosen.set(name, value)
    }
  }

  text(name: TextOption): string | undefined {
    const value = this.chosen.get(name)
    return typeof value === 'string' ? value : undefined
  }

  /** The value as one of the choices; their first where there is none. */
  choice<T extends string>(name: TextOption, choices: readonly [T, ...T[]] | readonly T[]): T {
    const value = this.text(name)
    const [first] = choices
    const found = choices.find((choice) => choice === value) ?? first
    if (found === undefined) throw new RangeError(`${name} has no choices`)
    return found
  }

  /** A percentage, 0 to 100. Throws UsageError for anything else. */
  percent(name: TextOption): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (/^\d{1,3}(?:\.\d+)?$/.test(text) && Number(text) <= 100) return Number(text)
    throw new UsageError('option-value', {
      message: `--${name} cannot be ${JSON.stringify(text)}.`,
      hint: 'Give a percentage from 0 to 100, as 80.',
    })
  }

  /** How many: a whole number. Throws UsageError for anything else. */
  count(name: TextOption): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (/^\d{1,6}$/.test(text)) return Number(text)
    throw new UsageError('option-value', { message: `--${name} cannot be ${JSON.stringify(text)}.`, hint: 'Give a whole number, as 20.' })
  }

  texts(name: TextsOption): readonly string[] {
    const value = this.chosen.get(name)
    return typeof value === 'object' ? value : []
  }

  /** Undefined where nobody said yes or no. */
  switch(name: SwitchOption): boolean | undefined {
    const value = this.chosen.get(name)
    return typeof value === 'boolean' ? value : undefined
  }

  on(name: SwitchOption): boolean {
    return this.switch(name) === true
  }

  /** Whether this run says so itself, by flag or variable. */
  isAsked(name: OptionName): boolean {
    return this.asked.has(name)
  }
}

function fromFlag(name: OptionName, option: Option, given: unknown): Value | undefined {
  if (given === undefined) return undefined
  if (option.type === 'texts') return (Array.isArray(given) ? given : [given]).map((each) => checked(`--${name}`, option, each))
  if (Array.isArray(given)) {
    // A switch that is repeated says the same; two values of one option do not.
    if (option.type === 'switch') return given.at(-1) === true
    throw new UsageError('option-repeated', { message: `--${name} is given ${given.length} times.`, hint: 'Give it once.' })
  }
  return option.type === 'switch' ? given === true : checked(`--${name}`, option, given)
}

function fromVariable(name: OptionName, option: Option, given: string | undefined): Value | undefined {
  if (given === undefined || given === '') return undefined
  const variable = variableOf(name)
  if (option.type === 'texts') return given.split(',').map((each) => checked(variable, option, each.trim()))
  if (option.type === 'text') return checked(variable, option, given)
  if (/^(?:1|true|yes|on)$/i.test(given)) return true
  if (/^(?:0|false|no|off)$/i.test(given)) return false
  throw new UsageError('option-value', { message: `${variable} is ${JSON.stringify(given)}.`, hint: 'Set it to true or false.' })
}

function checked(said: string, { choices }: Option, given: unknown): string {
  const text = String(given)
  if (text === '') throw new UsageError('option-value', { message: `${said} has an empty value.`, hint: 'Give a value or leave it out.' })
  if (choices === undefined || choices.includes(text)) return text
  const meant = nearest(text, choices)
  throw new UsageError('option-value', {
    message: `${said} cannot be ${JSON.stringify(text)}.`,
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}Choices are ${choices.join(', ')}.`,
  })
}
