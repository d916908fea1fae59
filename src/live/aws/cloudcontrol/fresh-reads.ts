import { isGlobalKind, listServiceOf } from '../../../mapping/api.ts'
import { factsOf } from '../../../mapping/data.ts'
import { handlersOf } from '../../../mapping/handlers.ts'
import type { Asked, Fresh, FreshReader } from '../../../model/fresh.ts'
import type { Diagnostic } from '../../../model/generated/report.ts'
import type { LiveResource } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import type { Answers, CallFailure } from '../calls/call.ts'
import { CloudControl } from './calls.ts'
import type { Connected } from '../places/connection.ts'
import { gapOf } from '../calls/gaps.ts'
import { identifiersOf, type Identifiers } from '../engine/identifiers.ts'
import { dig } from '../engine/walk.ts'

/** Where calls for an account and region go; undefined: nowhere, since these credentials do not reach it. */
export type AnswersFor = (where: Whereabouts, kind: string) => { where: Whereabouts; answers: Answers } | undefined

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
    const place = this.#answersFor({ account, region }, kind)
    if (place === undefined) return { is: 'unread', why: 'they are in an account or region that was not entered' }
    const got = await this.#calls(place).get(kind, [...sure, ...guessed])
    if (got.is === 'resource') return got
    if (got.is === 'gone')
      return sure.length > 0 ? got : { is: 'unread', why: 'no name of theirs is one by which Cloud Control knows them' }
    return unread(kind, got.failure)
  }

  /** One for each place: what it refuses once it is not asked again. */
  #calls({ answers, where }: NonNullable<ReturnType<AnswersFor>>): CloudControl {
    const places = this.#byAnswers.get(answers) ?? new Map<string, CloudControl>()
    const key = where.region ?? ''
    const calls = places.get(key) ?? new CloudControl(answers, where)
    this.#byAnswers.set(answers, places.set(key, calls))
    return calls
  }
}

/** Offers them in the accounts and regions that are read. */
export function offerFreshReads(context: LiveContext, accounts: readonly Connected[]): void {
  const answersFor: AnswersFor = (asked, kind) => {
    const connected = accounts.find(({ account }) => asked.account === undefined || account === undefined || account === asked.account)
    if (connected === undefined) return undefined
    const { account, partition, regions, home } = connected
    if (isGlobalKind(kind)) return { answers: home(listServiceOf(kind)).answers, where: { account, partition, region: undefined } }
    const place = asked.region === undefined ? regions[0] : regions.find(({ region }) => region === asked.region)
    return place === undefined ? undefined : { answers: place.answers, where: { account, partition, region: place.region } }
  }
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
