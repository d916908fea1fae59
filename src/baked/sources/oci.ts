import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readLayer } from '../../contents/tar/layer.ts'
import { Budget } from '../../contents/tar/limits.ts'
import { InputError } from '../../model/errors.ts'
import { fileChunks, isDirectory, pathAndTag } from './file-chunks.ts'
import { documentLimit, ImageArchive, missing } from './image/archive.ts'
import { assembled } from './image/assemble.ts'
import { manifestOf, type Descriptor } from './image/documents.ts'
import { follow, type ImageStore } from './image/follow.ts'
import { chosenFor, nameOf } from './image/platform.ts'
import type { BakeSource, SourceContext } from './source.ts'

/** `oci:PATH[:TAG]`: https://github.com/opencontainers/image-spec/blob/main/image-layout.md, as a folder or as an archive of it. */
const oci: BakeSource = {
  open: async (place, context) => {
    const { path, tag } = pathAndTag(place)
    const { store, index } = isDirectory(path) ? folderStore(path, context) : await archiveStore(path, context)
    const top = manifestOf(index, `${path}: index.json`)
    const start = chosen(top.is === 'index' ? top.manifests : [], tag, path, context)
    const name = start.annotations['org.opencontainers.image.ref.name'] ?? start.annotations['io.containerd.image.name'] ?? path
    return assembled(await follow(store, start, name, context), context)
  },
}
export default oci

function chosen(manifests: readonly Descriptor[], tag: string | undefined, path: string, context: SourceContext): Descriptor {
  if (tag === undefined) return chosenFor(manifests, context.platform, path)
  const named = manifests.filter((each) => each.digest === tag || Object.values(each.annotations).includes(tag))
  if (named.length > 0) return chosenFor(named, context.platform, path)
  throw new InputError('image-tag', {
    message: `${path} holds no image ${JSON.stringify(tag)}; it holds ${manifests.map(nameOf).join(', ')}.`,
    hint: 'Name one of them after the path.',
    at: { file: path },
  })
}

function blobPath({ digest }: Descriptor): string {
  return `blobs/${digest.replace(':', '/')}`
}

function folderStore(folder: string, context: SourceContext): { store: ImageStore; index: Buffer } {
  const budget = new Budget()
  const read = (path: string): Buffer => {
    const whole = join(folder, path)
    if (!existsSync(whole) || statSync(whole).size > documentLimit) throw missing(folder, path)
    return readFileSync(whole)
  }
  return {
    index: read('index.json'),
    store: {
      name: folder,
      document: (descriptor) => Promise.resolve().then(() => read(blobPath(descriptor))),
      layer: (descriptor) => {
        const path = join(folder, blobPath(descriptor))
        if (!existsSync(path)) throw missing(folder, blobPath(descriptor))
        return readLayer(fileChunks(path), { name: `${folder}: ${descriptor.digest}`, isLayer: true, wanted: context.wanted, budget })
      },
    },
  }
}

async function archiveStore(path: string, context: SourceContext): Promise<{ store: ImageStore; index: Buffer }> {
  const archive = await ImageArchive.read(fileChunks(path), path, context)
  const document = (name: string): Buffer => {
    const found = archive.document(name)
    if (found === undefined) throw missing(path, name)
    return found
  }
  return {
    index: document('index.json'),
    store: {
      name: path,
      document: (descriptor) => Promise.resolve().then(() => document(blobPath(descriptor))),
      layer: (descriptor) => Promise.resolve().then(() => archive.layer(blobPath(descriptor))),
    },
  }
}
