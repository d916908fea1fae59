import { exitCodes, failOnLevels, type FailOn } from '../../exit-code.ts'
import type { Filter } from '../../filter.ts'
import type { IgnoreRules } from '../../ignore-rules.ts'
import type { PolicyBook } from '../../judge/book.ts'
import type { RebuildPlan } from '../../model/generated/rebuild-plan.ts'
import type { ScanReport } from '../../model/generated/report.ts'
import { statefulKinds } from '../../plan/lifecycle.ts'
import { scan } from '../../scan.ts'
import { chooseStacks } from '../choose-stacks.ts'
import { ignoreFileFor } from '../configuration.ts'
import type { Command, Invocation } from '../commands.ts'
import { eachStack } from '../each-stack.ts'
import { UsageError } from '../../model/errors.ts'
import { print } from '../io.ts'
import { openStack } from '../open-stack.ts'
import { secretKeyVariable, unmanagedScopes } from '../options.ts'
import { policyBookFrom } from '../policy-book.ts'
import { interruptible, progressOn } from '../progress.ts'
import { isSmallScan } from '../small-scan.ts'
import type { Stack } from '../stack.ts'
import { timeOf } from '../times.ts'
import { version } from '../version.ts'
import { writerFor, type Writer } from '../write-report.ts'

/** `driftgate scan`: every stack a scan of its own; one that cannot be scanned does not keep the others from it. */
const command: Command = async (invocation) => {
  const { values, io } = invocation
  if (values.on('dry-run')) return (await import('../dry-run.ts')).dryRun(invocation, 'scan')
  const now = timeOf(values, io)
  const minCompared = values.percent('min-compared')
  const minCoverage = values.percent('min-coverage')
  if (minCoverage !== undefined && values.text('unmanaged') === 'none')
    throw new UsageError('coverage-of-nothing', {
      message: '--min-coverage asks which live resources are declared, and --unmanaged none says that none need be.',
      hint: 'Leave one of them out.',
    })
  const narrowed = await narrowedBy(invocation)
  const write = writerFor(invocation)
  const stop = new AbortController()
  const { stacks, notice } = chooseStacks(invocation)
  write.check(stacks)
  if (values.text('keep-history') !== undefined) checkKept(stacks)
  const policies = await policyBookFrom(values.texts('policies'), io)
  if (notice !== undefined && !values.on('quiet')) await print(io.stderr, `${notice}\n`)
  const isOne = stacks.length === 1
  return eachStack(stacks, invocation, (stack) =>
    scanStack(stack, { invocation, policies, now, write, minCompared, minCoverage, isOne, stop, ...narrowed }),
  )
}
export default command

/** One file is of one stack, and of a history that is asked. */
function checkKept(stacks: readonly Stack[]): void {
  if (stacks.length === 1 && stacks[0]?.asDeployed?.some((source) => source === 'config' || source.startsWith('config:s3://')) === true)
    return
  throw new UsageError('keep-history', {
    message: `--keep-history keeps what the scan of one stack asks AWS Config's history, and ${stacks.length === 1 ? 'none is asked' : `there are ${stacks.length} stacks`}.`,
    hint: 'Give --as-deployed config with it, and --stack NAME where the configuration has several.',
  })
}

/** What of a scan is judged and what is ignored. Loaded only where something is said of it. */
async function narrowedBy({ values, configuration }: Invocation): Promise<Pick<Circumstances, 'filter' | 'ignoreRules'>> {
  const file = ignoreFileFor(values, configuration?.file)
  if (file === undefined && values.texts('include').length + values.texts('exclude').length === 0) return {}
  const { filterFrom, ignoreRulesFrom } = await import('../narrowing.ts')
  const filter = filterFrom(values)
  // Told before anything is read.
  if (file !== undefined) ignoreRulesFrom(file, true)
  return {
    ...(filter === undefined ? {} : { filter }),
    ...(file === undefined ? {} : { ignoreRules: (isShared) => ignoreRulesFrom(file, isShared) }),
  }
}

interface Circumstances {
  invocation: Invocation
  policies: PolicyBook
  now: (replayed?: string) => Date
  write: Writer
  minCompared: number | undefined
  minCoverage: number | undefined
  filter?: Filter
  /** The rules of a .driftignore, anew for each stack. */
  ignoreRules?: (isShared: boolean) => IgnoreRules
  isOne: boolean
  /** Ends all reading of what is live. */
  stop: AbortController
}

async function scanStack(stack: Stack, circumstances: Circumstances): Promise<number> {
  const { invocation, policies, now, write, minCompared, minCoverage, isOne, stop, filter, ignoreRules } = circumstances
  const { values, io } = invocation
  const unmanaged = values.choice('unmanaged', unmanagedScopes)
  const started = Date.now()
  const progress = progressOn(io, values)
  let scanned: { report: ScanReport; plan?: RebuildPlan }
  try {
    const governed = {
      wantsKind: filter && ((kind: string) => filter.wantsKind(kind)),
      wantsPlace: filter && ((place: Parameters<typeof filter.wantsPlace>[0]) => filter.wantsPlace(place)),
    }
    const opened = await openStack(stack, io.env, progress.watcher, governed, stop.signal)
    const sources = { ...opened, live: interruptible(opened.live, { stack, stop, io, progress, becomes: 'judged' }) }
    if (isOne) io.prepareFor?.(isSmallScan(sources.took) ? 'little' : 'much')
    const secretKey = io.env[secretKeyVariable]
    scanned = await scan(sources, policies, {
      now: () => now(sources.readAt()),
      failOn: values.choice<FailOn>('fail-on', failOnLevels),
      version: version(),
      stateful: statefulKinds(),
      livePartial: values.on('live-partial'),
      unmanaged,
      withResources: values.on('with-resources'),
      withPlan: write.wantsPlan,
      showUnknown: values.on('show-unknown'),
      confirm: values.switch('confirm') !== false,
      ...(minCompared === undefined ? {} : { minCompared }),
      ...(minCoverage === undefined ? {} : { minCoverage }),
      ...(filter === undefined ? {} : { filter }),
      ...(ignoreRules === undefined ? {} : { ignore: ignoreRules(!isOne || filter !== undefined) }),
      ...(secretKey === undefined || secretKey === '' ? {} : { secretKey }),
    })
    if (values.on('attribute')) {
      const { attribute } = await import('../attribute.ts')
      await attribute(scanned.report, stack, progress.watcher, stop.signal)
    }
    const readAt = sources.readAt()
    const kept = values.text('keep-history')
    if (kept !== undefined && sources.asDeployed !== undefined) {
      const { keepHistory } = await import('../keep-history.ts')
      const shown = await keepHistory(kept, sources.asDeployed, scanned.report.diagnostics, now(readAt))
      if (!values.on('quiet')) await print(io.stderr, `wrote ${shown}\n`)
    }
    if (readAt !== undefined) scanned.report.scope = { ...scanned.report.scope, liveReadAt: readAt }
  } finally {
    progress.done()
  }
  await write.report(scanned.report, scanned.plan, {
    elapsed: Date.now() - started,
    isOne,
    ...(stack.name === undefined ? {} : { stack: stack.name }),
  })
  const { code } = scanned.report.exit
  return code === exitCodes.findings && values.on('exit-zero') ? exitCodes.clean : code
}
