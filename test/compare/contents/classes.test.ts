import { describe, expect, it } from 'vitest'
import type { ContentRow, FileRow } from '../../../src/model/content.ts'
import { after, comparingRows, container, file, folder, hashOf, link, machine, told, withRows } from '../../helpers/contents.ts'

const made = (path: string, content = 'made', more: Partial<FileRow> = {}): FileRow => file(path, content, { ct: after, ...more })
const program = { m: 0o755 }

/** What is baked of every class, one path each. */
const tree: readonly ContentRow[] = [
  { k: 'p', mgr: 'deb', n: 'app', v: '1.0' },
  { k: 'u', n: 'root', uid: 0, gid: 0 },
  { k: 'g', n: 'root', gid: 0 },
  ...['/', '/etc', '/etc/app', '/home', '/home/admin', '/opt', '/opt/app', '/root', '/srv', '/usr', '/var', '/var/cache'].map((path) =>
    folder(path),
  ),
  ...['/var/lib', '/var/lib/app', '/var/lib/dpkg', '/var/log', '/var/log/app'].map((path) => folder(path)),
  folder('/tmp', { m: 0o1777 }),
  file('/etc/app/app.conf', 'conf'),
  file('/etc/hostname', 'built'),
  file('/etc/ld.so.cache', 'cache'),
  file('/etc/machine-id', 'baked', { m: 0o444 }),
  file('/etc/passwd', 'root'),
  file('/etc/shadow', 'root', { m: 0o640 }),
  file('/home/admin/.bashrc', 'alias'),
  file('/opt/app/__pycache__/main.cpython-311.pyc', 'compiled'),
  folder('/opt/app/__pycache__'),
  file('/opt/app/main.py', 'print()'),
  file('/opt/app/run', 'run', program),
  file('/var/cache/app', 'cached'),
  file('/var/lib/app/state', 'state'),
  file('/var/lib/dpkg/status', 'status'),
  file('/var/log/app/app.log', 'many lines'),
  file('/var/log/app/other.log', 'many lines'),
]

const clean = [file('/etc/machine-id', 'its own', { m: 0o444, ct: after })]

interface Case {
  put?: readonly ContentRow[]
  without?: readonly string[]
  of?: 'docker/container' | 'host' | 'rootfs'
}

async function tells({ put = [], without = [], of = 'docker/container' }: Case): Promise<string[]> {
  const context = of === 'docker/container' ? container : { ...machine, kind: of }
  const live = withRows(tree, [...(of === 'host' ? clean : []), ...put], without)
  return told(await comparingRows(tree, live, context))
}

describe('what ordinary life does', () => {
  const ordinary: Record<string, Case> = {
    'skip: files in /tmp and /run': { put: [made('/tmp/x'), made('/run/app.pid'), folder('/run/app')] },
    'exists: state of a service is written and made': { put: [made('/var/lib/app/state', 'new'), made('/var/lib/other/db')] },
    'exists: state of a service is cleaned up': { without: ['/var/lib/app/state'] },
    'exists: what users keep': { put: [folder('/home/x'), made('/home/x/notes')] },
    'growing: a log grows': { put: [made('/var/log/app/app.log', 'many lines and more')] },
    'growing: a log is rotated and begins again': {
      put: [made('/var/log/app/app.log', ''), made('/var/log/app/app.log.1', 'many lines')],
    },
    'growing: a log is rotated by date': {
      put: [made('/var/log/app/app.log', ''), made('/var/log/app/app.log-20260101', 'many lines')],
    },
    'growing: a log is moved away by rotation': { put: [made('/var/log/app/app.log.1')], without: ['/var/log/app/app.log'] },
    'identity: a machine makes its own': { of: 'host', put: [made('/etc/ssh/ssh_host_rsa_key', 'key', { m: 0o600 })] },
    'identity: a machine id is emptied': { of: 'host', put: [file('/etc/machine-id', '', { m: 0o444, ct: after })] },
    'injected: the engine writes the name of the host': { put: [made('/etc/hostname', 'c0ffee'), made('/.dockerenv', '')] },
    'injected: cloud-init': { of: 'host', put: [folder('/var/lib/cloud'), made('/var/lib/cloud/scripts/part-001', '#!', program)] },
    'injected: a first boot': { of: 'host', put: [made('/etc/.updated', ''), made('/var/.updated', ''), made('/etc/adjtime')] },
    'derived: a cache is written': { put: [made('/var/cache/app', 'other'), made('/var/cache/new')] },
    'derived: a module is compiled beside its baked source': { put: [made('/opt/app/__pycache__/main.cpython-312.pyc')] },
    'derived: a module is compiled before its source in order': {
      put: [made('/opt/app/main.pyc'), folder('/opt/app/__pycache__')],
    },
    'package-db: lists of packages': { put: [made('/var/lib/dpkg/status', 'other'), made('/var/lib/apt/lists/x')] },
    'accounts: a copy of the accounts': { put: [made('/etc/passwd-', 'root')] },
    'a kernel mounts its trees': { put: [folder('/proc', { m: 0o555 }), folder('/sys', { m: 0o555 }), made('/dev/console', '')] },
  }

  it.each(Object.entries(ordinary))('%s: silent', async (_name, given) => {
    expect(await tells(given)).toEqual([])
  })
})

