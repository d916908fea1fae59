import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/contents/semantic/live/socket-address.ts'
import { observedKeys } from '../../../src/contents/semantic/live/kernel.ts'
import { observedKinds, observedRows } from '../../../src/contents/semantic/observed.ts'
import { compareRows, type ContentRow } from '../../../src/model/content.ts'
import { telling } from '../../helpers/written-tree.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'driftgate-proc-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Files by path, and links where the text begins with an arrow. */
function written(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    const at = join(folder, name, path)
    mkdirSync(dirname(at), { recursive: true })
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), at)
    else writeFileSync(at, text)
  }
  return join(folder, name)
}

const running = (pid: number, exe: string, world: 'host' | 'box', more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  [`${pid}/exe`]: `-> ${exe}`,
  [`${pid}/cmdline`]: exe,
  [`${pid}/root`]: `-> ${join(folder, world)}`,
  [`${pid}/ns/mnt`]: `-> mnt:[${world}]`,
  [`${pid}/ns/pid`]: `-> pid:[${world}]`,
  [`${pid}/ns/net`]: `-> net:[host]`,
  ...Object.fromEntries(Object.entries(more).map(([path, text]) => [`${pid}/${path}`, text])),
})

const heading = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const socket = (local: string, state: string, inode: number, remote = '00000000:0000'): string =>
  `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0\n`

const mountinfo = `22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
23 22 0:5 / /mnt/a\\040b rw,nosuid - tmpfs tmpfs rw
24 22 254:1 /tmp/evil /usr/bin/ls rw master:1 - ext4 /dev/vda1 rw
25 22 0:6 / /mnt/a\\040b ro - tmpfs second ro
`
const network = {
  'net/tcp':
    heading + socket('00000000:0016', '0A', 70) + socket('0100007F:1538', '0A', 71) + socket('0100007F:9C40', '01', 72, '0100007F:1538'),
  'net/tcp6': heading + socket(`${'0'.repeat(32)}:0016`, '0A', 73, `${'0'.repeat(32)}:0000`),
  'net/udp': heading + socket('00000000:0044', '07', 74),
  'net/udp6': heading,
  mountinfo,
}

written('host', { x: '' })
written('box', { 'usr/bin/odd (deleted)': '' })
const proc = written('proc', {
  self: '-> 9',
  cmdline: 'BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro audit=1\n',
  modules: 'loop 40960 0 - Live 0x0000000000000000\nimplant 1 0 - Live 0x0 (OE)\n',
  'sys/kernel/randomize_va_space': '0\n',
  'sys/kernel/core_pattern': '|/tmp/x %p\n',
  ...running(1, '/usr/lib/systemd/systemd', 'host', network),
  ...running(2, 'x', 'host', { cmdline: '' }),
  ...running(5, '/usr/sbin/sshd (deleted)', 'host', { 'fd/3': '-> socket:[70]', 'fd/4': '-> /dev/null' }),
  ...running(6, '/usr/sbin/sshd', 'host', { 'fd/3': '-> socket:[71]' }),
  ...running(7, '/memfd:x (deleted)', 'host'),
  ...running(9, '/usr/bin/node', 'host'),
  ...running(20, '/usr/sbin/nginx', 'box', { ...network, 'fd/8': '-> socket:[74]' }),
  ...running(21, '/usr/bin/odd (deleted)', 'box'),
})
// A link to nothing at all, as of a kernel thread.
unlinkSync(join(proc, '2/exe'))
const sys = written('sys', {
  'block/dm-0/dm/uuid': 'CRYPT-VERITY-abc-root\n',
  'block/dm-0/dm/name': 'root\n',
  'block/dm-1/dm/uuid': 'LVM-x\n',
  'block/sda/size': '1\n',
  'kernel/security/lsm': 'lockdown,capability,selinux',
  'kernel/security/lockdown': 'none [integrity] confidentiality\n',
  'fs/selinux/enforce': '1',
})

const of = (rows: readonly ContentRow[], kind: ContentRow['k']): readonly ContentRow[] => rows.filter(({ k }) => k === kind)

describe('a running machine', () => {
  const context = telling()
  const rows = observedRows({ proc, sys }, context)

  it('tells what runs, deleted and in memory only, without its containers, the kernel’s own and who looks', () => {
    expect(of(rows, 'd')).toEqual([
      { k: 'd', n: '/memfd:x', why: 'memfd', pids: [7] },
      { k: 'd', n: '/usr/lib/systemd/systemd', pids: [1] },
      { k: 'd', n: '/usr/sbin/sshd', why: 'deleted', pids: [5] },
    ])
    expect(context.told).toEqual([])
  })

  it('tells what listens, and who', () => {
    expect(of(rows, 'n')).toEqual([
      { k: 'n', proto: 'tcp', addr: '*', port: 22, exe: '/usr/sbin/sshd', src: 'observed' },
      { k: 'n', proto: 'tcp', addr: '127.0.0.1', port: 5432, exe: '/usr/sbin/sshd', src: 'observed' },
      { k: 'n', proto: 'udp', addr: '*', port: 68, src: 'observed' },
    ])
  })

  it('tells what is mounted, the topmost of a place, and from which folder', () => {
    expect(of(rows, 'o')).toEqual([
      { k: 'o', n: '/', type: 'ext4', source: '/dev/vda1', options: 'rw,relatime', src: 'observed' },
      { k: 'o', n: '/mnt/a b', type: 'tmpfs', source: 'second', options: 'ro', src: 'observed' },
      { k: 'o', n: '/usr/bin/ls', type: 'ext4', source: '/dev/vda1[/tmp/evil]', options: 'rw', src: 'observed' },
    ])
  })

  it('tells how its kernel was started, what it has loaded, how it is set and guarded', () => {
    const short = rows.map((row) =>
      row.k === 'y' || row.k === 'b' ? `${row.n}=${row.v ?? ''}` : row.k === 'm' ? `${row.n} ${row.how}` : '',
    )
    expect(short.filter((text) => text !== '')).toEqual([
      'kernel.core_pattern=|/tmp/x %p',
      'kernel.randomize_va_space=0',
      'implant loaded',
      'loop loaded',
      'BOOT_IMAGE=/vmlinuz',
      'audit=1',
      'guard:lockdown=integrity',
      'guard:lsm=lockdown,capability,selinux',
      'guard:selinux=enforcing',
      'ro=',
      'root=/dev/vda1',
      'verity:root=CRYPT-VERITY-abc-root',
    ])
    expect(rows).toEqual(rows.toSorted(compareRows))
    expect([...new Set(rows.map(({ k }) => k))].toSorted()).toEqual(observedKinds({ proc }).toSorted())
  })
})

