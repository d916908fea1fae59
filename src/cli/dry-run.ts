import { recogniseSource } from '../declared/sources/index.ts'
import { exitCodes } from '../exit-code.ts'
import type { Estimate, KindEstimate } from '../live/aws/estimate.ts'
import { Declarations, kindsToRead } from '../live-scope.ts'
import { isPattern } from '../model/glob.ts'
import { safeJson, safeText } from '../report/safe-text.ts'
import { count, counted } from '../report/words.ts'
import { chooseStacks } from './choose-stacks.ts'
import type { Invocation } from './commands.ts'
import { UsageError } from '../model/errors.ts'
import { print } from './io.ts'
import { wantsKindFrom } from './narrowing.ts'
import { openStack } from './open-stack.ts'
import { unmanagedScopes } from './options.ts'
import { isFetched, type Stack } from './stack.ts'
import { verifiedKinds } from './verified.ts'

/** What would be read of a stack. */
interface DryRun extends Estimate {
  stack?: string
  /** Declarations that are themselves fetched: what they declare is not known before. */
  fetched: string[]
  /** Places as far as they are known: patterns count as one. */
  places: { accounts: number; regions: number }
  /** One more call for each resource that differs. */
  confirmed: boolean
  /** AWS Config's history is asked of each resource that differs: one call for most of them. */
  history: boolean
}

/** `--dry-run`: the calls that a scan of live AWS takes at least, from what is declared in files. No call is made. */
export async function dryRun(invocation: Invocation, command: 'scan' | 'capture'): Promise<number> {
  const { values, io } = invocation
  const confirmed = command === 'scan' && values.switch('confirm') !== false
  const runs: DryRun[] = []
  for (const stack of chooseStacks(invocation, command === 'scan' ? 'both' : 'live').stacks)
    runs.push({ ...(await dryRunOf(stack, invocation)), confirmed })
  if (values.isAsked('format') && values.text('format') === 'json')
    await print(io.stdout, safeJson(`${JSON.stringify({ dryRun: runs }, null, 2)}\n`))
  else for (const run of runs) await print(io.stdout, textOf(run, values.on('verbose')))
  return exitCodes.clean
}

async function dryRunOf(stack: Stack, { values, io }: Invocation): Promise<Omit<DryRun, 'confirmed'>> {
  const isListed = stack.live.some((source) => source === 'aws' || source.startsWith('aws:'))
  const config = stack.live.filter(isConfig).map((source) => (source === 'config' ? undefined : source.slice('config:'.length)))
  if (!isListed && config.length === 0) {
    throw new UsageError('dry-run-documents', {
      message: `${stack.live.join(', ')}: documents take no calls.`,
      hint: 'Give --live aws or --live config for the calls that reading them would take.',
    })
  }
  const fetched = stack.declared.filter(isFetched)
  const here = stack.declared.filter((source) => !isFetched(source))
  const declarations = new Declarations()
  if (here.length > 0) {
    const opened = await openStack({ ...stack, declared: here, asDeployed: [] }, io.env)
    for await (const { resources } of opened.declared) for (const resource of resources) declarations.note(resource)
  }
  const unmanaged = values.choice('unmanaged', unmanagedScopes)
  const { estimateOf } = await import('../live/aws/estimate.ts')
  const places = { accounts: countOf(stack.accounts), regions: countOf(stack.regions) }
  const estimate = await estimateOf({
    ...(here.length + fetched.length === 0
      ? {}
      : { kinds: kindsToRead(declarations.kinds, unmanaged, wantsKindFrom(values)), declared: declarations.kinds }),
    unmanaged: unmanaged !== 'none',
    includeMedium: stack.includeMedium === true,
    verified: verifiedKinds(stack.verified),
    contentsOf: (kind) => declarations.contentsOf(kind),
    places,
    isListed,
    config,
  })
  return {
    ...(stack.name === undefined ? {} : { stack: stack.name }),
    ...estimate,
    fetched,
    places,
    history: stack.asDeployed?.includes('config') === true,
  }
}

/** How many places are meant; a pattern is one at least. */
function countOf(said: readonly string[] = []): number {
  return Math.max(1, said.filter((each) => !isPattern(each)).length)
}

function isConfig(source: string): boolean {
  return source === 'config' || source.startsWith('config:')
}

function textOf(run: DryRun, isVerbose: boolean): string {
  const { stack, kinds, calls, total, unread, packages, fetched, places, confirmed, history } = run
  const shown = isVerbose ? kinds : kinds.filter(({ declared }) => declared > 0)
  const others = kinds.filter((kind) => !shown.includes(kind))
  const lines = [
    ...(stack === undefined ? [] : [safeText(stack, 100)]),
    ...(shown.length === 0 ? [] : [rowText('kind', 'declared', 'lists', 'details', ''), ...shown.map(kindText)]),
    ...(others.length === 0
      ? []
      : [
          `and ${counted(others.length, 'kind')} of which nothing is declared: ${counted(sum(others, 'lists'), 'list')}, ${count(sum(others, 'details'))} other calls`,
        ]),
    '',
    ...calls.map(({ operation, action, calls: made }) => `${count(made).padStart(8)}  ${safeText(operation, 100)}  ${action}`),
    `${count(total).padStart(8)}  calls in all at least, in ${counted(places.accounts, 'account')} and ${counted(places.regions, 'region')} each`,
    '',
    'A list counts as one page, for each parent that is declared: how much there is nobody knows before.',
    ...(confirmed ? ['Each resource that differs is read once more: one cloudformation:GetResource, unless --no-confirm.'] : []),
    ...(history ? ["Of each that differs AWS Config's history is asked, too: one config:GetResourceConfigHistory for most."] : []),
    ...(packages.length === 0 ? [] : [`Fewer calls with: npm install ${packages.join(' ')}`]),
    ...fetched.map(
      (source) =>
        `not counted  ${safeText(recogniseSource(source)?.shown ?? source, 300)}: it is fetched itself, and what it declares is not known before`,
    ),
    ...unread.map(
      ({ kind = '*', reason, detail, remedy }) =>
        `not read  ${[kind, reason, detail, remedy].flatMap((part) => (part === undefined ? [] : [safeText(part, 300)])).join('  ')}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function kindText({ kind, declared, lists, details, read }: KindEstimate): string {
  return rowText(
    safeText(kind, 120),
    count(declared),
    count(lists),
    count(details),
    read === 'single' ? 'one by one, through Cloud Control' : '',
  )
}

function rowText(kind: string, declared: string, lists: string, details: string, read: string): string {
  return `${kind.padEnd(48)}${declared.padStart(9)}${lists.padStart(7)}${details.padStart(9)}  ${read}`.trimEnd()
}

function sum(kinds: readonly KindEstimate[], field: 'lists' | 'details'): number {
  return kinds.reduce((total, kind) => total + kind[field], 0)
}
