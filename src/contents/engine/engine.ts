import type { IncomingMessage } from 'node:http'
import { AccessError } from '../../model/errors.ts'
import { parseExactly } from '../../model/exact-json.ts'
import type { Json } from '../../model/json.ts'
import { textIn } from '../../model/members.ts'
import { askEngine } from './ask.ts'
import type { EngineEndpoint } from './endpoint.ts'

/** Of answers that are documents. Bytes. */
const documentLimit = 64 * 1024 * 1024

/** What an engine is asked: it only reads. https://docs.docker.com/reference/api/engine/ */
export class Engine {
  readonly endpoint: EngineEndpoint
  readonly #asked: (operation: string) => void

  /** `asked` is told of each request: `docker.ContainerInspect`. */
  constructor(endpoint: EngineEndpoint, asked: (operation: string) => void = () => {}) {
    this.endpoint = endpoint
    this.#asked = asked
  }

  /** A document; undefined where there is nothing of that name. Throws AccessError where the engine does not answer it. */
  async document(operation: string, path: string): Promise<Json | undefined> {
    const answer = await this.#ask(operation, path)
    return answer === undefined ? undefined : documentOf(answer, this.endpoint, operation)
  }

  /** Bytes as they come; undefined where there is nothing of that name. */
  async stream(operation: string, path: string): Promise<AsyncIterable<Buffer> | undefined> {
    return this.#ask(operation, path)
  }

  async #ask(operation: string, path: string): Promise<IncomingMessage | undefined> {
    this.#asked(`docker.${operation}`)
    const answer = await askEngine(this.endpoint, { path, method: 'GET' })
    if (answer.statusCode === 200) return answer
    if (answer.statusCode === 404) {
      answer.resume()
      return undefined
    }
    throw await refused(answer, this.endpoint, operation)
  }
}

/** An error with what the engine says of it. */
export async function refused(answer: IncomingMessage, { shown }: EngineEndpoint, operation: string): Promise<AccessError> {
  const text = (await whole(answer, 64 * 1024)) ?? ''
  let said = ''
  try {
    said = textIn(parseExactly(text), 'message') ?? ''
  } catch {
    // Not every engine answers with JSON.
    said = text
  }
  return new AccessError('engine-failed', {
    message: `The engine at ${shown} answers ${operation} with ${answer.statusCode}: ${said.trim().slice(0, 300) || 'nothing'}`,
    hint: 'Its log says more.',
  })
}

/** The document that an answer is. Throws AccessError where it is none. */
export async function documentOf(answer: IncomingMessage, { shown }: EngineEndpoint, operation: string): Promise<Json> {
  const text = await whole(answer, documentLimit)
  try {
    if (text !== undefined) return parseExactly(text)
  } catch {
    // Said below.
  }
  throw new AccessError('engine-answer', {
    message: `The engine at ${shown} answers ${operation} with what is no document of it.`,
    hint: 'Check that DOCKER_HOST names an engine.',
  })
}

async function whole(answer: IncomingMessage, limit: number): Promise<string | undefined> {
  const parts: Buffer[] = []
  let size = 0
  const body: AsyncIterable<Buffer> = answer
  for await (const part of body) {
    size += part.length
    if (size > limit) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
