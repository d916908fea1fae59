import { exitCodes } from '../../exit-code.ts'
import { writeCapture } from '../../live/capture.ts'
import { openLive } from '../../live/open.ts'
import type { LiveContext } from '../../live/index.ts'
import type { CaptureEnd } from '../../model/capture.ts'
import { UsageError } from '../../model/errors.ts'
import type { Diagnostic } from '../../model/generated/report.ts'
import { byText } from '../../model/json.ts'
import type { Gap, LiveItem } from '../../model/resource.ts'
import { counted } from '../../report/words.ts'
import { safeLines, safeText } from '../../report/safe-text.ts'
import { ownerOnly, writeStreamAtomically } from '../atomic-file.ts'
import { callCounts } from '../../sources.ts'
import { chooseStacks } from '../choose-stacks.ts'
import type { Command, Invocation } from '../commands.ts'
import { colorsErrors, problemText } from '../error-text.ts'
import { print, type Io } from '../io.ts'
import { livePlacesOf, openStack } from '../open-stack.ts'
import { interruptible, progressOn, type Progress } from '../progress.ts'
import type { Stack } from '../stack.ts'
import { timeOf } from '../times.ts'
import { version } from '../version.ts'

/** Gaps that are written out; the rest is counted. */
const listed = 20

interface Opened {
  items: AsyncIterable<LiveItem[]>
  took: readonly string[]
  diagnostics: readonly Diagnostic[]
  calls: Counts
  throttled: Counts
  repeated: Counts
  /** What was called and said for the declared side before. */
  before: Before
  readAt(): string | undefined
}

/** `driftgate capture`: with declared sources only their kinds are read, else all that the sources know. */
const command: Command = async (invocation) => {
  const { values, io } = invocation
  if (values.on('dry-run')) return (await import('../dry-run.ts')).dryRun(invocation, 'capture')
  const now = timeOf(values, io)
  const { stacks, notice } = chooseStacks(invocation, 'live')
  const [stack, ...others] = stacks
  if (stack === undefined || others.length > 0) {
    throw new UsageError('stack-needed', {
      message: `A capture is of one stack; there are ${stacks.length}.`,
      hint: 'Say which with --stack NAME.',
    })
  }
  if (notice !== undefined && !values.on('quiet')) await print(io.stderr, `${notice}\n`)
  const progress = progressOn(io, values)
  const gaps: Gap[] = []
  let items = 0
  const stop = new AbortController()
  try {
    const opened = await open(stack, progress, io.env, stop.signal)
    const read = interruptible(opened.items, { stack, stop, io, progress, becomes: 'written' })
    const watched = watching(await begun(read), (item) => {
      items += 1
      if (item.is === 'gap') gaps.push(item)
    })
    const header = { tool: { name: 'driftgate' as const, version: version() }, sources: [...opened.took] }
    const capturedAt = now(opened.readAt()).toISOString()
    const lines = safeLines(writeCapture(watched, { ...header, capturedAt }, () => told(opened), values.on('with-user-data')))
    const file = values.text('output') ?? '-'
    const written = file === '-' ? file : await writeStreamAtomically(file, lines, ownerOnly)
    if (file === '-') for await (const line of lines) await print(io.stdout, line)
    progress.done()
    await say(io, { file: written, items, gaps, diagnostics: opened.diagnostics, quiet: values.on('quiet') })
  } finally {
    progress.done()
  }
  return gaps.length > 0 ? exitCodes.incomplete : exitCodes.clean
}
export default command