describe('what nobody should do', () => {
  const mutations: Record<string, [Case, string[]]> = {
    'strict: content': [{ put: [made('/etc/app/app.conf', 'CONF')] }, ['changed /files/~1etc~1app~1app.conf M09']],
    'strict: gone': [{ without: ['/opt/app/run'] }, ['removed /files/~1opt~1app~1run M13']],
    'skip: an executable in /tmp': [{ put: [made('/tmp/x', 'x', program)] }, ['added /files/~1tmp~1x M06']],
    'skip: a setuid copy in /dev/shm': [{ put: [made('/dev/shm/sh', 'sh', { m: 0o4755 })] }, ['added /files/~1dev~1shm~1sh M02']],
    'skip: a program with capabilities in /run': [
      { put: [made('/run/x', 'x', { x: { cap: 'cap_setuid=ep' } })] },
      ['added /files/~1run~1x M02'],
    ],
    'the mode of /tmp itself': [{ put: [folder('/tmp', { m: 0o777, ct: after })] }, ['changed /files/~1tmp/mode M10']],
    'exists: the mode of state': [
      { put: [file('/var/lib/app/state', 'state', { m: 0o666, ct: after })] },
      ['changed /files/~1var~1lib~1app~1state/mode M10'],
    ],
    'exists: the folder of a service is gone': [{ without: ['/var/lib/app'] }, ['removed /files/~1var~1lib~1app M13']],
    'exists: what is run at each login': [{ put: [made('/home/admin/.bashrc', 'evil')] }, ['changed /files/~1home~1admin~1.bashrc M05']],
    'growing: a log is cleared': [{ put: [made('/var/log/app/app.log', '')] }, ['changed /files/~1var~1log~1app~1app.log M13']],
    'growing: a log is cleared beside another that was rotated': [
      { put: [made('/var/log/app/app.log', ''), made('/var/log/app/other.log', ''), made('/var/log/app/other.log.1')] },
      ['changed /files/~1var~1log~1app~1app.log M13'],
    ],
    'growing: a log is gone': [{ without: ['/var/log/app/app.log'] }, ['removed /files/~1var~1log~1app~1app.log M13']],
    'growing: an executable among logs': [{ put: [made('/var/log/app/x', 'x', program)] }, ['added /files/~1var~1log~1app~1x M06']],
    'identity: a machine has the id of its image': [
      { of: 'host', put: [file('/etc/machine-id', 'baked', { m: 0o444 })] },
      ['changed /files/~1etc~1machine-id M19'],
    ],
    'identity: strict in a container': [
      { put: [made('/etc/machine-id', 'other', { m: 0o444 })] },
      ['changed /files/~1etc~1machine-id M09'],
    ],
    'injected: the mode': [{ put: [file('/etc/hostname', 'built', { m: 0o666, ct: after })] }, ['changed /files/~1etc~1hostname/mode M10']],
    'derived: a baked compiled module': [
      { put: [made('/opt/app/__pycache__/main.cpython-311.pyc', 'COMPILED')] },
      ['changed /files/~1opt~1app~1__pycache__~1main.cpython-311.pyc M17'],
    ],
    'derived: a compiled module without a baked source': [
      { put: [made('/opt/app/__pycache__/evil.cpython-311.pyc')] },
      ['added /files/~1opt~1app~1__pycache__~1evil.cpython-311.pyc M06'],
    ],
    'derived: the cache of the loader': [{ put: [made('/etc/ld.so.cache', 'CACHE')] }, ['changed /files/~1etc~1ld.so.cache M17']],
    'package-db: a program hidden there': [{ put: [made('/var/lib/dpkg/x', 'x', program)] }, ['added /files/~1var~1lib~1dpkg~1x M06']],
    'accounts: the mode of shadow': [
      { put: [file('/etc/shadow', 'root', { m: 0o644, ct: after })] },
      ['changed /files/~1etc~1shadow/mode M03'],
    ],
  }

  it.each(Object.entries(mutations))('%s', async (_name, [given, expected]) => {
    expect(await tells(given)).toEqual(expected)
  })

  it('in a file system that does not run, an identity as baked is no finding', async () => {
    expect(await tells({ of: 'rootfs' })).toEqual([])
  })
})

