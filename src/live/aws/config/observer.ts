import { operationFacts } from '../../../mapping/api.ts'
import type { LiveItem } from '../../../model/resource.ts'
import type { LiveContext, NamedObserver } from '../../index.ts'
import { aggregatorOperations, readAggregator } from './aggregator.ts'
import { readRecorded, type Asking } from './query.ts'
import { configOperations, recorderGaps } from './recorder.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import { offerFreshReads, offerFreshReadsOfRecords } from '../cloudcontrol/fresh-reads.ts'
import { connect } from '../places/connection.ts'
import { identityProbe } from '../places/identity-probe.ts'
import { untilOff } from '../places/place-readers.ts'
import type { SdkAnswers } from '../calls/sdk.ts'

/** What the identity that scans is allowed for it; `argument` is what follows `config:`. */
export function configActions(argument?: string): string[] {
  const operations = argument === undefined ? Object.values(configOperations) : aggregatorOperations
  return operations.map((operation) => operationFacts(operation).action)
}

/**
 * AWS Config asked directly: an advanced query names what is recorded, batch gets bring it. All of it may be stale, and a
 * resource that is not there may only be of a kind that nobody records: nothing is ever missing by this source alone.
 * `config:NAME` asks an aggregator instead, `config:s3://BUCKET/PREFIX` reads the newest snapshots that were delivered there.
 */
const observer: NamedObserver = {
  async *observe(argument, context) {
    if (argument !== undefined) offerFreshReadsOfRecords(context)
    if (argument?.startsWith('s3://') === true) {
      yield* (await import('./delivered.ts')).readDelivered(argument, context)
      return
    }
    const accounts = yield* connect(argument === undefined ? context : alone(context))
    if (argument === undefined) offerFreshReads(context, accounts)
    for (const { account, regions, close } of accounts) {
      for (const { region, answers } of regions) {
        const where = { account, region }
        yield* argument === undefined
          ? untilOff(readRegion(answers, where, context), answers, where)
          : readAggregator(argument, answers, where, context)
      }
      await close()
    }
  },

  async probe(argument, context) {
    if (argument?.startsWith('s3://') === true) return (await import('./delivered.ts')).deliveredProbe(argument)
    return identityProbe(argument === undefined ? context : alone(context))
  },
}
export default observer

/** An aggregator is asked with the credentials and in the region that are there; the scope says what of it is read. */
function alone({ entry: _entry, ...context }: LiveContext): LiveContext {
  const { accounts: _accounts, regions: _regions, ...scope } = context.scope
  return { ...context, scope }
}

async function* readRegion(answers: SdkAnswers, where: Whereabouts, context: LiveContext): AsyncGenerator<LiveItem[]> {
  yield await recorderGaps(answers, where, context.scope)
  yield* readRecorded(answers, askingOf(where), context)
}

function askingOf(where: Whereabouts): Asking {
  return {
    where,
    columns: [],
    conditions: [],
    query: { operation: configOperations.query, input: {} },
    get: { operation: configOperations.get, input: {}, member: 'baseConfigurationItems', keys: 'resourceKeys' },
    keyOf: ({ kind, id }) => ({ resourceType: kind, resourceId: id }),
    isWanted: () => true,
  }
}
