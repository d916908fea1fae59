import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chainId } from '../../../src/contents/chain-id.ts'
import { sha256, tarOf } from '../../contents/tar/archive-builder.ts'
import { codeOf, digestOf, imageOf, indexOf, layoutOf, placeOf, read, savedOf, webLayers } from './images.ts'

const image = imageOf()
const layout = layoutOf(image.blobs, indexOf([{ digest: image.manifest, annotations: { 'org.opencontainers.image.ref.name': 'web' } }]))
const archived = (files: Readonly<Record<string, Buffer>>) => tarOf(Object.entries(files).map(([name, content]) => ({ name, content })))

describe('an OCI layout', () => {
  it('is baked with the names that its image has, and how it asks to be run without values', async () => {
    const { subjects, rootfsId, run, build, rows, found, name, arch, unread } = await read(`oci:${placeOf(layout)}`)
    const chain = chainId(image.layers.map(({ diffId }) => diffId))
    expect([name, rootfsId, arch, unread]).toEqual(['web', chain, 'amd64', []])
    expect(subjects).toEqual(
      [
        ['oci-manifest', image.manifest],
        ['oci-config', image.config],
        ['oci-chain', chain],
      ].map(([kind, id]) => ({ kind, id, platform: 'linux/amd64' })),
    )
    expect(build).toEqual({ commit: 'abc123', finishedAt: '2026-05-01T10:00:00Z', sourceRepo: 'https://example.org/web' })
    expect(run).toMatchObject({
      user: 'www',
      entrypoint: ['/srv/app'],
      envNames: ['PATH', 'TOKEN'],
      exposed: ['53/udp', '80/tcp'],
      volumes: ['/data'],
    })
    expect(JSON.stringify([run, rows])).not.toContain('secret')
    expect(rows.map((row) => [row.k, row.k === 'n' ? `${row.proto}/${row.port}` : row.k === 'r' ? row.n : ''])).toEqual([
      ['n', 'tcp/80'],
      ['n', 'udp/53'],
      ['r', 'cmd'],
      ['r', 'entrypoint'],
      ['r', 'env/PATH'],
      ['r', 'env/TOKEN'],
      ['r', 'user'],
      ['r', 'volumes'],
      ['r', 'workdir'],
    ])
    expect(found.map(({ p, h }) => [p, h])).toEqual([
      ['/etc', undefined],
      ['/etc/os-release', sha256('ID=debian\nVERSION_ID="12"\n')],
      ['/srv', undefined],
      ['/srv/app', sha256('app')],
      ['/usr', undefined],
      ['/usr/bin', undefined],
      ['/usr/bin/id', sha256('id 2')],
    ])
  })

  it('gives the same rows as a folder, as an archive, packed or not, and as what docker saves', async () => {
    const saved = tarOf(savedOf(image))
    const place = placeOf({
      ...layout,
      'oci.tar': archived(layout),
      'oci.tar.gz': gzipSync(archived(layout)),
      'saved.tar': saved,
      'saved.tgz': gzipSync(saved),
    })
    const { found, rootfsId } = await read(`oci:${place}`)
    for (const source of ['oci:oci.tar', 'oci:oci.tar.gz', 'docker-archive:saved.tar', 'docker-archive:saved.tgz']) {
      const other = await read(source.replace(':', `:${place}/`))
      expect([JSON.stringify(other.found), other.rootfsId]).toEqual([JSON.stringify(found), rootfsId])
    }
  })

  it('of several platforms is that of the platform asked for, and says which it took', async () => {
    const arm = imageOf([[{ name: 'arm', content: 'arm' }]], { platform: 'linux/arm64' })
    const inner = indexOf([
      { digest: image.manifest, platform: 'linux/amd64' },
      { digest: arm.manifest, platform: 'linux/arm64/v8' },
      { digest: digestOf('attestation'), platform: 'unknown/unknown' },
    ])
    const blobs = new Map([...image.blobs, ...arm.blobs, [digestOf(inner), inner] as const])
    const place = placeOf(layoutOf(blobs, indexOf([{ digest: digestOf(inner) }])))
    const amd = await read(`oci:${place}`)
    expect(amd.said).toEqual([expect.stringContaining(`took linux/amd64 of`)])
    expect(amd.subjects.map(({ kind, id }) => [kind, id]).slice(0, 2)).toEqual([
      ['oci-manifest', image.manifest],
      ['oci-index', digestOf(inner)],
    ])
    expect((await read(`oci:${place}`, { platform: 'linux/arm64' })).found.map(({ p }) => p)).toEqual(['/arm'])
    expect(await codeOf(read(`oci:${place}`, { platform: 'linux/s390x' }))).toBe('image-platform')
  })

  it('of several images is the one that the tag names', async () => {
    const other = imageOf([[{ name: 'other' }]])
    const named = (digest: string, name: string) => ({ digest, annotations: { 'org.opencontainers.image.ref.name': name } })
    const place = placeOf(
      layoutOf(new Map([...image.blobs, ...other.blobs]), indexOf([named(image.manifest, 'web:1'), named(other.manifest, 'web:2')])),
    )
    expect((await read(`oci:${place}:web:2`)).found.map(({ p }) => p)).toEqual(['/other'])
    expect(await codeOf(read(`oci:${place}`))).toBe('image-platform')
    expect(await codeOf(read(`oci:${place}:web:3`))).toBe('image-tag')
  })

  it('names what it was built on where its annotations tell', async () => {
    const base = digestOf('base')
    const child = imageOf(webLayers, { annotations: { 'org.opencontainers.image.base.digest': base } })
    const { parents } = await read(`oci:${placeOf(layoutOf(child.blobs, indexOf([{ digest: child.manifest }])))}`)
    expect(parents).toEqual([{ kind: 'oci-manifest', id: base }])
  })
})

