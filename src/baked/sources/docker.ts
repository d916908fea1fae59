import { engineEndpoint } from '../../contents/engine/endpoint.ts'
import { parseJson } from '../../documents/json-documents.ts'
import { AccessError, InputError, UsageError } from '../../model/errors.ts'
import type { ImageSubject } from '../../model/image.ts'
import { ImageArchive } from './image/archive.ts'
import { assembled } from './image/assemble.ts'
import { digestForm } from './image/documents.ts'
import { textsIn } from '../../model/members.ts'
import { savedImage } from './image/saved.ts'
import type { BakeSource, SourceContext } from './source.ts'
import { ask, whole, type Answer } from './web/ask.ts'

/** `docker:IMAGE`: an image in an engine, exported as a stream. Nothing is written, neither here nor there. */
const docker: BakeSource = {
  open: async (place, context) => {
    if (!/^\w[\w./:@-]*$/.test(place) || place.includes('..')) {
      throw new UsageError('image-reference', {
        message: `${JSON.stringify(place)} names no image.`,
        hint: 'Write it as `docker images` shows it.',
      })
    }
    const inspected = await whole(await from(`images/${place}/json`, place, context), place)
    const saved = await from(`images/${place}/get`, place, context)
    const archive = await ImageArchive.read(saved.body, place, context)
    const source = await assembled({ ...savedImage(archive, undefined), name: place }, context)
    return { ...source, subjects: [...pulledAs(inspected, place, source.subjects), ...source.subjects] }
  },
}
export default docker

/** Digests under which the engine pulled or pushed it; what it saves has others. */
function pulledAs(inspected: Buffer, name: string, known: readonly ImageSubject[]): ImageSubject[] {
  const digests = textsIn(parseJson(inspected.toString('utf8'), name), 'RepoDigests').map((each) => each.slice(each.indexOf('@') + 1))
  return [...new Set(digests)]
    .filter((id) => digestForm.test(id) && !known.some((subject) => subject.id === id))
    .map((id) => ({ kind: 'oci-manifest', id }))
}

async function from(path: string, image: string, context: SourceContext): Promise<Answer> {
  const { url, connection } = engineEndpoint(context.env)
  const answer = await ask({ url: new URL(path, url), connection }, context)
  if (answer.status === 200) return answer
  await whole(answer, image)
  if (answer.status === 404) {
    throw new InputError('image-not-found', {
      message: `The engine has no image ${JSON.stringify(image)}.`,
      hint: '`docker images` lists those that it has; one of a registry is named registry:REF.',
    })
  }
  throw new AccessError('engine-failed', {
    message: `The engine answers with ${answer.status} for ${image}.`,
    hint: 'Try again; its log says why.',
  })
}
