import { UsageError } from '../model/errors.ts'
import type { Invocation } from './commands.ts'
import { stackNamed } from './configuration.ts'
import { discover } from './discover.ts'
import { unmanagedScopes, type TextOption } from './options.ts'
import type { Stack, WrittenEntry } from './stack.ts'
import { givenTime } from './times.ts'
import type { Values } from './values.ts'

export interface ChosenStacks {
  stacks: readonly Stack[]
  /** What to tell the user, where it was not all said on the command line. */
  notice?: string
}

/**
 * What is read: by the flags, where they say nothing by the configuration, where there is none by what the folder holds.
 * Flags of one side go with the configuration of the others. `live`: only that side must be there.
 */
export function chooseStacks(invocation: Invocation, needed: 'both' | 'live' = 'both'): ChosenStacks {
  const { values, configuration } = invocation
  const flags = { declared: values.texts('declared'), baked: values.texts('baked'), live: values.texts('live') }
  const isAsked = Object.values(flags).some((sources) => sources.length > 0)
  const configured = configuredStacks(invocation, flags)
  const chosen = configured ?? (isAsked ? { stacks: [{ declared: [], baked: [], live: [] }] } : found(needed))
  const stacks = chosen.stacks.map((stack) => withFlags(stack, flags, invocation))
  for (const stack of stacks) check(stack, needed, configuration?.file)
  return { ...chosen, stacks }
}

function configuredStacks({ values, configuration }: Invocation, flags: Omit<Stack, 'name'>): ChosenStacks | undefined {
  if (configuration === undefined || configuration.stacks.length === 0) return undefined
  const name = values.text('stack')
  const stacks = name === undefined ? configuration.stacks : [stackNamed(name, configuration)]
  const isAsked = [flags.declared, flags.baked, flags.live].some((sources) => sources.length > 0)
  if (isAsked && stacks.length > 1) {
    // Both sides are said: the configuration has nothing to add.
    if (flags.declared.length > 0 && flags.live.length > 0) return undefined
    throw new UsageError('stack-needed', {
      message: `${configuration.file} has ${stacks.length} stacks, and the flags say sources of one.`,
      hint: `Say which with --stack: ${stacks.map((stack) => stack.name).join(', ')}.`,
    })
  }
  return { stacks, notice: `${configuration.file}: ${stacks.map((stack) => stack.name).join(', ')}` }
}

function withFlags(stack: Stack, flags: Omit<Stack, 'name'>, { values }: Invocation): Stack {
  const accounts = values.isAsked('account') ? values.texts('account') : (stack.accounts ?? values.texts('account'))
  const regions = values.isAsked('region') ? values.texts('region') : (stack.regions ?? values.texts('region'))
  const entry = entryOf(stack.entry, values)
  const name = stack.name ?? values.text('stack')
  const asDeployed = values.texts('as-deployed')
  const deployedAt = givenTime(values, 'deployed-at')
  return {
    ...(name === undefined ? {} : { name }),
    declared: flags.declared.length > 0 ? flags.declared : stack.declared,
    baked: flags.baked.length > 0 ? flags.baked : stack.baked,
    live: flags.live.length > 0 ? flags.live : stack.live,
    ...(asDeployed.length > 0 ? { asDeployed } : stack.asDeployed === undefined ? {} : { asDeployed: stack.asDeployed }),
    ...(deployedAt === undefined ? {} : { deployedAt }),
    ...(accounts.length === 0 ? {} : { accounts }),
    ...(regions.length === 0 ? {} : { regions }),
    ...(Object.keys(entry).length === 0 ? {} : { entry }),
    ...(values.texts('verify-key').length === 0 ? {} : { verifyKeys: values.texts('verify-key') }),
    ...(values.texts('verified').length === 0 ? {} : { verified: values.texts('verified') }),
    ...(values.texts('provider-schema').length === 0 ? {} : { providerSchemas: values.texts('provider-schema') }),
    unmanaged: values.choice('unmanaged', unmanagedScopes),
    ...(values.on('include-medium') ? { includeMedium: true } : {}),
    ...(values.on('allow-http') ? { allowHttp: true } : {}),
  }
}

/** How accounts are entered: as flags say, else the stack, else the configuration. */
function entryOf(written: WrittenEntry = {}, values: Values): WrittenEntry {
  const text = (name: TextOption, said: string | undefined): string | undefined =>
    values.isAsked(name) ? values.text(name) : (said ?? values.text(name))
  const entry = {
    accounts: text('accounts', written.accounts),
    role: text('role', written.role),
    externalId: text('external-id', written.externalId),
    sessionName: text('session-name', written.sessionName),
    sessionTags: values.isAsked('session-tag') ? values.texts('session-tag') : (written.sessionTags ?? values.texts('session-tag')),
  }
  return {
    ...(entry.accounts === undefined ? {} : { accounts: entry.accounts }),
    ...(entry.role === undefined ? {} : { role: entry.role }),
    ...(entry.externalId === undefined ? {} : { externalId: entry.externalId }),
    ...(entry.sessionName === undefined ? {} : { sessionName: entry.sessionName }),
    ...(entry.sessionTags.length === 0 ? {} : { sessionTags: entry.sessionTags }),
  }
}

function found(needed: 'both' | 'live'): ChosenStacks {
  const { declared, baked, live, captures } = discover()
  if (captures.length > 1) {
    throw new UsageError('live-ambiguous', {
      message: `There are ${captures.length} captures here: ${captures.slice(0, 5).join(', ')}.`,
      hint: 'Say which one is meant: --live FILE.',
    })
  }
  if (declared.length === 0 && needed === 'both') {
    throw new UsageError('no-sources', {
      message: 'There is nothing here that a scan could read: no driftgate.yaml, no state, no template.',
      hint: 'Say what to compare: `driftgate scan --declared terraform.tfstate --live aws`.',
    })
  }
  const stack = { declared, baked, live: [...captures, ...live] }
  const sides = Object.entries(stack).filter(([, sources]) => sources.length > 0)
  return { stacks: [stack], notice: `found ${sides.map(([side, sources]) => `${side}: ${sources.join(', ')}`).join('; ')}` }
}

function check(stack: Stack, needed: 'both' | 'live', file: string | undefined): void {
  const where = stack.name === undefined ? '' : ` of stack ${stack.name}`
  const add = file === undefined ? '' : `, or add it to ${file}`
  // A machine is held against the manifest of its image: nothing else has to declare it.
  if (needed === 'both' && stack.declared.length === 0 && stack.baked.length === 0) {
    throw new UsageError('no-declared', {
      message: `Nothing is declared${where}: there is no --declared source.`,
      hint: `Give a state, a template or a folder with them: --declared terraform.tfstate${add}; or, for a machine, the manifest of its image: --baked.`,
    })
  }
  if (stack.live.length === 0) {
    throw new UsageError('no-live', {
      message: `Nothing is live${where}: there is no --live source.`,
      hint: `Read the account with --live aws, or give a capture: --live live.ndjson${add}.`,
    })
  }
}
