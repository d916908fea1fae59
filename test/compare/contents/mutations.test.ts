import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ContentRow, FileRow } from '../../../src/model/content.ts'
import { after, comparingRows, container, file, folder, link, machine, told, withRows } from '../../helpers/contents.ts'
import { debian } from '../../helpers/debian-tree.ts'

/** A baked file with some members changed after the start. */
function altered(path: string, more: Partial<FileRow>): FileRow {
  const found = debian.find((row) => row.k === 'f' && row.p === path)
  if (found?.k !== 'f') throw new Error(`no ${path}`)
  return { ...found, ...more, ct: after }
}

const rewritten = (path: string, content: string): FileRow => altered(path, file(path, content))

const made = (path: string, content: string, more: Partial<FileRow> = {}): FileRow => file(path, content, { ct: after, ...more })

interface Mutation {
  put?: readonly ContentRow[]
  without?: readonly string[]
  /** What is told with the profile of containers. */
  tells: readonly string[]
  /** What only the strictest profile tells: it happens in each container's life. */
  paranoid?: readonly string[]
}

/** The mutations of the recording, by their names there. */
const mutations: Readonly<Record<string, Mutation>> = {
  'edit packaged conffile /etc/nginx/nginx.conf': {
    put: [rewritten('/etc/nginx/nginx.conf', 'worker_processes 2;\n')],
    tells: ['changed /files/~1etc~1nginx~1nginx.conf M09'],
  },
  'new binary /usr/local/bin/evil': {
    put: [made('/usr/local/bin/evil', 'evil', { m: 0o755 })],
    tells: ['added /files/~1usr~1local~1bin~1evil M06'],
  },
  'setuid bit on /usr/bin/find': {
    put: [altered('/usr/bin/find', { m: 0o4755 })],
    tells: ['changed /files/~1usr~1bin~1find/mode M02'],
  },
  'useradd mallory (passwd, shadow, group, subuid)': {
    put: [
      { k: 'u', n: 'mallory', uid: 1000, gid: 1000, home: '/home/mallory', shell: '/bin/sh', pw: 'locked' },
      { k: 'g', n: 'mallory', gid: 1000 },
      rewritten('/etc/passwd', 'with mallory'),
      rewritten('/etc/shadow', 'with mallory'),
      rewritten('/etc/group', 'with mallory'),
      rewritten('/etc/subgid', 'mallory'),
      made('/etc/passwd-', 'old'),
      made('/etc/subuid-', ''),
      folder('/home/mallory', { m: 0o700, u: 1000 }),
      made('/home/mallory/.bashrc', 'alias'),
    ],
    tells: ['added /users/mallory M04'],
  },
  'new /etc/sudoers.d/99-m': {
    put: [made('/etc/sudoers.d/99-m', 'ALL')],
    tells: ['added /files/~1etc~1sudoers.d~199-m M03'],
  },
  'delete unpackaged /etc/sysctl.d/60-app.conf': {
    without: ['/etc/sysctl.d/60-app.conf'],
    tells: ['removed /files/~1etc~1sysctl.d~160-app.conf M09'],
  },
  'chmod 0666 /etc/ssh/sshd_config': {
    put: [altered('/etc/ssh/sshd_config', { m: 0o666 })],
    tells: ['changed /files/~1etc~1ssh~1sshd_config/mode M03'],
  },
  'chown 1337 /usr/bin/curl': {
    put: [altered('/usr/bin/curl', { u: 1337, g: 1337 })],
    tells: ['changed /files/~1usr~1bin~1curl/owner M10'],
  },
  'touch (mtime only) /etc/bash.bashrc': {
    put: [altered('/etc/bash.bashrc', { t: 99 })],
    tells: ['changed /files/~1etc~1bash.bashrc M16'],
  },
  'edit, revert, restore mtime of /etc/profile (no net change)': {
    put: [altered('/etc/profile', {})],
    tells: ['changed /files/~1etc~1profile M16'],
  },
  'setcap cap_net_admin on python3.11': {
    put: [altered('/usr/bin/python3.11', { x: { cap: 'cap_net_admin=ep' } })],
    tells: ['changed /files/~1usr~1bin~1python3.11/capabilities M02'],
  },
  'add /root/.ssh/authorized_keys': {
    put: [
      { k: 'k', user: 'root', type: 'ssh-ed25519', fp: 'SHA256:abc', file: '/root/.ssh/authorized_keys' },
      folder('/root/.ssh', { m: 0o700 }),
      made('/root/.ssh/authorized_keys', 'ssh-ed25519 ...', { m: 0o600 }),
    ],
    tells: ['added /keys/root/SHA256:abc M03'],
  },
  'add /etc/cron.d/evil': {
    put: [{ k: 'c', n: '/etc/cron.d/evil', jobs: [{ user: 'root', when: '* * * * *', x: 'x' }] }, made('/etc/cron.d/evil', '* * * * *')],
    tells: ['added /cron/~1etc~1cron.d~1evil M05'],
  },
  'rename directory /usr/share/doc/curl': {
    put: [folder('/usr/share/doc/curl2'), made('/usr/share/doc/curl2/copyright', 'c')],
    without: ['/usr/share/doc/curl'],
    tells: ['removed /files/~1usr~1share~1doc~1curl M17', 'added /files/~1usr~1share~1doc~1curl2 M17'],
  },
  'replace directory /usr/share/doc/bash by a file': {
    put: [made('/usr/share/doc/bash', 'no folder')],
    without: ['/usr/share/doc/bash'],
    tells: ['changed /files/~1usr~1share~1doc~1bash M17'],
  },
  'add symlinks': {
    put: [link('/usr/bin/sh.alt', 'bash'), link('/etc/localtime.new', '/usr/share/zoneinfo/UTC')],
    tells: ['added /files/~1etc~1localtime.new M09', 'added /files/~1usr~1bin~1sh.alt M06'],
  },
  'recreate directory /usr/share/doc/dash (opaque upper dir)': {
    put: [made('/usr/share/doc/dash/new', 'new')],
    without: ['/usr/share/doc/dash/copyright'],
    tells: ['removed /files/~1usr~1share~1doc~1dash~1copyright M17', 'added /files/~1usr~1share~1doc~1dash~1new M17'],
  },
  'write to a named volume': {
    put: [{ k: 'o', n: '/data', type: 'ext4' }, made('/data/written', 'data', { on: '/data' })],
    tells: [],
    paranoid: ['added /mounts/~1data M13'],
  },
  'write to tmpfs mount and /dev/shm': {
    put: [{ k: 'o', n: '/scratch', type: 'tmpfs' }, folder('/scratch', { on: '/scratch' }), made('/scratch/s', 's', { on: '/scratch' })],
    tells: [],
    paranoid: ['added /files/~1scratch M14'],
  },
  'write /run/r': { put: [made('/run/r', 'r')], tells: [], paranoid: ['added /files/~1run~1r M14'] },
  'write /tmp/t': { put: [made('/tmp/t', 't')], tells: [], paranoid: ['added /files/~1tmp~1t M14'] },
  'append to engine-mounted /etc/resolv.conf': {
    put: [made('/etc/resolv.conf', 'nameserver 6.6.6.6', { on: '/etc/resolv.conf' })],
    tells: [],
    paranoid: ['changed /files/~1etc~1resolv.conf M09'],
  },
  'add hard link to a packaged binary': {
    put: [file('/usr/local/bin/env-hard', 'env', { m: 0o755, hl: '/usr/bin/env', ct: after }), altered('/usr/bin/env', {})],
    tells: ['changed /files/~1usr~1bin~1env M16', 'added /files/~1usr~1local~1bin~1env-hard M06'],
  },
  '1-byte patch of /usr/bin/id, size and mtime preserved': {
    put: [rewritten('/usr/bin/id', 'iD')],
    tells: ['changed /files/~1usr~1bin~1id M01'],
  },
}

