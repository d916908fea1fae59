import { row } from '../../../mapping/data.ts'
import { homeOf, partitionOf } from '../../../mapping/partitions.ts'
import { DriftgateError } from '../../../model/errors.ts'
import type { Diagnostic } from '../../../model/generated/report.ts'
import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import type { LiveResource } from '../../../model/resource.ts'
import type { LiveContext, ProbeLine } from '../../index.ts'
import { failureOf, type Answers, type CallFailure } from '../calls/call.ts'
import { configItem, itemsOf, recordedItem } from './item.ts'
import { Connection, type Entrance } from '../places/connection.ts'
import { Limiter } from '../calls/limiter.ts'
import { SdkAnswers } from '../calls/sdk.ts'
import { historyAction, historyOperation, UntoldCounts, untoldHints, untoldTexts, type Untold } from './untold.ts'
import { namesOf } from '../../../model/resource.ts'

/** Every answer looks back over a few days only: so many pages are more than a year. */
const pageLimit = 60
/** Names by which Config may call a resource. */
const nameLimit = 4

/** AWS Config's history of single resources: one call for most of them, none for a kind or an account that it does not know. */
export class ConfigHistory {
  readonly #context: LiveContext
  /** From a deployment to the latest time at which it is recorded, in milliseconds. */
  readonly #delay: number
  readonly #connection: Connection
  /** By account, '' for what belongs to none. */
  readonly #entered = new Map<string, Promise<Entrance | Untold>>()
  readonly #untold = new UntoldCounts()
  readonly #kept: LiveResource[] = []
  readonly #unknownKinds = new Set<string>()
  /** Accounts and regions in which every further call would be refused as well. */
  readonly #refusing = new Set<string>()

  constructor(context: LiveContext, delay: number) {
    this.#context = context
    this.#connection = new Connection(context)
    this.#delay = delay
  }

  /** The states of a resource about a time, and its latest; none where they cannot be had. Never throws. */
  async of(live: LiveResource, deployedAt: string): Promise<readonly LiveResource[]> {
    const told = await this.#ask(live, Date.parse(deployedAt))
    this.#context.progress?.(`AWS Config's history of ${live.physicalId}`)
    if (typeof told !== 'string') {
      this.#kept.push(...told)
      return told
    }
    this.#untold.add(told)
    return []
  }

  async #ask(live: LiveResource, deployed: number): Promise<LiveResource[] | Untold> {
    if (!live.kind.startsWith('AWS::') || this.#unknownKinds.has(live.kind)) return 'not-recorded'
    const mine = await this.#into(live.account)
    if (typeof mine === 'string') return mine
    const regions = live.region === undefined ? regionsOfGlobal(mine.region ?? '') : [live.region]
    for (const region of regions) {
      for (const name of namesInConfig(live)) {
        const told = await this.#named(mine, region, live.kind, name, deployed)
        if (told !== 'not-recorded') return told
        if (this.#unknownKinds.has(live.kind)) return told
      }
    }
    return 'not-recorded'
  }

  async #named(mine: Entrance, region: string, kind: string, id: string, deployed: number): Promise<LiveResource[] | Untold> {
    const place = `${mine.account ?? ''} ${region}`
    if (this.#refusing.has(place)) return 'access-denied'
    try {
      const raw = await this.#items(mine.in(region), { resourceType: kind, resourceId: id }, deployed)
      const states = raw.flatMap((each) => {
        const item = configItem(each, { account: undefined, region })
        const resource = item === undefined ? undefined : recordedItem(item)
        return resource === undefined ? [] : [resource]
      })
      return states.length === 0 && raw.length > 0 ? 'unmapped' : states
    } catch (error) {
      return this.#refused(failureOf(error), kind, place)
    }
  }

  /** The latest items, back to the one that was in force at a time. Where too many came since, those about that time are asked for. */
  async #items(answers: Answers, input: JsonObject, deployed: number): Promise<Json[]> {
    const latest: Json[] = []
    for await (const page of pagesOf(answers, input)) {
      latest.push(...itemsIn(page))
      if (latest.length > 0) {
        if (latest.some((item) => timeOf(item) <= deployed) || own(page, 'nextToken') === undefined) return latest
        break
      }
    }
    const about: Json[] = []
    // No later than what is there: the future is no time to ask for.
    const newest = Math.max(0, ...latest.map(timeOf).filter((time) => !Number.isNaN(time)))
    const laterTime = Math.floor(Math.min(deployed + this.#delay, newest) / 1000)
    for await (const page of pagesOf(answers, { ...input, laterTime })) {
      about.push(...itemsIn(page))
      if (about.some((item) => timeOf(item) <= deployed)) break
    }
    return [...about, ...latest]
  }

  /** The account of a resource, entered once; why not, where it cannot be. */
  #into(account = ''): Promise<Entrance | Untold> {
    let entering = this.#entered.get(account)
    if (entering === undefined) this.#entered.set(account, (entering = this.#enter(account)))
    return entering
  }

  async #enter(account: string): Promise<Entrance | Untold> {
    try {
      const entered = await this.#connection.into(account === '' ? undefined : account)
      if (!('gap' in entered)) return entered
      const { reason, detail = '', remedy } = entered.gap
      if (reason === 'other-account') return reason
      this.#untold.because('access-denied', detail, remedy)
      return 'access-denied'
    } catch (error) {
      if (!(error instanceof DriftgateError)) throw error
      this.#untold.because('failed', error.message, error.hint)
      return 'failed'
    }
  }

