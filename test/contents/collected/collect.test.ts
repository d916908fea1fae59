import { execFileSync, spawnSync } from 'node:child_process'
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCollected, type Collected } from '../../../src/contents/collected/read.ts'
import { semanticRows } from '../../../src/contents/semantic/index.ts'
import { fileRows } from '../../../src/contents/tar/rows.ts'
import { treeOf } from '../../../src/contents/tar/tree.ts'
import { folderTree } from '../../../src/contents/walk/folder-tree.ts'
import type { ContentRow, FileRow } from '../../../src/model/content.ts'
import { visible } from '../../../src/report/safe-text.ts'

const script = fileURLToPath(new URL('../../../data/contents/collect.sh', import.meta.url))
const shells = [['dash'], ['bash'], ['busybox', 'sh']].filter(
  ([name = '']) => spawnSync(name, name === 'busybox' ? ['true'] : ['-c', ':']).error === undefined,
)
const hostile = [
  'new\nline',
  'tab\there',
  'back\\slash',
  'quo"te\'s',
  '-dash',
  'star*[q]?',
  ' blank ',
  '$(touch x)',
  '`id`',
  'esc\u001b[2J',
  'ü',
]

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'driftgate-collect-'))
  const write = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text, { mode })
  }
  write('etc/passwd', 'root:x:0:0::/root:/bin/sh\nweb:x:1000:1000::/home/web:/bin/sh\n')
  write('etc/group', 'root:x:0:\nweb:x:1000:\n')
  write('etc/shadow', 'root:*:19000:0:99999:7:::\nweb:$6$salt$hash:19001::::::\nold:!$6$salt$hash:1::::::\nopen::1::::::\n', 0o600)
  write('etc/crontab', '*/5 * * * * root /usr/bin/check\n')
  write('etc/sysctl.d/10-net.conf', 'net.ipv4.ip_forward = 1\n')
  write('etc/systemd/system/web.service', '[Service]\nExecStart=/usr/bin/web\n')
  write('etc/os-release', 'ID=debian\nVERSION_ID="12"\n')
  write('root/.ssh/authorized_keys', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5CbGFjayBrZXkgb2YgYSB0ZXN0IHRoYXQgaXM= me\n')
  write('var/lib/dpkg/status', 'Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 5.2-1\n\n')
  write('var/lib/dpkg/info/bash.list', '/.\n/usr\n/usr/bin\n')
  write('usr/bin/web', '\u0000binary', 0o4755)
  linkSync(join(root, 'usr/bin/web'), join(root, 'usr/bin/web2'))
  symlinkSync('usr/bin', join(root, 'bin'))
  symlinkSync('line\nbreak ', join(root, 'usr/link'))
  for (const name of hostile) write(`srv/${name}/file`, name)
  for (const name of hostile) write(`opt/${name}`, name)
  writeFileSync(Buffer.concat([Buffer.from(`${root}/opt/bytes`), Buffer.from([0xff, 0x81])]), 'x')
  execFileSync('mkfifo', [join(root, 'usr/pipe')])
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000)
}

const written = new Map<string, Buffer>()

/** What the script writes under a shell; it is run once for each. */
function output(shell: readonly string[]): Buffer {
  const [name = '', ...rest] = shell
  const bytes = written.get(name) ?? execFileSync(name, [...rest, script, root], { env: { PATH: process.env['PATH'] ?? '' } })
  written.set(name, bytes)
  return bytes
}

