import { byText, canonical, isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import { inBatches, inCalls } from '../calls/batches.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import type { Answers, Call, CallFailure } from '../calls/call.ts'
import { configItem, itemsOf, shapeItem, unprocessedKeys } from './item.ts'
import { gapOf } from '../calls/gaps.ts'

/** An expression holds 4,096 characters: kinds of up to 60 of them, quoted, and conditions beside them. */
export const kindsOfOneQuery = 60
/** https://docs.aws.amazon.com/config/latest/APIReference/API_BatchGetResourceConfig.html */
export const keysOfOneGet = 100

/** What a query tells of a resource: batch gets leave tags out, queries leave most of the configuration out. */
export interface Recorded {
  kind: string
  id: string
  tags: Json
  /** Of an aggregator only. */
  place: Whereabouts
}

/** How a set of recorded resources is asked for: those of a region, or those of an aggregator. */
export interface Asking {
  where: Whereabouts
  /** What is selected beside kind, id and tags. */
  columns: readonly string[]
  /** Conditions beside the kinds. */
  conditions: readonly string[]
  query: { operation: string; input: JsonObject }
  get: { operation: string; input: JsonObject; member: string; keys: string }
  keyOf(this: void, recorded: Recorded): Json
  /** Whether a resource is to be read. */
  isWanted(this: void, recorded: Recorded): boolean
}

/** Asks an advanced query what is recorded, then batch gets for it. What comes may be stale, and proves no absence. */
export async function* readRecorded(answers: Answers, asking: Asking, context: LiveContext): AsyncGenerator<LiveItem[]> {
  // Without kinds in the scope one query asks for all.
  const kinds =
    context.scope.kinds === undefined ? [undefined] : [...context.scope.kinds].filter((kind) => kind.startsWith('AWS::')).toSorted(byText)
  const recorded: Recorded[] = []
  for await (const part of inCalls(answers, (some) => queryOf(some, asking), kinds, kindsOfOneQuery)) {
    if ('failure' in part) yield part.members.flatMap((kind) => failed(part.failure, asking.where, kind))
    else recorded.push(...part.pages.flatMap(recordedIn).filter(asking.isWanted))
  }
  yield* configurations(answers, asking, recorded, context)
}

function queryOf(kinds: readonly (string | undefined)[], { columns, conditions, query }: Asking): Call {
  // Kinds come out of templates: a quote in one must not end the text.
  const quoted = kinds.flatMap((kind) => (kind === undefined ? [] : [quotedText(kind)]))
  const all = [...(quoted.length === 0 ? [] : [`resourceType IN (${quoted.join(', ')})`]), ...conditions]
  const filter = all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`
  const selected = ['resourceId', 'resourceType', 'tags', ...columns].join(', ')
  return { ...query, input: { ...query.input, Expression: `SELECT ${selected}${filter}` }, pages: 'list', expects: ['Results'] }
}

/** A text of an expression. */
export function quotedText(text: string): string {
  return `'${text.replaceAll("'", '')}'`
}

function recordedIn(page: Json): Recorded[] {
  return (itemsOf(page) ?? []).flatMap((each) => {
    const [kind, id, account, region] = ['resourceType', 'resourceId', 'accountId', 'awsRegion'].map((name) => own(each, name))
    if (typeof kind !== 'string' || typeof id !== 'string') return []
    const place = { ...(typeof account === 'string' ? { account } : {}), ...(typeof region === 'string' ? { region } : {}) }
    return [{ kind, id, tags: own(each, 'tags') ?? [], place }]
  })
}

async function* configurations(
  answers: Answers,
  asking: Asking,
  recorded: readonly Recorded[],
  context: LiveContext,
  again = true,
): AsyncGenerator<LiveItem[]> {
  const { where, get, keyOf } = asking
  const byKey = new Map(recorded.map((each) => [keyText(each.kind, each.id, each.place), each]))
  const left: Recorded[] = []
  const call = { operation: get.operation, input: get.input, expects: [get.member] }
  for await (const part of inBatches(answers, call, get.keys, [...byKey.values()], keyOf, keysOfOneGet)) {
    if ('failure' in part) {
      yield part.members.flatMap(({ kind, id, place }) => failed(part.failure, { ...where, ...place }, kind, id))
      continue
    }
    context.progress?.(`${where.region ?? ''} AWS Config`.trim())
    yield part.pages.flatMap(itemsIn).flatMap((raw) => {
      const item = configItem(raw, where)
      const known =
        item === undefined
          ? undefined
          : (byKey.get(keyText(item.kind, item.resourceId, item.place)) ?? byKey.get(keyText(item.kind, item.resourceId, {})))
      const shaped = item === undefined || item.deleted ? undefined : shapeItem({ ...item, tags: known?.tags })
      return shaped === undefined ? [] : [shaped]
    })
    for (const { kind, physicalId, place } of part.pages.flatMap(unprocessedKeys)) {
      const one = byKey.get(keyText(kind, physicalId, place))
      if (one !== undefined) left.push(one)
    }
  }
  // What a busy service leaves out of one answer comes with the next; twice is an answer.
  if (again && left.length > 0) yield* configurations(answers, asking, left, context, false)
  else {
    yield left.map(({ kind, id, place }) => ({
      is: 'gap',
      kind,
      physicalId: id,
      ...present({ ...where, ...place }),
      reason: 'read-failed',
      detail: 'AWS Config did not process this resource.',
      remedy: 'Scan again later.',
    }))
  }
}

/** What is in no region is said so by the query, and by no item. */
function keyText(kind: string, id: string, { account = '', region = '' }: Whereabouts): string {
  return canonical([kind, id, account, region === 'global' ? '' : region])
}

function itemsIn(page: Json): Json[] {
  return (itemsOf(page) ?? []).filter(isObject)
}

function failed(failure: CallFailure, where: Whereabouts, kind: string | undefined, physicalId?: string): LiveItem[] {
  const gap = gapOf(failure, { kind, physicalId, where })
  return gap === undefined ? [] : [{ is: 'gap', ...gap }]
}
