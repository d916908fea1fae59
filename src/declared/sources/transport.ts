import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest, type RequestOptions } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { AccessError } from '../../model/errors.ts'
import { networkError } from './http-errors.ts'
import { shownUrl } from './shown-url.ts'
import type { SourceContext } from './source.ts'

export interface Get {
  url: URL
  /** Sent to the origin of the address only, never with a redirect to another. */
  headers: Readonly<Record<string, string>>
}

export interface Answer {
  status: number
  type: string
  body: IncomingMessage
  /** Where the answer came from in the end. */
  url: URL
}

const redirectLimit = 5
const attempts = 4
/** A server may ask for more patience than a scan has. */
const longestWait = 20_000

/** One answer to a GET: redirects followed, 429 and 5xx and broken connections tried again a few times. Throws AccessError. */
export async function get(asked: Get, context: SourceContext): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === attempts
    try {
      const answer = await followed(asked, context)
      if (isLast || !isTransient(answer.status)) return answer
      answer.body.resume()
      await wait(patience(attempt, answer.body.headers['retry-after']))
    } catch (error) {
      if (isLast || !(error instanceof AccessError) || error.code !== 'source-unreachable') throw error
      await wait(patience(attempt))
    }
  }
}

function isTransient(status: number): boolean {
  return status === 429 || (status >= 500 && status !== 501)
}

function patience(attempt: number, asked?: string): number {
  const seconds = Number(asked)
  const own = 250 * 2 ** attempt
  return Math.min(asked !== undefined && seconds >= 0 ? seconds * 1000 : own, longestWait)
}

async function followed(asked: Get, context: SourceContext): Promise<Answer> {
  let { url, headers } = asked
  for (let count = 0; count <= redirectLimit; count += 1) {
    checkScheme(url, context)
    const body = await send(url, headers, context)
    const status = body.statusCode ?? 0
    const target = status >= 300 && status < 400 && status !== 304 ? body.headers.location : undefined
    if (target === undefined || !URL.canParse(target, url.href)) return { status, type: body.headers['content-type'] ?? '', body, url }
    body.resume()
    const next = new URL(target, url)
    // What is meant for one host is for no other, also on the way back.
    if (next.origin !== url.origin) headers = {}
    url = next
  }
  throw new AccessError('source-redirects', {
    message: `${shownUrl(asked.url.href)} redirects more than ${redirectLimit} times.`,
    hint: 'Give the address of the state itself.',
  })
}

function checkScheme(url: URL, { allowHttp }: SourceContext): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (allowHttp || isLoopback(url)))) return
  throw new AccessError('source-not-encrypted', {
    message: `${shownUrl(url.href)} would be read without encryption; a state holds secrets.`,
    hint: url.protocol === 'http:' ? 'Use https, or say with --allow-http that plain HTTP is meant.' : 'Give an https address.',
  })
}

/** This machine, by any of its own names. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

function send(url: URL, headers: Readonly<Record<string, string>>, { env }: SourceContext): Promise<IncomingMessage> {
  const seconds = Number(env['DRIFTGATE_HTTP_TIMEOUT'] ?? '30')
  const options: RequestOptions = {
    headers: { 'user-agent': 'driftgate', accept: 'application/json, */*', 'accept-encoding': 'gzip', ...headers },
    timeout: seconds > 0 ? seconds * 1000 : 30_000,
    ...(url.protocol === 'https:' ? certificates(env) : {}),
  }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, resolve)
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })))
    request.on('error', (error) => reject(networkError(error, url)))
    request.end()
  })
}

/** As Terraform's own HTTP backend names them; Node's NODE_EXTRA_CA_CERTS counts as well. */
function certificates(env: SourceContext['env']): RequestOptions {
  const authority = env['TF_HTTP_CLIENT_CA_CERTIFICATE_PEM']
  const certificate = env['TF_HTTP_CLIENT_CERTIFICATE_PEM']
  const key = env['TF_HTTP_CLIENT_PRIVATE_KEY_PEM']
  return {
    ...(authority === undefined ? {} : { ca: authority }),
    ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
  }
}
