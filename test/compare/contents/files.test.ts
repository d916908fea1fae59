import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareContents } from '../../../src/compare/contents/compare-contents.ts'
import { compareRows, type ContentReading, type ContentRow, type FileRow } from '../../../src/model/content.ts'
import type { Comparison } from '../../../src/model/pair.ts'
import {
  after,
  bakedReading,
  before,
  comparingRows,
  container,
  contentsOf,
  file,
  folder,
  hashOf,
  liveReading,
  machine,
  only,
  told,
  walked,
  withRows,
} from '../../helpers/contents.ts'
import { debian } from '../../helpers/debian-tree.ts'

const program = { m: 0o755 }

describe('which files are hashed', () => {
  const rows = [
    file('/etc/motd'),
    file('/opt/a/data', 'x'.repeat(10)),
    file('/opt/a/moved', 'moved', { ct: after }),
    file('/opt/a/run', 'run', program),
    file('/usr/bin/su', 'su', { m: 0o4755 }),
  ]
  const asked = async (reading: Partial<ContentReading>, baked: Partial<ContentReading> = {}, live: readonly ContentRow[] = rows) => {
    const side = walked(live, { ...liveReading, ...reading })
    const found = await compareContents({ baked: contentsOf(rows, { ...bakedReading, ...baked }), live: side }, container)
    return { asked: side.asked, found }
  }

  it('in a container those that changed since it was started', async () => {
    expect((await asked({})).asked).toEqual(['/opt/a/moved'])
  })

  it('on a machine, whose clock an intruder may set, also configuration, setuid files and small programs', async () => {
    expect((await asked({ at: 'host' })).asked).toEqual(expect.arrayContaining(['/etc/motd', '/opt/a/moved', '/opt/a/run', '/usr/bin/su']))
  })

  it('all in a full scan, and all where no time proves anything', async () => {
    expect((await asked({ depth: 'full' })).asked).toHaveLength(5)
    const { startedAt: _none, ...reading } = liveReading
    const side = walked(rows, reading)
    await compareContents({ baked: contentsOf(rows, bakedReading), live: side }, container)
    expect(side.asked).toHaveLength(5)
  })

  it('none in a quick scan: what moved is not compared, what did not is equal', async () => {
    const { asked: none, found } = await asked({ depth: 'quick' })
    expect(none).toEqual([])
    expect(found).toMatchObject({ equal: 4, notCompared: [{ reason: 'not-hashed', path: '/files/~1opt~1a~1moved' }] })
  })

  it('those whose change time or inode is another than in the image, where the image keeps them', async () => {
    const stamped = rows.map((row, at) => ({ ...row, ct: before, i: at }))
    const live = stamped.map((row) => (row.p === '/opt/a/data' ? { ...row, i: 99 } : row))
    const side = walked(live, { ...liveReading, isCtimeStable: true })
    const baked = contentsOf(stamped, { ...bakedReading, isCtimeStable: true })
    await compareContents({ baked, live: side }, container)
    expect(side.asked).toEqual(['/opt/a/data'])
  })

  it('never one of another size: it differs already', async () => {
    const big = file('/opt/a/data', 'y'.repeat(11), { ct: after })
    const { asked: none, found } = await asked({}, {}, [big])
    expect(none).toEqual([])
    expect(told(found)).toContain('changed /files/~1opt~1a~1data M14')
  })

  it('none of what changed while it was read: that is not read', async () => {
    const { found } = await asked({}, {}, withRows(rows, [file('/opt/a/moved', 'moved', { ct: after, unstable: true })]))
    expect(found).toMatchObject({ notCompared: [{ reason: 'not-read' }], gaps: [{ reason: 'read-failed' }] })
  })
})

