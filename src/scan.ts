import { compare } from './compare/compare.ts'
import { settledPair } from './compare/variants.ts'
import type { Locator } from './declared/locate/locator.ts'
import type { FailOn } from './exit-code.ts'
import { judge } from './judge/judge.ts'
import type { PolicyBook } from './judge/book.ts'
import { Ledger } from './ledger.ts'
import type { AsDeployedSource } from './match/as-deployed.ts'
import type { Filter } from './filter.ts'
import type { IgnoreRules } from './ignore-rules.ts'
import { match, type Matched, type MatchOptions } from './match/match.ts'
import { mutationsOf } from './mutations.ts'
import type { Diagnostic, ScanReport } from './model/generated/report.ts'
import type { RebuildPlan } from './model/generated/rebuild-plan.ts'
import type { ProviderSchemas } from './model/provider-schema.ts'
import { isCompared, type Comparison, type Pair } from './model/pair.ts'
import type { FreshReader } from './model/fresh.ts'
import type { ImageLibrary } from './model/image.ts'
import type { DeclaredBatch, LiveItem } from './model/resource.ts'
import { plan } from './outcome.ts'
import { followed } from './too-deep.ts'
import { unknownsOf } from './unknown.ts'

/** The sides of a scan, already opened: everything that reads is given here. */
export interface Sources {
  declared: AsyncIterable<DeclaredBatch>
  /** Absent: no library was given, and no image is judged for being unknown. */
  library?: ImageLibrary
  live: AsyncIterable<LiveItem[]>
  /** What live was right after the last deployment. */
  asDeployed?: AsDeployedSource
  /** Places of declarations in their sources. */
  locator: Locator
  /** What the readers had to say; read after they are done. */
  diagnostics: readonly Diagnostic[]
  /** What was asked for, as given: it goes into the report. */
  scope: NonNullable<ScanReport['scope']>
  /** The schemas of Terraform providers that were given. */
  schemas?: ProviderSchemas
  /** Reads single resources once more, where the live side is really live; known once it was read. */
  fresh?(): FreshReader | undefined
  /** API calls made, by `service.Operation`; of these the ones that were one too many, and those that broke and were made once more. */
  calls?: Readonly<Record<string, number>>
  throttled?: Readonly<Record<string, number>>
  repeated?: Readonly<Record<string, number>>
}

export interface ScanOptions extends Omit<MatchOptions, 'library' | 'asDeployed' | 'wants'> {
  /** The time by which ages are judged, asked for once the live side was read: of the capture, or now. */
  now(): Date
  failOn: FailOn
  version: string
  /** Kinds that hold data. */
  stateful: ReadonlySet<string>
  withResources?: boolean
  /** Whether the rebuild plan is made, too. Default: yes. */
  withPlan?: boolean
  /** Percent of the declared values that must be compared: below it the scan is incomplete. */
  minCompared?: number
  /** Percent of the live resources in governed scope that must be declared: below it the gate fails. */
  minCoverage?: number
  /** Which resources are judged; absent: all. */
  filter?: Filter
  /** Which findings are suppressed. */
  ignore?: IgnoreRules
  /** Lists live values of which it is not known whether AWS set them. */
  showUnknown?: boolean
  /** Whether what differs is read once more before it is reported, where the sources can. Default: yes. */
  confirm?: boolean
  /** Digests of secrets are made with it; without one they are only masked. */
  secretKey?: string
}

/** Joins the sides of a scan, also for who looks closer at them. */
export function matchSources(
  { declared, live, library, asDeployed }: Pick<Sources, 'declared' | 'live' | 'library' | 'asDeployed'>,
  { livePartial, unmanaged, filter }: Pick<ScanOptions, 'livePartial' | 'unmanaged' | 'filter'>,
): Promise<Matched> {
  return match(declared, live, {
    livePartial,
    unmanaged,
    ...(filter === undefined ? {} : { wants: (found) => filter.wants({ live: found }) }),
    ...(library === undefined ? {} : { library }),
    ...(asDeployed === undefined ? {} : { asDeployed }),
  })
}

/** One scan: declared and live are matched, compared, judged and planned, one resource at a time. */
export async function scan(
  sources: Sources,
  policies: PolicyBook,
  options: ScanOptions,
): Promise<{ report: ScanReport; plan?: RebuildPlan }> {
  const { library, locator } = sources
  const matched = await matchSources(sources, options)
  const judging = { now: options.now(), libraryGiven: library !== undefined, stateful: options.stateful }
  const secrets = { values: matched.secrets, ...(options.secretKey === undefined ? {} : { key: options.secretKey }) }
  const ledger = new Ledger(options)
  const context = { aliases: matched.aliases, schemas: sources.schemas }

  const { filter } = options
  const judged = filter === undefined ? matched : { ...matched, pairs: wanted(matched.pairs, filter, () => ledger.leaveOut()) }

  const enter = (found: Pair, contents?: Comparison): void =>
    followed(found, (open) => {
      const pair = settledPair(open, context)
      const properties = isCompared(pair) ? compare(pair, context) : undefined
      const comparison = contents === undefined ? properties : joined(properties, contents)
      const mutations = mutationsOf(pair, comparison, locator, secrets)
      ledger.enter(
        pair,
        comparison,
        mutations.map((mutation) => judge(mutation, policies, judging)),
        options.showUnknown === true ? unknownsOf(pair, comparison, policies, secrets) : [],
      )
    })
  const fresh = options.confirm === false ? undefined : sources.fresh?.()
  const enterContents = async (found: Pair): Promise<void> => {
    const { withContents } = await import('./contents-compared.ts')
    const { pair, contents } = await withContents(found, judging.now)
    enter(pair, contents)
  }
  const again = fresh === undefined && matched.asDeployed === undefined ? undefined : await import('./again/asked-again.ts')
  if (again === undefined)
    for (const found of judged.pairs)
      if (found.contents === undefined) enter(found)
      else await enterContents(found)
  else
    for await (const found of again.askedAgain(judged, { fresh, context, locator }))
      if (found.contents === undefined) enter(found)
      else await enterContents(found)
  const closed = ledger.close(matched, (kind) => filter?.wantsKind(kind) !== false)
  return plan(closed, matched, sources, policies, { ...options, now: judging.now })
}

/** What is declared and what was baked are two halves of one resource. */
function joined(properties: Comparison | undefined, contents: Comparison): Comparison {
  if (properties === undefined) return contents
  return {
    ...contents,
    equal: properties.equal + contents.equal,
    different: properties.different + contents.different,
    added: properties.added + contents.added,
    differences: [...properties.differences, ...contents.differences],
    notCompared: [...properties.notCompared, ...contents.notCompared],
  }
}

/** What a filter leaves out is not looked at. */
function* wanted(pairs: Iterable<Pair>, filter: Filter, leaveOut: () => void): Generator<Pair> {
  for (const pair of pairs) {
    if (filter.wants(pair)) yield pair
    else leaveOut()
  }
}
