import { readLayer } from '../../contents/tar/layer.ts'
import { Budget } from '../../contents/tar/limits.ts'
import { InputError } from '../../model/errors.ts'
import { assembled } from './image/assemble.ts'
import { digestOf, follow, type ImageStore } from './image/follow.ts'
import type { BakeSource, SourceContext } from './source.ts'
import { whole } from './web/ask.ts'
import { referenceOf, type Reference } from './web/reference.ts'
import { RegistryClient } from './web/registry-client.ts'

const manifests = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/** `registry:REF`: an image in a registry, pulled by digest and checked against it; layers are read as they come. */
const registry: BakeSource = {
  open: async (place, context) => {
    const reference = referenceOf(place, context.allowHttp)
    const client = new RegistryClient(reference, context)
    const { store, digest } = await resolved(client, reference, place, context)
    return assembled(await follow(store, { digest, mediaType: '', size: -1, annotations: {} }, place, context), context)
  },
}
export default registry

async function resolved(
  client: RegistryClient,
  reference: Reference,
  name: string,
  context: SourceContext,
): Promise<{ store: ImageStore; digest: string }> {
  const wanted = reference.digest ?? reference.tag ?? 'latest'
  const answer = await client.get(`manifests/${wanted}`, manifests)
  const said = answer.header('docker-content-digest')
  const first = await whole(answer, name)
  const found = digestOf(first)
  const named = reference.digest ?? (said?.startsWith('sha256:') === true ? said : found)
  if (found !== named) throw altered(name, named, found)
  if (reference.digest === undefined) context.say(`${name} is ${found}`)
  const budget = new Budget()
  const store: ImageStore = {
    name,
    document: async ({ digest, mediaType }) => {
      if (digest === found) return first
      const kind = mediaType.includes('config') || mediaType === 'application/vnd.docker.container.image.v1+json' ? 'blobs' : 'manifests'
      return whole(await client.get(`${kind}/${digest}`, kind === 'blobs' ? '*/*' : manifests), name)
    },
    layer: async ({ digest }) => {
      const { body } = await client.get(`blobs/${digest}`, '*/*')
      return readLayer(body, { name: `${name}: ${digest}`, isLayer: true, wanted: context.wanted, budget })
    },
  }
  return { store, digest: found }
}

function altered(name: string, named: string, found: string): InputError {
  return new InputError('image-digest', {
    message: `${name} is ${found}, not ${named}.`,
    hint: 'The registry, or somebody on the way to it, gives out another image than was asked for.',
    at: { file: name },
  })
}
