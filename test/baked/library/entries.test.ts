import { describe, expect, it } from 'vitest'
import {
  ancestorsOf,
  entriesOf,
  imageNamed,
  revokedBy,
  unneeded,
  withImage,
  withRevoked,
  type Entry,
  type LibraryIndex,
} from '../../../src/baked/library/entries.ts'
import { schema } from './manifests.ts'

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`
const empty: LibraryIndex = { schema: 'driftgate/image-library/v1', images: {} }

function image(digit: string, parts: Partial<Entry['image']> & { ids?: string[]; from?: string; name?: string } = {}): Entry {
  const { ids = [`ami-${digit}`], from, name, ...rest } = parts
  const header = {
    schema,
    ...(name === undefined ? {} : { name }),
    subjects: ids.map((id) => ({ kind: 'ami', id })),
    ...(from === undefined ? {} : { parents: [{ kind: 'ami', id: from }] }),
  }
  return { digest: digest(digit), image: { header, addedAt: '2026-01-01T00:00:00Z', ...rest } }
}

const library = (...entries: Entry[]): LibraryIndex => entries.reduce((index, entry) => withImage(index, entry), empty)
const named = (entries: readonly Entry[]): string => entries.map((entry) => entry.digest[7]).join('')

describe('adding an image', () => {
  it('replaces an older manifest of the same ids: linked or baked again it is one image', () => {
    const both = withImage(library(image('a', { ids: ['sha256:c'] })), image('b', { ids: ['sha256:c', 'ami-1'] }))
    expect(named(entriesOf(both))).toBe('b')
  })

  it('keeps another image that shares only a part of its ids', () => {
    expect(named(entriesOf(library(image('a', { ids: ['ami-1', 'x'] }), image('b', { ids: ['ami-1'] }))))).toBe('ab')
  })

  it('never makes a revoked image good again', () => {
    const revoked = withRevoked(library(image('a', { ids: ['ami-1'] })), digest('a'), '2026-02-01T00:00:00Z', 'stolen key')
    for (const again of [image('a', { ids: ['ami-1'] }), image('b', { ids: ['ami-1', 'ami-2'] })])
      expect(withImage(revoked, again).images[again.digest]).toMatchObject({
        revokedAt: '2026-02-01T00:00:00Z',
        revokedReason: 'stolen key',
      })
  })

  it('moves an image that is known to another channel and leaves the day on which it came', () => {
    const once = withImage(empty, image('a'), { channel: 'candidate' })
    const twice = withImage(once, image('a', { addedAt: '2026-05-05T00:00:00Z' }), { channel: 'stable' })
    expect(twice.images[digest('a')]).toMatchObject({ channel: 'stable', addedAt: '2026-01-01T00:00:00Z' })
  })
})

describe('finding an image', () => {
  const index = library(
    image('a', { name: 'web' }),
    image('b', { name: 'web', addedAt: '2026-03-01T00:00:00Z' }),
    image('c', { ids: ['ami-9'] }),
  )

  it.each([
    ['ami-9', 'c'],
    [digest('a'), 'a'],
    ['b'.repeat(64), 'b'],
    ['c'.repeat(12), 'c'],
    [`sha256:${'a'.repeat(20)}`, 'a'],
    ['web', 'b'],
  ])('%s is found', (id, found) => expect(imageNamed(index, id, 'lib').digest).toBe(digest(found)))

  it.each(['ami-8', 'c'.repeat(11), 'toString', ''])('%j is not', (id) =>
    expect(() => imageNamed(index, id, 'lib')).toThrow(expect.objectContaining({ code: 'image-unknown' })),
  )

  it('says when a beginning is one of several', () => {
    const close = withImage(index, { ...image('c', { ids: ['ami-10'] }), digest: `sha256:${'c'.repeat(63)}d` })
    expect(() => imageNamed(close, 'c'.repeat(20), 'lib')).toThrow(expect.objectContaining({ code: 'image-ambiguous' }))
  })
})

describe('revocation', () => {
  const family = library(image('a'), image('b', { from: 'ami-a' }), image('c', { from: 'ami-b' }), image('d'))

  it('reaches what was made from the image, and what was made from that', () => {
    const index = withRevoked(family, digest('a'), '2026-02-01T00:00:00Z', 'old kernel')
    expect(entriesOf(index).map((entry) => revokedBy(index, entry)?.digest)).toEqual([digest('a'), digest('a'), digest('a'), undefined])
  })

  it('ends for images that name each other as parents', () => {
    const circle = library(image('a', { from: 'ami-b' }), image('b', { from: 'ami-a' }))
    expect(named(ancestorsOf(circle, image('a', { from: 'ami-b' })))).toBe('b')
  })
})

describe('pruning', () => {
  const now = Date.parse('2026-06-01T00:00:00Z')
  const old = '2026-01-01T00:00:00Z'
  const older = '2025-12-01T00:00:00Z'

  it('keeps the newest of a name in each channel, and what it was made from', () => {
    const index = library(
      image('1', { addedAt: older }),
      image('2', { name: 'web', channel: 'stable', addedAt: older, from: 'ami-1' }),
      image('3', { name: 'web', channel: 'stable', addedAt: old, from: 'ami-1' }),
      image('4', { name: 'web', channel: 'candidate', addedAt: older }),
      image('5', { name: 'db', channel: 'stable', addedAt: older }),
      image('6', { addedAt: old }),
    )
    expect(named(unneeded(index, now, 90))).toBe('62')
  })

  it('keeps what is younger than was asked for, and a revoked image holds no place in its channel', () => {
    const index = library(
      image('1', { addedAt: '2026-05-20T00:00:00Z' }),
      image('2', { name: 'web', channel: 'stable', addedAt: old, revokedAt: old }),
      image('3', { name: 'web', channel: 'stable', addedAt: older }),
    )
    expect(named(unneeded(index, now, 90))).toBe('2')
    expect(named(unneeded(index, now, 0))).toBe('12')
  })
})
