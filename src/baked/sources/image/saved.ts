import { parseJson } from '../../../documents/json-documents.ts'
import { InputError } from '../../../model/errors.ts'
import type { Json } from '../../../model/json.ts'
import { missing, type ImageArchive } from './archive.ts'
import type { FoundImage } from './assemble.ts'
import { configOf, manifestOf } from './documents.ts'
import { digestOf, uneven } from './follow.ts'
import { textIn, textsIn } from '../../../model/members.ts'

interface SavedImage {
  config: string
  tags: readonly string[]
  layers: readonly string[]
}

/**
 * The image in an archive of `docker save`, by its list `manifest.json`; of several the one with the tag.
 * https://github.com/moby/docker-image-spec/blob/main/v1.2.md#combined-image-json--filesystem-changeset-format
 */
export function savedImage(archive: ImageArchive, tag: string | undefined): FoundImage {
  const { name } = archive
  const document = (path: string): Buffer => {
    const found = archive.document(path)
    if (found === undefined) throw missing(name, path)
    return found
  }
  const list = parseJson(document('manifest.json').toString('utf8'), `${name}: manifest.json`)
  const image = chosen(Array.isArray(list) ? list.map(imageOf) : [], tag, name)
  const bytes = document(image.config)
  const configDigest = digestOf(bytes)
  const config = configOf(bytes, `${name}: ${image.config}`)
  if (image.layers.length !== config.diffIds.length) throw uneven(name, image.layers.length, config.diffIds.length)
  return {
    name: tag ?? image.tags[0] ?? name,
    config,
    configDigest,
    ...manifestsTo(archive, configDigest),
    layer: (at) => Promise.resolve().then(() => archive.layer(image.layers[at] ?? '')),
  }
}

function imageOf(value: Json): SavedImage {
  return { config: textIn(value, 'Config') ?? '', tags: textsIn(value, 'RepoTags'), layers: textsIn(value, 'Layers') }
}

function chosen(images: readonly SavedImage[], tag: string | undefined, name: string): SavedImage {
  const fitting = tag === undefined ? images : images.filter(({ tags }) => tags.some((each) => each === tag || each === `${tag}:latest`))
  const [first, ...more] = fitting
  if (first !== undefined && more.length === 0) return first
  const held = images.map(({ tags, config }) => tags[0] ?? config).join(', ')
  throw new InputError('image-tag', {
    message: `${name} holds ${first === undefined ? `no image ${JSON.stringify(tag ?? '')}` : `${fitting.length} images`}: ${held === '' ? 'none at all' : held}.`,
    hint: 'Name one of them after the path, as docker-archive:FILE:NAME:TAG.',
    at: { file: name },
  })
}

/** Newer engines save an OCI layout in the same archive: the manifest there that is of this configuration. */
function manifestsTo(archive: ImageArchive, configDigest: string): Pick<FoundImage, 'manifestDigests' | 'indexDigests' | 'annotations'> {
  const none = { manifestDigests: [], indexDigests: [], annotations: {} }
  const seen = new Set<string>()
  const look = (path: string, indexes: readonly string[]): ReturnType<typeof manifestsTo> | undefined => {
    const bytes = archive.document(path)
    if (bytes === undefined || seen.has(path)) return undefined
    seen.add(path)
    const [digest, manifest] = [digestOf(bytes), manifestOf(bytes, `${archive.name}: ${path}`)]
    if (manifest.is === 'image') {
      if (manifest.config.digest !== configDigest) return undefined
      return { manifestDigests: [digest], indexDigests: indexes.slice(1), annotations: manifest.annotations }
    }
    for (const each of manifest.manifests) {
      const found = look(`blobs/${each.digest.replace(':', '/')}`, [...indexes, digest])
      if (found !== undefined) return found
    }
    return undefined
  }
  return look('index.json', []) ?? none
}
