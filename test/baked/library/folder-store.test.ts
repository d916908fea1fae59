import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { entriesOf } from '../../../src/baked/library/entries.ts'
import { FolderStore } from '../../../src/baked/library/folder-store.ts'
import { indexOf } from '../../../src/baked/library/index-document.ts'
import { addManifest, pruneLibrary } from '../../../src/baked/library/keep.ts'
import { indexedImages, checkManifest } from '../../../src/baked/library/open.ts'
import { readLibrary } from '../../../src/baked/library.ts'
import { findFiles } from '../../../src/documents/input-file.ts'
import { bakedSources } from '../../../src/library-stores.ts'
import { rowKey } from '../../../src/model/content.ts'
import { nothing } from '../../../src/model/library-store.ts'
import type { Diagnostic } from '../../../src/model/generated/report.ts'
import { folderOf } from '../../live/builders.ts'
import { ami, manifest } from './manifests.ts'

const day = '2026-01-01T00:00:00.000Z'

describe('a library in a folder', () => {
  it('loses no line of the index when many write at once', async () => {
    const folder = `${folderOf({})}/images`
    const manifests = Array.from({ length: 12 }, (_, at) => manifest({ name: `web-${at}`, subjects: [ami(`ami-${at}`)] }))
    await Promise.all(manifests.map((each) => addManifest(new FolderStore(folder), each, day)))
    const index = await indexOf(new FolderStore(folder))
    expect(Object.keys(index.images).toSorted()).toEqual(manifests.map(({ digest }) => digest).toSorted())
    expect(readdirSync(folder).toSorted()).toEqual(['index.json', 'sha256'])
  })

  it('keeps a manifest under its digest, once', async () => {
    const store = new FolderStore(folderOf({}))
    const web = manifest({ name: 'web' })
    expect(await addManifest(store, web, day, { channel: 'stable' })).toMatchObject({ isNew: true, entry: { digest: web.digest } })
    expect(await addManifest(store, web, '2026-02-01T00:00:00Z')).toMatchObject({
      isNew: false,
      entry: { image: { addedAt: day, channel: 'stable' } },
    })
    expect(readFileSync(`${store.place}/${web.digest.replace(':', '/')}.ndjson.gz`)).toEqual(web.bytes)
    await checkManifest(store, web.digest)
  })

  it('says of a manifest that is not what its name says', async () => {
    const store = new FolderStore(folderOf({}))
    const { digest } = manifest({ name: 'web' })
    await addManifest(store, manifest({ name: 'web' }), day)
    writeFileSync(`${store.place}/${digest.replace(':', '/')}.ndjson.gz`, manifest({ name: 'other' }).bytes)
    await expect(checkManifest(store, digest)).rejects.toMatchObject({ code: 'library-manifest-digest' })
  })

  it.each([
    ['a text', Buffer.from('hello'), 'image-manifest-invalid'],
    ['a header that is wrong', manifest({ subjects: [] }).bytes, 'image-manifest-invalid'],
    ['half a file', manifest({ name: 'x'.repeat(5000) }).bytes.subarray(0, 60), 'gzip-broken'],
    [
      'what is not packed',
      Buffer.from('{"schema":"driftgate/baked-image/v1","subjects":[{"kind":"ami","id":"a"}]}\n'),
      'image-manifest-invalid',
    ],
  ])('takes no manifest that is %s', async (_, bytes, code) => {
    const store = new FolderStore(folderOf({}))
    await expect(addManifest(store, { file: 'x.gz', bytes }, day)).rejects.toMatchObject({ code })
    expect(existsSync(`${store.place}/index.json`)).toBe(false)
  })

  it('writes only over the version that was read', async () => {
    const store = new FolderStore(folderOf({}))
    expect(await store.write('a.json', Buffer.from('1'), nothing)).toBe(true)
    expect(await store.write('a.json', Buffer.from('2'), nothing)).toBe(false)
    const read = await store.read('a.json')
    expect(await store.write('a.json', Buffer.from('3'), read?.version)).toBe(true)
    expect(await store.write('a.json', Buffer.from('4'), read?.version)).toBe(false)
    expect(readFileSync(`${store.place}/a.json`, 'utf8')).toBe('3')
  })

  it('removes what nothing needs, its file too, and files that belong to no image', async () => {
    const store = new FolderStore(folderOf({}))
    const [kept, gone] = [manifest({ name: 'web', subjects: [ami('ami-1')] }), manifest({ name: 'db', subjects: [ami('ami-2')] })]
    await addManifest(store, kept, day, { channel: 'stable' })
    await addManifest(store, gone, day)
    await store.write('sha256/loose.ndjson.gz', Buffer.from('x'))
    const later = Date.now() + 1000 * 86_400_000
    expect(await pruneLibrary(store, later, 90, true)).toMatchObject({
      entries: [{ digest: gone.digest }],
      loose: ['sha256/loose.ndjson.gz'],
    })
    expect(entriesOf(await indexOf(store))).toHaveLength(2)
    await pruneLibrary(store, later, 90, false)
    expect((await store.list('sha256/')).map(({ name }) => name)).toEqual([`${kept.digest.replace(':', '/')}.ndjson.gz`])
    expect(entriesOf(await indexOf(store)).map(({ digest }) => digest)).toEqual([kept.digest])
  })
})

