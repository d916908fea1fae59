import { describe, expect, it } from 'vitest'
import { authorizedKeys } from '../../../../src/contents/semantic/accounts/authorized-keys.ts'
import { telling, treeOf } from '../../../helpers/written-tree.ts'

/** Made by ssh-keygen, whose `-lf` names their fingerprints. */
const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEMMctj6XZ6AG/DNHISHAKJxyFrrXnYqGFB7WfjhQCE6'
const print = 'SHA256:i+xqzYjsCAYUCYMtuFeultOsDTm472Mja1SWjPL2hDo'
const key2 =
  'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDaGfpwnUmSiLzJjNtMPWFurLfj4XWyPDY+HO4TPSAV5Vxc1wh1MEda9dbPCX9mV8+IZzew9JK0zVTArt5Ja/RM='
const print2 = 'SHA256:z1FpdDrH/5+KAzgyBcvJnINnzScsyf7H96+kGkkFqUQ'
const passwd = 'root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nbin:x:1:1::/:/bin/false\n'

describe('authorized keys', () => {
  it('are told by fingerprint, with options and comment', async () => {
    const context = telling()
    const tree = treeOf({
      '/etc/passwd': passwd,
      '/root/.ssh/authorized_keys': `# of operations\n\n${key} root@bastion two\ncommand="/bin/backup \\"x y\\"",no-pty ${key2}\n`,
      '/home/alice/.ssh/authorized_keys2': 'ssh-rsa nonsense\n',
    })
    expect(await authorizedKeys.rows(tree, context)).toEqual([
      { k: 'k', user: 'root', type: 'ssh-ed25519', fp: print, comment: 'root@bastion two', file: '/root/.ssh/authorized_keys' },
      {
        k: 'k',
        user: 'root',
        type: 'ecdsa-sha2-nistp256',
        fp: print2,
        options: 'command="/bin/backup \\"x y\\"",no-pty',
        file: '/root/.ssh/authorized_keys',
      },
    ])
    expect(context.told).toEqual(['/home/alice/.ssh/authorized_keys2: 1 lines are no keys, the first is line 1'])
  })

  it('are found where sshd is told to look, and never outside of the tree', async () => {
    const tree = treeOf({
      '/etc/passwd': passwd,
      '/etc/ssh/sshd_config':
        'Include /etc/ssh/sshd_config.d/*.conf\nMatch User alice\n  AuthorizedKeysFile=/etc/ssh/keys/%u ../../%h/../up\n',
      '/etc/ssh/sshd_config.d/50-more.conf': 'authorizedkeysfile "%h/keys"\n',
      '/etc/ssh/keys/alice': key,
      '/home/alice/keys': key2,
      '/keys': key,
    })
    expect((await authorizedKeys.rows(tree, telling())).map((row) => row.k === 'k' && `${row.user} ${row.fp} ${row.file}`)).toEqual([
      `alice ${print} /etc/ssh/keys/alice`,
      `alice ${print2} /home/alice/keys`,
      `bin ${print} /keys`,
    ])
  })

  it('that stand twice for one user let in by either line', async () => {
    const tree = treeOf({ '/etc/passwd': passwd, '/root/.ssh/authorized_keys': `restrict ${key}\n${key}\n` })
    expect((await authorizedKeys.rows(tree, telling())).map((row) => row.k === 'k' && row.options)).toEqual(['restrict or none'])
  })
})
