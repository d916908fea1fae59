import { globTest } from '../../../model/glob.ts'
import { InputError } from '../../../model/errors.ts'
import { own, type Json } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import type { LiveContext, LiveScope } from '../../index.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import { failureOf, type Answers } from '../calls/call.ts'
import { quotedText, readRecorded, type Asking } from './query.ts'
import { gapOf } from '../calls/gaps.ts'
import { isAccountId, isRegionName } from '../../../model/place.ts'

/** What reads an aggregator: what keeps it from being up to date, what it has, and the configurations of it. */
export const aggregatorOperations = [
  'config.DescribeConfigurationAggregatorSourcesStatus',
  'config.SelectAggregateResourceConfig',
  'config.BatchGetAggregateResourceConfig',
] as const

/** The accounts and regions of an aggregator in one source: every resource keeps its own. Throws InputError when there is none. */
export async function* readAggregator(
  name: string,
  answers: Answers,
  where: Whereabouts,
  context: LiveContext,
): AsyncGenerator<LiveItem[]> {
  yield await outdated(name, answers, where, context.scope)
  yield* readRecorded(answers, askingOf(name, where, context.scope), context)
}

function askingOf(name: string, where: Whereabouts, scope: LiveScope): Asking {
  const [, query, get] = aggregatorOperations
  const { accounts = [], regions = [] } = scope
  const input = { ConfigurationAggregatorName: name }
  // Ids and names a query can be given; patterns are looked at afterwards.
  const conditions = [
    ...(accounts.length > 0 && accounts.every(isAccountId) ? [`accountId IN (${accounts.map(quotedText).join(', ')})`] : []),
    // What is global is of no region, and wanted in any.
    ...(regions.length > 0 && regions.every(isRegionName) ? [`awsRegion IN (${[...regions, 'global'].map(quotedText).join(', ')})`] : []),
  ]
  return {
    where,
    columns: ['accountId', 'awsRegion'],
    conditions,
    query: { operation: query, input },
    get: { operation: get, input, member: 'BaseConfigurationItems', keys: 'ResourceIdentifiers' },
    keyOf: ({ kind, id, place }) => ({
      SourceAccountId: place.account ?? '',
      SourceRegion: place.region ?? '',
      ResourceId: id,
      ResourceType: kind,
    }),
    isWanted: ({ place }) => isInScope(place, scope),
  }
}

/** Whether an account and region are in scope, which says ids and patterns. */
export function isInScope({ account, region }: Whereabouts, { accounts = [], regions = [] }: LiveScope): boolean {
  return fits(accounts, account) && (region === 'global' || fits(regions, region))
}

function fits(patterns: readonly string[], text: string | undefined): boolean {
  return patterns.length === 0 || text === undefined || patterns.some((pattern) => pattern === 'all' || globTest(pattern)(text))
}

/** Accounts and regions from which the aggregator did not get the latest, as gaps. */
async function outdated(name: string, answers: Answers, where: Whereabouts, scope: LiveScope): Promise<LiveItem[]> {
  const [operation] = aggregatorOperations
  const input = { ConfigurationAggregatorName: name, UpdateStatus: ['FAILED', 'OUTDATED'] }
  const gaps: LiveItem[] = []
  try {
    for await (const page of answers.call({ operation, input, pages: 'list', expects: [] })) {
      const list = own(page, 'AggregatedSourceStatusList')
      for (const status of Array.isArray(list) ? list : []) {
        const place = placeOf(status)
        if (isInScope(place, scope)) gaps.push(outdatedGap(name, status, place))
      }
    }
  } catch (error) {
    const failure = failureOf(error)
    if (failure.reason === 'absent') throw notFound(name, where)
    const gap = gapOf(failure, { where })
    if (gap !== undefined) gaps.push({ is: 'gap', ...gap })
  }
  return gaps
}

function placeOf(status: Json): Whereabouts {
  const [account, region] = [own(status, 'SourceId'), own(status, 'AwsRegion')]
  return {
    ...(typeof account === 'string' && isAccountId(account) ? { account } : {}),
    ...(typeof region === 'string' ? { region } : {}),
  }
}

function outdatedGap(name: string, status: Json, place: Whereabouts): LiveItem {
  const [time, code, message] = ['LastUpdateTime', 'LastErrorCode', 'LastErrorMessage'].map((key) => {
    const text = own(status, key)
    return typeof text === 'string' && text !== '' ? text : undefined
  })
  const said = [code, message].filter((text) => text !== undefined).join(': ')
  const since = time === undefined ? 'is not updated' : `was last tried at ${time}`
  return {
    is: 'gap',
    service: 'config',
    ...present(place),
    reason: 'read-failed',
    detail: `The aggregator ${JSON.stringify(name)} ${since} and lacks the latest from there${said === '' ? '' : `: ${said}`}`,
    remedy: 'Mend the authorisation or the recorder of that account, then scan again.',
  }
}

function notFound(name: string, { account, region }: Whereabouts): InputError {
  return new InputError('config-aggregator-not-found', {
    message: `There is no aggregator ${JSON.stringify(name)} in account ${account ?? 'unknown'}, ${region ?? 'region unknown'}.`,
    hint: 'Check the name, AWS_PROFILE and the region: an aggregator is asked where it was made.',
    at: { file: `config:${name}` },
  })
}
