import { exitCodes } from '../../exit-code.ts'
import { explainPolicy } from '../../judge/explain.ts'
import type { PolicyBook } from '../../judge/book.ts'
import { withHistory } from '../../again/history.ts'
import { matchSources } from '../../scan.ts'
import type { Matched } from '../../match/match.ts'
import { UsageError } from '../../model/errors.ts'
import type { Pair } from '../../model/pair.ts'
import type { ProviderSchemas } from '../../model/provider-schema.ts'
import { statefulKinds } from '../../plan/lifecycle.ts'
import { resourceOf } from '../../mutations.ts'
import { chooseStacks } from '../choose-stacks.ts'
import type { Command, Invocation } from '../commands.ts'
import { asPointer } from '../explain-path.ts'
import { explainPair } from '../explain-resource.ts'
import { print } from '../io.ts'
import { nearest, nearestFew } from '../nearest.ts'
import { openStack } from '../open-stack.ts'
import { secretKeyVariable, unmanagedScopes } from '../options.ts'
import { policyBookFrom } from '../policy-book.ts'
import { policyText } from '../policy-text.ts'
import { progressOn } from '../progress.ts'
import { notCheckedTexts, notComparedTexts } from '../reasons.ts'
import { listedRules, ruleText } from '../rule-list.ts'
import type { Stack } from '../stack.ts'
import { timeOf } from '../times.ts'

/** `driftgate explain WHAT`: a policy, a rule or a reason by its name; else a resource of the scan, attribute by attribute; else a path of a machine. */
const command: Command = async (invocation) => {
  const { values, words, io } = invocation
  const [what = ''] = words['what'] ?? []
  const policies = await policyBookFrom(values.texts('policies'), io)
  const known = namedText(what, policies)
  if (known !== undefined) {
    await print(io.stdout, known)
    return exitCodes.clean
  }
  const mutationClass = /^M\d\d$/.test(what) ? (await import('../explain-file.ts')).mutationClassText(what) : undefined
  if (mutationClass !== undefined) {
    await print(io.stdout, mutationClass)
    return exitCodes.clean
  }
  const profile = values.text('profile')
  const stacks = profile === undefined ? stacksFor(what, invocation) : []
  const addresses = new Set<string>()
  const paths = new Set<string>()
  let found = 0
  for (const stack of stacks) {
    for (const text of await explained(what, stack, { invocation, policies, addresses, paths })) {
      await print(io.stdout, `${found > 0 ? '\n' : ''}${text}`)
      found += 1
    }
  }
  if (found > 0) return exitCodes.clean
  if (what.startsWith('/')) {
    const { fileText } = await import('../explain-file.ts')
    await print(io.stdout, fileText(what, profile))
    return exitCodes.clean
  }
  const path = values.text('path')
  if (path !== undefined && addresses.has(what)) throw unknownPath(path, what, paths)
  const meant = nearest(what, addresses)
  throw new UsageError('explain-unknown', {
    message: `Nothing is called ${JSON.stringify(what)}: no policy, no rule, no reason, no resource of this scan.`,
    hint: meant === undefined ? 'Give the address as the report shows it, in quotes where it has brackets.' : `Did you mean ${meant}?`,
  })
}
export default command

function unknownPath(path: string, what: string, paths: ReadonlySet<string>): UsageError {
  const near = nearestFew(asPointer(path), paths, 5)
  return new UsageError('explain-path-unknown', {
    message: `Nothing was decided at ${JSON.stringify(path)} of ${what}: neither side has it.`,
    hint: near.length === 0 ? 'It was not compared as a whole: leave out --path to see why.' : `Near it are ${near.join(', ')}.`,
  })
}

function namedText(what: string, policies: PolicyBook): string | undefined {
  const policy = explainPolicy(policies, what)
  if (policy !== undefined) return policyText(policy)
  const named = listedRules().filter(({ name }) => name === what)
  if (named.length > 0) return named.map(ruleText).join('\n')
  const texts: Readonly<Record<string, string>> = { ...notCheckedTexts, ...notComparedTexts }
  return Object.hasOwn(texts, what) ? `${what}\n  ${texts[what]}\n` : undefined
}

function stacksFor(what: string, invocation: Invocation): readonly Stack[] {
  try {
    return chooseStacks(invocation).stacks
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    // A path of a machine is explained without any source; what lies in this folder may be one side alone.
    if (what.startsWith('/') && ['no-sources', 'no-live', 'no-declared'].includes(error.code)) return []
    if (error.code !== 'no-sources') throw error
    throw new UsageError('explain-unknown', {
      message: `${JSON.stringify(what)} is no policy, no rule and no reason, and there is no source that could have it as a resource.`,
      hint: '`driftgate policies list` lists policies; for a resource give --declared and --live.',
    })
  }
}

interface Search {
  invocation: Invocation
  policies: PolicyBook
  /** Every name that was seen, for the nearest. */
  addresses: Set<string>
  /** Every path that was decided of the resource, for the nearest. */
  paths: Set<string>
}

async function explained(what: string, stack: Stack, { invocation, policies, addresses, paths }: Search): Promise<string[]> {
  const { values, io } = invocation
  const now = timeOf(values, io)
  const progress = progressOn(io, values)
  try {
    const sources = await openStack(stack, io.env, progress.watcher)
    const { library, locator } = sources
    const options = { livePartial: values.on('live-partial'), unmanaged: unmanagedScopes[0] }
    const matched = await matchSources(sources, options)
    const key = io.env[secretKeyVariable]
    const path = values.text('path')
    const around = {
      matched,
      locator,
      policies,
      schemas: sources.schemas,
      paths,
      judging: { now: now(sources.readAt()), libraryGiven: library !== undefined, stateful: statefulKinds() },
      secrets: { values: matched.secrets, ...(key === undefined || key === '' ? {} : { key }) },
      ...(path === undefined ? {} : { path }),
    }
    const texts: string[] = []
    for await (const pair of told(pairsNamed(what, matched.pairs, addresses), matched, sources.schemas)) {
      const text = explainPair(pair, around)
      if (text !== undefined) texts.push(text)
    }
    return texts
  } finally {
    progress.done()
  }
}

/** The pairs that go by a name; every name that was seen is kept. */
function* pairsNamed(what: string, pairs: Iterable<Pair>, addresses: Set<string>): Generator<Pair> {
  for (const pair of pairs) {
    const names = namesOf(pair)
    for (const name of names) addresses.add(name)
    if (names.includes(what)) yield pair
  }
}

/** The pairs with what a record of the deployment says of them. */
async function* told(pairs: Iterable<Pair>, { aliases, asDeployed }: Matched, schemas: ProviderSchemas | undefined): AsyncGenerator<Pair> {
  if (asDeployed === undefined) yield* pairs
  else yield* withHistory(pairs, asDeployed, { aliases, schemas })
}

function namesOf(pair: Pair): string[] {
  const { address, physicalId, constructPath } = resourceOf(pair)
  // A construct of one resource is called as it is in the code, and in the messages of the CDK with a slash before it.
  const short = constructPath?.replace(/\/(?:Resource|Default)$/, '')
  const constructs = [constructPath, short].flatMap((path) => (path === undefined ? [] : [path, `/${path}`]))
  return [...new Set([address, physicalId, ...constructs].filter((name) => name !== undefined))]
}