const recording: { mutations: [string][] } = JSON.parse(readFileSync(new URL('mutations.expected.json', import.meta.url), 'utf8'))

describe('the mutations of the recording', () => {
  it('are all tried', () => {
    expect(Object.keys(mutations).toSorted()).toEqual(recording.mutations.map(([name]) => name).toSorted())
  })

  it.each(Object.entries(mutations))('%s', async (_name, { put = [], without = [], tells, paranoid = [] }) => {
    const live = withRows(debian, put, without)
    const found = await comparingRows(debian, live)
    expect(told(found)).toEqual(tells)
    const baked = debian.length
    expect(found.equal + found.different + found.notCompared.reduce((sum, { leaves = 1 }) => sum + leaves, 0)).toBe(baked)
    const strictest = told(await comparingRows(debian, live, { ...container, profile: 'paranoid' }))
    for (const each of paranoid) expect(strictest).toContain(each)
  })
})

describe('nothing changed', () => {
  it.each([container, machine])('tells nothing of $kind', async (context) => {
    const own = (path: string): FileRow => rewritten(path, 'its own')
    const live = withRows(debian, [own('/etc/machine-id'), own('/etc/ssh/ssh_host_ed25519_key')])
    expect(told(await comparingRows(debian, context.kind === 'host' ? live : debian, context))).toEqual([])
  })
})
