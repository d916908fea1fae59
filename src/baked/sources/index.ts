import { UsageError } from '../../model/errors.ts'
import type { BakeSourceEntry, OpenedSource, SourceContext } from './source.ts'

/** Everything of which a manifest can be baked. To add one: a file and an entry here (docs/extending.md). */
export const bakeSources = {
  oci: {
    title: 'an image in an OCI layout, a folder or an archive; of several the one with that tag',
    example: 'oci:PATH[:TAG]',
    load: () => import('./oci.ts'),
  },
  'docker-archive': {
    title: 'an image that `docker save` wrote; of several the one with that tag',
    example: 'docker-archive:FILE[:NAME:TAG]',
    load: () => import('./docker-archive.ts'),
  },
  docker: {
    title: 'an image in the engine of this machine, or of DOCKER_HOST',
    example: 'docker:IMAGE',
    load: () => import('./docker.ts'),
  },
  registry: {
    title: 'an image in a registry, with the credentials that `docker login` stored',
    example: 'registry:HOST/NAME@sha256:DIGEST',
    load: () => import('./registry.ts'),
  },
  collected: {
    title: 'what the script of `driftgate bake --script` wrote on a machine without driftgate',
    example: 'collected:FILE',
    load: () => import('./collected.ts'),
  },
  tar: {
    title: 'a root filesystem in an archive, packed or not',
    example: 'tar:FILE',
    load: () => import('./tar.ts'),
  },
  rootfs: {
    title: 'a root filesystem in a folder',
    example: 'rootfs:DIR',
    load: () => import('./rootfs.ts'),
  },
  host: {
    title: 'this machine, as the last step of the build of its image',
    example: 'host',
    load: () => import('./host.ts'),
  },
} satisfies Record<string, BakeSourceEntry>

const entries: ReadonlyMap<string, BakeSourceEntry> = new Map(Object.entries(bakeSources))

/** Opens a source by its name. Throws UsageError for one that is not known. */
export async function openSource(source: string, context: SourceContext): Promise<OpenedSource> {
  const colon = source.indexOf(':')
  const [kind, place] = colon === -1 ? [source, ''] : [source.slice(0, colon), source.slice(colon + 1)]
  const entry = entries.get(kind)
  if (entry === undefined || (place === '' && entry.example.includes(':'))) throw unknownSource(source)
  return (await entry.load()).default.open(place, context)
}

function unknownSource(source: string): UsageError {
  return new UsageError('bake-source', {
    message: `${JSON.stringify(source)} is nothing that can be baked.`,
    hint: `Name one of ${[...entries.values()].map(({ example }) => example).join(', ')}.`,
  })
}
