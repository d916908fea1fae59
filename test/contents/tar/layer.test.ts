import { gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../src/model/errors.ts'
import { sha256, tarOf, type Member } from './archive-builder.ts'
import { byPath, filesIn, layerOf } from './reading.ts'

const digest = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
/** `zstd -19` of the archive of one file `a` that holds `zstd`. */
const zstd = Buffer.from('KLUv/QRo5QEAokIID9BnDFWEhmUhOgnZ1UCLFJZzydfYOeTAUIK8W/9WjX8tCSBQtzv4/UoiFWAIoHSAyRsuETicnw4WVr96RQ==', 'base64')

async function codeOf(reading: Promise<unknown>): Promise<string> {
  const error: unknown = await reading.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof InputError ? error.code : String(error)
}

describe('a layer', () => {
  it('is files with their hashes, what is usual left out, named before and after unpacking', async () => {
    const tar = tarOf([
      { name: './', type: '5' },
      { name: 'bin/', type: '5', mode: 0o700, mtime: 5 },
      { name: 'bin/su', mode: 0o4755, content: 'elf', uid: 3 },
      { name: 'bin/sh', type: '2', mode: 0o777, target: 'su' },
      { name: 'bin/zero', type: '3', major: 1, minor: 5 },
      { name: 'empty' },
    ])
    const packed = gzipSync(tar)
    const layer = await layerOf(packed)
    expect([layer.digest, layer.diffId, layer.skipped]).toEqual([digest(packed), digest(tar), []])
    expect(Object.values(byPath(layer.root))).toEqual([
      { k: 'f', p: '/', y: 'd', t: 0 },
      { k: 'f', p: '/bin', y: 'd', m: 0o700, t: 5 },
      { k: 'f', p: '/bin/sh', y: 'l', l: 'su', t: 0 },
      { k: 'f', p: '/bin/su', m: 0o4755, u: 3, s: 3, t: 0, h: sha256('elf') },
      { k: 'f', p: '/bin/zero', y: 'c', l: '1:5', t: 0 },
      { k: 'f', p: '/empty', s: 0, t: 0, h: sha256('') },
    ])
    expect((await layerOf(tar)).digest).toBe(digest(tar))
  })

  it('is the same however it is packed and in whatever pieces it comes', async () => {
    const tar = tarOf([{ name: 'a', content: 'x'.repeat(5000) }])
    const two = Buffer.concat([gzipSync(tar.subarray(0, 700)), gzipSync(tar.subarray(700))])
    for (const [bytes, pieces] of [
      [tar, 1],
      [gzipSync(tar), 3],
      [two, 1000],
    ] as const)
      expect([(await layerOf(bytes, {}, {}, pieces)).diffId, await filesIn(bytes)]).toEqual([digest(tar), await filesIn(tar)])
  })

  it('may be packed with zstd, and is refused where it is packed otherwise or damaged', async () => {
    expect(await filesIn(zstd)).toMatchObject({ '/a': { h: sha256('zstd') } })
    const packed = gzipSync(tarOf([{ name: 'a', content: 'x'.repeat(5000) }]))
    expect(await codeOf(layerOf(packed.subarray(0, -20)))).toBe('layer-damaged')
    expect(await codeOf(layerOf(zstd.subarray(0, -20)))).toBe('layer-damaged')
    expect(await codeOf(layerOf(Buffer.from('BZh91AY&SY')))).toBe('layer-packing')
    expect(await codeOf(layerOf(Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])))).toBe('layer-packing')
  })

  it('shows capabilities and ACLs as text, other attributes in base64', async () => {
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex')
    const acl = Buffer.from('0200000001000600ffffffff02000400e803000004000400ffffffff10000400ffffffff20000400ffffffff', 'hex')
    const pax = {
      'SCHILY.xattr.security.capability': capability,
      'SCHILY.xattr.system.posix_acl_access': acl,
      'SCHILY.xattr.user.note': Buffer.from([0xff]),
    }
    expect((await filesIn(tarOf([{ name: 'ping', pax }])))['/ping']?.x).toEqual({
      acl: 'user::rw-,user:1000:r--,group::r--,mask::r--,other::r--',
      cap: 'cap_net_raw=ep',
      'user.note': '/w==',
    })
  })

  it('keeps what is wanted, as long as there is room, and tells what it could not keep', async () => {
    const tar = tarOf([
      { name: 'etc/a', content: '1234' },
      { name: 'etc/b', content: '12345678' },
      { name: 'etc/c', content: '12' },
      { name: 'usr/d', content: '1' },
    ])
    const layer = await layerOf(tar, { wanted: (path) => path.startsWith('/etc/') }, { keptFile: 6, kept: 5 })
    const etc = layer.root.children?.get('etc')?.children
    expect([...(etc ?? [])].map(([name, node]) => [name, node.inode?.content?.toString()])).toEqual([
      ['a', '1234'],
      ['b', undefined],
      ['c', undefined],
    ])
    expect(layer.skipped).toEqual(['b', 'c'].map((name) => ({ path: `/etc/${name}`, reason: 'content-too-large' })))
  })
})