describe('packages', () => {
  const own = { o: 'deb/nginx' }
  const baked: ContentRow[] = [
    { k: 'p', mgr: 'deb', n: 'nginx', v: '1.22' },
    { k: 'p', mgr: 'deb', n: 'curl', v: '7' },
    { k: 's', n: 'nginx.service', state: 'enabled', x: 'x', file: '/usr/lib/systemd/system/nginx.service' },
    file('/etc/ld.so.cache', 'cache'),
    file('/usr/bin/curl', 'curl', { ...program, o: 'deb/curl' }),
    ...Array.from({ length: 400 }, (_, at) => file(`/usr/lib/nginx/${at}.so`, `1.22 ${at}`, own)),
    folder('/usr/lib/nginx'),
    file('/usr/lib/systemd/system/nginx.service', 'unit', own),
    file('/usr/sbin/nginx', 'nginx', { ...program, ...own }),
  ]
  const image = baked.toSorted(compareRows)
  const upgraded: ContentRow[] = [
    { k: 'p', mgr: 'deb', n: 'nginx', v: '1.24' },
    { k: 's', n: 'nginx.service', state: 'enabled', x: 'y', file: '/usr/lib/systemd/system/nginx.service' },
    file('/etc/ld.so.cache', 'CACHE', { ct: after }),
    ...Array.from({ length: 400 }, (_, at) => file(`/usr/lib/nginx/${at}.so`, `1.24 ${at}`, { ...own, ct: after })),
    file('/usr/lib/nginx/new.so', 'new', { ...own, ct: after }),
    file('/usr/lib/systemd/system/nginx.service', 'UNIT', { ...own, ct: after }),
    file('/usr/sbin/nginx', 'NGINX', { ...program, ...own, ct: after }),
  ]

  it('that were upgraded explain their files, their unit and the caches that are made again', async () => {
    const found = await comparingRows(image, withRows(image, upgraded))
    expect(told(found)).toEqual(['changed /packages/deb/nginx M08'])
    expect(only(found)).toMatchObject({ declared: '1.22', live: '1.24', explains: 404 })
  })

  it('that were upgraded explain nothing of others', async () => {
    const live = withRows(image, [...upgraded, file('/usr/bin/curl', 'CURL', { ...program, o: 'deb/curl', ct: after })])
    expect(told(await comparingRows(image, live))).toEqual(['changed /packages/deb/nginx M08', 'changed /files/~1usr~1bin~1curl M01'])
  })

  it('that were upgraded explain no setuid bit on a file that had none', async () => {
    const live = withRows(withRows(image, upgraded), [file('/usr/sbin/nginx', 'NGINX', { m: 0o4755, ...own, ct: after })])
    const found = await comparingRows(image, live)
    expect(told(found)).toEqual(['changed /packages/deb/nginx M08', 'changed /files/~1usr~1sbin~1nginx M02'])
    expect(found.differences[1]).toMatchObject({ content: { evidence: ['mode 0755 -> 4755'] } })
  })

  it('of the same version whose files changed are no explanation', async () => {
    const live = withRows(image, [file('/usr/sbin/nginx', 'NGINX', { ...program, ...own, ct: after })])
    expect(told(await comparingRows(image, live))).toEqual(['changed /files/~1usr~1sbin~1nginx M01'])
  })

  it('that were removed take their files and folders with them', async () => {
    const live = image.filter((row) => !('o' in row && row.o === 'deb/nginx') && row.k !== 's' && !(row.k === 'p' && row.n === 'nginx'))
    const found = await comparingRows(image, withRows(live, [], ['/usr/lib/nginx']))
    expect(told(found)).toEqual(['removed /packages/deb/nginx M08'])
  })
})

describe('folders', () => {
  it('that are gone are one difference with all that was in them', async () => {
    const rows = [folder('/opt/app'), folder('/opt/app/lib'), file('/opt/app/lib/a'), file('/opt/app/run', 'run', program)]
    const found = await comparingRows(rows, [])
    expect(told(found)).toEqual(['removed /files/~1opt~1app M13'])
    expect(only(found)).toMatchObject({ explains: 3, leaves: 4, content: { severity: 'high', evidence: ['M13 /opt/app/run'] } })
    expect(found.different).toBe(4)
  })

  it('that came are as bad as the worst of what is in them', async () => {
    const found = await comparingRows([], [folder('/opt/x'), file('/opt/x/a'), file('/opt/x/sh', 'sh', { m: 0o4755 })])
    expect(only(found)).toMatchObject({ path: '/files/~1opt~1x', explains: 2, content: { class: 'M02', severity: 'critical' } })
  })

  it('do not cover what is beside them', async () => {
    const found = await comparingRows([], [folder('/opt/x'), file('/opt/x-y', 'a', program), file('/opt/x/a'), folder('/opt/z')])
    expect(told(found)).toEqual(['added /files/~1opt~1x M14', 'added /files/~1opt~1x-y M06', 'added /files/~1opt~1z M14'])
  })

  it('that a mount hides are told with the mount', async () => {
    const rows = [folder('/etc/app'), file('/etc/app/conf'), file('/usr/bin/tool', 'tool', program)]
    const mount = (n: string): ContentRow => ({ k: 'o', n, type: 'tmpfs' })
    const live = [
      mount('/etc/app'),
      mount('/usr/bin/tool'),
      folder('/etc/app', { on: '/etc/app' }),
      file('/etc/app/other', 'x', { on: '/etc/app' }),
    ]
    const found = await comparingRows(rows, [...live, file('/usr/bin/tool', 'TOOL', { ...program, on: '/usr/bin/tool', ct: after })])
    expect(told(found)).toEqual(['added /mounts/~1etc~1app M13', 'added /mounts/~1usr~1bin~1tool M13'])
    expect(found.differences[1]).toMatchObject({ content: { severity: 'critical' } })
  })
})

