import { createHash } from 'node:crypto'
import { linkSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderContents, type FolderOptions } from '../../../src/contents/walk/folder-contents.ts'
import type { Contents, ContentRow, FileRow } from '../../../src/model/content.ts'
import { temporaryFolders } from './trees.ts'

const folder = temporaryFolders()
const digestOf = (content: string): string => createHash('sha256').update(content).digest('base64url')

function contentsOf(root: string, options: Partial<FolderOptions> = {}): Contents {
  return folderContents({ root, mounts: [], reading: { method: 'rootfs', trust: 'host', isCtimeStable: false }, ...options })
}

async function rowsOf(contents: Contents): Promise<ContentRow[]> {
  const all: ContentRow[] = []
  for await (const rows of contents.rows()) all.push(...rows)
  return all
}

async function filesOf(contents: Contents): Promise<FileRow[]> {
  return (await rowsOf(contents)).filter((row) => row.k === 'f')
}

describe('the contents of a live folder', () => {
  it('are a stat pass, with change time and inode; hashes and texts are told when they are asked for', async () => {
    const root = folder()
    writeFileSync(join(root, 'a'), 'one')
    writeFileSync(join(root, 'b'), Buffer.from([0, 1, 2]))
    const contents = contentsOf(root)
    const files = (await filesOf(contents)).slice(1)
    expect(files).toMatchObject([
      { p: '/a', s: 3, ct: expect.any(String), i: expect.any(Number) },
      { p: '/b', s: 3 },
    ])
    expect(files.every((row) => !('h' in row))).toBe(true)
    expect(await contents.hashes?.(files)).toEqual([digestOf('one'), digestOf('\0\u0001\u0002')])
    expect(await Promise.all(files.map(async (file) => contents.text?.(file)))).toEqual(['one', undefined])
    expect(contents.reading).toMatchObject({ depth: 'default', kinds: ['f'], skipped: [], left: [] })
    expect(contents.reading.fields).toEqual(expect.arrayContaining(['ct', 'i', 'h']))
    expect(contents.reading.fields).not.toContain('x.flags')
  })

  it('bring a row up to date when its file is hashed, and say what vanished', async () => {
    const root = folder()
    writeFileSync(join(root, 'a'), 'one')
    writeFileSync(join(root, 'b'), 'two')
    const contents = contentsOf(root)
    const [, a, b] = await filesOf(contents)
    writeFileSync(join(root, 'a'), 'longer')
    rmSync(join(root, 'b'))
    expect(await contents.hashes?.([a as FileRow, b as FileRow])).toEqual([digestOf('longer'), undefined])
    expect(a).toMatchObject({ s: 6 })
    expect(contents.reading.skipped).toEqual([{ path: '/b', reason: 'vanished' }])
  })

  it('say the same each time they are read', async () => {
    const root = folder()
    for (let at = 0; at < 700; at += 1) writeFileSync(join(root, `file${at}`), String(at))
    const contents = contentsOf(root)
    const [first, second] = [await filesOf(contents), await filesOf(contents)]
    expect(first).toHaveLength(701)
    expect(second).toEqual(first)
    const hashes = (await contents.hashes?.(first.slice(1))) ?? []
    expect(hashes[699]).toBe(digestOf(first[700]?.p.slice('/file'.length) ?? ''))
  })

  it('begin with what databases say, in the order of rows', async () => {
    const root = folder()
    const others = {
      kinds: ['g', 'p'] as const,
      rows: (skip: (path: string, reason: string) => void): Promise<ContentRow[]> => {
        skip('/var/lib/dpkg', 'broken')
        return Promise.resolve([
          { k: 'g', n: 'staff', gid: 50 },
          { k: 'p', mgr: 'deb', n: 'nginx', v: '1' },
        ])
      },
    }
    const contents = contentsOf(root, { others })
    expect((await rowsOf(contents)).map(({ k }) => k)).toEqual(['p', 'g', 'f'])
    expect(contents.reading).toMatchObject({ kinds: ['g', 'p', 'f'], skipped: [{ path: '/var/lib/dpkg', reason: 'broken' }] })
  })
})

describe('a bake of a folder', () => {
  it('hashes every file, each of several names once, and writes nothing that the copy will not have', async () => {
    const root = folder()
    mkdirSync(join(root, 'etc'))
    writeFileSync(join(root, 'etc/a'), 'one')
    linkSync(join(root, 'etc/a'), join(root, 'z'))
    writeFileSync(join(root, 'empty'), '')
    const files = await filesOf(contentsOf(root, { isBaked: true }))
    expect(files.map(({ p, h, hl }) => [p, h, hl])).toEqual([
      ['/', undefined, undefined],
      ['/empty', digestOf(''), undefined],
      ['/etc', undefined, undefined],
      ['/etc/a', digestOf('one'), undefined],
      ['/z', digestOf('one'), '/etc/a'],
    ])
    expect(files.some((row) => 'ct' in row || 'i' in row || 'unstable' in row)).toBe(false)
  })

  it('keeps change times and inodes where a copy of the disk will have them', async () => {
    const reading = { method: 'host', trust: 'host', isCtimeStable: true } as const
    const contents = contentsOf(folder(), { isBaked: true, reading })
    expect(await filesOf(contents)).toMatchObject([{ p: '/', ct: expect.any(String), i: expect.any(Number) }])
    expect(contents.reading).toMatchObject({ depth: 'full', isCtimeStable: true })
  })

  it('says which files have no hash', async () => {
    const root = folder()
    writeFileSync(join(root, 'sparse'), '')
    truncateSync(join(root, 'sparse'), 1024 ** 4)
    const contents = contentsOf(root, { isBaked: true })
    expect((await filesOf(contents))[1]).not.toHaveProperty('h')
    expect(contents.reading.skipped).toMatchObject([{ path: '/sparse', reason: expect.stringMatching(/^sparse/) }])
  })
})
