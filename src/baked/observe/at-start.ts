import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { askEngine, type EngineRequest } from '../../contents/engine/ask.ts'
import type { EngineEndpoint } from '../../contents/engine/endpoint.ts'
import { documentOf, refused } from '../../contents/engine/engine.ts'
import { InputError } from '../../model/errors.ts'
import { numberIn, textIn } from '../../model/members.ts'

/** What a container did to a path. */
export interface PathChange {
  path: string
  how: 'changed' | 'added' | 'deleted'
}

const kinds = ['changed', 'added', 'deleted'] as const

export interface Observation {
  image: string
  seconds: number
  /** Ends the waiting; the container is removed all the same. */
  signal?: AbortSignal
}

/**
 * Runs an image for a while in a container of its own, without a network, and tells what it wrote. The container is removed with
 * its volumes: it is the only thing that driftgate ever makes in an engine. Throws InputError where the engine lacks the image.
 */
export async function changesAtStart(endpoint: EngineEndpoint, { image, seconds, signal }: Observation): Promise<PathChange[]> {
  const asked = (operation: string, request: EngineRequest): Promise<IncomingMessage> => ask(endpoint, operation, request, image)
  const body = JSON.stringify({ Image: image, HostConfig: { NetworkMode: 'none' }, Labels: { driftgate: 'observe' } })
  const name = `driftgate-observe-${randomUUID().slice(0, 8)}`
  const created = await asked('ContainerCreate', { path: `containers/create?name=${name}`, method: 'POST', body })
  const id = textIn(await documentOf(created, endpoint, 'ContainerCreate'), 'Id') ?? name
  try {
    const begun = await asked('ContainerStart', { path: `containers/${id}/start`, method: 'POST' })
    begun.resume()
    await wait(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
    const changes = await asked('ContainerChanges', { path: `containers/${id}/changes`, method: 'GET' })
    const list = await documentOf(changes, endpoint, 'ContainerChanges')
    return (Array.isArray(list) ? list : []).flatMap((each) => {
      const [path, how] = [textIn(each, 'Path'), kinds[numberIn(each, 'Kind') ?? -1]]
      return path === undefined || how === undefined ? [] : [{ path, how }]
    })
  } finally {
    const removed = await asked('ContainerDelete', { path: `containers/${id}?force=true&v=true`, method: 'DELETE' })
    removed.resume()
  }
}

async function ask(endpoint: EngineEndpoint, operation: string, request: EngineRequest, image: string): Promise<IncomingMessage> {
  const answer = await askEngine(endpoint, request)
  const status = answer.statusCode ?? 0
  if (status >= 200 && status < 300) return answer
  if (status === 404 && operation === 'ContainerCreate') {
    answer.resume()
    throw new InputError('image-not-found', {
      message: `The engine has no image ${JSON.stringify(image)}.`,
      hint: '`docker images` lists those that it has; pull it first.',
    })
  }
  throw await refused(answer, endpoint, operation)
}
