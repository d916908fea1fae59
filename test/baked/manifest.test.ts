import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLibrary } from '../../src/baked/library.ts'
import { readRows } from '../../src/baked/manifest/read.ts'
import { lineOf } from '../../src/baked/manifest/text.ts'
import { writeManifest, type WrittenManifest } from '../../src/baked/manifest/write.ts'
import { findFiles } from '../../src/documents/input-file.ts'
import { compareRows, type ContentRow, type FileRow } from '../../src/model/content.ts'
import { InputError } from '../../src/model/errors.ts'
import type { Diagnostic } from '../../src/model/generated/report.ts'
import type { ImageRecord } from '../../src/model/image.ts'
import { folder } from '../cli/folder.ts'

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

/** One row of each kind, in their order. */
const oneOfEach: readonly ContentRow[] = [
  { k: 'e', p: '/srv/**', allow: 'growing', because: 'observed' },
  { k: 'p', mgr: 'deb', n: 'bash', v: '5.2-1', held: true },
  { k: 'u', n: 'root', uid: 0, gid: 0, pw: 'locked' },
  { k: 'g', n: 'wheel', gid: 10, members: ['ada'] },
  { k: 'k', user: 'ada', type: 'ssh-ed25519', fp: 'SHA256:x' },
  { k: 's', n: 'cron.service', state: 'enabled', drop: ['/etc/a.conf'] },
  { k: 'c', n: '/etc/crontab', jobs: [{ when: '* * * * *', x: 'd' }] },
  { k: 'j', n: '1', x: 'd' },
  { k: 'n', proto: 'tcp', addr: '*', port: 80, src: 'exposed' },
  { k: 'd', n: '/bin/x', why: 'deleted', pids: [7] },
  { k: 'o', n: '/data', type: 'ext4' },
  { k: 'y', n: 'kernel.x', v: '1', src: 'observed' },
  { k: 'm', n: 'usb', how: 'blacklist' },
  { k: 'b', n: 'quiet' },
  { k: 'r', n: 'cmd', v: ['a', 'b'] },
  { k: 'f', p: '/', y: 'd' },
  { k: 'f', p: '/etc', y: 'd', m: 0o700, x: { cap: 'cap_net_raw=ep', 'user.a': '/w==' } },
  { k: 'f', p: '/etc/a\nb%FF', s: 3, h: hash('abc'), t: 5 },
]

async function* batches(rows: readonly ContentRow[]): AsyncGenerator<readonly ContentRow[]> {
  for (let at = 0; at < rows.length; at += 5) yield rows.slice(at, at + 5)
}

function written(rows: readonly ContentRow[], isStrict?: (row: FileRow) => boolean): Promise<WrittenManifest> {
  return writeManifest(
    batches(rows),
    ({ contentRoot, counts }) => ({
      schema: 'driftgate/baked-image/v1',
      subjects: [{ kind: 'rootfs', id: contentRoot }],
      contentRoot,
      counts,
    }),
    isStrict,
  )
}

/** Reads a manifest as a scan does. */
async function recordOf(
  bytes: Buffer | string,
  name = 'a.baked.ndjson.gz',
): Promise<{ record: ImageRecord | undefined; notes: Diagnostic[] }> {
  const path = join(folder(), name)
  writeFileSync(path, bytes)
  const notes: Diagnostic[] = []
  const images = await readLibrary(findFiles(path), (note) => void notes.push(note))
  return { record: images.all()[0], notes }
}

async function rowsOf(record: ImageRecord | undefined): Promise<ContentRow[]> {
  const rows: ContentRow[] = []
  for await (const batch of record?.contents?.rows() ?? []) rows.push(...batch)
  return rows
}

async function errorOf(lines: readonly string[]): Promise<InputError | undefined> {
  const { record } = await recordOf(
    ['{"schema":"driftgate/baked-image/v1","subjects":[{"id":"a","kind":"ami"}]}', ...lines, ''].join('\n'),
    'a.ndjson',
  )
  const error: unknown = await rowsOf(record).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof InputError ? error : undefined
}

