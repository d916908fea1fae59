import { operationFacts } from '../../mapping/api.ts'
import { byText, canonical, isObject, own, type Json } from '../../model/json.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver } from '../index.ts'
import { inBatches, inCalls } from './batches.ts'
import { present, type Whereabouts } from './bindings.ts'
import type { Answers, Call, CallFailure } from './call.ts'
import { configItem, itemsOf, shapeItem, unprocessedKeys } from './config-item.ts'
import { gapOf } from './gaps.ts'
import { connect, identityProbe } from './whereabouts.ts'

/** An expression holds 4,096 characters: kinds of up to 60 of them, quoted. */
const kindsOfOneQuery = 60
/** https://docs.aws.amazon.com/config/latest/APIReference/API_BatchGetResourceConfig.html */
const keysOfOneGet = 100

const [selects, gets] = ['config.SelectResourceConfig', 'config.BatchGetResourceConfig'] as const

/** What the identity that scans is allowed for it. */
export const configActions = [selects, gets].map((operation) => operationFacts(operation).action)

/** What a query tells of a resource: batch gets leave tags out, queries leave most of the configuration out. */
interface Recorded {
  kind: string
  id: string
  tags: Json
}

/**
 * AWS Config asked directly: an advanced query names what is recorded, batch gets bring it. All of it may be stale, and a
 * resource that is not there may only be of a kind that nobody records: nothing is ever missing by this source alone.
 */
const observer: NamedObserver = {
  async *observe(_argument, context) {
    const { account, regions } = yield* connect(context)
    for (const { region, answers } of regions) yield* readRegion(answers, { account, region }, context)
  },

  probe: (_argument, region) => identityProbe(region),
}
export default observer

async function* readRegion(answers: Answers, where: Whereabouts, context: LiveContext): AsyncGenerator<LiveItem[]> {
  // Without kinds in the scope one query asks for all.
  const kinds =
    context.scope.kinds === undefined ? [undefined] : [...context.scope.kinds].filter((kind) => kind.startsWith('AWS::')).toSorted(byText)
  const recorded: Recorded[] = []
  for await (const part of inCalls(answers, queryOf, kinds, kindsOfOneQuery)) {
    if ('failure' in part) yield part.members.flatMap((kind) => failed(part.failure, where, kind))
    else recorded.push(...part.pages.flatMap(recordedIn))
  }
  yield* configurations(answers, where, recorded, context)
}

function queryOf(kinds: readonly (string | undefined)[]): Call {
  // Kinds come out of templates: a quote in one must not end the text.
  const quoted = kinds.flatMap((kind) => (kind === undefined ? [] : [`'${kind.replaceAll("'", '')}'`]))
  const filter = quoted.length === 0 ? '' : ` WHERE resourceType IN (${quoted.join(', ')})`
  return {
    operation: selects,
    input: { Expression: `SELECT resourceId, resourceType, tags${filter}` },
    pages: 'list',
    expects: ['Results'],
  }
}

function recordedIn(page: Json): Recorded[] {
  return (itemsOf(page) ?? []).flatMap((each) => {
    const [kind, id] = [own(each, 'resourceType'), own(each, 'resourceId')]
    return typeof kind === 'string' && typeof id === 'string' ? [{ kind, id, tags: own(each, 'tags') ?? [] }] : []
  })
}

async function* configurations(
  answers: Answers,
  where: Whereabouts,
  recorded: readonly Recorded[],
  context: LiveContext,
  again = true,
): AsyncGenerator<LiveItem[]> {
  const byKey = new Map(recorded.map((each) => [canonical([each.kind, each.id]), each]))
  const left: Recorded[] = []
  const call = { operation: gets, input: {}, expects: ['baseConfigurationItems'] }
  const keyOf = ({ kind, id }: Recorded) => ({ resourceType: kind, resourceId: id })
  for await (const part of inBatches(answers, call, 'resourceKeys', [...byKey.values()], keyOf, keysOfOneGet)) {
    if ('failure' in part) {
      yield part.members.flatMap(({ kind, id }) => failed(part.failure, where, kind, id))
      continue
    }
    context.progress?.(`${where.region ?? ''} AWS Config`.trim())
    yield part.pages.flatMap(itemsIn).flatMap((raw) => {
      const item = configItem(raw, where)
      const tags = item === undefined ? undefined : byKey.get(canonical([item.kind, item.resourceId]))?.tags
      const shaped = item === undefined || item.deleted ? undefined : shapeItem({ ...item, tags })
      return shaped === undefined ? [] : [shaped]
    })
    for (const { kind, physicalId } of part.pages.flatMap(unprocessedKeys)) {
      const one = byKey.get(canonical([kind, physicalId]))
      if (one !== undefined) left.push(one)
    }
  }
  // What a busy service leaves out of one answer comes with the next; twice is an answer.
  if (again && left.length > 0) yield* configurations(answers, where, left, context, false)
  else {
    yield left.map(({ kind, id }) => ({
      is: 'gap',
      kind,
      physicalId: id,
      ...present(where),
      reason: 'read-failed',
      detail: 'AWS Config did not process this resource.',
      remedy: 'Scan again later.',
    }))
  }
}

function itemsIn(page: Json): Json[] {
  return (itemsOf(page) ?? []).filter(isObject)
}

function failed(failure: CallFailure, where: Whereabouts, kind: string | undefined, physicalId?: string): LiveItem[] {
  const gap = gapOf(failure, { kind, physicalId, where })
  return gap === undefined ? [] : [{ is: 'gap', ...gap }]
}
