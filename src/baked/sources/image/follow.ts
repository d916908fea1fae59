import { createHash } from 'node:crypto'
import type { Layer } from '../../../contents/tar/layer.ts'
import { InputError } from '../../../model/errors.ts'
import type { SourceContext } from '../source.ts'
import type { FoundImage } from './assemble.ts'
import { configOf, manifestOf, type Descriptor } from './documents.ts'
import { chosenFor } from './platform.ts'

/** Where the parts of images lie by their digests: a folder, an archive, a registry. */
export interface ImageStore {
  name: string
  /** A manifest, an index or a configuration. */
  document(this: void, descriptor: Descriptor): Promise<Buffer>
  layer(this: void, descriptor: Descriptor): Promise<Layer>
}

/** Indexes in indexes. */
const depthLimit = 4

/** Goes from a digest through indexes to the image of the platform. Every part is checked against its digest. */
export async function follow(store: ImageStore, start: Descriptor, name: string, context: SourceContext): Promise<FoundImage> {
  const indexDigests: string[] = []
  let descriptor = start
  for (let depth = 0; depth < depthLimit; depth += 1) {
    const { digest } = descriptor
    const manifest = manifestOf(checked(await store.document(descriptor), digest, store.name), `${store.name}: ${digest}`)
    if (manifest.is === 'index') {
      indexDigests.push(digest)
      descriptor = chosenFor(manifest.manifests, context.platform, name)
      context.say(`took ${descriptor.platform ?? descriptor.digest} of ${name}: ${descriptor.digest}`)
      continue
    }
    const { config, layers, annotations } = manifest
    const parsed = configOf(checked(await store.document(config), config.digest, store.name), `${store.name}: ${config.digest}`)
    if (layers.length !== parsed.diffIds.length) throw uneven(store.name, layers.length, parsed.diffIds.length)
    return {
      name,
      config: parsed,
      configDigest: config.digest,
      manifestDigests: [digest],
      indexDigests,
      annotations,
      layer: async (at) => {
        const wanted = layers[at]
        if (wanted === undefined) throw uneven(store.name, layers.length, parsed.diffIds.length)
        const layer = await store.layer(wanted)
        if (layer.digest !== wanted.digest) throw altered(store.name, wanted.digest, layer.digest)
        return layer
      },
    }
  }
  throw new InputError('image-index-depth', {
    message: `${name} is an index of indexes of indexes.`,
    hint: 'Name the image itself by its digest.',
    at: { file: name },
  })
}

function checked(bytes: Buffer, digest: string, name: string): Buffer {
  const found = digestOf(bytes)
  if (found !== digest) throw altered(name, digest, found)
  return bytes
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

function altered(name: string, digest: string, found: string): InputError {
  return new InputError('image-digest', {
    message: `${name} has ${found} where ${digest} is to be.`,
    hint: 'It is damaged or was changed: fetch the image again, and find out who wrote it.',
    at: { file: name },
  })
}

export function uneven(name: string, layers: number, diffIds: number): InputError {
  return new InputError('image-layers', {
    message: `${name} has ${layers} layers, its configuration names ${diffIds}.`,
    hint: 'Save or push the image again; if that does not help, its builder is at fault.',
    at: { file: name },
  })
}