describe('a scan that is given a library', () => {
  const read = async (folder: string) => {
    const notes: Diagnostic[] = []
    const note = (diagnostic: Diagnostic): unknown => notes.push(diagnostic)
    const { files, indexed } = await bakedSources(findFiles(folder), [folder], { note })
    return { images: await readLibrary(files, note, { indexed }), notes }
  }

  it('takes channel and revocation from the index, also where the library lies below the folder that was named', async () => {
    const folder = folderOf({})
    const store = new FolderStore(`${folder}/images`)
    const web = manifest({ name: 'web', channel: 'candidate', parents: [ami('ami-base')] })
    await addManifest(store, manifest({ name: 'base', subjects: [ami('ami-base')], revokedAt: '2026-03-01T00:00:00Z' }), day)
    await addManifest(store, web, day, { channel: 'stable' })
    const { images, notes } = await read(folder)
    expect(images.find('ami-1')).toMatchObject({ name: 'web', channel: 'stable', revokedByParent: true, digest: web.digest })
    expect(images.find('ami-base')?.revokedAt).toBe('2026-03-01T00:00:00Z')
    expect([images.size, notes]).toEqual([2, []])
  })

  it('gives an id that two images have to the newer', async () => {
    const store = new FolderStore(folderOf({}))
    await addManifest(store, manifest({ name: 'old', subjects: [ami('ami-1'), ami('ami-2')] }), day)
    await addManifest(store, manifest({ name: 'new', subjects: [ami('ami-1')] }), '2026-02-01T00:00:00Z')
    const { images, notes } = await read(store.place)
    expect([images.find('ami-1')?.name, images.find('ami-2')?.name, notes]).toEqual(['new', 'old', []])
  })

  it('says which manifest is missing, which files belong to none, and reads the others', async () => {
    const store = new FolderStore(folderOf({}))
    const [one, two] = [manifest({ name: 'one', subjects: [ami('ami-1')] }), manifest({ name: 'two', subjects: [ami('ami-2')] })]
    for (const each of [one, two]) await addManifest(store, each, day)
    await store.remove(`${one.digest.replace(':', '/')}.ndjson.gz`)
    await store.write('sha256/loose', Buffer.from('x'))
    const { images, notes } = await read(store.place)
    expect([images.find('ami-1'), images.find('ami-2')?.name]).toEqual([undefined, 'two'])
    expect(notes.map(({ code, level }) => [code, level])).toEqual([
      ['library-manifest-missing', 'error'],
      ['library-unindexed', 'note'],
    ])
  })

  it.each(['{"schema":"driftgate/image-library/v1","images":', '{"schema":"driftgate/image-library/v1","images":{"x":{}}}'])(
    'stops at an index that is broken: %s',
    async (text) => {
      await expect(indexedImages(new FolderStore(folderOf({ 'index.json': text })), () => {})).rejects.toMatchObject({
        code: 'library-index-invalid',
      })
    },
  )
})

describe('what an image of a library contains', () => {
  const capture = { method: 'tar', hashAlg: 'sha256' }

  async function contentsOf(store: FolderStore, id: string): Promise<string[]> {
    const { files, indexed } = await bakedSources(findFiles(store.place), [store.place], { note: () => {} })
    const record = (await readLibrary(files, () => {}, { indexed })).find(id)
    const paths: string[] = []
    for await (const batch of record?.contents?.rows() ?? []) for (const row of batch) paths.push(rowKey(row))
    return paths
  }

  it('is read when it is asked for, each time anew', async () => {
    const store = new FolderStore(folderOf({}))
    await addManifest(
      store,
      manifest({ name: 'web', capture }, [
        { k: 'f', p: '/a' },
        { k: 'f', p: '/b' },
      ]),
      day,
    )
    expect(await contentsOf(store, 'ami-1')).toEqual(['/a', '/b'])
    expect(await contentsOf(store, 'ami-1')).toEqual(['/a', '/b'])
  })

  it('is refused at its end where the manifest is another than its name says', async () => {
    const store = new FolderStore(folderOf({}))
    const web = manifest({ name: 'web', capture }, [{ k: 'f', p: '/a' }])
    await addManifest(store, web, day)
    await store.write(`${web.digest.replace(':', '/')}.ndjson.gz`, manifest({ name: 'web', capture }, [{ k: 'f', p: '/b' }]).bytes)
    await expect(contentsOf(store, 'ami-1')).rejects.toMatchObject({ code: 'library-manifest-digest' })
  })
})
