import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparePaths } from '../../../src/model/content.ts'
import { isRoot, temporaryFolders, walked } from './trees.ts'

const folder = temporaryFolders()

describe('a walk', () => {
  it('tells what stat tells, with what is usual left out', () => {
    const root = folder()
    writeFileSync(join(root, 'plain'), 'four', { mode: 0o644 })
    writeFileSync(join(root, 'tool'), '')
    chmodSync(join(root, 'tool'), 0o4755)
    mkdirSync(join(root, 'open'))
    chmodSync(join(root, 'open'), 0o1777)
    symlinkSync('../etc/passwd', join(root, 'way'))
    lutimesSync(join(root, 'plain'), 5, 1_700_000_000)
    const { rows } = walked(root)
    const times = { t: expect.any(Number), ct: expect.stringMatching(/^\d{19}$/), i: expect.any(Number) }
    const mine = isRoot ? {} : { u: process.getuid?.(), g: process.getgid?.() }
    expect(rows.slice(1)).toEqual([
      { k: 'f', p: '/open', y: 'd', m: 0o1777, ...mine, ...times },
      { k: 'f', p: '/plain', s: 4, ...mine, ...times, t: 1_700_000_000 },
      { k: 'f', p: '/tool', m: 0o4755, s: 0, ...mine, ...times },
      { k: 'f', p: '/way', y: 'l', l: '../etc/passwd', ...mine, ...times },
    ])
    expect(rows[0]).toMatchObject({ p: '/', y: 'd' })
  })

  it('goes in the order of rows: what is in a folder right after it', () => {
    const root = folder()
    for (const name of ['a/b', 'a-b', 'a/ü', 'a!', 'a%b', 'B', 'a/Z']) mkdirSync(join(root, name), { recursive: true })
    const paths = walked(root).rows.map(({ p }) => p)
    expect(paths).toEqual(['/', '/B', '/a', '/a/Z', '/a/b', '/a/ü', '/a!', '/a%25b', '/a-b'])
    expect(paths.toSorted(comparePaths)).toEqual(paths)
  })

  it('names every file by its bytes, in the order of rows, whatever they are', () => {
    const name = fc
      .uint8Array({ minLength: 1, maxLength: 6 })
      .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x25 : byte))))
      .filter((bytes) => !['.', '..'].includes(bytes.toString()))
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8, selector: String }), (names) => {
        const root = folder()
        for (const each of names) writeFileSync(Buffer.concat([Buffer.from(`${root}/`), each]), '')
        const { rows, skipped } = walked(root)
        expect(skipped).toEqual([])
        expect(rows).toHaveLength(names.length + 1)
        const paths = rows.map(({ p }) => p)
        expect(paths.toSorted(comparePaths)).toEqual(paths)
      }),
      { numRuns: 40 },
    )
  })

  it('follows no link: out of the tree, in a circle, of a merged folder', () => {
    const root = folder()
    mkdirSync(join(root, 'usr/bin'), { recursive: true })
    writeFileSync(join(root, 'usr/bin/ls'), '')
    symlinkSync('usr/bin', join(root, 'bin'))
    symlinkSync('/', join(root, 'out'))
    symlinkSync('.', join(root, 'usr/loop'))
    expect(walked(root).rows.map(({ p, l }) => (l === undefined ? p : `${p} -> ${l}`))).toEqual([
      '/',
      '/bin -> usr/bin',
      '/out -> /',
      '/usr',
      '/usr/bin',
      '/usr/bin/ls',
      '/usr/loop -> .',
    ])
  })

  it('names the first of hard links at the others', () => {
    const root = folder()
    mkdirSync(join(root, 'z'))
    writeFileSync(join(root, 'z/last'), 'x')
    linkSync(join(root, 'z/last'), join(root, 'first'))
    linkSync(join(root, 'z/last'), join(root, 'middle'))
    const links = walked(root).rows.map(({ p, hl }) => [p, hl])
    expect(links).toEqual([
      ['/', undefined],
      ['/first', undefined],
      ['/middle', '/first'],
      ['/z', undefined],
      ['/z/last', '/first'],
    ])
  })

  it('opens no pipe, socket or device', async () => {
    const root = folder()
    execFileSync('mkfifo', [join(root, 'pipe')])
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve))
    if (isRoot) {
      execFileSync('mknod', [join(root, 'device'), 'c', '1', '5'])
      execFileSync('mknod', [join(root, 'large'), 'b', '259', '70000'])
    }
    const rows = walked(root).rows.map(({ p, y, l }) => [p, y, l])
    await new Promise((resolve) => server.close(resolve))
    expect(rows.slice(1)).toEqual([
      ...(isRoot ? [['/device', 'c', '1:5']] : []),
      ...(isRoot ? [['/large', 'b', '259:70000']] : []),
      ['/pipe', 'p', undefined],
      ['/socket', 's', undefined],
    ])
  })

  it.runIf(isRoot)('tells owners by number', () => {
    const root = folder()
    writeFileSync(join(root, 'owned'), '')
    chownSync(join(root, 'owned'), 1000, 4_294_967_000)
    expect(walked(root).rows[1]).toMatchObject({ u: 1000, g: 4_294_967_000 })
  })

  it.runIf(!isRoot)('says which folders it may not read', () => {
    const root = folder()
    mkdirSync(join(root, 'closed'), { mode: 0 })
    expect(walked(root).skipped).toEqual(['/closed: access-denied'])
  })

  it('reaches paths that are longer than the kernel takes', () => {
    const root = folder()
    const name = 'n'.repeat(200)
    const depth = 25
    // Goes in step by step: no path says it at once.
    const program = `process.chdir(process.argv[1])
      for (let at = 0; at < ${depth}; at += 1) { fs.mkdirSync('${name}'); process.chdir('${name}') }
      fs.writeFileSync('file', 'deep\\n')`
    execFileSync(process.execPath, ['-e', program, root])
    const { rows, skipped } = walked(root)
    expect(skipped).toEqual([])
    expect(rows).toHaveLength(depth + 2)
    expect(rows.at(-1)).toMatchObject({ s: 5, p: `/${`${name}/`.repeat(depth)}file` })
  })

  it('drops what it read of a folder that another took the place of meanwhile, and says so', () => {
    const root = folder()
    mkdirSync(join(root, 'a'))
    writeFileSync(join(root, 'a/real'), '')
    const listed = (path: string): void => {
      if (path !== '/a') return
      renameSync(join(root, 'a'), join(root, 'moved'))
      symlinkSync('/etc', join(root, 'a'))
    }
    const { rows, skipped } = walked(root, { listed })
    expect(rows.map(({ p }) => p)).toEqual(['/', '/a'])
    expect(skipped).toEqual(['/a: replaced while it was read'])
  })

  it('does not miss what vanished after its folder was read', () => {
    const root = folder()
    for (const name of ['a', 'b', 'c']) writeFileSync(join(root, name), '')
    const { rows, skipped } = walked(root, { listed: () => rmSync(join(root, 'b')) })
    expect(rows.map(({ p }) => p)).toEqual(['/', '/a', '/c'])
    expect(skipped).toEqual([])
  })

  it('gives the size of a sparse file, not what it holds', () => {
    const root = folder()
    writeFileSync(join(root, 'sparse'), '')
    truncateSync(join(root, 'sparse'), 1024 ** 4)
    expect(walked(root).rows[1]).toMatchObject({ p: '/sparse', s: 1024 ** 4 })
  })
})

