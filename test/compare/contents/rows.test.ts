import { describe, expect, it } from 'vitest'
import type { ContentReading, ContentRow } from '../../../src/model/content.ts'
import { compareContents } from '../../../src/compare/contents/compare-contents.ts'
import { bakedReading, comparingRows, container, contentsOf, file, liveReading, machine, told, walked } from '../../helpers/contents.ts'

/** What comes of one baked and one live row. */
async function row(baked: ContentRow | undefined, live: ContentRow | undefined, context = container): Promise<string[]> {
  const side = (one: ContentRow | undefined): ContentRow[] => (one === undefined ? [] : [one])
  const { differences } = await comparingRows(side(baked), side(live), context)
  return differences.map(({ change, path, declared, live: now, content }) =>
    [
      change,
      path,
      ...(content?.class === undefined ? [] : [content.class, content.severity]),
      JSON.stringify([declared ?? null, now ?? null]),
    ].join(' '),
  )
}

const nginx: ContentRow = { k: 'p', mgr: 'deb', n: 'nginx', v: '1.22' }
const root: ContentRow = { k: 'u', n: 'root', uid: 0, gid: 0, shell: '/bin/bash', pw: 'locked', day: 19000, pd: 'a' }
const sudo: ContentRow = { k: 'g', n: 'sudo', gid: 27, members: ['admin'] }
const key: ContentRow = { k: 'k', user: 'admin', type: 'ssh-ed25519', fp: 'SHA256:a/b' }
const unit: ContentRow = { k: 's', n: 'app.service', state: 'enabled', x: 'x', file: '/usr/lib/systemd/system/app.service' }
const cron: ContentRow = { k: 'c', n: 'root', jobs: [{ when: '@daily', x: 'x' }] }
const job: ContentRow = { k: 'j', n: 'a0001', x: 'x' }
const sysctl: ContentRow = { k: 'y', n: 'kernel.kptr_restrict', v: '2', src: '/etc/sysctl.d/x.conf' }
const blacklist: ContentRow = { k: 'm', n: 'usb_storage', how: 'blacklist', src: '/etc/modprobe.d/x.conf' }
const quiet: ContentRow = { k: 'b', n: 'lockdown', v: 'integrity' }

describe('rows that differ', () => {
  it.each<[string, ContentRow | undefined, ContentRow | undefined, string[]]>([
    ['a package upgraded', nginx, { ...nginx, v: '1.24' }, ['changed /packages/deb/nginx M08 medium ["1.22","1.24"]']],
    ['a package held', nginx, { ...nginx, held: true }, ['changed /packages/deb/nginx/held M08 medium [null,true]']],
    ['a package added', undefined, nginx, ['added /packages/deb/nginx M08 high [null,"1.22"]']],
    ['a package removed', nginx, undefined, ['removed /packages/deb/nginx M08 high ["1.22",null]']],
    ['another shell', root, { ...root, shell: '/bin/sh' }, ['changed /users/root/shell M04 critical ["/bin/bash","/bin/sh"]']],
    ['a password set', root, { ...root, pw: 'set', pd: 'b', day: 20000 }, ['changed /users/root/pw M04 critical ["locked","set"]']],
    [
      'a password replaced on the same day',
      { ...root, pw: 'set' },
      { ...root, pw: 'set', pd: 'b' },
      ['changed /users/root/pw M04 critical ["set","another password"]'],
    ],
    [
      'a second root',
      undefined,
      { k: 'u', n: 'toor', uid: 0, gid: 0, shell: '/bin/false' },
      ['added /users/toor M04 critical [null,{"uid":0,"gid":0,"shell":"/bin/false"}]'],
    ],
    [
      'an account of a service',
      undefined,
      { k: 'u', n: 'redis', uid: 110, gid: 110, shell: '/usr/sbin/nologin', pw: 'locked' },
      ['added /users/redis M04 high [null,{"uid":110,"gid":110,"shell":"/usr/sbin/nologin","pw":"locked"}]'],
    ],
    ['a member of sudo', sudo, { ...sudo, members: ['admin', 'eve'] }, ['added /groups/sudo/members/eve M04 critical [null,"eve"]']],
    ['a member that left', sudo, { ...sudo, members: [] }, ['removed /groups/sudo/members/admin M04 high ["admin",null]']],
    ['a key', undefined, key, ['added /keys/admin/SHA256:a~1b M03 critical [null,{"type":"ssh-ed25519"}]']],
    ['options of a key', { ...key, options: 'restrict' }, key, ['changed /keys/admin/SHA256:a~1b/options M03 critical ["restrict",null]']],
    ['a unit masked', unit, { ...unit, state: 'masked' }, ['changed /units/app.service/state M11 high ["enabled","masked"]']],
    [
      'a drop-in',
      unit,
      { ...unit, x: 'y', drop: ['/etc/systemd/system/app.service.d/x.conf'] },
      ['changed /units/app.service M05 high [{"exec":"x"},{"exec":"y","dropIns":["/etc/systemd/system/app.service.d/x.conf"]}]'],
    ],
    [
      'a schedule',
      cron,
      { ...cron, jobs: [...cron.jobs, { when: '@reboot', x: 'y' }] },
      ['changed /cron/root M05 high [[{"when":"@daily","x":"x"}],[{"when":"@daily","x":"x"},{"when":"@reboot","x":"y"}]]'],
    ],
    ['a job of at', undefined, job, ['added /at/a0001 M05 high [null,{"command":"x"}]']],
    [
      'a listener',
      { k: 'n', proto: 'tcp', addr: '*', port: 80, src: 'exposed' },
      { k: 'n', proto: 'tcp', addr: '0.0.0.0', port: 4444, exe: '/usr/bin/nc', src: 'observed' },
      ['added /ports/tcp/0.0.0.0/4444 M11 high [null,"/usr/bin/nc"]'],
    ],
    ['a parameter', sysctl, { ...sysctl, v: '0' }, ['changed /sysctl/kernel.kptr_restrict M12 medium ["2","0"]']],
    ['a module that is no more forbidden', blacklist, undefined, ['removed /modules/usb_storage M12 high [{"how":"blacklist"},null]']],
    [
      'a diversion',
      nginx,
      { ...nginx, also: ['diverted /a to /b'] },
      ['changed /packages/deb/nginx/administrator M08 medium [null,["diverted /a to /b"]]'],
    ],
    ['an argument of the boot', quiet, { ...quiet, v: 'none' }, ['changed /boot/lockdown M12 critical ["integrity","none"]']],
    [
      'a program without a file',
      undefined,
      { k: 'd', n: '/memfd:x', why: 'memfd' },
      ['added /processes/~1memfd:x M07 critical [null,"memfd"]'],
    ],
    ['a privileged container', undefined, { k: 'r', n: 'privileged', v: true }, ['added /config/privileged [null,true]']],
    [
      'a variable of the loader',
      undefined,
      { k: 'r', n: 'env/LD_PRELOAD', v: 'digest' },
      ['added /config/env~1LD_PRELOAD [null,"digest"]'],
    ],
    ['another user', { k: 'r', n: 'user', v: 'www' }, { k: 'r', n: 'user', v: '0' }, ['changed /config/user ["www","0"]']],
  ])('%s', async (_name, baked, live, expected) => {
    expect(await row(baked, live)).toEqual(expected)
  })
})

