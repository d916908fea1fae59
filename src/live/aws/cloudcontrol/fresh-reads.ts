import { isGlobalKind, listServiceOf } from '../../../mapping/api.ts'
import { factsOf } from '../../../mapping/data.ts'
import { handlersOf } from '../../../mapping/handlers.ts'
import { homeOfService, partitionOf } from '../../../mapping/partitions.ts'
import { DriftgateError } from '../../../model/errors.ts'
import type { Asked, Fresh, FreshReader } from '../../../model/fresh.ts'
import type { Diagnostic } from '../../../model/generated/report.ts'
import { mayBeOnePlace } from '../../../model/place.ts'
import type { LiveResource } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import type { Answers, CallFailure } from '../calls/call.ts'
import { CloudControl } from './calls.ts'
import { isGone } from './item.ts'
import { Connection, type Connected, type Entrance } from '../places/connection.ts'
import { gapOf } from '../calls/gaps.ts'
import { identifiersOf, type Identifiers } from '../engine/identifiers.ts'
import { dig } from '../engine/walk.ts'

type Unread = Extract<Fresh, { is: 'unread' }>

/** Where calls for an account and region go. */
interface Reached {
  is: 'reached'
  where: Whereabouts
  answers: Answers
}

/** Where calls for a resource go, by its place and kind; why they go nowhere. Never throws. */
type AnswersFor = (asked: Whereabouts, kind: string) => Promise<Reached | Unread>

/** Single resources through Cloud Control. */
class FreshReads implements FreshReader {
  readonly #answersFor: AnswersFor
  readonly #byAnswers = new Map<Answers, Map<string, CloudControl>>()

  readonly note: (diagnostic: Diagnostic) => void

  constructor(answersFor: AnswersFor, note: (diagnostic: Diagnostic) => void) {
    this.#answersFor = answersFor
    this.note = note
  }

  reads(kind: string): boolean {
    return handlersOf(kind) !== undefined
  }

  async read(asked: Asked, shown?: LiveResource): Promise<Fresh> {
    const { kind, account, region } = asked
    const { sure, guessed } = shown === undefined ? identifiersOf(asked) : identifiersOfLive(shown)
    if (sure.length + guessed.length === 0) return { is: 'unread', why: 'no name of theirs is one by which Cloud Control knows them' }
    const place = await this.#answersFor({ account, region }, kind)
    if (place.is === 'unread') return place
    const got = await this.#calls(place).get(kind, [...sure, ...guessed])
    if (got.is === 'resource') return isGone(kind, got.resource.properties) ? { is: 'gone' } : got
    if (got.is === 'gone')
      return sure.length > 0 ? got : { is: 'unread', why: 'no name of theirs is one by which Cloud Control knows them' }
    return unread(kind, got.failure)
  }

  /** One for each place: what it refuses once it is not asked again. */
  #calls({ answers, where }: Reached): CloudControl {
    const places = this.#byAnswers.get(answers) ?? new Map<string, CloudControl>()
    const key = where.region ?? ''
    const calls = places.get(key) ?? new CloudControl(answers, where)
    this.#byAnswers.set(answers, places.set(key, calls))
    return calls
  }
}

/** Offers them in the accounts and regions that are read. */
export function offerFreshReads(context: LiveContext, accounts: readonly Connected[]): void {
  const reached = (asked: Whereabouts, kind: string): Reached | undefined => {
    const connected = accounts.find(({ account }) => mayBeOnePlace({ account }, { account: asked.account }))
    if (connected === undefined) return undefined
    const { account, partition, regions, home } = connected
    if (isGlobalKind(kind))
      return { is: 'reached', answers: home(listServiceOf(kind)).answers, where: { account, partition, region: undefined } }
    const place = asked.region === undefined ? regions[0] : regions.find(({ region }) => region === asked.region)
    return place === undefined ? undefined : { is: 'reached', answers: place.answers, where: { account, partition, region: place.region } }
  }
  const nowhere: Unread = { is: 'unread', why: 'they are in an account or region that was not entered' }
  offer(context, (asked, kind) => Promise.resolve(reached(asked, kind) ?? nowhere))
}

/**
 * Offers them where nothing was entered to list it, since a record showed it: an account is entered when the first of its
 * resources is asked for, by the role there or by credentials that are its own.
 */
export function offerFreshReadsOfRecords(context: LiveContext): void {
  const connection = new Connection(context)
  const entered = new Map<string, Promise<Entrance | Unread>>()
  offer(context, async ({ account = '', region }, kind) => {
    let entering = entered.get(account)
    if (entering === undefined) entered.set(account, (entering = into(connection, account)))
    const entrance = await entering
    if ('is' in entrance) return entrance
    const partition = partitionOf(region ?? entrance.region)
    const home = isGlobalKind(kind) ? homeOfService(listServiceOf(kind), partition) : undefined
    const place = home ?? region ?? entrance.region
    const where = { account: entrance.account, partition, region: isGlobalKind(kind) ? undefined : place }
    return { is: 'reached', answers: entrance.in(place), where }
  })
}

/** Comes into the account of a record; what keeps one out of many accounts is said once for all. */
async function into(connection: Connection, account: string): Promise<Entrance | Unread> {
  try {
    const entered = await connection.into(account === '' ? undefined : account)
    if (!('gap' in entered)) return entered
    const isOther = entered.gap.reason === 'other-account'
    return {
      is: 'unread',
      why: isOther ? 'they belong to other accounts than the credentials' : 'the role in their account cannot be taken on',
      remedy: isOther ? 'Give --role: a role that can be taken on in each account.' : (entered.gap.remedy ?? ''),
    }
  } catch (error) {
    if (!(error instanceof DriftgateError)) throw error
    return { is: 'unread', why: error.message.replace(/\.$/, ''), remedy: error.hint }
  }
}

function offer(context: LiveContext, answersFor: AnswersFor): void {
  context.offer?.(new FreshReads(answersFor, (diagnostic) => context.note(diagnostic)))
}

/** Kinds differ in what a failure says of them; what is to be done is the same. */
function unread(kind: string, failure: CallFailure): Fresh {
  const gap = gapOf(failure, { kind, where: {} })
  if (failure.reason === 'unsupported-kind') return { is: 'unread', why: 'AWS cannot read their kinds by themselves here' }
  const why = `${gap?.action ?? failure.operation} ended with ${failure.details.code ?? failure.reason}`
  return { is: 'unread', why, ...(gap?.remedy === undefined ? {} : { remedy: gap.remedy }) }
}

/** What is live says its primary identifier itself, where rows know all its parts. */
export function identifiersOfLive(live: LiveResource): Identifiers {
  const parts = (factsOf(live.kind)?.i ?? []).map((path) => dig(live.properties, path.replaceAll('/', '.')))
  const texts = parts.flatMap((part) => (typeof part === 'string' || typeof part === 'number' ? [String(part)] : []))
  const named = identifiersOf(live)
  if (parts.length === 0 || texts.length < parts.length) return named
  return { sure: [...new Set([texts.join('|'), ...named.sure])], guessed: [] }
}
