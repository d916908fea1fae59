import { Buffer } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TarEntry } from '../../../src/contents/tar/entry.ts'
import { readTar } from '../../../src/contents/tar/reader.ts'
import { DriftgateError, InputError } from '../../../src/model/errors.ts'
import { headerOf, inPieces, padded, recordsOf, summed, tarOf, type Member } from './archive-builder.ts'

interface ReadEntry extends TarEntry {
  content: Buffer
}

async function read(bytes: Buffer, pieces?: number): Promise<{ entries: ReadEntry[]; skipped: string[]; hasEnd: boolean }> {
  const entries: ReadEntry[] = []
  const skipped: string[] = []
  const { hasEnd } = await readTar(
    inPieces(bytes, pieces),
    {
      entry: (entry) => {
        const found = { ...entry, content: Buffer.alloc(0) }
        entries.push(found)
        const add = (more: Buffer): void => void (found.content = Buffer.concat([found.content, more]))
        return { write: add, hole: (length) => add(Buffer.alloc(length)), end: () => undefined }
      },
      skip: (name, reason) => void skipped.push(`${name.toString()} ${reason}`),
    },
    'a.tar',
  )
  return { entries, skipped, hasEnd }
}

async function codeOf(bytes: Buffer): Promise<string> {
  const error: unknown = await read(bytes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof InputError ? error.code : String(error)
}

const name = fc.uint8Array({ minLength: 1, maxLength: 99 }).map((bytes) => Buffer.from(bytes.map((byte) => byte || 1)))
const member: fc.Arbitrary<Member> = fc.record({
  name: name.map((bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from('x')])),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.integer({ min: 0, max: 0o7777777 }),
  gid: fc.integer({ min: 0, max: 0o7777777 }),
  mtime: fc.integer({ min: 0, max: 2 ** 32 }),
  content: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
})

describe('the tar reader', () => {
  it('reads what was written, whatever the names are and however the bytes come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(member, { maxLength: 8 }), fc.integer({ min: 1, max: 3000 }), async (members, pieces) => {
        const { entries, skipped, hasEnd } = await read(tarOf(members), pieces)
        expect(entries.map((entry) => [entry.name, entry.mode, entry.uid, entry.gid, entry.mtime, entry.content])).toEqual(
          members.map((each) => [each.name, each.mode, each.uid, each.gid, each.mtime, each.content]),
        )
        expect([skipped, hasEnd]).toEqual([[], true])
      }),
      { numRuns: 60 },
    )
  })

  it('takes names, times, sizes and binary attributes from extended headers as they are', async () => {
    const capability = Buffer.from([1, 0, 0, 2, 0x81, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    const path = Buffer.concat([Buffer.from(`${'d/'.repeat(100)}f`), Buffer.from([0xff, 0x0a])])
    const pax = {
      path,
      mtime: '1700000000.123456789',
      uid: '4000000000',
      'SCHILY.xattr.security.capability': capability,
      'SCHILY.xattr.user.a=b': '',
    }
    const { entries } = await read(tarOf([{ name: 'short', pax, content: 'text' }, { name: 'next' }]))
    expect(entries).toMatchObject([
      { name: path, mtime: 1_700_000_000, nanoseconds: 123_456_789, uid: 4_000_000_000, content: Buffer.from('text') },
      { name: Buffer.from('next'), uid: 0 },
    ])
    expect(entries[0]?.xattrs.get('security.capability')).toEqual(capability)
    expect(entries[1]?.xattrs.size).toBe(0)
  })

  it.each([
    ['-1.25', -2, 750_000_000],
    ['-3', -3, 0],
    ['12', 12, 0],
    ['1.1234567899', 1, 123_456_789],
    ['soon', 0, 0],
  ])('reads the time %s', async (mtime, seconds, nanoseconds) => {
    const [entry] = (await read(tarOf([{ name: 'a', pax: { mtime } }]))).entries
    expect([entry?.mtime, entry?.nanoseconds]).toEqual([seconds, nanoseconds])
  })

  it('lets a global header count until an own one says otherwise', async () => {
    const global = tarOf([{ name: 'g', type: 'g', content: recordsOf({ uid: '1000' }) }], false)
    const { entries } = await read(
      Buffer.concat([global, tarOf([{ name: 'a' }, { name: 'b', pax: { uid: '7' } }, { name: 'c', pax: { gid: '1' } }])]),
    )
    expect(entries.map(({ uid }) => uid)).toEqual([1000, 7, 1000])
  })

  it('joins the prefix of POSIX names, and takes long names of GNU', async () => {
    const posix = headerOf({ name: 'file' }, 0)
    posix.write('long/folder', 345)
    const long = 'x'.repeat(300)
    const gnu = [
      { name: '././@LongLink', type: 'K', content: `${long}-target\0` },
      { name: '././@LongLink', type: 'L', content: `${long}-name\0` },
      { name: 'cut', type: '2', target: 'cut' },
    ]
    const { entries } = await read(Buffer.concat([summed(posix), tarOf(gnu)]))
    expect(entries.map((entry) => [entry.name.toString(), entry.target.toString()])).toEqual([
      ['long/folder/file', ''],
      [`${long}-name`, `${long}-target`],
    ])
  })

  it('reads numbers in base 256, owners and sizes of devices, and passes over what it does not know', async () => {
    const header = headerOf({ name: 'big' }, 0)
    Buffer.from([0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]).copy(header, 108)
    const more = tarOf([
      { name: 'null', type: '3', major: 1, minor: 3 },
      { name: 'odd', type: 'V', content: 'volume' },
      { name: 'linked', type: '1', target: 'big', size: 4096 },
      { name: 'last/', type: '0' },
    ])
    const { entries, skipped } = await read(Buffer.concat([summed(header), more]))
    expect(entries.map((entry) => [entry.name.toString(), entry.type, entry.uid, entry.major, entry.minor])).toEqual([
      ['big', 'file', 2 ** 32 - 1, 0, 0],
      ['null', 'c', 0, 1, 3],
      ['linked', 'hard', 0, 0, 0],
      ['last/', 'd', 0, 0, 0],
    ])
    expect(skipped).toEqual(['odd entry-type-unknown'])
  })

  it('fills the holes of a sparse file, and passes over one whose map cannot be', async () => {
    const sparse = (map: string, stored: Buffer): Member => ({
      name: 'GNUSparseFile.0/s',
      pax: { 'GNU.sparse.major': '1', 'GNU.sparse.minor': '0', 'GNU.sparse.name': 's', 'GNU.sparse.realsize': '1000' },
      content: Buffer.concat([padded(Buffer.from(map)), stored]),
    })
    const right = sparse('2\n10\n3\n500\n2\n', Buffer.from('abcde'))
    const [entry] = (await read(tarOf([right]))).entries
    const wanted = Buffer.alloc(1000)
    wanted.write('abc', 10)
    wanted.write('de', 500)
    expect([entry?.name.toString(), entry?.size, entry?.content]).toEqual(['s', 1000, wanted])
    for (const map of ['1\n999\n5\n', '2\n10\n3\n5\n2\n', '99999999999\n', 'x\n', '1\n0\n4\n']) {
      const { entries, skipped } = await read(tarOf([sparse(map, Buffer.from('abcde')), { name: 'next' }]))
      expect([entries.map((each) => each.name.toString()), skipped]).toEqual([['next'], ['s sparse-map-broken']])
    }
  })
})

