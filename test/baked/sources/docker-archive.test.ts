import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { ImageArchive } from '../../../src/baked/sources/image/archive.ts'
import { Budget, usualLimits, type TarLimits } from '../../../src/contents/tar/limits.ts'
import { inPieces, tarOf } from '../../contents/tar/archive-builder.ts'
import { codeOf, imageOf, indexOf, layoutOf, placeOf, read, savedOf } from './images.ts'

const image = imageOf()

describe('what docker saves', () => {
  it('is named by its tag and its configuration, which is all that an old engine tells', async () => {
    const { name, subjects } = await read(`docker-archive:${placeOf({ 'a.tar': tarOf(savedOf(image)) })}/a.tar`)
    expect([name, subjects.map(({ kind }) => kind)]).toEqual(['web:1', ['oci-config', 'oci-chain']])
    expect(subjects[0]?.id).toBe(image.config)
  })

  it('has the digest of its manifest as well where an OCI layout lies beside it', async () => {
    const layout = layoutOf(image.blobs, indexOf([{ digest: imageOf([[{ name: 'x' }]]).manifest }, { digest: image.manifest }]))
    const both = [...savedOf(image), ...Object.entries(layout).map(([name, content]) => ({ name, content }))]
    const { subjects } = await read(`docker-archive:${placeOf({ 'a.tar': tarOf(both) })}/a.tar`)
    expect(subjects[0]).toEqual({ kind: 'oci-manifest', id: image.manifest, platform: 'linux/amd64' })
  })

  it('of several images is the one with the tag, which may end in latest', async () => {
    const list = [
      { Config: 'config.json', RepoTags: ['a:latest'], Layers: ['layer0/layer.tar', 'layer1/layer.tar'] },
      { Config: 'nowhere.json', RepoTags: ['b:1'], Layers: [] },
    ]
    const members = [...savedOf(image), { name: 'manifest.json', content: JSON.stringify(list) }]
    const file = `docker-archive:${placeOf({ 'a.tar': tarOf(members) })}/a.tar`
    expect((await read(`${file}:a`)).name).toBe('a')
    expect(await codeOf(read(file))).toBe('image-tag')
    expect(await codeOf(read(`${file}:c`))).toBe('image-tag')
    expect(await codeOf(read(`${file}:b:1`))).toBe('image-incomplete')
  })

  it('that is made to overwhelm its reader is refused, layers and all that lies beside them', async () => {
    const reading = (bytes: Buffer, limits: Partial<TarLimits>) =>
      ImageArchive.read(inPieces(bytes), 'a.tar', { wanted: () => true }, new Budget({ ...usualLimits, ...limits }))
    const zeros = gzipSync(tarOf([{ name: 'zeros', content: Buffer.alloc(1_000_000) }]))
    expect(await codeOf(reading(zeros, { unpacked: 100_000, ratio: 100 }))).toBe('layer-bomb')
    expect(await codeOf(reading(tarOf(savedOf(image)), { entries: 5 }))).toBe('tar-too-many-entries')
    const crowded = await reading(
      tarOf([
        { name: 'a.json', content: '[1]' },
        { name: 'b.json', content: '[2]' },
      ]),
      { kept: 4 },
    )
    expect([crowded.document('a.json')?.toString(), crowded.document('b.json')]).toEqual(['[1]', undefined])
  })

  it('that is cut, or no such archive, is refused', async () => {
    const bytes = tarOf(savedOf(image))
    const place = placeOf({ 'cut.tar': bytes.subarray(0, 3000), 'other.tar': tarOf([{ name: 'a', content: 'b' }]) })
    expect(await codeOf(read(`docker-archive:${place}/cut.tar`))).toBe('tar-truncated')
    expect(await codeOf(read(`docker-archive:${place}/other.tar`))).toBe('image-incomplete')
  })
})

describe('a tar of a root filesystem', () => {
  it('is called by its file and by nothing else, and tells that it has no end', async () => {
    const bytes = tarOf(
      [
        { name: 'etc/passwd', content: 'x' },
        { name: 'gone', type: '1', target: 'nowhere' },
      ],
      false,
    )
    const { name, subjects, found, unread, capture } = await read(`tar:${placeOf({ 'web.tar.gz': bytes })}/web.tar.gz`)
    expect([name, subjects, capture.method]).toEqual(['web', [], 'tar'])
    expect(found.map(({ p }) => p)).toEqual(['/etc', '/etc/passwd'])
    expect(unread).toEqual([
      { path: '/', reason: 'archive-without-end' },
      { path: '/gone', reason: 'link-target-missing' },
    ])
    expect(await codeOf(read('tar:nowhere.tar'))).toBe('bake-unreadable')
  })
})
