import { describe, expect, it } from 'vitest'
import { isShown, withTexts } from '../../src/baked/shown-texts.ts'
import type { Tree } from '../../src/contents/tree.ts'
import type { FileRow } from '../../src/model/content.ts'

const files: Readonly<Record<string, string | Buffer>> = {
  '/etc/ssh/sshd_config': 'PermitRootLogin no\n',
  '/etc/app.conf': 'user = web\npassword = hunter2\n',
  '/etc/shadow': 'root:$y$j9T$abc:19000:0:99999:7:::\n',
  '/etc/ssl/private/site.key': 'secret\n',
  '/etc/blob': Buffer.from([0, 1, 2]),
  '/usr/lib/x.conf': 'a\n',
}

const tree: Tree = {
  read: (path) => Promise.resolve(Object.hasOwn(files, path) ? Buffer.from(files[path] ?? '') : undefined),
  list: () => Promise.resolve([]),
  stat: () => Promise.resolve(undefined),
}

async function* batch(rows: readonly FileRow[]): AsyncGenerator<readonly FileRow[]> {
  yield await Promise.resolve(rows)
}

async function textsOf(rows: readonly FileRow[]): Promise<Record<string, string | undefined>> {
  const texts: Record<string, string | undefined> = {}
  for await (const each of withTexts(batch(rows), tree)) for (const { p, tx } of each) texts[p] = tx
  return texts
}

describe('texts that a manifest keeps', () => {
  it('are those of small configuration files, without secrets', async () => {
    expect(await textsOf(Object.keys(files).map((p) => ({ k: 'f', p, s: 10 })))).toEqual({
      '/etc/ssh/sshd_config': 'PermitRootLogin no\n',
      '/etc/app.conf': 'user = web\npassword = (sensitive)\n',
      '/etc/shadow': undefined,
      '/etc/ssl/private/site.key': undefined,
      '/etc/blob': undefined,
      '/usr/lib/x.conf': undefined,
    })
  })

  it('are none of what is long, empty, or no file', async () => {
    const p = '/etc/app.conf'
    expect(
      await Promise.all(
        [
          { k: 'f', p, s: 9000 },
          { k: 'f', p },
          { k: 'f', p, s: 3, y: 'l' },
        ].map((row) => textsOf([row as FileRow])),
      ),
    ).toEqual([{ [p]: undefined }, { [p]: undefined }, { [p]: undefined }])
  })

  it.each(['/etc/shadow-', '/etc/ssh/ssh_host_rsa_key', '/etc/nginx/site.pem', '/home/x/.env'])('are none of %s', (path) => {
    expect(isShown(path)).toBe(false)
  })
})
