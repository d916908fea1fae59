import { describe, expect, it } from 'vitest'
import { semanticRows } from '../../../../src/contents/semantic/index.ts'
import { telling, treeOf } from '../../../helpers/written-tree.ts'

const passwd = 'root:x:0:0:root:/root:/bin/bash\nwww:x:33:33::/var/www:/usr/sbin/nologin\nguest:x:1000:1000::/home/guest:/bin/sh\n'
const shadow = 'root:$y$j9T$secret:19700:0:99999:7:::\nwww:*:19700:0:99999:7:::\nguest::19701:0:::::\n'
const key = Buffer.from('a key of the library')

describe('users', () => {
  it('come with the state of their password and its day, never with its hash', async () => {
    const context = telling()
    const rows = await semanticRows(treeOf({ '/etc/passwd': passwd, '/etc/shadow': shadow }), context)
    expect(rows).toEqual([
      { k: 'u', n: 'guest', uid: 1000, gid: 1000, home: '/home/guest', shell: '/bin/sh', pw: 'none', day: 19701 },
      { k: 'u', n: 'root', uid: 0, gid: 0, home: '/root', shell: '/bin/bash', pw: 'set', day: 19700 },
      { k: 'u', n: 'www', uid: 33, gid: 33, home: '/var/www', shell: '/usr/sbin/nologin', pw: 'locked', day: 19700 },
    ])
    expect(context.told).toEqual([])
  })

  it('with a key tell that a password was replaced on the same day', async () => {
    const digests = async (hash: string): Promise<(string | undefined)[]> =>
      (await semanticRows(treeOf({ '/etc/passwd': passwd, '/etc/shadow': shadow.replace('secret', hash) }), telling(key))).map((row) =>
        row.k === 'u' ? row.pd : undefined,
      )
    const [before, after] = [await digests('secret'), await digests('other')]
    expect(after[0]).toBe(before[0])
    expect(after[1]).not.toBe(before[1])
    expect(JSON.stringify(before)).not.toContain('secret')
  })

  it('may have their password in the open table, or nowhere', async () => {
    const rows = await semanticRows(treeOf({ '/etc/passwd': 'a::0:0::/:\nb:hash:1:1::/:\nc:x:2:2::/:\n+::::::\n' }), telling())
    expect(rows.map((row) => row.k === 'u' && [row.n, row.uid, row.pw])).toEqual([
      ['+', -1, 'none'],
      ['a', 0, 'none'],
      ['b', 1, 'set'],
      ['c', 2, 'locked'],
    ])
  })

  it('are told where a table cannot be read or names one twice, and never guessed', async () => {
    const context = telling()
    const tree = treeOf({ '/etc/passwd': 'a:x:0:0:::\na:x:1:1:::\n', '/etc/shadow': { type: 'file', size: 12 } })
    expect(await semanticRows(tree, context)).toEqual([{ k: 'u', n: 'a', uid: 0, gid: 0 }])
    expect(context.told).toEqual(['/etc/shadow: could not be read', '/etc/passwd: names a more than once (1 in all): the first one counts'])
  })

  it('of a table beyond all measure are told, not read', async () => {
    const context = telling()
    expect(await semanticRows(treeOf({ '/etc/passwd': { type: 'file', size: 2 ** 30 } }), context)).toEqual([])
    expect(context.told).toEqual(['/etc/passwd: longer than 8388608 bytes'])
  })
})

describe('groups', () => {
  it('have as members whom either table lets in', async () => {
    const tree = treeOf({ '/etc/group': 'root:x:0:\nsudo:x:27:bob,alice\n', '/etc/gshadow': 'root:*::\nsudo:*:carol:alice\n' })
    expect(await semanticRows(tree, telling())).toEqual([
      { k: 'g', n: 'root', gid: 0 },
      { k: 'g', n: 'sudo', gid: 27, members: ['alice', 'bob', 'carol'] },
    ])
  })
})