describe('entries of a layer', () => {
  const hashOf = async (members: readonly Member[], path: string): Promise<string | undefined> => (await filesIn(tarOf(members)))[path]?.h

  it('count in their order: the last of one name wins, and takes what was below it', async () => {
    expect(
      await hashOf(
        [
          { name: 'a', content: '1' },
          { name: './/a', content: '2' },
        ],
        '/a',
      ),
    ).toBe(sha256('2'))
    expect(Object.keys(await filesIn(tarOf([{ name: 'd/f' }, { name: 'd', content: 'file' }])))).toEqual(['/d'])
    expect(Object.keys(await filesIn(tarOf([{ name: 'd/f' }, { name: 'd/', type: '5' }])))).toEqual(['/d', '/d/f'])
  })

  it('with several names are one file, its first name told by the others', async () => {
    const files = await filesIn(
      tarOf([
        { name: 'b', content: 'x', mode: 0o755 },
        { name: 'c', type: '1', target: './b' },
        { name: 'a', type: '1', target: '/b' },
      ]),
    )
    expect(files).toMatchObject({ '/a': { h: sha256('x'), m: 0o755 }, '/b': { hl: '/a' }, '/c': { hl: '/a', h: sha256('x') } })
    expect(files['/a']?.hl).toBeUndefined()
  })

  it('behind a link of the same layer lie where it leads', async () => {
    const files = await filesIn(
      tarOf([
        { name: 'usr/bin/', type: '5' },
        { name: 'bin', type: '2', target: 'usr/bin' },
        { name: 'bin/sh', content: 'sh' },
        { name: 'sh2', type: '1', target: 'bin/sh' },
      ]),
    )
    expect(Object.keys(files)).toEqual(['/bin', '/sh2', '/usr', '/usr/bin', '/usr/bin/sh'])
    expect(files['/usr/bin/sh']?.hl).toBe('/sh2')
  })

  it('that would lead out of the tree, or have no name, are not taken', async () => {
    const { root, skipped } = await layerOf(
      tarOf([
        { name: '../etc/passwd', content: 'x' },
        { name: 'a/../../b', content: 'x' },
        { name: 'a/../c', content: 'c' },
        { name: '/abs', content: 'x' },
        { name: 'hard', type: '1', target: '../../etc/shadow' },
        { name: 'x', pax: { path: 'p/'.repeat(3000) } },
        { name: '' },
        { name: 'loop', type: '2', target: 'loop' },
        { name: 'loop/in', content: 'x' },
      ]),
    )
    expect(Object.keys(byPath(root))).toEqual(['/abs', '/c', '/loop', '/loop/in'])
    expect(skipped.map(({ path, reason }) => `${path.slice(0, 13)} ${reason}`)).toEqual([
      '/../etc/passw path-leads-out',
      '/a/../../b path-leads-out',
      '/hard link-leads-out',
      '/p/p/p/p/p/p/ path-too-long',
      '/ name-empty',
    ])
  })

  it('may be called anything: line ends, escapes, bytes that are no text', async () => {
    const names = [
      Buffer.from('a\nb'),
      Buffer.from('\u001b[31mred'),
      Buffer.from([0x66, 0xff, 0xe4]),
      Buffer.from('100%'),
      Buffer.from('ä'),
    ]
    expect(Object.keys(await filesIn(tarOf(names.map((name) => ({ name }))))).toSorted()).toEqual(
      ['/\u001b[31mred', '/100%25', '/a\nb', '/f%FF%E4', '/ä'].toSorted(),
    )
  })
})

describe('a layer that is made to overwhelm its reader', () => {
  it('of too many entries is refused', async () => {
    const tar = tarOf(Array.from({ length: 20 }, (_, at) => ({ name: `f${at}` })))
    expect(await codeOf(layerOf(tar, {}, { entries: 19 }))).toBe('tar-too-many-entries')
    expect(await codeOf(layerOf(tar, {}, { entries: 20 }))).toBe('undefined')
  })

  it('that unpacks to hundreds of times its size is refused, a plain one of that size is not', async () => {
    const tar = tarOf([{ name: 'zeros', content: Buffer.alloc(1_000_000) }])
    expect(await codeOf(layerOf(gzipSync(tar), {}, { unpacked: 100_000, ratio: 100 }))).toBe('layer-bomb')
    expect(await codeOf(layerOf(tar, {}, { unpacked: 100_000, ratio: 100 }))).toBe('undefined')
  })

  it('of holes is not hashed beyond a limit, and that is told', async () => {
    const pax = { 'GNU.sparse.major': '0', 'GNU.sparse.size': '1000000000000', 'GNU.sparse.map': '0,1' }
    const { root, skipped } = await layerOf(tarOf([{ name: 'huge', pax, content: 'x' }]))
    expect(byPath(root)).toMatchObject({ '/huge': { s: 1e12 } })
    expect([byPath(root)['/huge']?.h, skipped]).toEqual([undefined, [{ path: '/huge', reason: 'sparse-too-large' }]])
  })
})