async function collect(bytes: Buffer): Promise<{ found: Collected; files: FileRow[]; rows: ContentRow[]; told: string[] }> {
  const found = await readCollected(once(bytes), 'x')
  const told: string[] = []
  const skip = (path: string, reason: string): unknown => told.push(`${path} ${reason}`)
  return { found, files: [...fileRows(found.root)], rows: await semanticRows(treeOf(found.root, skip), { skip }), told }
}

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('collect.sh under %s', (_, shell) => {
  it('tells every file as it is, hostile names too', async () => {
    const { found, files } = await collect(output(shell))
    expect(found.skipped).toEqual([])
    const byPath = new Map(files.map((row) => [row.p, row]))
    for (const name of hostile) {
      expect([name, byPath.get(`/opt/${name}`)?.s]).toEqual([name, Buffer.byteLength(name)])
      expect([name, byPath.get(`/srv/${name}/file`)?.h]).toEqual([name, byPath.get(`/opt/${name}`)?.h])
    }
    expect(files.filter(({ y, h }) => y === undefined && h === undefined).map(({ p }) => visible(p))).toEqual([])
    expect(byPath.get('/opt/bytes%FF%81')).toMatchObject({ s: 1 })
    expect(byPath.get('/bin')).toMatchObject({ y: 'l', l: 'usr/bin' })
    expect(byPath.get('/usr/link')).toMatchObject({ y: 'l', l: 'line\nbreak ' })
    expect(byPath.get('/usr/pipe')).toMatchObject({ y: 'p' })
    expect(byPath.get('/usr/bin/web')).toMatchObject({ m: 0o4755, s: 7 })
    expect(byPath.get('/usr/bin/web2')).toMatchObject({ hl: '/usr/bin/web' })
    expect(byPath.get('/etc/shadow')).toMatchObject({ m: 0o600 })
  })

  it('keeps what the readers of databases need, and no hash of a password', async () => {
    const bytes = output(shell)
    const { rows, told } = await collect(bytes)
    const inFolder = await semanticRows(folderTree(root), { skip: () => {} })
    expect(told).toEqual([])
    expect(rows).toEqual(inFolder)
    expect(new Set(rows.map(({ k }) => k))).toEqual(new Set(['p', 'u', 'g', 'k', 's', 'c', 'y']))
    const plain = bytes
      .toString('latin1')
      .split('\n')
      .map((line) => Buffer.from(line, 'base64').toString('latin1'))
      .join('\n')
    expect(plain).not.toContain('salt')
  })
})

describe('what collect.sh wrote', () => {
  it('is the same from every shell', async () => {
    const all = await Promise.all(shells.map(async (shell) => (await collect(output(shell))).files))
    for (const files of all) expect(files).toEqual(all[0])
  })

  it('that was cut is told as cut', async () => {
    const bytes = output(shells[0] ?? ['sh'])
    const { found } = await collect(bytes.subarray(0, bytes.length / 2))
    expect(found.skipped).toContainEqual({ path: '/', reason: 'the collector did not come to its end' })
  })

  it('that says what was unread says where', async () => {
    const lines = [
      "U\tfind: './root/x': Permission denied",
      'U\tsha256sum: ./etc/shadow: Permission denied',
      'U\t\tstrange',
      'M\ttmpfs\t./tmp',
      '?',
      'E',
      '',
    ]
    const { found } = await collect(Buffer.from(`driftgate/collected/v1\n${lines.join('\n')}`))
    expect(found.skipped.map(({ path }) => path)).toEqual(['/root/x', '/etc/shadow', 'collect.sh', '/tmp', 'collect.sh'])
  })

  it.each(['', 'hello\n', '{"schema":"driftgate/capture/v1"}\n'])('is not %j', async (text) => {
    await expect(collect(Buffer.from(text))).rejects.toMatchObject({ code: 'collected-invalid' })
  })

  it('may say anything, and never leads out of the tree', async () => {
    const lines = [
      'F41ed 0 0 0 0 0 1:1 1 0:0 ./../../etc',
      'F81a4 0 0 1 0 0 1:2 1 0:0 ./a//b',
      'F81a4 0 0 1 0 0 1:3 1 0:0 /etc/passwd',
      'Lzz zz',
      'C./x',
      '!!',
      '.',
      'E',
      '',
    ]
    const { found, files } = await collect(Buffer.from(`driftgate/collected/v1\n${lines.join('\n')}`))
    expect(files.filter(({ p }) => p !== '/')).toEqual([])
    expect(found.skipped).toHaveLength(4)
  })
})
