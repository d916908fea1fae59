import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownersOf } from '../../../../src/contents/semantic/owners.ts'
import { dpkg } from '../../../../src/contents/semantic/packages/dpkg.ts'
import { folderTree } from '../../../helpers/folder-tree.ts'
import { telling, treeOf, type Written } from '../../../helpers/written-tree.ts'

/** As dpkg 1.21 of Debian 12 wrote them, fields that are not read included. */
const status = `Package: dpkg
Essential: yes
Status: install ok installed
Architecture: amd64
Version: 1.21.22

Package: dash
Status: hold ok installed
Architecture: amd64
Source: dash-source (0.5-1)
Version: 0.5.12-2
Conffiles:
 /etc/dash rc 5f4dcc3b5aa765d61d8327deb882cf99
 /etc/gone 5f4dcc3b5aa765d61d8327deb882cf99 obsolete
Description: a shell
 Status: of nothing

Package: libc6
Status: install ok installed
Architecture: amd64
Multi-Arch: same
Version: 2.36-9

Package: libc6
Status: install ok installed
Architecture: i386
Multi-Arch: same
Version: 2.36-9

Package: tzdata
Status: install ok half-configured
Architecture: all
Version: 2024a-0

Package: nano
Status: deinstall ok config-files
Architecture: amd64
Version: 7.2
`
const info: Record<string, string> = {
  'dpkg.list': '/.\n/usr\n/usr/bin\n/usr/bin/dpkg\n/usr/share\n',
  'dash.list': '/.\n/bin\n/bin/dash\n/bin/sh\n/etc\n/etc/dash rc\n/etc/gone\n',
  'libc6:amd64.list': '/.\n/lib\n/lib/x86_64-linux-gnu\n/lib/x86_64-linux-gnu/libc.so.6\n/usr/share/100% real\n',
  'libc6:i386.list': '/.\n/lib\n/lib/i386-linux-gnu\n/lib/i386-linux-gnu/libc.so.6\n',
  'tzdata.list': '/.\n/bin/sh\n',
}
const machine: Record<string, Written> = {
  '/usr/bin/dpkg': '',
  '/usr/lib/x': '',
  '/bin': { target: 'usr/bin' },
  '/lib': { target: 'usr/lib' },
  '/var/lib/dpkg/status': status,
  '/var/lib/dpkg/diversions': '/bin/sh\n/bin/sh.distrib\ndash\n/usr/bin/dpkg\n/usr/bin/dpkg.real\n:\n',
  '/var/lib/dpkg/statoverride': 'root ssl-cert 710 /etc/ssl/private\n',
  ...Object.fromEntries(Object.entries(info).map(([name, text]) => [`/var/lib/dpkg/info/${name}`, text])),
}

