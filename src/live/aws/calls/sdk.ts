import { operationFacts } from '../../../mapping/api.ts'
import { messageOf } from '../../../model/errors.ts'
import { isObject, own, type JsonObject } from '../../../model/json.ts'
import type { CredentialProvider } from '../places/assumed-role.ts'
import { CallFailure, type Answers, type Call } from './call.ts'
import { clientIn, commandIn, packageOf, readsSecret, sdkModule, type SdkClient, quietNodeWarning } from './clients.ts'
import { refuseEmptyAnswers } from './empty-answers.ts'
import { sendLimited, type Asking } from './limited.ts'
import { plain } from './plain.ts'
import { callFailure, isRejected, isUnknownHost } from './sdk-errors.ts'
import { noService } from './not-offered.ts'
import { dig, set } from '../engine/walk.ts'
import { readXmlFast } from '../xml/answers.ts'

export interface SdkOptions extends Asking {
  /** Milliseconds for which an answer is waited for. Default: two minutes. */
  timeout?: number
  /** Absent: those of the environment. */
  credentials?: CredentialProvider | undefined
  /** Of the AWS configuration. */
  profile?: string
  /** Another service of AWS has accepted the credentials: where they are refused, the region is off. */
  isKnown?: boolean
}

const usualTimeout = 120_000

/** The API itself, through the SDK: pages, limits, retries. Only operations that read. */
export class SdkAnswers implements Answers {
  readonly #options: SdkOptions
  readonly #clients = new Map<string, Promise<{ module: object; client: SdkClient } | undefined>>()
  /** Some service of the region has answered: the region is there, and so is the network. */
  #hasAnswered = false
  /** Calls under way, and those whose host is unknown and that wait for what becomes of the others: whether only theirs is. */
  #open = 0
  #waiting: (() => void)[] = []
  /** No further call is made then. */
  #refused: string | undefined

  constructor(options: SdkOptions) {
    this.#options = options
  }

  async *call(call: Call): AsyncGenerator<JsonObject> {
    const facts = operationFacts(call.operation)
    const input: JsonObject = { ...call.input }
    if (call.pages === 'list' && facts.pageInput !== undefined && facts.pageSize !== undefined) input[facts.pageInput] ??= facts.pageSize
    const seen = new Set<string>()
    let asking = this.#ask(call, input)
    for (;;) {
      const page = await asking
      const next = facts.tokens.flatMap(({ input: name, output }) => {
        const token = dig(page, output)
        return token === undefined || token === '' ? [] : [{ name, token }]
      })
      const isLast = call.pages === 'one' || next.length === 0
      const key = JSON.stringify(next)
      const isAgain = seen.has(key)
      seen.add(key)
      for (const { name, token } of next) set(input, name, token)
      // Of a list every page is wanted: the next one is under way while this one is worked on.
      const isAhead = call.pages === 'list' && !isLast && !isAgain
      if (isAhead) {
        asking = this.#ask(call, input)
        asking.catch(() => undefined)
      }
      yield page
      if (isLast) return
      if (isAgain) throw sameToken(call.operation)
      if (!isAhead) asking = this.#ask(call, input)
    }
  }