describe('text', () => {
  it('is shown by the lines that went and came', async () => {
    const tx = 'a\nb\nc\nd\n'
    const baked = file('/etc/app.conf', tx, { tx })
    const side = {
      ...walked([file('/etc/app.conf', 'a\nB\nc\nnew\nd\n', { ct: after })]),
      text: () => Promise.resolve('a\nB\nc\nnew\nd\n'),
    }
    const found = await compareContents({ baked: contentsOf([baked], bakedReading), live: side }, container)
    expect(only(found).content?.text).toEqual(['- b', '+ B', '+ new'])
  })

  it('is cut where it is long', async () => {
    const [was, is] = [0, 1].map((side) => Array.from({ length: 2000 }, (_, at) => `${side} ${at} ${'x'.repeat(300)}`).join('\n'))
    const live = file('/etc/app.conf', is, { ct: after, tx: is ?? '' })
    const found = await comparingRows([file('/etc/app.conf', was, { tx: was ?? '' })], [live])
    const text = only(found).content?.text ?? []
    expect(text).toHaveLength(41)
    expect(text.at(-1)).toBe('… 3960 more lines')
    expect(Math.max(...text.map((line) => line.length))).toBe(200)
  })
})

describe('what is listed', () => {
  const many = Array.from({ length: 300 }, (_, at) => file(`/opt/${at}`))

  it('is bounded, and what is counted is not', async () => {
    const found = await compareContents({ baked: contentsOf(many, bakedReading), live: walked([]) }, { ...container, limit: 100 })
    expect(found).toMatchObject({ different: 300, unlisted: 200 })
    expect(found.differences).toHaveLength(100)
  })

  it('has few of the files that were only touched', async () => {
    const found = await comparingRows(
      many,
      many.map((row) => ({ ...row, ct: after })),
    )
    expect([found.differences.length, found.unlisted, found.different]).toEqual([25, 275, 300])
  })
})

describe('laws', () => {
  const name = fc.constantFrom('a', 'b', 'c.py', 'x.1', 'bin', 'é', 'a~b')
  const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/opt/${names.join('/')}`)
  const row: fc.Arbitrary<FileRow> = fc
    .record({ p: path, m: fc.constantFrom(0o644, 0o755, 0o600), u: fc.constantFrom(0, 1000), text: fc.string({ maxLength: 3 }) })
    .map(({ p, m, u, text }) => file(p, text, { m, u, ct: after }))
  const rows = fc.uniqueArray(row, { selector: ({ p }) => p, maxLength: 12 })
  const flip = (change: string): string => ({ added: 'removed', removed: 'added' })[change] ?? change
  const places = ({ differences }: Comparison, turn = (change: string) => change): string[] =>
    differences.map(({ change, path: at }) => `${at} ${turn(change)}`).toSorted()

  it('nothing differs from itself', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        const untouched = some.map((each) => ({ ...each, ct: before }))
        expect(await comparingRows(some, untouched)).toEqual({
          equal: some.length,
          different: 0,
          added: 0,
          differences: [],
          notCompared: [],
        })
      }),
      { numRuns: 40 },
    )
    expect(await comparingRows(debian, debian)).toMatchObject({ differences: [], different: 0, added: 0 })
  })

  it('what is added on one side is removed on the other', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (one, other) => {
        const [there, back] = [await comparingRows(one, other), await comparingRows(other, one)]
        expect(places(there, flip)).toEqual(places(back))
        expect(there.equal + there.different).toBe(one.length)
      }),
      { numRuns: 60 },
    )
  })

  it('any one change of a strict file is found at its path', async () => {
    const change = fc.constantFrom<Partial<FileRow>>(
      { h: hashOf('other') },
      { m: 0o700 },
      { u: 7 },
      { g: 7 },
      { y: 'p' },
      { x: { 'user.a': 'eA==' } },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { selector: ({ p }) => p, minLength: 1, maxLength: 12 }),
        fc.nat(),
        change,
        async (some, at, more) => {
          const untouched = some.map((each) => ({ ...each, ct: before }))
          const victim = untouched[at % untouched.length]
          if (victim === undefined) return
          const live = untouched.map((each) => (each === victim ? { ...each, ...more, ct: after } : each))
          const found = only(await comparingRows(some, live, machine))
          expect(found.path.startsWith(`/files/${victim.p.replaceAll('~', '~0').replaceAll('/', '~1')}`)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })
})
