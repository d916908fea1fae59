import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareRows, rowKinds, type ContentRow } from '../../../src/model/content.ts'
import { semanticKinds, semanticRows, wantedBySemantics } from '../../../src/contents/semantic/index.ts'
import { ownersOf } from '../../../src/contents/semantic/owners.ts'
import type { Tree } from '../../../src/contents/tree.ts'
import { telling, treeOf, type Written } from '../../helpers/written-tree.ts'

const rpmdb = gunzipSync(readFileSync(new URL('packages/fixtures/rpmdb.sqlite.gz', import.meta.url)))
const script = { bytes: '#!/bin/sh\n', mode: 0o755 }

/** Something for every reader; a machine like this has never been. */
const machine: Record<string, Written> = {
  '/bin': { target: 'usr/bin' },
  '/lib': { target: 'usr/lib' },
  '/usr/bin/x': script,
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\neve:x:1000:1000::/home/eve:/bin/sh\n',
  '/etc/shadow': 'root:*:1::::::\neve:$y$x:1::::::\n',
  '/etc/group': 'root:x:0:\n',
  '/etc/gshadow': 'root:*::\n',
  '/etc/ssh/sshd_config': 'AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u\n',
  '/etc/ssh/sshd_config.d/x.conf': '',
  '/etc/ssh/keys/eve': 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEhhcmRseSBhIGtleSwgb25seSBhIHdpdG5lc3M= eve\n',
  '/home/eve/.ssh/authorized_keys': '# none\n',
  '/var/lib/dpkg/status': 'Package: python3.11\nStatus: install ok installed\nVersion: 1\n',
  '/var/lib/dpkg/info/python3.11.list': '/.\n/usr\n/usr/bin\n/bin/x\n',
  '/var/lib/dpkg/diversions': '',
  '/var/lib/dpkg/statoverride': '',
  '/var/lib/dpkg/status.d/base': 'Package: base\nVersion: 1\n',
  '/var/lib/dpkg/status.d/base.md5sums': '',
  '/var/lib/rpm/rpmdb.sqlite': rpmdb,
  '/var/lib/rpm/rpmdb.sqlite-wal': '',
  '/lib/apk/db/installed': 'P:musl\nV:1\nF:usr/lib\nR:musl\n',
  '/usr/lib/apk/db/installed': 'P:musl\nV:1\nF:usr/lib\nR:musl\n',
  '/usr/lib/python3/dist-packages/a.egg-info/PKG-INFO': 'Name: a\nVersion: 1\n',
  '/usr/lib/python3/dist-packages/b.egg-info': 'Name: b\nVersion: 1\n',
  '/opt/venv/lib/python3.12/site-packages/c.dist-info/METADATA': 'Name: c\nVersion: 1\n',
  '/usr/lib/node_modules/@a/b/package.json': '{"version":"1"}',
  '/var/lib/gems/3.1.0/specifications/a-1.0.gemspec': '',
  '/usr/lib/systemd/system/web.service': '[Service]\nExecStart=/x\n[Install]\nWantedBy=x\n',
  '/usr/lib/systemd/system/web.service.d/x.conf': '[Service]\nUser=x\n',
  '/usr/lib/systemd/user/agent.service': '[Service]\nExecStart=/x\n',
  '/home/eve/.config/systemd/user/x.timer': '[Timer]\nOnCalendar=daily\n',
  '/home/eve/.config/systemd/user/x.timer.d/x.conf': '',
  '/etc/init.d/cron': script,
  '/etc/inittab': '::wait:x\n',
  '/etc/rc.local': script,
  '/etc/crontab': '@daily root x\n',
  '/etc/cron.d/x': '@daily root x\n',
  '/etc/cron.weekly/x': script,
  '/etc/periodic/daily/x': script,
  '/etc/crontabs/root': '@daily x\n',
  '/etc/anacrontab': '1 2 x y\n',
  '/var/spool/cron/crontabs/eve': '@daily x\n',
  '/var/spool/cron/atjobs/a0000101b5c2f0': 'x',
  '/etc/fstab': '/dev/sda / ext4\n',
  '/etc/sysctl.conf': 'kernel.x=1\n',
  '/etc/sysctl.d/x.conf': 'kernel.y=1\n',
  '/usr/lib/sysctl.d/x.conf': '',
  '/etc/modules': 'loop\n',
  '/etc/modules-load.d/x.conf': 'x\n',
  '/etc/modprobe.d/x.conf': 'blacklist y\n',
  '/boot/loader/entries/1.conf': 'title x\n',
  '/boot/grub2/grubenv': '',
  '/boot/grub/grub.cfg': '',
  '/boot/extlinux/extlinux.conf': '',
  '/etc/kernel/cmdline': '',
  '/boot/cmdline.txt': '',
  '/etc/default/grub': 'GRUB_CMDLINE_LINUX="quiet"\n',
  '/etc/default/grub.d/x.cfg': '',
}

/** As a reader of archives has it: of every file what stat tells, of those that are wanted their content too. */
function keepingWanted(tree: Tree): Tree {
  return { ...tree, read: (path, limit) => (wantedBySemantics(path) ? tree.read(path, limit) : Promise.resolve(undefined)) }
}

