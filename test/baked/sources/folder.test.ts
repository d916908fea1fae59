import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import host from '../../../src/baked/sources/host.ts'
import rootfs from '../../../src/baked/sources/rootfs.ts'
import type { SourceContext } from '../../../src/baked/sources/source.ts'
import { temporaryFolders } from '../../contents/walk/trees.ts'

const folder = temporaryFolders()

function context(): SourceContext & { skipped: string[]; said: string[] } {
  const [skipped, said]: [string[], string[]] = [[], []]
  return {
    env: {},
    platform: 'linux/amd64',
    allowHttp: false,
    wanted: () => false,
    skipped,
    said,
    skip: (path, reason) => void skipped.push(`${path}: ${reason}`),
    say: (text) => void said.push(text),
  }
}

describe('rootfs:DIR', () => {
  it('is baked with hashes, without what a copy will not keep', async () => {
    const root = folder()
    mkdirSync(join(root, 'etc'))
    writeFileSync(join(root, 'etc/os-release'), 'ID=debian\n')
    const asked = context()
    const source = await rootfs.open(`${root}/`, asked)
    expect(source).toMatchObject({ name: 'root', subjects: [], capture: { method: 'rootfs', ctimeStable: false } })
    const rows = []
    for await (const batch of source.files()) rows.push(...batch)
    expect(rows.map(({ p, h, i }) => [p, h?.length, i])).toEqual([
      ['/', undefined, undefined],
      ['/etc', undefined, undefined],
      ['/etc/os-release', 43, undefined],
    ])
    expect((await source.tree.read('/etc/os-release'))?.toString()).toBe('ID=debian\n')
    expect([asked.skipped, asked.said]).toEqual([[], []])
  })

  it('must be a folder', async () => {
    await expect(rootfs.open('/no/such/folder', context())).rejects.toMatchObject({ code: 'rootfs-not-found' })
  })
})

describe('host', () => {
  it('is this machine, of which the copies keep change times, with how its kernel is set', async () => {
    const source = await host.open('', context())
    expect(source.capture).toMatchObject({ method: 'host', ctimeStable: true, fields: expect.arrayContaining(['ct', 'i']) })
    expect(source.name.length).toBeGreaterThan(0)
    expect(source.kinds).toEqual(['n', 'o', 'y', 'm', 'b'])
    expect(source.rows.filter(({ k }) => k === 'd')).toEqual([])
  })
})
