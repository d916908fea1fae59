import { containerOf, imageIds, type EngineContainer } from '../../contents/engine/container.ts'
import type { Engine } from '../../contents/engine/engine.ts'
import type { Contents } from '../../model/content.ts'
import { AccessError } from '../../model/errors.ts'
import type { Json } from '../../model/json.ts'
import { textIn } from '../../model/members.ts'
import type { LiveResource } from '../../model/resource.ts'

/** The kind of resource that a container is. */
export const containerKind = 'docker/container'

/** Ids of the containers that run, as the engine lists them. */
export async function runningIds(engine: Engine): Promise<string[]> {
  const list = await engine.document('ContainerList', 'containers/json')
  return (Array.isArray(list) ? list : []).map((each) => textIn(each, 'Id') ?? '').filter((id) => id !== '')
}

/** A container with what its engine says of its image; undefined: there is none of that name or id. */
export async function inspected(engine: Engine, name: string): Promise<{ container: EngineContainer; images: string[] } | undefined> {
  const document = await engine.document('ContainerInspect', `containers/${encodeURIComponent(name)}/json`)
  if (document === undefined) return undefined
  const container = containerOf(document)
  if (container === undefined) throw unknownAnswer(engine, name)
  const image = await engine.document('ImageInspect', `images/${encodeURIComponent(container.image)}/json`)
  return { container, images: imageIds(container, image) }
}

/** A container as a live resource. */
export function resourceOf(container: EngineContainer, images: readonly string[], contents: Contents, source: string): LiveResource {
  const { id, name } = container
  return {
    kind: containerKind,
    address: name,
    shape: 'neutral',
    properties: {},
    physicalId: id,
    identities: [id, id.slice(0, 12), name],
    contents,
    ...(images.length === 0 ? {} : { images }),
    source,
  }
}

function unknownAnswer({ endpoint }: Engine, name: string): AccessError {
  return new AccessError('engine-answer', {
    message: `What ${endpoint.shown} says of container ${name} is not what an engine says.`,
    hint: 'Check that DOCKER_HOST names an engine.',
  })
}

/** Whether a document is what `docker inspect` writes of an image. */
export function isImage(document: Json): boolean {
  return textIn(document, 'Id')?.startsWith('sha256:') === true
}