describe('the files behind rows', () => {
  it('are compared themselves where the rows were not collected', async () => {
    const rows = tree.filter(({ k }) => k !== 'u' && k !== 'g')
    const live = withRows(rows, [made('/etc/passwd', 'root and more')])
    const { compareContents } = await import('../../../src/compare/contents/compare-contents.ts')
    const { bakedReading, contentsOf, liveReading, walked } = await import('../../helpers/contents.ts')
    const blind = { ...liveReading, kinds: liveReading.kinds.filter((kind) => kind !== 'u' && kind !== 'g') }
    const found = await compareContents({ baked: contentsOf(tree, bakedReading), live: walked(live, blind) }, container)
    expect(told(found)).toEqual(['changed /files/~1etc~1passwd M03'])
    expect(found.notCompared.filter(({ reason }) => reason === 'not-collected').map(({ path }) => path)).toEqual(['/users', '/groups'])
  })
})

describe('links and names', () => {
  const linked = [
    ...tree,
    file('/usr/bin/git', 'git', program),
    ...['add', 'commit', 'push'].map((name) => file(`/usr/lib/git-${name}`, 'git', { ...program, hl: '/usr/bin/git' })),
    link('/usr/lib/libx.so.1', 'libx.so.1.2'),
  ]

  it('of one file are one difference, at the first, on a tree where all changed', async () => {
    const names = ['/usr/lib/git-add', '/usr/lib/git-commit', '/usr/lib/git-push']
    const live = withRows(linked, [
      made('/usr/bin/git', 'GIT', program),
      ...names.map((name) => made(name, 'GIT', { ...program, hl: '/usr/bin/git' })),
    ])
    const found = await comparingRows(linked, live)
    expect(told(found)).toEqual(['changed /files/~1usr~1bin~1git M01'])
    expect(found.differences[0]).toMatchObject({ aliases: names, leaves: 4 })
    expect(found.different).toBe(4)
  })

  it('are one difference where an overlay took one of them apart', async () => {
    const found = await comparingRows(linked, withRows(linked, [made('/usr/lib/git-commit', 'GIT', program)]))
    expect(told(found)).toEqual(['changed /files/~1usr~1lib~1git-commit M01'])
  })

  it('touched together are one note', async () => {
    const live = linked.map((row) => (row.k === 'f' && (row.p === '/usr/bin/git' || row.hl !== undefined) ? { ...row, ct: after } : row))
    expect(told(await comparingRows(linked, live))).toEqual(['changed /files/~1usr~1bin~1git M16'])
  })

  it('tell a library that was swapped by its link', async () => {
    const found = await comparingRows(linked, withRows(linked, [link('/usr/lib/libx.so.1', '/tmp/x.so')]))
    expect(found.differences).toMatchObject([
      { path: '/files/~1usr~1lib~1libx.so.1/target', declared: 'libx.so.1.2', live: '/tmp/x.so', content: { class: 'M01' } },
    ])
  })
})

describe('hashes', () => {
  it('are reported as other tools write them', async () => {
    const found = await comparingRows(tree, withRows(tree, [made('/opt/app/run', 'RUN', program)]))
    const hex = Buffer.from(hashOf('RUN'), 'base64url').toString('hex')
    expect(found.differences).toMatchObject([{ path: '/files/~1opt~1app~1run', live: { size: 3, sha256: hex } }])
  })
})