describe('packages of dpkg', () => {
  it('are those that are on the machine, with holds, diversions and overrides', async () => {
    const context = telling()
    expect(await dpkg.rows(treeOf(machine), context)).toEqual([
      {
        k: 'p',
        mgr: 'deb',
        n: 'dpkg',
        v: '1.21.22',
        a: 'amd64',
        also: ['diverted /usr/bin/dpkg to /usr/bin/dpkg.real', 'mode 710 root:ssl-cert /etc/ssl/private'],
      },
      {
        k: 'p',
        mgr: 'deb',
        n: 'dash',
        v: '0.5.12-2',
        a: 'amd64',
        src: 'dash-source',
        held: true,
        also: ['diverted /bin/sh to /bin/sh.distrib'],
      },
      { k: 'p', mgr: 'deb', n: 'libc6', v: '2.36-9', a: 'amd64' },
      { k: 'p', mgr: 'deb', n: 'libc6:i386', v: '2.36-9', a: 'i386' },
      { k: 'p', mgr: 'deb', n: 'tzdata', v: '2024a-0', a: 'all' },
    ])
    expect(context.told).toEqual([])
  })

  it('own files by canonical path, moved ones where they were moved to', async () => {
    const context = telling()
    const owners = await ownersOf(treeOf(machine), context)
    expect(
      Object.fromEntries([...owners].map(([path, { package: name, conffile }]) => [path, conffile ? `${name} conffile` : name])),
    ).toEqual({
      '/usr/bin/dpkg.real': 'deb/dpkg',
      '/usr/share': 'deb/dpkg',
      '/usr/bin/dash': 'deb/dash',
      '/usr/bin/sh': 'deb/dash',
      '/usr/bin/sh.distrib': 'deb/tzdata',
      '/etc/dash rc': 'deb/dash conffile',
      '/etc/gone': 'deb/dash conffile',
      '/usr/lib/x86_64-linux-gnu/libc.so.6': 'deb/libc6',
      '/usr/share/100%25 real': 'deb/libc6',
      '/usr/lib/i386-linux-gnu/libc.so.6': 'deb/libc6:i386',
    })
    expect(context.told).toEqual([])
  })

  it('of a distroless image are read from a file each', async () => {
    const tree = treeOf({
      '/var/lib/dpkg/status.d/base-files': 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n',
      '/var/lib/dpkg/status.d/base-files.md5sums':
        '5f4dcc3b5aa765d61d8327deb882cf99  usr/share/x y\n5f4dcc3b5aa765d61d8327deb882cf99  ./etc/z\n',
    })
    expect(await dpkg.rows(tree, telling())).toEqual([{ k: 'p', mgr: 'deb', n: 'base-files', v: '12.4', a: 'amd64' }])
    expect([...(await ownersOf(tree, telling())).keys()]).toEqual(['/usr/share/x y', '/etc/z'])
  })

  it('are told where a list is missing, or dpkg was interrupted', async () => {
    const context = telling()
    const tree = treeOf({
      '/var/lib/dpkg/status': 'Package: x\nStatus: install ok installed\nVersion: 1\n',
      '/var/lib/dpkg/updates/0001': '',
    })
    await dpkg.rows(tree, context)
    await ownersOf(tree, context)
    expect(context.told).toEqual([
      '/var/lib/dpkg/updates: dpkg was interrupted: what it had not yet entered was not read',
      '/var/lib/dpkg/info/x.list: there is no list of its files',
    ])
  })

  it('come out whatever junk stands between them', async () => {
    const junk = fc.uint8Array({ maxLength: 200 }).map((bytes) =>
      Buffer.from(bytes)
        .toString('latin1')
        .replaceAll(/^Package:/gm, '_'),
    )
    await fc.assert(
      fc.asyncProperty(junk, async (text) => {
        const tree = treeOf({ '/var/lib/dpkg/status': `${status}\n${text}\n\nPackage: last\nStatus: install ok installed\nVersion: 1\n` })
        expect((await dpkg.rows(tree, telling())).map((row) => row.k === 'p' && row.n)).toEqual([
          'dpkg',
          'dash',
          'libc6',
          'libc6:i386',
          'tzdata',
          'last',
        ])
      }),
    )
  })
})

describe.skipIf(!existsSync('/usr/bin/dpkg-query'))('dpkg on this machine', () => {
  const asked = (...args: string[]): string[] =>
    execFileSync('/usr/bin/dpkg-query', args, { encoding: 'utf8', maxBuffer: 64 << 20 })
      .trim()
      .split('\n')

  it('names the packages that are read, and owners that are found', async () => {
    const context = telling()
    const tree = folderTree('/')
    const said = asked('-W', '-f', '${db:Status-Status} ${Package} ${Version} ${Architecture}\n')
      .filter((line) => !/^(?:not-installed|config-files) /.test(line))
      .map((line) => line.replace(/^\S+ /, ''))
    const rows = (await dpkg.rows(tree, context)).map((row) => (row.k === 'p' ? `${row.n.replace(/:.*/, '')} ${row.v} ${row.a}` : ''))
    expect(rows.toSorted()).toEqual(said.toSorted())
    const owners = await ownersOf(tree, context)
    for (const path of asked('-L', 'dpkg').filter((line) => line.startsWith('/usr/bin/'))) {
      expect(owners.get(path)).toEqual({ package: 'deb/dpkg', conffile: false })
    }
    expect(context.told).toEqual([])
  })
})
