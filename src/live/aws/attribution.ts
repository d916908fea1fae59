import { isGlobalKind, operationFacts } from '../../mapping/api.ts'
import { homeOf, partitionOf } from '../../mapping/partitions.ts'
import { parseExactly } from '../../model/exact-json.ts'
import { DriftgateError } from '../../model/errors.ts'
import type { Actor, Diagnostic } from '../../model/generated/report.ts'
import { isObject, own, textOf, type Json, type JsonObject } from '../../model/json.ts'
import type { LiveContext } from '../index.ts'
import { failureOf } from './calls/call.ts'
import { Connection, type Entrance } from './places/connection.ts'

const operation = 'cloudtrail.LookupEvents'
/** What the identity that scans is allowed for it. */
export const attributionAction = operationFacts(operation).action
/** Names by which CloudTrail may know a resource; each is a call. */
const nameLimit = 3
/** Resources that are asked for: two calls a second are all that CloudTrail allows. */
const resourceLimit = 200

/** What is asked of one resource that differs. */
export interface Deed {
  kind: string
  physicalId: string
  account?: string
  region?: string
  /** `missing` was deleted, `unmanaged` was made, else it was changed. */
  outcome: string
  /** The last name of the path, and the live value as text, where they may be told. */
  property?: string
  value?: string
}

/** Who changed what differs, by CloudTrail's events of the last 90 days: management events only, some minutes late. */
export class Attribution {
  readonly #context: LiveContext
  readonly #connection: Connection
  readonly #entered = new Map<string, Promise<Entrance | undefined>>()
  /** By place and name. */
  readonly #events = new Map<string, Promise<readonly Json[]>>()
  readonly #resources = new Set<string>()
  /** Places in which every further call would be refused as well, with what was said. */
  readonly #refused = new Map<string, string>()
  #unnamed = 0
  #unasked = 0

  constructor(context: LiveContext) {
    this.#context = context
    this.#connection = new Connection(context)
  }

  /** Who did it, as far as an event tells. Never throws. */
  async of(deed: Deed): Promise<Actor | undefined> {
    if (!deed.kind.startsWith('AWS::')) return undefined
    const key = [deed.kind, deed.physicalId, deed.account, deed.region].join(' ')
    if (!this.#resources.has(key) && this.#resources.size >= resourceLimit) {
      this.#unasked += 1
      return undefined
    }
    this.#resources.add(key)
    for (const name of namesOf(deed.physicalId)) {
      const events = (await this.#lookUp(deed, name)).filter(isDone)
      const actor = actorOf(deed, events)
      if (actor !== undefined) return actor
    }
    this.#unnamed += 1
    return undefined
  }

  #lookUp({ kind, account = '', region }: Deed, name: string): Promise<readonly Json[]> {
    const key = [account, region ?? '', name].join(' ')
    let events = this.#events.get(key)
    if (events === undefined) this.#events.set(key, (events = this.#asked(account, isGlobalKind(kind) ? undefined : region, name)))
    return events
  }

