import type { RunConfig } from '../../../contents/run-rows.ts'
import { parseJson } from '../../../documents/json-documents.ts'
import { InputError } from '../../../model/errors.ts'
import { own, type Json } from '../../../model/json.ts'
import { keysIn, listIn, numberIn, textIn, textMapIn, textsIn } from '../../../model/members.ts'

/** Where something lies, by its digest. https://github.com/opencontainers/image-spec/blob/main/descriptor.md */
export interface Descriptor {
  digest: string
  mediaType: string
  size: number
  /** `linux/arm64/v8`, where an index tells it. */
  platform?: string
  annotations: Readonly<Record<string, string>>
}

/** What a digest names: a list of images, or one of them. */
export type Manifest =
  | { is: 'index'; manifests: readonly Descriptor[]; annotations: Readonly<Record<string, string>> }
  | { is: 'image'; config: Descriptor; layers: readonly Descriptor[]; annotations: Readonly<Record<string, string>> }

/** The configuration of an image, as it is written. https://github.com/opencontainers/image-spec/blob/main/config.md */
export interface ImageConfig extends RunConfig {
  platform: string
  arch: string
  created?: string
  /** Digests of the layers, unpacked, the lowest first. */
  diffIds: readonly string[]
  healthcheck: readonly string[]
  labels: Readonly<Record<string, string>>
}

export const digestForm = /^sha256:[0-9a-f]{64}$/

/** Reads a manifest or an index, of OCI or of Docker. Throws InputError for anything else, the oldest format among it. */
export function manifestOf(bytes: Buffer, name: string): Manifest {
  const value = parseJson(bytes.toString('utf8'), name)
  const annotations = textMapIn(value, 'annotations')
  const manifests = own(value, 'manifests')
  if (Array.isArray(manifests)) return { is: 'index', manifests: manifests.map((each) => descriptorOf(each, name)), annotations }
  const config = own(value, 'config')
  if (config === undefined || !Array.isArray(own(value, 'layers'))) {
    throw new InputError('image-manifest-form', {
      message: `${name} is neither an image manifest nor an index of version 2.`,
      hint: 'Push or save the image again with a current tool.',
      at: { file: name },
    })
  }
  return {
    is: 'image',
    config: descriptorOf(config, name),
    layers: listIn(value, 'layers').map((each) => descriptorOf(each, name)),
    annotations,
  }
}

function descriptorOf(value: Json, name: string): Descriptor {
  const digest = textIn(value, 'digest') ?? ''
  if (!digestForm.test(digest)) {
    throw new InputError('image-digest-form', {
      message: `${name} names something by ${JSON.stringify(digest.slice(0, 80))}, which is no SHA-256 digest.`,
      hint: 'Only sha256 digests are read; push or save the image again with a current tool.',
      at: { file: name },
    })
  }
  const platform = platformOf(own(value, 'platform'))
  return {
    digest,
    mediaType: textIn(value, 'mediaType') ?? '',
    size: numberIn(value, 'size') ?? -1,
    ...(platform === undefined ? {} : { platform }),
    annotations: textMapIn(value, 'annotations'),
  }
}

function platformOf(value: Json | undefined): string | undefined {
  const [os, architecture] = [textIn(value, 'os'), textIn(value, 'architecture')]
  if (os === undefined || architecture === undefined) return undefined
  return [os, architecture, textIn(value, 'variant')].filter((part) => part !== undefined && part !== '').join('/')
}

/** Reads the configuration of an image. Throws InputError where it names no layers. */
export function configOf(bytes: Buffer, name: string): ImageConfig {
  const value = parseJson(bytes.toString('utf8'), name)
  const config = own(value, 'config')
  const diffIds = textsIn(own(value, 'rootfs'), 'diff_ids')
  if (diffIds.length === 0 || !diffIds.every((each) => digestForm.test(each))) {
    throw new InputError('image-config-form', {
      message: `${name} is no image configuration: it names no layers by SHA-256.`,
      hint: 'Images of one layer or more are read; other things that registries hold are not.',
      at: { file: name },
    })
  }
  const created = textIn(value, 'created')
  return {
    platform: platformOf(value) ?? 'unknown',
    arch: textIn(value, 'architecture') ?? 'unknown',
    ...(created === undefined ? {} : { created }),
    diffIds,
    user: textIn(config, 'User') ?? '',
    workdir: textIn(config, 'WorkingDir') ?? '',
    entrypoint: textsIn(config, 'Entrypoint'),
    cmd: textsIn(config, 'Cmd'),
    env: textsIn(config, 'Env'),
    exposed: keysIn(config, 'ExposedPorts'),
    volumes: keysIn(config, 'Volumes'),
    healthcheck: textsIn(own(config, 'Healthcheck'), 'Test'),
    labels: textMapIn(config, 'Labels'),
  }
}
