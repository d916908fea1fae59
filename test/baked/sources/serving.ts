import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { folder } from '../../cli/folder.ts'
import type { BuiltImage } from './images.ts'

/** A server on this machine until the test ends; its address without the scheme. */
export async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address !== null ? `127.0.0.1:${address.port}` : ''
}

/** The same on a socket; its path. */
export async function servingOnSocket(answer: RequestListener): Promise<string> {
  const path = join(folder(), 'engine.sock')
  const server = createServer(answer)
  await new Promise<void>((resolve) => void server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return path
}

export interface RegistryOptions {
  /** What a manifest is called beside its digest. */
  tag?: string
  /** Where pulls need a token of this kind of answer. */
  challenge?: (host: string) => string
  /** What is accepted then. */
  authorization?: string
  /** Answers before anything else; true where it did. */
  first?: (
    request: IncomingMessage,
    url: URL,
    send: (status: number, body: string | Buffer, headers?: Record<string, string>) => void,
  ) => boolean
}

/** A registry with one image, and the requests that it got. */
export async function registryOf(image: BuiltImage, options: RegistryOptions = {}): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = []
  const host = await serving((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    asked.push(`${url.pathname}${request.headers.authorization === undefined ? '' : ` ${request.headers.authorization}`}`)
    const send = (status: number, body: string | Buffer, headers: Record<string, string> = {}): void => {
      response.writeHead(status, headers).end(body)
    }
    if (options.first?.(request, url, send) === true) return
    if (options.challenge !== undefined && request.headers.authorization !== options.authorization)
      return send(401, '{}', { 'www-authenticate': options.challenge(request.headers.host ?? '') })
    const [, kind, name = ''] = /^\/v2\/shop\/web\/(manifests|blobs)\/(.+)$/.exec(url.pathname) ?? []
    const digest = name === options.tag ? image.manifest : name
    const bytes = kind === undefined ? undefined : image.blobs.get(digest)
    return bytes === undefined ? send(404, '{}') : send(200, bytes, { 'docker-content-digest': digest })
  })
  return { host, asked }
}