async function open(stack: Stack, progress: Progress, env: Invocation['io']['env'], signal: AbortSignal): Promise<Opened> {
  if (stack.declared.length > 0) {
    const opened = await openStack(stack, env, progress.watcher, {}, signal)
    // Only the kinds are of interest here; observers learn them while this is read.
    for await (const _batch of opened.declared) void _batch
    const { calls, throttled, repeated, diagnostics } = opened
    const before = { calls: { ...calls }, throttled: { ...throttled }, repeated: { ...repeated }, diagnostics: diagnostics.length }
    return { ...opened, items: opened.live, took: opened.took.live, before }
  }
  const diagnostics: Diagnostic[] = []
  const { counts, counting } = callCounts(progress.watcher)
  let readAt: string | undefined
  const places = await livePlacesOf(stack)
  const context: LiveContext = {
    note: (diagnostic) => diagnostics.push(diagnostic),
    ...places,
    scope: { ...places.scope, includeMedium: stack.includeMedium === true },
    ...counting,
    signal,
    readAt: (time) => {
      readAt = time
    },
  }
  const live = await openLive(stack.live, context)
  const before = { calls: {}, throttled: {}, repeated: {}, diagnostics: 0 }
  return { items: live.items, took: live.took, diagnostics, ...counts, before, readAt: () => readAt }
}

/** Reads the first batch now: a source that cannot be reached fails here, and a capture that is copied has told its time. */
async function begun(batches: AsyncIterable<LiveItem[]>): Promise<AsyncIterable<LiveItem[]>> {
  const iterator = batches[Symbol.asyncIterator]()
  const first = await iterator.next()
  return (async function* () {
    if (first.done !== true) yield first.value
    yield* { [Symbol.asyncIterator]: () => iterator }
  })()
}

async function* watching(batches: AsyncIterable<LiveItem[]>, see: (item: LiveItem) => void): AsyncGenerator<LiveItem[]> {
  for await (const batch of batches) {
    for (const item of batch) see(item)
    yield batch
  }
}

type Counts = Readonly<Record<string, number>>

interface Before {
  calls: Counts
  throttled: Counts
  repeated: Counts
  diagnostics: number
}

/** What the live side took: a scan of the capture reads the declared side itself. */
function told({ calls, throttled, repeated, diagnostics, before }: Opened): Omit<CaptureEnd, 'is' | 'items'> {
  const notes = diagnostics.slice(before.diagnostics)
  return {
    calls: since(calls, before.calls),
    ...some('throttled', since(throttled, before.throttled)),
    ...some('repeated', since(repeated, before.repeated)),
    ...(notes.length === 0 ? {} : { notes }),
  }
}

function some(name: 'throttled' | 'repeated', counts: Record<string, number>) {
  return Object.keys(counts).length === 0 ? {} : { [name]: counts }
}

function since(counts: Counts, before: Counts): Record<string, number> {
  const made = Object.entries(counts).map(([operation, times]) => [operation, times - (before[operation] ?? 0)] as const)
  return Object.fromEntries(made.filter(([, times]) => times > 0).toSorted(([a], [b]) => byText(a, b)))
}

interface Outcome {
  file: string
  items: number
  gaps: readonly Gap[]
  diagnostics: readonly Diagnostic[]
  quiet: boolean
}

async function say(io: Io, { file, items, gaps, diagnostics, quiet }: Outcome): Promise<void> {
  const color = colorsErrors(io)
  for (const diagnostic of diagnostics.filter(({ level }) => level !== 'note' || !quiet))
    await print(io.stderr, problemText(diagnostic, color))
  const lines = [...new Set(gaps.map(gapText))].toSorted(byText)
  for (const line of lines.slice(0, listed)) await print(io.stderr, `unread  ${line}\n`)
  if (lines.length > listed) await print(io.stderr, `unread  ... ${lines.length - listed} more, all of them in the capture\n`)
  if (!quiet)
    await print(io.stderr, `${file === '-' ? 'captured' : `wrote ${file}:`} ${counted(items, 'item')}, ${counted(gaps.length, 'gap')}\n`)
}

function gapText(gap: Gap): string {
  const parts = [gap.kind ?? 'everything', gap.physicalId, gap.account, gap.region, gap.reason, gap.action, gap.detail, gap.remedy]
  return parts.flatMap((part) => (part === undefined ? [] : [safeText(part, 200)])).join('  ')
}