describe('a manifest', () => {
  it('is read back as it was written, rows of every kind, as often as one asks', async () => {
    const { parts, summary } = await written(oneOfEach)
    const { record, notes } = await recordOf(Buffer.concat(parts))
    expect([notes, await rowsOf(record), await rowsOf(record)]).toEqual([[], oneOfEach, oneOfEach])
    expect(summary).toMatchObject({ rows: 18, counts: { files: 1, dirs: 2, links: 0, other: 0, packages: 1, bytes: 3 } })
  })

  it('is the same whatever rows it holds', async () => {
    const path = fc.array(
      fc.string({ minLength: 1, maxLength: 4 }).filter((part) => !/[/\0]/.test(part)),
      { minLength: 1, maxLength: 3 },
    )
    const row = fc.record<FileRow>({
      k: fc.constant('f' as const),
      p: path.map((parts) => `/${parts.join('/')}`),
      s: fc.nat(),
      h: fc.string().map(hash),
    })
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(row, { selector: ({ p }) => p, maxLength: 12 }), async (unsorted) => {
        const rows = unsorted.toSorted(compareRows)
        const { record } = await recordOf(Buffer.concat((await written(rows)).parts))
        expect(await rowsOf(record)).toEqual(rows)
      }),
      { numRuns: 30 },
    )
  })

  it('has one text, sorted and without spaces, and is named by the digest of it', async () => {
    const { parts, digest } = await written(oneOfEach)
    const text = gunzipSync(Buffer.concat(parts))
    expect(digest).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`)
    const lines = text.toString().split('\n')
    expect([lines.length, lines.at(-1), lines[17]]).toEqual([
      20,
      '',
      '{"k":"f","m":448,"p":"/etc","x":{"cap":"cap_net_raw=ep","user.a":"/w=="},"y":"d"}',
    ])
    expect(lineOf({ b: 1, a: { d: [{ z: 1, y: 2 }], c: 'x' } })).toBe('{"a":{"c":"x","d":[{"y":2,"z":1}]},"b":1}\n')
    expect((await written(oneOfEach)).digest).toBe(digest)
  })

  it('has a content root that follows what files are, and no times, owners or other rows', async () => {
    const rootOf = async (rows: readonly ContentRow[], isStrict?: (row: FileRow) => boolean) =>
      (await written(rows, isStrict)).summary.contentRoot
    const file: FileRow = { k: 'f', p: '/a', s: 1, h: hash('a'), t: 1 }
    const root = await rootOf([file])
    expect(
      await rootOf([
        { k: 'b', n: 'quiet' },
        { ...file, t: 2, ct: '5', i: 7, o: 'deb/a', cf: true },
      ]),
    ).toBe(root)
    for (const other of [{ h: hash('b') }, { m: 0o600 }, { u: 1 }, { x: { cap: 'cap_kill=ep' } }, { p: '/b' }])
      expect(await rootOf([{ ...file, ...other }])).not.toBe(root)
    expect(await rootOf([file, { k: 'f', p: '/var/log/x', s: 9 }], ({ p }) => !p.startsWith('/var/log/'))).toBe(root)
  })

  it('takes fewer than 40 bytes a file beyond its hash', async () => {
    const rows = Array.from({ length: 20_000 }, (_, at): FileRow => {
      const digest = hash(String(at))
      const folders = `/usr/lib/python3/dist-packages/${digest.slice(0, 6)}${Math.floor(at / 20)}`
      return { h: digest, k: 'f', p: `${folders}/module_${digest.slice(6, 12)}.py`, s: at * 7, t: 1_700_000_000 + (at % 50) }
    }).toSorted(compareRows)
    expect((await written(rows)).bytes / rows.length - 32).toBeLessThan(40)
  })

  it('that is a header alone has no contents', async () => {
    const header = { schema: 'driftgate/baked-image/v1', subjects: [{ kind: 'ami', id: 'ami-1' }] }
    for (const text of [JSON.stringify(header), `${JSON.stringify(header)}\n`, JSON.stringify(header, null, 2)])
      expect((await recordOf(text, 'a.json')).record).toMatchObject({ name: 'ami-1' })
    expect((await recordOf(JSON.stringify(header, null, 2), 'a.json')).record?.contents).toBeUndefined()
    expect((await recordOf(gzipSync(`${JSON.stringify(header)}\n`))).record?.contents).toBeUndefined()
  })

  it('tells how it was read', async () => {
    const capture = {
      method: 'oci-layers',
      hashAlg: 'sha256',
      kinds: ['p', 'f', 'later'],
      xattrs: 'all',
      skipped: [{ path: '/a', reason: 'x' }],
    }
    const header = { schema: 'driftgate/baked-image/v1', subjects: [{ kind: 'ami', id: 'ami-1' }], capture }
    const { record } = await recordOf(`${JSON.stringify(header)}\n{"k":"f","p":"/a"}\n`, 'a.ndjson')
    expect(record?.contents?.reading).toMatchObject({
      method: 'oci-layers',
      depth: 'full',
      kinds: ['p', 'f'],
      xattrs: 'all',
      skipped: capture.skipped,
    })
  })
})

describe('a manifest with a broken record', () => {
  it.each([
    ['that is no JSON', ['{"k":"f","p":"/a"}', '{"k":"f",'], 'json-broken', 3],
    ['of an unknown kind', ['{"k":"z","n":"a"}'], 'image-manifest-row', 2],
    ['without its key', ['{"k":"f"}'], 'image-manifest-row', 2],
    ['whose hash is none', ['{"k":"f","p":"/a","h":"abc"}'], 'image-manifest-row', 2],
    ['that is no object', ['{"k":"f","p":"/a"}', '[]'], 'image-manifest-row', 3],
    ['out of order', ['{"k":"f","p":"/b"}', '{"k":"f","p":"/a"}'], 'image-manifest-order', 3],
    ['twice', ['{"k":"f","p":"/a"}', '', '{"k":"f","p":"/a"}'], 'image-manifest-order', 4],
    ['after the files', ['{"k":"f","p":"/a"}', '{"k":"b","n":"quiet"}'], 'image-manifest-order', 3],
  ])('%s is an error with its line', async (_, lines, code, line) => {
    const error = await errorOf(lines)
    expect([error?.code, error?.at?.line]).toEqual([code, line])
    expect(error?.at?.file).toMatch(/a\.ndjson$/)
  })

  it('that is cut is an error as well', async () => {
    const bytes = Buffer.concat((await written(oneOfEach)).parts)
    const path = join(folder(), 'cut.ndjson.gz')
    writeFileSync(path, bytes.subarray(0, -30))
    const reading = async (): Promise<void> => {
      for (const file of findFiles(path)) for await (const batch of readRows(file)) expect(batch).toBeDefined()
    }
    await expect(reading()).rejects.toMatchObject({ code: 'gzip-broken' })
  })
})