describe('an image that is not what it says', () => {
  const without = (digest: string) => new Map([...image.blobs].filter(([each]) => each !== digest))
  const swapped = (digest: string, bytes: Buffer) => new Map([...image.blobs, [digest, bytes] as const])
  const index = indexOf([{ digest: image.manifest }])
  const first = image.layers[0]?.digest ?? ''

  it.each([
    ['a layer with another content', swapped(first, gzipSync(tarOf([{ name: 'evil' }]))), 'image-digest'],
    ['a layer that is none', swapped(first, Buffer.from('nothing')), 'tar-truncated'],
    ['a lost layer', without(first), 'image-incomplete'],
    ['another configuration', swapped(image.config, Buffer.from('{}')), 'image-digest'],
    ['another manifest', swapped(image.manifest, Buffer.from('{}')), 'image-digest'],
    ['a lost manifest', without(image.manifest), 'image-incomplete'],
  ])('because of %s is refused, as folder and as archive', async (_, blobs, code) => {
    const files = layoutOf(blobs, index)
    const place = placeOf({ ...files, 'a.tar': archived(files) })
    expect(await codeOf(read(`oci:${place}`))).toBe(code)
    expect(await codeOf(read(`oci:${place}/a.tar`))).toBe(code)
  })

  it('because its configuration names other layers is refused', async () => {
    const other = imageOf([[{ name: 'a' }], [{ name: 'b' }]])
    const place = placeOf({})
    writeFileSync(join(place, 'a.tar'), tarOf(savedOf({ ...image, layers: other.layers })))
    expect(await codeOf(read(`docker-archive:${place}/a.tar`))).toBe('layer-digest')
    writeFileSync(join(place, 'b.tar'), tarOf(savedOf({ ...image, layers: image.layers.slice(1) })))
    expect(await codeOf(read(`docker-archive:${place}/b.tar`))).toBe('image-layers')
  })

  it('because a document has no such shape, or a place holds nothing, is refused', async () => {
    expect(await codeOf(read(`oci:${placeOf({ 'index.json': Buffer.from('{"a":1}') })}`))).toBe('image-manifest-form')
    expect(await codeOf(read(`oci:${placeOf({ 'index.json': Buffer.from('{"manifests":[{"digest":"md5:1"}]}') })}`))).toBe(
      'image-digest-form',
    )
    expect(await codeOf(read('oci:nowhere/at/all'))).toBe('bake-not-found')
    expect(await codeOf(read('oci'))).toBe('bake-source')
    expect(await codeOf(read('iso:a.iso'))).toBe('bake-source')
  })
})
