import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { containerOf } from '../../../src/contents/engine/container.ts'
import { ownersInside } from '../../../src/live/docker/id-map.ts'
import { procRootContents } from '../../../src/live/docker/proc-root.ts'
import observer from '../../../src/live/docker/docker.ts'
import type { ContentRow, Contents, FileRow } from '../../../src/model/content.ts'
import { textIn } from '../../../src/model/members.ts'
import { sha256, tarOf } from '../../contents/tar/archive-builder.ts'
import { all, context, resources } from '../builders.ts'
import { engineAnswering, type EngineAnswers } from './engine-server.ts'
import { containerNamed, imageOf } from './recordings.ts'

const web = containerNamed('orchapp-web-1')
const id = textIn(web, 'Id') ?? ''

const exported = tarOf([
  { name: '.dockerenv', mode: 0o755 },
  { name: 'data/', type: '5' },
  { name: 'etc/', type: '5' },
  { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' },
  // What is mounted over it is not in an export.
  { name: 'etc/resolv.conf', mode: 0o755 },
  {
    name: 'usr/bin/ping',
    mode: 0o755,
    content: 'ping',
    pax: { 'SCHILY.xattr.security.capability': Buffer.from('0100000200200000000000000000000000000000', 'hex') },
  },
])

const answers: EngineAnswers = {
  '/containers/json': [{ Id: id, Names: ['/orchapp-web-1'] }],
  [`/containers/${id}/json`]: web,
  '/containers/orchapp-web-1/json': web,
  [`/images/${encodeURIComponent(textIn(web, 'Image') ?? '')}/json`]: imageOf(web),
  [`/containers/${id}/export`]: exported,
  [`/containers/${id}/archive?path=%2Fetc%2Fresolv.conf`]: tarOf([{ name: 'resolv.conf', content: 'nameserver 10.0.0.2\n' }]),
  [`/containers/${id}/archive?path=%2Fetc%2Fpasswd`]: tarOf([{ name: 'passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' }]),
  '/version': { Version: '20.10.24' },
}

async function rowsOf(contents: Contents | undefined): Promise<ContentRow[]> {
  const rows: ContentRow[] = []
  for await (const batch of contents?.rows() ?? []) rows.push(...batch)
  return rows
}

function fileAt(rows: readonly ContentRow[], path: string): FileRow | undefined {
  return rows.flatMap((row) => (row.k === 'f' && row.p === path ? [row] : []))[0]
}

describe('an engine elsewhere', () => {
  it('is only read, and gives each container that runs with its image', async () => {
    const asked = await engineAnswering(answers)
    const called: string[] = []
    const live = { ...context(), called: (operation: string) => void called.push(operation) }
    const [found, ...others] = resources(await all(observer.observe(undefined, live)))
    expect(others).toEqual([])
    expect(found).toMatchObject({ kind: 'docker/container', address: 'orchapp-web-1', physicalId: id, source: 'docker' })
    expect(found?.images?.[0]).toBe('sha256:fd18fe274ca985954bc0943224c95cd06877bfa4c91b436e78818922370b7ff5')
    expect(found?.contents?.reading).toMatchObject({ method: 'engine-export', trust: 'engine', startedAt: textIn(web, 'Created') })
    await rowsOf(found?.contents)
    expect(asked.every((each) => each.startsWith('GET /'))).toBe(true)
    expect(called.slice(0, 3)).toEqual(['docker.ContainerList', 'docker.ContainerInspect', 'docker.ImageInspect'])
    expect(live.notes.map(({ code }) => code)).toEqual(['container-exported'])
  })

  it('tells every file with its hash and its capabilities, and asks by itself for what is mounted', async () => {
    await engineAnswering(answers)
    const [found] = resources(await all(observer.observe('orchapp-web-1', context())))
    const rows = await rowsOf(found?.contents)
    expect(fileAt(rows, '/usr/bin/ping')).toMatchObject({ m: 0o755, h: sha256('ping'), x: { cap: 'cap_net_raw=ep' } })
    expect(fileAt(rows, '/etc/resolv.conf')).toMatchObject({ h: sha256('nameserver 10.0.0.2\n'), on: '/etc/resolv.conf' })
    expect(rows).toContainEqual(expect.objectContaining({ k: 'u', n: 'root', uid: 0 }))
    expect(rows).toContainEqual(expect.objectContaining({ k: 'o', n: '/data', type: 'volume', source: 'orchapp_data' }))
    expect(await found?.contents?.text?.({ k: 'f', p: '/etc/passwd', s: 30 })).toContain('root:x:0:0')
  })

  it('says what an export leaves out: volumes, file systems in memory, its own root, processes', async () => {
    await engineAnswering(answers)
    const [found] = resources(await all(observer.observe('orchapp-web-1', context())))
    await rowsOf(found?.contents)
    expect(found?.contents?.reading.skipped).toEqual([
      { path: '/', reason: 'the folder itself is not in an export' },
      { path: '/data', reason: 'mounted: an export leaves it out' },
    ])
    expect(found?.contents?.reading.left?.map(({ path }) => path)).toEqual(['/proc'])
    expect(found?.contents?.reading.kinds).not.toContain('d')
  })

  it('that has no such container, or is not there, says so', async () => {
    await engineAnswering(answers)
    await expect(all(observer.observe('nobody', context()))).rejects.toMatchObject({ code: 'container-not-found' })
    await engineAnswering({ '/containers/json': 500 })
    await expect(all(observer.observe(undefined, context()))).rejects.toMatchObject({ code: 'engine-failed' })
  })

  it('is shown by doctor, with how containers would be read', async () => {
    await engineAnswering(answers)
    const lines = await observer.probe(undefined, context())
    expect(lines.map(({ name, ok }) => [name, ok])).toEqual([
      ['engine', true],
      ['containers', true],
      ['reading', true],
    ])
    expect(lines[0]?.detail).toContain('version 20.10.24')
  })
})

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A proc file system with one process, whose root is a folder. */
function procOf(containerId: string, uidMap = '0 0 4294967295'): string {
  const folder = mkdtempSync(`${tmpdir()}/driftgate-`)
  folders.push(folder)
  mkdirSync(`${folder}/12122/net`, { recursive: true })
  mkdirSync(`${folder}/tree/etc`, { recursive: true })
  writeFileSync(`${folder}/tree/etc/motd`, 'hello')
  symlinkSync(`${folder}/tree`, `${folder}/12122/root`)
  const files = {
    cgroup: `0::/system.slice/docker-${containerId}.scope\n`,
    mountinfo: '1 0 0:39 / / rw - overlay overlay rw\n',
    stat: `12122 (a) b) S 1 ${'0 '.repeat(17)}4711 0`,
    uid_map: uidMap,
    gid_map: uidMap,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(`${folder}/12122/${name}`, text)
  return folder
}

describe('an engine of this machine', () => {
  const container = containerOf(web)

  it('has containers that are read through their first process', async () => {
    const contents = container && procRootContents(container, {}, procOf(id))
    expect(contents?.reading).toMatchObject({ method: 'proc-root', trust: 'host', at: 'container', startedAt: textIn(web, 'Created') })
    const rows = await rowsOf(contents)
    expect(fileAt(rows, '/etc/motd')).toMatchObject({ s: 5 })
    expect(rows).toContainEqual(expect.objectContaining({ k: 'r', n: 'user', v: 'app' }))
  })

  it('is not taken for it where the process of that number is another', () => {
    expect(container && procRootContents(container, {}, procOf('0'.repeat(64)))).toBeUndefined()
  })

  it('does not take what ended while it was read for a container without files', async () => {
    const proc = procOf(id)
    const contents = container && procRootContents(container, {}, proc)
    rmSync(`${proc}/12122`, { recursive: true })
    expect(existsSync(`${proc}/tree/etc/motd`)).toBe(true)
    await expect(rowsOf(contents)).rejects.toThrow(/ENOENT|ended while it was read/)
  })

  it('has owners as the container sees them, where it has users of its own', () => {
    const inside = ownersInside(procOf(id, '0 100000 65536'), 12_122)
    const rows = inside?.([
      { k: 'f', p: '/a', u: 100_000, g: 100_033 },
      { k: 'f', p: '/b' },
    ])
    expect(rows).toEqual([
      { k: 'f', p: '/a', g: 33 },
      { k: 'f', p: '/b', u: 65_534, g: 65_534 },
    ])
    expect(ownersInside(procOf(id), 12_122)).toBeUndefined()
  })
})
