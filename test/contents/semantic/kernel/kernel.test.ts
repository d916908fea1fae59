import { describe, expect, it } from 'vitest'
import { boot } from '../../../../src/contents/semantic/kernel/boot.ts'
import { modules } from '../../../../src/contents/semantic/kernel/modules.ts'
import { sysctl } from '../../../../src/contents/semantic/kernel/sysctl.ts'
import { mounts } from '../../../../src/contents/semantic/mounts.ts'
import { telling, treeOf, type Written } from '../../../helpers/written-tree.ts'

const bootOf = async (files: Record<string, Written>): Promise<string[]> =>
  (await boot.rows(treeOf(files), telling())).map((row) => (row.k === 'b' ? `${row.n}=${row.v ?? ''}` : ''))

describe('kernel parameters', () => {
  it('are those of the last file that sets them, by name, and hidden files are not read', async () => {
    const tree = treeOf({
      '/lib': { target: 'usr/lib' },
      '/usr/lib/sysctl.d/10-a.conf': 'kernel.sysrq = 1\nnet.ipv4.conf.*.rp_filter=2\n',
      '/usr/lib/sysctl.d/50-b.conf': 'kernel.panic = 10\n',
      '/etc/sysctl.d/10-a.conf': '; x\n# y\n-kernel.sysrq=16\nnet/ipv4/conf/eth0.1/accept_ra = 0\nnonsense\n',
      '/run/sysctl.d/60-c.conf': 'kernel.panic=20\nnet.ipv4.ping_group_range = 0\t100\n',
      '/etc/sysctl.conf': 'kernel.panic=30\n',
    })
    expect((await sysctl.rows(tree, telling())).map((row) => row.k === 'y' && [row.n, row.v, row.src])).toEqual([
      ['kernel.sysrq', '16', '/etc/sysctl.d/10-a.conf'],
      ['net.ipv4.conf.eth0/1.accept_ra', '0', '/etc/sysctl.d/10-a.conf'],
      ['kernel.panic', '30', '/etc/sysctl.conf'],
      ['net.ipv4.ping_group_range', '0 100', '/run/sysctl.d/60-c.conf'],
    ])
  })
})

describe('modules', () => {
  it('are to be loaded, or must not be', async () => {
    const tree = treeOf({
      '/etc/modules': '# x\nloop max_loop=8\nnf-tables\n',
      '/usr/lib/modules-load.d/a.conf': 'nf_tables\n',
      '/etc/modprobe.d/b.conf': 'blacklist usb-storage\ninstall dccp /bin/false\noptions loop x=1\nalias a b\n',
    })
    expect((await modules.rows(tree, telling())).map((row) => row.k === 'm' && `${row.n} ${row.how} ${row.src}`)).toEqual([
      'nf_tables load /usr/lib/modules-load.d/a.conf',
      'loop load /etc/modules',
      'usb_storage blacklist /etc/modprobe.d/b.conf',
      'dccp blacklist /etc/modprobe.d/b.conf',
    ])
  })
})

describe('the kernel’s command line', () => {
  it('is that of the first entry of the boot loader, rescue aside', async () => {
    const files = {
      '/boot/loader/entries/0-rescue.conf': 'options rescue\n',
      '/boot/loader/entries/1-6.1.conf': 'title x\noptions root=UUID=1 ro console=tty0 console=ttyS0 dyndbg="file a +p" $tuned_params\n',
      '/etc/default/grub': 'GRUB_CMDLINE_LINUX="quiet"\n',
    }
    expect(await bootOf(files)).toEqual(['root=UUID=1', 'ro=', 'console=tty0 ttyS0', 'dyndbg=file a +p'])
  })

  it('is in a variable, a menu of GRUB, or its defaults', async () => {
    expect(
      await bootOf({
        '/boot/loader/entries/1.conf': 'options $kernelopts\n',
        '/boot/grub2/grubenv': 'x\nkernelopts=ro crashkernel=auto\n',
      }),
    ).toEqual(['ro=', 'crashkernel=auto'])
    const menu = "menuentry 'x' {\n\tlinux\t/boot/vmlinuz root=/dev/vda1 roothash=abc ro\n}\nmenuentry 'y' {\n linux /other single\n}\n"
    expect(await bootOf({ '/boot/grub/grub.cfg': menu })).toEqual(['root=/dev/vda1', 'roothash=abc', 'ro='])
    expect(
      await bootOf({
        '/etc/default/grub': 'GRUB_CMDLINE_LINUX_DEFAULT="quiet" # x\nGRUB_CMDLINE_LINUX=\'audit=1\'\nGRUB_TIMEOUT=5\n',
        '/etc/default/grub.d/50-cloud.cfg': 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX console=ttyS0"\n',
      }),
    ).toEqual(['audit=1', 'console=ttyS0', 'quiet='])
  })
})

describe('mounts', () => {
  it('are as fstab writes them, blanks in names and space for swapping too', async () => {
    const context = telling()
    const fstab =
      '# x\nUUID=1 / ext4 defaults 0 1\n/dev/sdb1 /mnt/a\\040b xfs noexec\n/swapfile none swap sw 0 0\ntmpfs /tmp tmpfs\ntmpfs /tmp tmpfs ro\n'
    expect(await mounts.rows(treeOf({ '/etc/fstab': fstab }), context)).toEqual([
      { k: 'o', n: '/', type: 'ext4', source: 'UUID=1', options: 'defaults', src: '/etc/fstab' },
      { k: 'o', n: '/mnt/a b', type: 'xfs', source: '/dev/sdb1', options: 'noexec', src: '/etc/fstab' },
      { k: 'o', n: 'swap:/swapfile', type: 'swap', source: '/swapfile', options: 'sw', src: '/etc/fstab' },
      { k: 'o', n: '/tmp', type: 'tmpfs', source: 'tmpfs', options: 'ro', src: '/etc/fstab' },
    ])
    expect(context.told).toEqual(['/etc/fstab: mounts /tmp more than once: the last one counts'])
  })
})