describe('folders that are not looked into', () => {
  function tree(): string {
    const root = folder()
    for (const name of ['proc/1', 'tmp/deep', 'usr', 'data/nested', 'dev/shm/x']) mkdirSync(join(root, name), { recursive: true })
    writeFileSync(join(root, 'tmp/note'), '', { mode: 0o644 })
    writeFileSync(join(root, 'tmp/deep/dropper'), '', { mode: 0o755 })
    writeFileSync(join(root, 'data/nested/file'), '')
    return root
  }
  const mount = (target: string, type: string): { target: string; type: string; source: string; options: string } => ({
    target,
    type,
    source: type,
    options: 'rw',
  })

  it('keep their own row; of those for programs the programs are told', () => {
    const { rows, left } = walked(tree(), { depthOf: (path) => (path === '/tmp' ? 'programs' : path === '/data' ? 'none' : undefined) })
    expect(rows.map(({ p }) => p)).toEqual([
      '/',
      '/data',
      '/dev',
      '/dev/shm',
      '/dev/shm/x',
      '/proc',
      '/proc/1',
      '/tmp',
      '/tmp/deep/dropper',
      '/usr',
    ])
    expect(left).toEqual(['/data: closed'])
  })

  it('are those of the kernel and of the network; a mount below is asked for by itself', () => {
    const mounts = [mount('/proc', 'proc'), mount('/dev', 'devtmpfs'), mount('/dev/shm', 'tmpfs'), mount('/data/nested', 'nfs4')]
    const { rows, left } = walked(tree(), { mounts })
    expect(rows.map(({ p, on }) => (on === undefined ? p : `${p} on ${on}`))).toEqual([
      '/',
      '/data',
      '/data/nested on /data/nested',
      '/dev on /dev',
      '/dev/shm on /dev/shm',
      '/dev/shm/x on /dev/shm',
      '/proc on /proc',
      '/tmp',
      '/tmp/deep',
      '/tmp/deep/dropper',
      '/tmp/note',
      '/usr',
    ])
    expect(left).toEqual(['/data/nested: network file system nfs4', '/dev: pseudo file system devtmpfs', '/proc: pseudo file system proc'])
  })

  it('tell what a mount covers: it is on the mount, a single file too', () => {
    const { rows } = walked(tree(), { mounts: [mount('/tmp/note', 'ext4'), mount('/usr', 'ext4')] })
    expect(rows.filter(({ on }) => on !== undefined).map(({ p, on }) => [p, on])).toEqual([
      ['/tmp/note', '/tmp/note'],
      ['/usr', '/usr'],
    ])
  })
})
