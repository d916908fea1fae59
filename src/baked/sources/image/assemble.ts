import { chainId } from '../../../contents/chain-id.ts'
import { exposedRows, runRows, variableNames } from '../../../contents/run-rows.ts'
import type { Layer } from '../../../contents/tar/layer.ts'
import { layOver } from '../../../contents/tar/merge.ts'
import type { Node } from '../../../contents/tar/node.ts'
import { tarFields } from '../../../contents/tar/rows.ts'
import { InputError } from '../../../model/errors.ts'
import type { ImageSubject } from '../../../model/image.ts'
import { opened } from '../layered.ts'
import type { OpenedSource, SourceContext } from '../source.ts'
import type { ImageConfig } from './documents.ts'

/** An image whose documents were read and whose layers can be. */
export interface FoundImage {
  name: string
  config: ImageConfig
  configDigest: string
  /** Digests of the manifest, and of the indexes that led to it. Absent where an archive has none. */
  manifestDigests: readonly string[]
  indexDigests: readonly string[]
  annotations: Readonly<Record<string, string>>
  /** The layer at a place, the lowest first; asked for once each, in order. */
  layer(this: void, at: number): Promise<Layer>
}

/**
 * Lays the layers of an image over each other. Throws InputError where one is not the one that the configuration names: what
 * was fetched is then not what was built.
 */
export async function assembled(image: FoundImage, context: SourceContext): Promise<OpenedSource> {
  const { config, name } = image
  const root: Node = { children: new Map() }
  for (const [at, diffId] of config.diffIds.entries()) {
    const layer = await image.layer(at)
    if (layer.diffId !== diffId) throw wrongLayer(name, at, diffId, layer.diffId)
    for (const { path, reason } of layer.skipped) context.skip(path, reason)
    layOver(root, layer.root, (path) => context.skip(path, 'link-target-missing'))
  }
  const chain = chainId(config.diffIds)
  return {
    ...opened(root, context),
    name,
    subjects: subjectsOf(image, chain),
    parents: parentsOf(image),
    rootfsId: chain,
    build: buildOf(image),
    run: runOf(config),
    arch: config.arch,
    capture: { method: 'oci-layers', trust: 'engine', fields: [...tarFields], mtimeUnit: 's', ctimeStable: false, xattrs: 'all' },
    // An image that exposes no port says so: what listens in a container of it was not expected.
    kinds: ['n', 'r'],
    rows: [...exposedRows(config.exposed), ...runRows(config)],
  }
}

function subjectsOf({ config, configDigest, manifestDigests, indexDigests }: FoundImage, chain: string): ImageSubject[] {
  const subject = (kind: string, id: string): ImageSubject & { platform: string } => ({ kind, id, platform: config.platform })
  return [
    ...manifestDigests.map((id) => subject('oci-manifest', id)),
    ...indexDigests.map((id) => subject('oci-index', id)),
    subject('oci-config', configDigest),
    subject('oci-chain', chain),
  ]
}

/** https://github.com/opencontainers/image-spec/blob/main/annotations.md; a builder may say the same in labels. */
function said({ annotations, config }: FoundImage, key: string): string | undefined {
  return annotations[`org.opencontainers.image.${key}`] ?? config.labels[`org.opencontainers.image.${key}`]
}

function parentsOf(image: FoundImage): ImageSubject[] {
  const id = said(image, 'base.digest')
  return id === undefined || id === '' ? [] : [{ kind: 'oci-manifest', id }]
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

function buildOf(image: FoundImage): OpenedSource['build'] {
  const [sourceRepo, commit, created] = [said(image, 'source'), said(image, 'revision'), image.config.created]
  // Builds that are made to be repeated say the first day that their tools know.
  const isTime = created !== undefined && time.test(created) && !/^(?:0001|1970|1980)-01-01T/.test(created)
  return {
    ...(commit === undefined ? {} : { commit }),
    ...(isTime ? { finishedAt: created } : {}),
    ...(sourceRepo === undefined ? {} : { sourceRepo }),
  }
}

function runOf(config: ImageConfig): OpenedSource['run'] {
  const { user, entrypoint, cmd, workdir, exposed, volumes, labels, healthcheck } = config
  const all = { user, workdir, entrypoint, cmd, envNames: variableNames(config.env), exposed, volumes, labels, healthcheck }
  return Object.fromEntries(
    Object.entries(all).filter(([, value]) => (typeof value === 'string' ? value !== '' : Object.keys(value).length > 0)),
  )
}

function wrongLayer(name: string, at: number, named: string, found: string): InputError {
  return new InputError('layer-digest', {
    message: `Layer ${at + 1} of ${name} is ${found}, its configuration names ${named}.`,
    hint: 'It is damaged or was changed after the build: fetch the image again, and find out who wrote it.',
    at: { file: name },
  })
}
