import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import host from '../../../src/live/machine/host.ts'
import rootfs from '../../../src/live/machine/rootfs.ts'
import tar from '../../../src/live/machine/tar.ts'
import type { LiveContext, NamedObserver } from '../../../src/live/index.ts'
import type { ContentRow } from '../../../src/model/content.ts'
import type { LiveResource } from '../../../src/model/resource.ts'
import { temporaryFolders } from '../../contents/walk/trees.ts'

const folder = temporaryFolders()

async function observed(observer: NamedObserver, argument?: string, more: Partial<LiveContext> = {}): Promise<LiveResource> {
  const context: LiveContext = { note: () => {}, scope: {}, ...more }
  for await (const items of observer.observe(argument, context)) for (const item of items) if (item.is === 'resource') return item.resource
  throw new Error('nothing was observed')
}

describe('a root filesystem in a folder', () => {
  function tree(): string {
    const root = folder()
    for (const name of ['etc', 'tmp']) mkdirSync(join(root, name))
    writeFileSync(join(root, 'etc/machine-id'), `${'ab'.repeat(16)}\n`)
    writeFileSync(join(root, 'tmp/scratch'), '')
    return root
  }

  it('is one resource, called by its folder, with what it contains', async () => {
    const root = tree()
    const resource = await observed(rootfs, root)
    expect(resource).toMatchObject({ kind: 'rootfs', address: root, physicalId: root, identities: ['ab'.repeat(16), root], properties: {} })
    const rows: ContentRow[] = []
    for await (const batch of resource.contents?.rows() ?? []) rows.push(...batch)
    const paths = rows.flatMap((row) => (row.k === 'f' ? [row.p] : []))
    expect(paths).toEqual(['/', '/etc', '/etc/machine-id', '/tmp', '/tmp/scratch'])
  })

  it('is looked into as deep as is asked for', async () => {
    const { contents } = await observed(rootfs, tree(), { depthOf: (path) => (path === '/tmp' ? 'none' : undefined) })
    const paths: string[] = []
    for await (const batch of contents?.rows() ?? []) for (const row of batch) if (row.k === 'f') paths.push(row.p)
    expect(paths).toEqual(['/', '/etc', '/etc/machine-id', '/tmp'])
    expect(contents?.reading.left).toEqual([{ path: '/tmp', reason: 'closed' }])
  })

  it('must be there', async () => {
    await expect(observed(rootfs, '/no/such/folder')).rejects.toMatchObject({ code: 'rootfs-not-found' })
    await expect(observed(rootfs)).rejects.toMatchObject({ code: 'rootfs-folder' })
    const [line] = await rootfs.probe('/no/such/folder', { note: () => {}, scope: {} })
    expect(line).toMatchObject({ ok: false, detail: 'There is no folder /no/such/folder.' })
  })
})

describe('a root filesystem in an archive', () => {
  it('is read whole, with hashes, and texts of its configuration', async () => {
    const root = folder()
    mkdirSync(join(root, 'etc'))
    writeFileSync(join(root, 'etc/motd'), 'hello')
    const file = `${root}.tar`
    execFileSync('tar', ['-C', root, '-cf', file, '.'])
    const { contents, ...resource } = await observed(tar, file)
    expect(resource).toMatchObject({ kind: 'rootfs', address: file, physicalId: file })
    const rows: ContentRow[] = []
    for await (const batch of contents?.rows() ?? []) rows.push(...batch)
    const motd = rows.find((row) => row.k === 'f' && row.p === '/etc/motd')
    expect(motd).toMatchObject({ s: 5, h: createHash('sha256').update('hello').digest('base64url') })
    expect(motd?.k === 'f' && (await contents?.text?.(motd))).toBe('hello')
    expect(contents?.reading).toMatchObject({ method: 'tar', depth: 'full', skipped: [], xattrs: 'none' })
    expect(contents?.reading.fields).not.toContain('x')
  })

  it('must be there', async () => {
    await expect(observed(tar, '/no/such.tar')).rejects.toMatchObject({ code: 'tar-unreadable' })
    await expect(observed(tar)).rejects.toMatchObject({ code: 'tar-file' })
    expect(await tar.probe('/no/such.tar', { note: () => {}, scope: {} })).toMatchObject([{ ok: false }])
  })
})

describe('this machine', () => {
  it('is a host, and doctor says what of it is read', async () => {
    const resource = await observed(host)
    expect(resource).toMatchObject({ kind: 'host', source: 'host', contents: { reading: { method: 'host', trust: 'host', at: 'host' } } })
    expect(resource.physicalId.length).toBeGreaterThan(0)
    const lines = await host.probe(undefined, { note: () => {}, scope: {} })
    expect(lines.map(({ name }) => name)).toEqual(['machine', 'mounts', 'extended attributes', 'permission'])
  })
})
