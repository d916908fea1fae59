import { describe, expect, it } from 'vitest'
import { init } from '../../../../src/contents/semantic/services/init.ts'
import { telling, treeOf, type Written } from '../../../helpers/written-tree.ts'

async function states(files: Record<string, Written>): Promise<Record<string, string>> {
  const rows = await init.rows(treeOf(files), telling())
  return Object.fromEntries(rows.flatMap((row) => (row.k === 's' ? [[row.n, `${row.state} ${row.file}`]] : [])))
}

describe('what starts without systemd', () => {
  it('are scripts that a runlevel of System V links to', async () => {
    expect(
      await states({
        '/etc/init.d/cron': '',
        '/etc/init.d/idle': '',
        '/etc/init.d/halt': '',
        '/etc/rc2.d/S01cron': { target: '../init.d/cron' },
        '/etc/rc2.d/K01idle': { target: '../init.d/idle' },
        '/etc/rc0.d/S01halt': { target: '../init.d/halt' },
        '/etc/rc3.d/S99implant': { target: '/opt/implant' },
      }),
    ).toEqual({
      'init.d/cron': 'enabled /etc/init.d/cron',
      'init.d/idle': 'disabled /etc/init.d/idle',
      'init.d/halt': 'disabled /etc/init.d/halt',
      'init.d/implant': 'enabled /opt/implant',
    })
  })

  it('are services in a runlevel of OpenRC, and local scripts that may be run', async () => {
    expect(
      await states({
        '/etc/init.d/sshd': '',
        '/etc/init.d/ntpd': '',
        '/etc/runlevels/default/sshd': { target: '/etc/init.d/sshd' },
        '/etc/runlevels/default/boot': { target: '/etc/runlevels/boot' },
        '/etc/local.d/x.start': { bytes: '', mode: 0o755 },
        '/etc/local.d/README': '',
        '/etc/rc.local': { bytes: '', mode: 0o644 },
      }),
    ).toEqual({
      'init.d/sshd': 'enabled /etc/init.d/sshd',
      'init.d/ntpd': 'disabled /etc/init.d/ntpd',
      'local.d/x.start': 'enabled /etc/local.d/x.start',
      'rc.local': 'disabled /etc/rc.local',
    })
  })

  it('are lines of inittab, told by digest', async () => {
    const rows = async (text: string): Promise<unknown[]> => await init.rows(treeOf({ '/etc/inittab': text }), telling())
    const before = await rows('# x\n::sysinit:/sbin/openrc sysinit\n::sysinit:/sbin/openrc boot\ntty1::respawn:/sbin/getty 38400 tty1\n')
    expect(before).toMatchObject([
      { n: 'inittab/:sysinit', state: 'enabled' },
      { n: 'inittab/tty1:respawn', state: 'enabled' },
    ])
    expect(await rows('::sysinit:/sbin/openrc sysinit\n::sysinit:/tmp/x\ntty1::respawn:/sbin/getty 38400 tty1\n')).not.toEqual(before)
  })
})
