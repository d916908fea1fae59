import { operationFacts } from '../../mapping/api.ts'
import { byText, canonical, isObject, own, type Json } from '../../model/json.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { LiveContext, NamedObserver } from '../index.ts'
import { inBatches } from './batches.ts'
import { present, type Whereabouts } from './bindings.ts'
import { failureOf, type Answers, type CallFailure } from './call.ts'
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

  probe: () => identityProbe(),
}
export default observer

async function* readRegion(answers: Answers, where: Whereabouts, context: LiveContext): AsyncGenerator<LiveItem[]> {
  const kinds = context.scope.kinds === undefined ? undefined : [...context.scope.kinds].filter((kind) => kind.startsWith('AWS::'))
  const recorded: Recorded[] = []
  for await (const part of queries(answers, kinds?.toSorted(byText))) {
    if ('failure' in part) yield part.kinds.flatMap((kind) => failed(part.failure, where, kind))
    else recorded.push(...part.found)
  }
  yield* configurations(answers, where, recorded, context)
}

type Queried = { found: Recorded[] } | { kinds: (string | undefined)[]; failure: CallFailure }

/** Asks for kinds, many at a time; a query that fails for one of them is halved until that one stands alone. */
async function* queries(answers: Answers, kinds: readonly string[] | undefined): AsyncGenerator<Queried> {
  if (kinds === undefined) return yield* query(answers, undefined)
  for (let at = 0; at < kinds.length; at += kindsOfOneQuery) yield* query(answers, kinds.slice(at, at + kindsOfOneQuery))
}

async function* query(answers: Answers, kinds: readonly string[] | undefined): AsyncGenerator<Queried> {
  // Kinds come out of templates: a quote in one must not end the text.
  const filter = kinds === undefined ? '' : ` WHERE resourceType IN (${kinds.map((kind) => `'${kind.replaceAll("'", '')}'`).join(', ')})`
  const found: Recorded[] = []
  try {
    const input = { Expression: `SELECT resourceId, resourceType, tags${filter}` }
    for await (const page of answers.call({ operation: selects, input, pages: 'list', expects: ['Results'] })) {
      for (const each of itemsOf(page) ?? []) {
        const [kind, id] = [own(each, 'resourceType'), own(each, 'resourceId')]
        if (typeof kind === 'string' && typeof id === 'string') found.push({ kind, id, tags: own(each, 'tags') ?? [] })
      }
    }
    yield { found }
  } catch (error) {
    const failure = failureOf(error)
    if (kinds === undefined || kinds.length === 1 || failure.reason !== 'read-failed') yield { kinds: [...(kinds ?? [undefined])], failure }
    else {
      const half = Math.ceil(kinds.length / 2)
      yield* query(answers, kinds.slice(0, half))
      yield* query(answers, kinds.slice(half))
    }
  }
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