  async #ask(call: Call, input: JsonObject): Promise<JsonObject> {
    if (readsSecret(call.operation)) throw new RangeError(`${call.operation} reads secrets.`)
    const [service = '', operation = ''] = call.operation.split('.')
    const loaded = await this.#client(service)
    const command = loaded === undefined ? undefined : commandIn(loaded.module, operation, input)
    if (loaded === undefined || command === undefined) {
      const detail = `${packageOf(service)} ${loaded === undefined ? 'is not installed' : `has no ${operation}`}.`
      throw new CallFailure({
        operation: call.operation,
        reason: 'unsupported-kind',
        detail,
        remedy: `Install ${packageOf(service)} beside driftgate.`,
      })
    }
    const { signal } = this.#options.limiter
    const request = {
      operation: call.operation,
      actionClass: call.pages === 'list' ? ('list' as const) : ('detail' as const),
      send: () => loaded.client.send(command, signal === undefined ? {} : { abortSignal: signal }),
      check: () => {
        if (this.#refused !== undefined) throw this.#off(call.operation, this.#refused)
      },
      isFinal: (error: unknown) => this.#hasAnswered && isUnknownHost(error),
    }
    this.#open += 1
    try {
      const answer = plain(await sendLimited(this.#options, request).finally(() => (this.#open -= 1)))
      this.#hasAnswered = true
      this.#told()
      return isObject(answer) ? answer : {}
    } catch (error) {
      if (this.#open === 0) this.#told()
      else if (!this.#hasAnswered && isUnknownHost(error)) await new Promise<void>((resolve) => this.#waiting.push(resolve))
      if (this.#hasAnswered && isUnknownHost(error)) throw notInRegion(call.operation, service, error)
      if (this.#options.isKnown === true && isRejected(error)) this.#refused = messageOf(error)
      throw this.#refused === undefined ? callFailure(call.operation, error) : this.#off(call.operation, this.#refused)
    }
  }

  #told(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #off(operation: string, detail: string): CallFailure {
    return new CallFailure({ operation, reason: 'region-off', detail })
  }

  /** What the region said when it refused credentials that are accepted elsewhere. */
  get refused(): string | undefined {
    return this.#refused
  }

  #client(service: string): Promise<{ module: object; client: SdkClient } | undefined> {
    let making = this.#clients.get(service)
    if (making === undefined) {
      making = makeClient(service, this.#options)
      this.#clients.set(service, making)
    }
    return making
  }

  /** The credentials of its clients: shared, what they come from (a process, single sign-on) is asked once for all. */
  async credentials(): Promise<CredentialProvider | undefined> {
    const config = (await this.#client('sts'))?.client.config
    return config !== undefined && 'credentials' in config && isProvider(config.credentials) ? config.credentials : undefined
  }

  /** Closes what connections are left. */
  async close(): Promise<void> {
    for (const making of this.#clients.values()) (await making)?.client.destroy()
  }

  /** The region that calls go to, from the option, the environment or the profile. Throws the SDK's error when there is none. */
  async region(service = 'sts'): Promise<string | undefined> {
    const config = (await this.#client(service))?.client.config
    const region: unknown =
      config !== undefined && 'region' in config && typeof config.region === 'function' ? await config.region() : undefined
    return typeof region === 'string' ? region : undefined
  }
}

function notInRegion(operation: string, service: string, error: unknown): CallFailure {
  const detail = `The region has no ${service}: ${messageOf(error)}, while its other services answer.`
  return new CallFailure({ operation, reason: 'read-failed', code: noService, detail })
}

function sameToken(operation: string): CallFailure {
  return new CallFailure({
    operation,
    reason: 'truncated',
    detail: 'The same page token came twice.',
    remedy: 'Scan again; where it stays so, only AWS can tell why the list does not end.',
  })
}

const silence = () => undefined
/** What the SDK would say to a programmer on the console. Without `info`: for it every answer would be copied. */
const silent = { debug: silence, warn: silence, error: silence }

function isProvider(value: unknown): value is CredentialProvider {
  return typeof value === 'function'
}

async function makeClient(
  service: string,
  { region, credentials, profile, timeout = usualTimeout }: SdkOptions,
): Promise<{ module: object; client: SdkClient } | undefined> {
  quietNodeWarning()
  const module = await sdkModule(service)
  const ownEndpoint = (process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL']) !== undefined
  const client =
    module === undefined
      ? undefined
      : clientIn(module, {
          ...(region === undefined ? {} : { region }),
          ...(credentials === undefined ? {} : { credentials }),
          ...(profile === undefined ? {} : { profile }),
          // The limiter alone makes calls again.
          retryMode: 'standard',
          maxAttempts: 1,
          requestHandler: { connectionTimeout: 10_000, requestTimeout: timeout, throwOnRequestTimeout: true, socketTimeout: timeout },
          // Buckets of other regions answer with where they are; endpoints of one's own have no host names for buckets.
          ...(service === 's3' ? { followRegionRedirects: true, forcePathStyle: ownEndpoint } : {}),
          // The URL of a queue is its name: calls go where all others of the service go.
          ...(service === 'sqs' ? { useQueueUrlAsEndpoint: false } : {}),
          logger: silent,
        })
  if (module === undefined || client === undefined) return undefined
  refuseEmptyAnswers(client)
  readXmlFast(client)
  return { module, client }
}

/** Who the credentials are. */
export async function callerIdentity(answers: SdkAnswers): Promise<{ account?: string; arn?: string }> {
  for await (const page of answers.call({ operation: 'sts.GetCallerIdentity', input: {}, pages: 'one', expects: ['Account'] })) {
    const [account, arn] = [own(page, 'Account'), own(page, 'Arn')]
    return { ...(typeof account === 'string' ? { account } : {}), ...(typeof arn === 'string' ? { arn } : {}) }
  }
  return {}
}