describe('a hostile archive', () => {
  const whole = tarOf([
    { name: 'a', pax: { path: 'b'.repeat(200) }, content: 'text' },
    { name: 'd/', type: '5' },
  ])

  it('that is cut anywhere is told to be cut, or to have no end', async () => {
    const seen = new Set<string>()
    for (let length = 1; length < whole.length - 1024; length += 97) {
      const cut = whole.subarray(0, length)
      seen.add(length % 512 === 0 && (await codeOf(cut)) === 'undefined' ? String((await read(cut)).hasEnd) : await codeOf(cut))
    }
    expect([...seen]).toEqual(['tar-truncated'])
    expect((await read(whole.subarray(0, -1024))).hasEnd).toBe(false)
  })

  it('is never more than an error of its own, whichever bytes are wrong', async () => {
    const noise = fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), { minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(noise, fc.boolean(), async (changes, isSummed) => {
        const bytes = Buffer.from(whole)
        for (const { at, byte } of changes) bytes[at] = byte
        if (isSummed) for (let at = 0; at < bytes.length - 1024; at += 512) summed(bytes.subarray(at, at + 512))
        await read(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(DriftgateError))
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['no archive at all', Buffer.alloc(2048, 'x'), 'tar-broken'],
    ['an extended header of gigabytes', headerOf({ name: 'x', type: 'x', size: 2 ** 31 }, 0), 'tar-header-too-large'],
    ['a long name of gigabytes', headerOf({ name: 'x', type: 'L', size: 2 ** 31 }, 0), 'tar-header-too-large'],
    ['records that overrun', tarOf([{ name: 'x', type: 'x', content: '99 path=a\n' }]), 'tar-broken'],
    ['records without a key', tarOf([{ name: 'x', type: 'x', content: '6 abc\n' }]), 'tar-broken'],
  ])('of %s is refused', async (_, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code)
  })
})