describe('a running container', () => {
  it('tells of its own processes, and of the sockets that are its own on a shared network', () => {
    const context = telling()
    const rows = observedRows({ proc, pid: 20 }, context)
    expect(of(rows, 'd')).toEqual([
      { k: 'd', n: '/usr/bin/odd (deleted)', pids: [21] },
      { k: 'd', n: '/usr/sbin/nginx', pids: [20] },
    ])
    expect(of(rows, 'n')).toEqual([{ k: 'n', proto: 'udp', addr: '*', port: 68, exe: '/usr/sbin/nginx', src: 'observed' }])
    expect(new Set(rows.map(({ k }) => k))).toEqual(new Set(observedKinds({ proc, pid: 20 })))
    expect(context.told).toEqual([])
  })
})

describe('what may not be looked into', () => {
  it('is told', () => {
    const context = telling()
    const closed = written('closed', {
      'sys/x': '',
      modules: '',
      '1/cmdline': 'init',
      '1/root': `-> ${folder}`,
      self: '-> 1',
      '3/root': `-> ${folder}`,
      '3/cmdline': 'x',
      '4/cmdline': 'y',
    })
    observedRows({ proc: join(folder, 'nowhere') }, context)
    observedRows({ proc: closed, pid: 1 }, context)
    const nowhere = join(folder, 'nowhere')
    expect(context.told).toEqual([
      `${nowhere}: there is no proc file system`,
      `${nowhere}/self/net/tcp: could not be read: listeners are not known`,
      `${nowhere}/self/net/udp: could not be read: listeners are not known`,
      `${nowhere}/self/mountinfo: could not be read: mounts are not known`,
      `${nowhere}/cmdline: could not be read: the command line of the kernel is not known`,
      `${closed}: 1 processes may not be looked into`,
      `${closed}: the executables of 1 processes may not be read`,
      `${closed}/1/net/tcp: could not be read: listeners are not known`,
      `${closed}/1/net/udp: could not be read: listeners are not known`,
      `${closed}/1/mountinfo: could not be read: mounts are not known`,
    ])
  })
})

describe('addresses of sockets', () => {
  it.each([
    ['00000000', '*'],
    ['0100007F', '127.0.0.1'],
    ['00000000000000000000000001000000', '::1'],
    ['000080FE00000000FF00000C0100A8C0', 'fe80::c00:ff:c0a8:1'],
    ['0000000000000000FFFF00000100007F', '127.0.0.1'],
    ['0000000000000000FFFF000000000000', '*'],
  ])('%s is %s', (hex, text) => {
    expect(addressOf(hex)).toBe(text)
  })

  it('are as URL writes them', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 }), (bytes) => {
        const hex = [0, 4, 8, 12]
          .flatMap((at) => bytes.slice(at, at + 4).toReversed())
          .map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())
        const groups = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => ((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0)).toString(16))
        fc.pre(bytes.slice(0, 12).some((byte) => byte !== 0))
        fc.pre(!(bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255))
        expect(`[${addressOf(hex.join(''))}]`).toBe(new URL(`http://[${groups.join(':')}]/`).hostname)
      }),
    )
  })
})

it('kernel parameters that are observed are sorted, and none stands twice', () => {
  expect(observedKeys()).toEqual([...new Set(observedKeys())].toSorted())
  expect(observedKeys().length).toBeGreaterThan(35)
})

describe.skipIf(process.platform !== 'linux')('this machine', () => {
  it('tells a listener of its own, and a program whose file was deleted', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    const binary = join(folder, 'sleep')
    copyFileSync(realpathSync('/bin/sleep'), binary)
    const child = spawn(binary, ['60'], { stdio: 'ignore' })
    try {
      await once(child, 'spawn')
      unlinkSync(binary)
      const rows = observedRows({ proc: '/proc' }, telling())
      expect(rows).toContainEqual(expect.objectContaining({ k: 'n', proto: 'tcp', addr: '127.0.0.1', port, src: 'observed' }))
      expect(rows).toContainEqual({ k: 'd', n: binary, why: 'deleted', pids: [child.pid] })
    } finally {
      child.kill()
      server.close()
    }
  })
})