describe('what the databases of a machine say', () => {
  it('comes sorted, each key once, and of every kind that files tell', async () => {
    const context = telling()
    const rows = await semanticRows(treeOf(machine), context)
    expect(rows).toEqual(rows.toSorted(compareRows))
    expect([...new Set(rows.map(({ k }) => k))]).toEqual(rowKinds.filter((kind) => semanticKinds.includes(kind)))
    expect(context.told).toEqual([])
  })

  it('is the same when only the files that it wants were kept', async () => {
    const [all, kept] = [telling(), telling()]
    const tree = treeOf(machine)
    expect(await semanticRows(keepingWanted(tree), kept)).toEqual(await semanticRows(tree, all))
    expect(await ownersOf(keepingWanted(tree), kept)).toEqual(await ownersOf(tree, all))
    expect(kept.told).toEqual([])
  })

  it('needs a file only where a reader does', () => {
    const not = ['/etc/ssh/ssh_host_ed25519_key', '/usr/bin/ls', '/var/lib/dpkg/info/x.postinst', '/etc/nginx/nginx.conf', '/home/eve/x']
    expect(not.filter((path) => wantedBySemantics(path))).toEqual([])
  })

  it('is nothing, without a word, where there are none', async () => {
    const context = telling()
    expect(await semanticRows(treeOf({ '/app': '' }), context)).toEqual([])
    expect((await ownersOf(treeOf({ '/app': '' }), context)).size).toBe(0)
    expect(context.told).toEqual([])
  })

  it('is told, file by file, where content cannot be read', async () => {
    const context = telling()
    const tree = treeOf(machine)
    const rows = await semanticRows({ ...tree, read: () => Promise.resolve(undefined) }, context)
    for (const path of [
      '/etc/passwd',
      '/etc/shadow',
      '/etc/group',
      '/var/lib/dpkg/status',
      '/var/lib/rpm/rpmdb.sqlite',
      '/etc/crontab',
      '/etc/fstab',
    ]) {
      expect(context.told).toContain(`${path}: could not be read`)
    }
    expect(rows.filter(({ k }) => k === 'u' || k === 'c')).toEqual([])
  })

  it('of one database that breaks its reader is told, and the others are read', async () => {
    const context = telling()
    const tree = treeOf(machine)
    const broken: Tree = { ...tree, read: (path) => (path === '/etc/fstab' ? Promise.reject(new Error('bad sector')) : tree.read(path)) }
    expect((await semanticRows(broken, context)).some(({ k }) => k === 'u')).toBe(true)
    expect(context.told).toEqual(['/etc/fstab: could not be understood: bad sector'])
  })

  it('is read in moments where tables are as long as they may be', async () => {
    const fill = (line: (at: number) => string): string => {
      let text = ''
      for (let at = 0; text.length < 200_000; at += 1) text += line(at)
      return text
    }
    const context = telling()
    const long = treeOf({
      ...machine,
      '/etc/passwd': fill((at) => `u${at % 1000}:x:${at}:0::/home/${at}:\n`),
      '/etc/ssh/sshd_config': `AuthorizedKeysFile${fill(() => ' ')}x\n`,
      '/var/lib/dpkg/statoverride': fill((at) => `root root 4755 /x${at}\n`),
      '/etc/crontab': fill((at) => `A${at}=b\n@daily root x\n`),
      '/etc/sysctl.conf': `x${fill(() => ' ')}y=${fill(() => ' ')}z\n`,
      '/usr/lib/systemd/system/web.service': `[Service]\n${fill(() => 'ExecStart=x\n')}`,
      '/etc/inittab': fill(() => '::wait:x\n'),
      '/etc/default/grub': `GRUB_CMDLINE_LINUX="${fill(() => 'a=b ')}"\n`,
      '/etc/fstab': fill(() => `/dev/sda / ext4\n`),
    })
    expect((await semanticRows(long, context)).length).toBeGreaterThan(1000)
    expect(context.told.length).toBeLessThan(10)
  })

  it('survives any bytes in any file, and circles of links in any place', async () => {
    const files = Object.keys(machine).filter((path) => path !== '/bin' && path !== '/lib')
    const junk = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(...Object.values(machine).filter((written) => typeof written === 'string' || Buffer.isBuffer(written))),
      fc.constantFrom<Written>(
        { target: '.' },
        { target: '/etc' },
        { target: '../../../../x' },
        { type: 'p' },
        { type: 'd' },
        { type: 'file', size: 2 ** 40 },
      ),
    )
    const spoilt = fc.dictionary(fc.constantFrom(...files), junk, { maxKeys: 12, noNullPrototype: true })
    await fc.assert(
      fc.asyncProperty(spoilt, async (changes) => {
        const context = telling()
        const rows: ContentRow[] = await semanticRows(treeOf({ ...machine, ...changes }), context)
        await ownersOf(treeOf({ ...machine, ...changes }), context)
        expect(rows).toEqual(rows.toSorted(compareRows))
        expect(context.told.filter((line) => line.includes('could not be understood'))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})
