import { proofExit } from '../../exit-code.ts'
import type { PolicyBook } from '../../judge/book.ts'
import { isHistory } from '../../live/as-deployed.ts'
import type { CompareContext } from '../../compare/compare.ts'
import type { Matched } from '../../match/match.ts'
import { matchSources } from '../../scan.ts'
import { UsageError } from '../../model/errors.ts'
import type { Proof } from '../../model/generated/proof.ts'
import type { Pair } from '../../model/pair.ts'
import { statefulKinds } from '../../plan/lifecycle.ts'
import { mutationKinds } from '../../prove/kinds.ts'
import { prove } from '../../prove/prove.ts'
import { colorLevel } from '../../report/color.ts'
import { proofJson, proofTable } from '../../report/proof.ts'
import { checkWritable, writeAtomically } from '../atomic-file.ts'
import { chooseStacks } from '../choose-stacks.ts'
import type { Command, Invocation } from '../commands.ts'
import { eachStack } from '../each-stack.ts'
import { colorsErrors, problemText } from '../error-text.ts'
import { print } from '../io.ts'
import { openStack } from '../open-stack.ts'
import { unmanagedScopes } from '../options.ts'
import { policyBookFrom } from '../policy-book.ts'
import { progressOn } from '../progress.ts'
import { decisionTexts, notCheckedTexts, notComparedTexts, proofTexts } from '../reasons.ts'
import type { Stack } from '../stack.ts'
import { timeOf } from '../times.ts'
import { version } from '../version.ts'

/** `driftgate prove`: which mutations a scan of the same sources would report, and which not. */
const command: Command = async (invocation) => {
  const { values, io } = invocation
  const format = formatOf(invocation)
  const minimum = values.percent('min-proved')
  const top = values.count('top') ?? 0
  const output = values.text('output') === '-' ? undefined : values.text('output')
  const { stacks, notice } = chooseStacks(invocation)
  if (stacks.length > 1 && (format === 'json' || output !== undefined)) {
    throw new UsageError('output-shared', {
      message: `One ${format} proof is written, and there are ${stacks.length} stacks.`,
      hint: `Choose one with --stack: ${stacks.map(({ name }) => name).join(', ')}.`,
    })
  }
  if (output !== undefined) checkWritable(output)
  const policies = await policyBookFrom(values.texts('policies'), io)
  if (notice !== undefined && !values.on('quiet')) await print(io.stderr, `${notice}\n`)
  return eachStack(stacks, invocation, async (stack, at) => {
    const proof = await proofOf(stack, invocation, policies, minimum)
    const text = format === 'json' ? proofJson(proof) : tableOf(proof, invocation, top, output === undefined, stack.name)
    if (output === undefined) await print(io.stdout, `${at > 0 ? '\n' : ''}${text}`)
    else if (!values.on('quiet')) await print(io.stderr, `wrote ${writeAtomically(output, text)}\n`)
    else writeAtomically(output, text)
    return proof.exit.code
  })
}
export default command

async function proofOf(stack: Stack, { values, io }: Invocation, policies: PolicyBook, minimum: number | undefined): Promise<Proof> {
  const now = timeOf(values, io)
  const progress = progressOn(io, values)
  try {
    const sources = await openStack(stack, io.env, progress.watcher)
    const { library, locator } = sources
    const options = { livePartial: values.on('live-partial'), unmanaged: values.choice('unmanaged', unmanagedScopes) }
    const matched = await matchSources(sources, options)
    const chosen = values.texts('kind')
    const context = { aliases: matched.aliases, schemas: sources.schemas }
    const proved = prove(stack.asDeployed?.some(isHistory) === true ? await withHistories(matched, context) : matched, {
      compare: context,
      policies,
      judging: { now: now(sources.readAt()), libraryGiven: library !== undefined, stateful: statefulKinds() },
      locator,
      ...(chosen.length === 0 ? {} : { kinds: new Set(mutationKinds.filter((kind) => chosen.includes(kind))) }),
    })
    const all = [...sources.diagnostics, ...matched.diagnostics]
    const diagnostics = all.filter(({ level }) => level !== 'note' || values.on('verbose'))
    progress.done()
    for (const diagnostic of diagnostics) await print(io.stderr, problemText(diagnostic, colorsErrors(io)))
    return {
      schemaVersion: '1',
      tool: { name: 'driftgate', version: version() },
      exit: proofExit(proved, minimum, !diagnostics.some(({ level }) => level === 'error')),
      ...(minimum === undefined ? {} : { minimum }),
      ...proved,
    }
  } finally {
    progress.done()
  }
}

/** A scan asks the history of what nothing else explains, as every mutation is: here it is asked of each resource once. */
async function withHistories(matched: Matched, context: CompareContext): Promise<Matched> {
  if (matched.asDeployed === undefined) return matched
  const { withHistory } = await import('../../again/history.ts')
  const pairs: Pair[] = []
  for await (const pair of withHistory(matched.pairs, matched.asDeployed, context, 'all')) pairs.push(pair)
  return { ...matched, pairs }
}

function formatOf({ values }: Invocation): 'table' | 'json' {
  const format = values.text('format')
  if (format === 'json') return 'json'
  if (format === 'table' || format === undefined)
    return values.isAsked('format') || values.text('output')?.endsWith('.json') !== true ? 'table' : 'json'
  throw new UsageError('option-value', { message: `A proof cannot be written as ${format}.`, hint: 'Choices are table, json.' })
}

function tableOf(proof: Proof, { values, io }: Invocation, top: number, isShown: boolean, stack: string | undefined): string {
  const color = values.switch('color')
  return proofTable(proof, {
    columns: isShown ? (io.stdout.columns ?? 100) : 100,
    color: isShown && colorLevel(io.stdout, { human: true, ...(color === undefined ? {} : { color }) }, io.env) === 1,
    top,
    texts: { ...decisionTexts, ...notCheckedTexts, ...notComparedTexts, ...proofTexts },
    quiet: values.on('quiet'),
    ...(stack === undefined ? {} : { stack }),
  })
}
