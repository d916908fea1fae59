import { request as plainRequest, type IncomingMessage } from 'node:http'
import { request as secureRequest } from 'node:https'
import { AccessError, codeOf, messageOf } from '../../model/errors.ts'
import type { EngineEndpoint } from './endpoint.ts'

/** One request to an engine. */
export interface EngineRequest {
  /** Without the leading slash: `containers/json`. */
  path: string
  method: 'GET' | 'POST' | 'DELETE'
  body?: string
}

/** An engine that says nothing for so long is not there. Milliseconds. */
const patience = 60_000

/** Sends a request to an engine; the answer, whatever its status. Throws AccessError where there is none. */
export function askEngine({ url, connection, shown }: EngineEndpoint, { path, method, body }: EngineRequest): Promise<IncomingMessage> {
  const headers = { 'user-agent': 'driftgate', ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const options = { ...connection, method, headers, timeout: patience }
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? secureRequest : plainRequest)(new URL(path, url), options, resolve)
    request.on('timeout', () => request.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })))
    request.on('error', (error) => reject(unreachable(error, shown)))
    request.end(body)
  })
}

function unreachable(error: unknown, shown: string): AccessError {
  const code = codeOf(error)
  return new AccessError('engine-unreachable', {
    message: `The engine at ${shown} cannot be reached (${code ?? messageOf(error)}).`,
    hint:
      code === 'EACCES'
        ? 'Its socket is open to root and to the group docker: run as one of them.'
        : 'Start it, or say with DOCKER_HOST where it is; DOCKER_CERT_PATH and DOCKER_TLS_VERIFY hold for TLS.',
  })
}