  async #asked(account: string, region: string | undefined, name: string): Promise<readonly Json[]> {
    let entering = this.#entered.get(account)
    if (entering === undefined) this.#entered.set(account, (entering = this.#enter(account)))
    const entrance = await entering
    if (entrance === undefined) return []
    // What global services do is written down in their home.
    const place = region ?? homeOf(partitionOf(entrance.region))
    if (this.#refused.has(`${account} ${place}`)) return []
    this.#context.progress?.(`CloudTrail's events of ${name}`)
    const input = { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: name }] }
    try {
      for await (const page of entrance.in(place).call({ operation, input, pages: 'one', expects: ['Events'] })) {
        const events = own(page, 'Events')
        return Array.isArray(events) ? events : []
      }
    } catch (error) {
      const { details } = failureOf(error)
      this.#refused.set(`${account} ${place}`, [details.code, details.detail].filter((text) => text !== undefined).join(': '))
    }
    return []
  }

  async #enter(account: string): Promise<Entrance | undefined> {
    try {
      const entered = await this.#connection.into(account === '' ? undefined : account)
      if (!('gap' in entered)) return entered
      this.#refused.set(account, entered.gap.detail ?? entered.gap.reason)
    } catch (error) {
      if (!(error instanceof DriftgateError)) throw error
      this.#refused.set(account, error.message)
    }
    return undefined
  }

  /** What no event told, and why; once all was asked. */
  notes(): Diagnostic[] {
    const [said] = this.#refused.values()
    return [
      ...(said === undefined ? [] : [refusedNote(this.#refused.size, said)]),
      ...(this.#unnamed + this.#unasked === 0 ? [] : [unnamedNote(this.#unnamed, this.#unasked)]),
    ]
  }
}

/** As CloudTrail may call it: by its ARN, its id, or the name at the end; exactly so, or it finds nothing. */
function namesOf(physicalId: string): string[] {
  const parts = physicalId.split('|')
  const tails = parts.flatMap((part) => (part.includes('/') || part.startsWith('arn:') ? [part.split(/[:/]/).at(-1) ?? part] : []))
  return [...new Set([...parts, ...tails])].filter((name) => name !== '').slice(0, nameLimit)
}

/** Whether something was done, and not only read or refused. */
function isDone(event: Json): boolean {
  return own(event, 'ReadOnly') !== 'true' && own(detailsOf(event), 'errorCode') === undefined
}

function detailsOf(event: Json): JsonObject {
  const text = own(event, 'CloudTrailEvent')
  try {
    const details = typeof text === 'string' ? parseExactly(text) : undefined
    return isObject(details) ? details : {}
  } catch {
    return {}
  }
}

const deleting = /^(?:Delete|Terminate|Remove|Deregister|Release|Detach|Disassociate)/
const making = /^(?:Create|Run|Allocate|Register|Import|Request|Copy|Restore)/
/** Of what is no thing of its own, such as a rule or a place where something hangs. */
const adding = /^(?:Put|Add|Authorize|Attach|Associate|Set|Enable)/

/** The newest event that fits best: of what was changed, one that says the value before one that says the property. */
function actorOf({ outcome, property, value }: Deed, events: readonly Json[]): Actor | undefined {
  const named = (pattern: RegExp): Json | undefined => events.find((event) => pattern.test(textOf(own(event, 'EventName'))))
  if (outcome === 'missing') return toActor(named(deleting), 'high')
  if (outcome === 'unmanaged') return toActor(named(making) ?? named(adding), 'high')
  const says = (word: string | undefined): Json | undefined =>
    word === undefined || word.length < 2 ? undefined : events.find((event) => spoken(event).includes(word.toLowerCase()))
  return toActor(says(value), 'high') ?? toActor(says(property), 'medium') ?? toActor(events[0], 'low')
}

/** What was called, with its parameters. */
function spoken(event: Json): string {
  return `${textOf(own(event, 'EventName'))} ${JSON.stringify(own(detailsOf(event), 'requestParameters') ?? null)}`.toLowerCase()
}

function toActor(event: Json | undefined, confidence: Actor['confidence']): Actor | undefined {
  if (event === undefined) return undefined
  const identity = own(detailsOf(event), 'userIdentity')
  const [arn, invokedBy, username] = [own(identity, 'arn'), own(identity, 'invokedBy'), own(event, 'Username')].map((each) => textOf(each))
  const isService = own(identity, 'type') === 'AWSService' || (invokedBy ?? '').endsWith('.amazonaws.com')
  const principal = [isService ? invokedBy : arn, arn, username].find((text) => text !== undefined && text !== '') ?? 'unknown'
  return {
    principal,
    kind: isService ? 'service' : 'principal',
    event: textOf(own(event, 'EventName')),
    at: textOf(own(event, 'EventTime')),
    eventId: textOf(own(event, 'EventId')),
    confidence,
  }
}

function refusedNote(places: number, said: string): Diagnostic {
  return {
    code: 'attribution-refused',
    level: 'warning',
    message: `CloudTrail's events of ${places} ${places === 1 ? 'place' : 'places'} could not be looked up: ${said.replace(/\.$/, '')}.`,
    hint: `Allow ${attributionAction} to the identity that scans, and give --role for other accounts.`,
  }
}

function unnamedNote(unnamed: number, unasked: number): Diagnostic {
  const more = unasked === 0 ? '' : `, and ${unasked} more were not asked for, since that takes half a second each`
  return {
    code: 'attribution-unknown',
    level: 'note',
    message: `No event of CloudTrail says who is behind ${unnamed} ${unnamed === 1 ? 'finding' : 'findings'}${more}.`,
    hint: 'It keeps management events for 90 days, knows a resource by the name that was used, and is some minutes late.',
  }
}