  #refused(failure: CallFailure, kind: string, place: string): Untold {
    const { reason } = failure
    const { code = '', detail = '' } = failure.details
    if (code.startsWith('ResourceNotDiscovered')) return 'not-recorded'
    if (code.startsWith('NoAvailableConfigurationRecorder')) return 'off'
    if (/^ValidationException|^InvalidParameter/.test(code)) {
      if (/resourceType/.test(detail)) this.#unknownKinds.add(kind)
      return 'not-recorded'
    }
    const why = reason === 'access-denied' ? reason : 'failed'
    if (why === 'access-denied') this.#refusing.add(place)
    this.#untold.because(why, `${code}: ${detail}`)
    return why
  }

  /** Every state that was told: the same record, for a replay. */
  kept(): readonly LiveResource[] {
    return this.#kept
  }

  /** What was not told, counted. */
  notes(): Diagnostic[] {
    return this.#untold.notes()
  }
}

/** The regions in which Config may record what is in none: that of the credentials, and the home of their partition. */
export function regionsOfGlobal(mine: string): string[] {
  const home = homeOf(partitionOf(mine))
  return mine === '' || mine === home ? [home] : [mine, home]
}

async function* pagesOf(answers: Answers, input: JsonObject): AsyncGenerator<JsonObject> {
  let pages = 0
  for await (const page of answers.call({
    operation: historyOperation,
    input: { limit: 100, ...input },
    pages: 'detail',
    expects: ['configurationItems'],
  })) {
    yield page
    pages += 1
    if (pages >= pageLimit) return
  }
}

function itemsIn(page: Json): Json[] {
  return (itemsOf(page) ?? []).filter(isObject)
}

function timeOf(item: Json): number {
  const time = own(item, 'configurationItemCaptureTime')
  return typeof time === 'string' ? Date.parse(time) : Number.NaN
}

/** As Config may call a resource: by the id that is never given twice, by its physical id, by its ARN or name. */
export function namesInConfig(live: LiveResource): string[] {
  const unique = row<{ live: string }>('unique-ids.json', live.kind)
  const id = unique === undefined ? undefined : own(live.properties, unique.live)
  const names = [...(typeof id === 'string' && id !== '' ? [id] : []), ...namesOf(live)]
  return [...new Set(names)].filter((name) => name.length <= 768).slice(0, nameLimit)
}

/** Whether the history may be read, for `doctor`. A resource that does not exist is asked for: only a refusal is news. */
export async function historyProbe(region?: string): Promise<ProbeLine[]> {
  const answers = new SdkAnswers({ region, limiter: new Limiter() })
  const input = { resourceType: 'AWS::EC2::VPC', resourceId: 'vpc-00000000' }
  try {
    for await (const _page of answers.call({ operation: historyOperation, input, pages: 'one', expects: [] })) void _page
  } catch (error) {
    const { details, reason } = failureOf(error)
    const { code = '', detail = '' } = details
    if (!code.startsWith('ResourceNotDiscovered')) {
      const isOff = code.startsWith('NoAvailableConfigurationRecorder')
      const why = isOff ? 'off' : reason === 'access-denied' ? 'access-denied' : 'failed'
      return [{ name: 'history', ok: false, detail: `${untoldTexts[why]} (${code}: ${detail})`, hint: untoldHints[why] }]
    }
  }
  return [{ name: 'history', ok: true, detail: `${historyAction} is allowed` }]
}