describe('rows that come and go by themselves', () => {
  it.each<[string, ContentRow | undefined, ContentRow | undefined]>([
    [
      'a listener on a port that the image exposes',
      { k: 'n', proto: 'tcp', addr: '*', port: 80, src: 'exposed' },
      { k: 'n', proto: 'tcp6', addr: '::', port: 80, src: 'observed' },
    ],
    ['a port that nothing listens on', { k: 'n', proto: 'tcp', addr: '*', port: 80, src: 'exposed' }, undefined],
    ['the resolver of the engine', undefined, { k: 'n', proto: 'udp', addr: '127.0.0.11', port: 43211, src: 'observed' }],
    ['a parameter that only a running kernel tells', undefined, { ...sysctl, src: 'observed' }],
    ['a driver', undefined, { k: 'm', n: 'virtio_net', how: 'loaded' }],
    ['an argument that the image does not speak of', undefined, { k: 'b', n: 'quiet', src: 'observed' }],
    ['where the root is', { k: 'b', n: 'root', v: 'UUID=a' }, { k: 'b', n: 'root', v: 'UUID=b' }],
    ['a unit that a generator made', undefined, { ...unit, state: 'generated' }],
    ['a mount of the kernel', undefined, { k: 'o', n: '/sys/fs/cgroup', type: 'cgroup2' }],
    ['a mount where nothing was baked', undefined, { k: 'o', n: '/data', type: 'ext4' }],
    ['a variable of its own', undefined, { k: 'r', n: 'env/WORKERS', v: 'digest' }],
    ['a right that it gave up', undefined, { k: 'r', n: 'capDrop', v: ['ALL'] }],
    ['rights that are not asked for', undefined, { k: 'r', n: 'capAdd', v: [] }],
    ['a comment of a key', { ...key, comment: 'a' }, { ...key, comment: 'b' }],
  ])('%s: silent', async (_name, baked, live) => {
    expect(await row(baked, live)).toEqual([])
  })

  it('a module or an argument that the image asks for is there, and another one is found', async () => {
    const baked: ContentRow[] = [
      { k: 'm', n: 'br_netfilter', how: 'load' },
      blacklist,
      { k: 'b', n: 'lockdown', v: 'integrity', src: '/etc/default/grub' },
    ]
    const observed: ContentRow[] = [
      { k: 'm', n: 'br_netfilter', how: 'loaded' },
      { k: 'b', n: 'lockdown', v: 'integrity', src: 'observed' },
    ]
    expect(told(await comparingRows(baked, [...baked, ...observed]))).toEqual([])
    const others: ContentRow[] = [
      { k: 'm', n: 'usb_storage', how: 'loaded' },
      { k: 'b', n: 'init', v: '/bin/sh', src: 'observed' },
    ]
    expect(told(await comparingRows(baked, [...baked, ...observed, ...others]))).toEqual([
      'added /modules/usb_storage M12',
      'added /boot/init M12',
    ])
  })

  it('a program of the image that runs is none that no manifest has', async () => {
    const app = file('/usr/bin/app', 'app', { m: 0o755 })
    expect(told(await comparingRows([app], [{ k: 'd', n: '/usr/bin/app' }, app]))).toEqual([])
    const found = await comparingRows([app], [{ k: 'd', n: '/tmp/gone' }, app])
    expect(told(found)).toEqual(['added /processes/~1tmp~1gone M07'])
  })
})

