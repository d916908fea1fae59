import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest, type RequestOptions } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { AccessError, codeOf, messageOf } from '../../../model/errors.ts'
import type { SourceContext } from '../source.ts'

export interface Question {
  url: URL
  /** Sent to the origin of the address only, never with a redirect to another. */
  headers?: Readonly<Record<string, string>>
  /** Sent as a form; without one the question is a GET. */
  form?: URLSearchParams
  /** Where the connection goes instead: a socket of this machine, certificates of an engine. */
  connection?: Pick<RequestOptions, 'socketPath' | 'ca' | 'cert' | 'key'>
}

export interface Answer {
  status: number
  header(this: void, name: string): string | undefined
  body: AsyncIterable<Buffer>
}

const attempts = 4
const redirectLimit = 5
/** Of answers that are read whole: documents and tokens. */
const wholeLimit = 4 * 1024 * 1024

/** One answer. 429 and 5xx and broken connections are tried again a few times. Throws AccessError where there is none. */
export async function ask(question: Question, context: SourceContext): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === attempts
    try {
      const answer = await followed(question, context)
      if (isLast || (answer.statusCode !== 429 && (answer.statusCode ?? 0) < 500)) return answerOf(answer)
      answer.resume()
    } catch (error) {
      if (isLast || !(error instanceof AccessError) || error.code !== 'registry-unreachable') throw error
    }
    await wait(100 * 4 ** attempt)
  }
}

function answerOf(message: IncomingMessage): Answer {
  const header = (name: string): string | undefined => {
    const value = message.headers[name]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return { status: message.statusCode ?? 0, header, body: message }
}

/** The whole of an answer that is a document. Throws AccessError where it is longer than any. */
export async function whole({ body }: Answer, place: string): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of body) {
    size += part.length
    if (size > wholeLimit) {
      throw new AccessError('registry-answer', {
        message: `${place} answers with more than ${wholeLimit} bytes where a document is to be.`,
        hint: 'Check that the address is that of a registry.',
      })
    }
    parts.push(part)
  }
  return Buffer.concat(parts)
}

async function followed(question: Question, context: SourceContext): Promise<IncomingMessage> {
  const { url, headers = {}, form, connection } = question
  let [at, sent] = [url, headers]
  for (let count = 0; count <= redirectLimit; count += 1) {
    if (connection?.socketPath === undefined) checkScheme(at, context)
    const answer = await send(at, sent, question, context)
    const status = answer.statusCode ?? 0
    const target = status >= 300 && status < 400 ? answer.headers.location : undefined
    if (target === undefined || form !== undefined || !URL.canParse(target, at.href)) return answer
    answer.resume()
    const next = new URL(target, at)
    if (next.origin !== at.origin) sent = {}
    at = next
  }
  throw new AccessError('registry-redirects', {
    message: `${shown(url)} redirects more than ${redirectLimit} times.`,
    hint: 'Give the address of the registry itself.',
  })
}

function checkScheme(url: URL, { allowHttp }: SourceContext): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (allowHttp || isLoopback(url.hostname)))) return
  throw new AccessError('registry-not-encrypted', {
    message: `${shown(url)} would be read without encryption.`,
    hint: 'Use https, or say with --allow-http that plain HTTP is meant.',
  })
}

/** This machine, by any of its own names. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

function send(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { form, connection }: Question,
  { env }: SourceContext,
): Promise<IncomingMessage> {
  const seconds = Number(env['DRIFTGATE_HTTP_TIMEOUT'] ?? '30')
  const options: RequestOptions = {
    ...connection,
    method: form === undefined ? 'GET' : 'POST',
    headers: {
      'user-agent': 'driftgate',
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    timeout: seconds > 0 ? seconds * 1000 : 30_000,
  }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(url, options, resolve)
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })))
    request.on('error', (error) => reject(unreachable(error, connection?.socketPath ?? shown(url))))
    request.end(form?.toString())
  })
}

function unreachable(error: unknown, place: string): AccessError {
  return new AccessError(/CERT|SELF_SIGNED|VERIFY|ALTNAME/.test(codeOf(error) ?? '') ? 'registry-tls' : 'registry-unreachable', {
    message: `${place} cannot be reached (${codeOf(error) ?? messageOf(error)}).`,
    hint: 'Check the name, the network, who may use it, and for an authority of your own NODE_EXTRA_CA_CERTS.',
  })
}

/** An address without what may be secret. */
export function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}
