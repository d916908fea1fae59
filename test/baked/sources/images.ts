import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Skipped } from '../../../src/baked/skipped.ts'
import { openSource } from '../../../src/baked/sources/index.ts'
import type { OpenedSource, SourceContext } from '../../../src/baked/sources/source.ts'
import type { FileRow } from '../../../src/model/content.ts'
import { folder } from '../../cli/folder.ts'
import { tarOf, type Member } from '../../contents/tar/archive-builder.ts'

export const digestOf = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** A small image: a base, and on it a layer that takes away, replaces and adds. */
export const webLayers: readonly (readonly Member[])[] = [
  [
    { name: 'etc/', type: '5' },
    { name: 'etc/os-release', content: 'ID=debian\nVERSION_ID="12"\n' },
    { name: 'etc/motd', content: 'hello' },
    { name: 'usr/bin/id', mode: 0o755, content: 'id' },
  ],
  [{ name: 'etc/.wh.motd' }, { name: 'usr/bin/id', mode: 0o755, content: 'id 2' }, { name: 'srv/app', content: 'app' }],
]

const webConfig = {
  created: '2026-05-01T10:00:00Z',
  config: {
    User: 'www',
    Env: ['PATH=/usr/bin', 'TOKEN=secret'],
    Entrypoint: ['/srv/app'],
    Cmd: ['--serve'],
    WorkingDir: '/srv',
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    Volumes: { '/data': {} },
    Labels: { 'org.opencontainers.image.revision': 'abc123', 'org.opencontainers.image.source': 'https://example.org/web' },
  },
}

export interface BuiltImage {
  /** Every part by its digest. */
  blobs: Map<string, Buffer>
  layers: { digest: string; diffId: string; tar: Buffer }[]
  config: string
  manifest: string
}

/** An image in parts, its layers packed or not. */
export function imageOf(
  layers: readonly (readonly Member[])[] = webLayers,
  { platform = 'linux/amd64', annotations = {} } = {},
): BuiltImage {
  const blobs = new Map<string, Buffer>()
  const add = (bytes: Buffer): string => {
    blobs.set(digestOf(bytes), bytes)
    return digestOf(bytes)
  }
  const built = layers.map((members) => {
    const tar = tarOf(members)
    return { digest: add(gzipSync(tar)), diffId: digestOf(tar), tar }
  })
  const [os, architecture] = platform.split('/')
  const document = { os, architecture, ...webConfig, rootfs: { type: 'layers', diff_ids: built.map(({ diffId }) => diffId) } }
  const config = add(Buffer.from(JSON.stringify(document)))
  const descriptor = (digest: string, mediaType: string) => ({ mediaType, digest, size: blobs.get(digest)?.length })
  const manifest = add(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        config: descriptor(config, 'application/vnd.oci.image.config.v1+json'),
        layers: built.map(({ digest }) => descriptor(digest, 'application/vnd.oci.image.layer.v1.tar+gzip')),
        annotations,
      }),
    ),
  )
  return { blobs, layers: built, config, manifest }
}

export function indexOf(manifests: readonly { digest: string; platform?: string; annotations?: Record<string, string> }[]): Buffer {
  const described = manifests.map(({ digest, platform, annotations }) => {
    const [os, architecture, variant] = platform?.split('/') ?? []
    return {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: 1,
      annotations,
      ...(os && { platform: { os, architecture, variant } }),
    }
  })
  return Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: described }))
}

/** Files of an OCI layout by their paths. */
export function layoutOf(blobs: ReadonlyMap<string, Buffer>, index: Buffer): Record<string, Buffer> {
  const parts = [...blobs].map(([digest, bytes]): [string, Buffer] => [`blobs/${digest.replace(':', '/')}`, bytes])
  return { 'oci-layout': Buffer.from('{"imageLayoutVersion":"1.0.0"}'), 'index.json': index, ...Object.fromEntries(parts) }
}

/** What `docker save` writes of old: layers last to first, one of them a link to another name. */
export function savedOf({ blobs, layers, config }: BuiltImage, tags: readonly string[] = ['web:1']): Member[] {
  const names = layers.map((_, at) => `layer${at}/layer.tar`)
  return [
    ...layers.map(({ tar }, at) => ({ name: `real${at}/layer.tar`, content: tar })).toReversed(),
    ...names.map((name, at) => ({ name, type: '2', target: `../real${at}/layer.tar` })),
    { name: 'VERSION', content: '1.0' },
    { name: 'config.json', content: blobs.get(config) ?? Buffer.alloc(0) },
    { name: 'manifest.json', content: JSON.stringify([{ Config: 'config.json', RepoTags: tags, Layers: names }]) },
  ]
}

/** A folder with the files given, gone after the test. */
export function placeOf(files: Readonly<Record<string, Buffer>>): string {
  const path = folder()
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true })
    writeFileSync(join(path, name), bytes)
  }
  return path
}

export interface Read extends OpenedSource {
  found: FileRow[]
  said: string[]
  unread: { path: string; reason: string }[]
}

/** Opens a source and reads its files. */
export async function read(source: string, more: Partial<SourceContext> = {}): Promise<Read> {
  const skipped = new Skipped()
  const said: string[] = []
  const context = {
    env: {},
    platform: 'linux/amd64',
    allowHttp: false,
    wanted: () => true,
    skip: skipped.add,
    say: (text: string) => void said.push(text),
    ...more,
  }
  const opened = await openSource(source, context)
  const found: FileRow[] = []
  for await (const batch of opened.files()) found.push(...batch)
  return { ...opened, found, said, unread: skipped.list() }
}

/** The code of what a promise is rejected with. */
export async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof Error && 'code' in error ? String(error.code) : error === undefined ? undefined : String(error)
}