describe('expectations', () => {
  const added: ContentRow[] = [key, file('/etc/app/token', 'x')]
  const expected = (until?: string): ContentRow[] => [
    { k: 'e', p: '#/keys/admin/*', allow: 'any', because: 'launch key', ...(until === undefined ? {} : { until }) },
    { k: 'e', p: '/etc/app/**', allow: 'exists', because: 'observed', ...(until === undefined ? {} : { until }) },
  ]

  it('hold until they end', async () => {
    expect(told(await comparingRows(expected(), added))).toEqual([])
    expect(told(await comparingRows(expected('2027-01-01T00:00:00Z'), added))).toEqual([])
    expect(told(await comparingRows(expected('2026-01-01T00:00:00Z'), added))).toHaveLength(2)
  })

  it('of the scanned machine itself count for nothing', async () => {
    expect(told(await comparingRows([], [...expected(), ...added]))).toHaveLength(2)
  })
})

describe('several rows of one name', () => {
  it('are paired with their equals', async () => {
    const kernel = (v: string): ContentRow => ({ k: 'p', mgr: 'rpm', n: 'kernel', v })
    const both = [kernel('5.1'), kernel('5.2')]
    expect(await comparingRows(both, both.toReversed())).toMatchObject({ equal: 2, different: 0, added: 0 })
    expect(told(await comparingRows(both, [kernel('5.2'), kernel('5.3')]))).toEqual(['changed /packages/rpm/kernel M08'])
    expect(told(await comparingRows(both, [...both, kernel('5.3')]))).toEqual(['added /packages/rpm/kernel M08'])
  })
})

describe('what one side did not look for', () => {
  const compare = (baked: Partial<ContentReading>, live: Partial<ContentReading>, rows: readonly ContentRow[]) =>
    compareContents({ baked: contentsOf(rows, { ...bakedReading, ...baked }), live: walked(rows, { ...liveReading, ...live }) }, machine)

  it('is not compared, by kind', async () => {
    const { notCompared, equal } = await compare({ kinds: ['f'] }, {}, [nginx, root])
    expect(notCompared).toEqual([
      { path: '/packages', reason: 'not-collected', leaves: 1 },
      { path: '/users', reason: 'not-collected', leaves: 1 },
    ])
    expect(equal).toBe(0)
  })

  it('is not compared where files were not looked for', async () => {
    const live = contentsOf([], { ...liveReading, kinds: ['o', 'r'] })
    const rows = [root, file('/etc/motd'), file('/usr/bin/tool')]
    const found = await compareContents({ baked: contentsOf(rows, bakedReading), live }, container)
    expect(found).toMatchObject({ equal: 0, different: 0, differences: [] })
    expect(found.notCompared.map(({ path }) => path)).toEqual(['/users', '/files', '/files'])
  })

  it('is not compared, by member', async () => {
    const ping = file('/usr/bin/ping', 'ping', { m: 0o755, u: 1, x: { cap: 'cap_net_raw=ep' } })
    const { notCompared } = await compare({ fields: ['m', 's', 'h', 'l'] }, { xattrs: 'none' }, [ping])
    expect(notCompared.map(({ path }) => path)).toEqual(['/files/*/owner', '/files/*/group', '/files/*/xattrs'])
  })

  it('is not compared below a folder that could not be read', async () => {
    const rows = [file('/opt/a/x'), file('/opt/b/x')]
    const skipped = [{ path: '/opt/a', reason: 'permission denied' }]
    const live = walked([rows[1] ?? file('/')], { ...liveReading, skipped })
    const found = await compareContents({ baked: contentsOf(rows, bakedReading), live }, machine)
    expect(told(found)).toEqual([])
    expect(found.notCompared).toEqual([{ path: '/files/~1opt~1a~1x', reason: 'not-collected', leaves: 1 }])
  })
})
