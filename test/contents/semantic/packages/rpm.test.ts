import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ownersOf } from '../../../../src/contents/semantic/owners.ts'
import { rpm } from '../../../../src/contents/semantic/packages/rpm.ts'
import { rowsOfTable } from '../../../../src/contents/semantic/packages/sqlite.ts'
import { telling, treeOf, type Written } from '../../../helpers/written-tree.ts'

/** Written by rpm 4.18.0: `rpm -i` of two packages built for this, one of them with 400 files. */
const recorded = (name: string): Buffer => gunzipSync(readFileSync(new URL(`fixtures/${name}.gz`, import.meta.url)))
const database = recorded('rpmdb.sqlite')
/** Of the same database: the deletion of one package, and one that was taken back. */
const log = recorded('rpmdb.sqlite-wal')

const probe = { k: 'p', mgr: 'rpm', n: 'probe', v: '1:1.2-3', a: 'x86_64' }
const tools = { k: 'p', mgr: 'rpm', n: 'probe-tools', v: '1:1.2-3', a: 'noarch', src: 'probe' }

async function read(files: Record<string, Written>): Promise<{ rows: unknown[]; told: string[] }> {
  const context = telling()
  return { rows: await rpm.rows(treeOf(files), context), told: context.told }
}

describe('packages of rpm', () => {
  it.each(['/var/lib/rpm', '/usr/lib/sysimage/rpm'])('are read from the database in %s', async (folder) => {
    expect(await read({ [`${folder}/rpmdb.sqlite`]: database, [`${folder}/rpmdb.sqlite-wal`]: '' })).toEqual({
      rows: [probe, tools],
      told: [],
    })
  })

  it('are as the log of changes says, where it was not yet merged', async () => {
    const files = { '/var/lib/rpm/rpmdb.sqlite': database, '/var/lib/rpm/rpmdb.sqlite-wal': log }
    expect(await read(files)).toEqual({ rows: [probe], told: [] })
    const torn = Buffer.from(log)
    torn[100] = (torn[100] ?? 0) ^ 1
    expect(await read({ ...files, '/var/lib/rpm/rpmdb.sqlite-wal': torn })).toEqual({ rows: [probe, tools], told: [] })
  })

  it('own their files by canonical path; configuration is marked, folders are nobody’s', async () => {
    const owners = await ownersOf(treeOf({ '/var/lib/rpm/rpmdb.sqlite': database }), telling())
    expect(owners.get('/usr/bin/probe')).toEqual({ package: 'rpm/probe', conffile: false })
    expect(owners.get('/etc/probe.conf')).toEqual({ package: 'rpm/probe', conffile: true })
    expect(owners.get('/var/log/probe.log')).toEqual({ package: 'rpm/probe', conffile: true })
    expect(owners.get('/usr/share/probe/file-number-7 100%25 real')).toEqual({ package: 'rpm/probe-tools', conffile: false })
    expect(owners.size).toBe(403)
  })

  it('of SUSE’s database come out as of any other', async () => {
    const blobs = [...rowsOfTable(database, 'Packages')].map((values) => values.find((value) => Buffer.isBuffer(value)))
    const { rows, told } = await read({ '/usr/lib/sysimage/rpm/Packages.db': ndbOf(blobs.filter((blob) => blob !== undefined)) })
    expect({ rows, told }).toEqual({ rows: [probe, tools], told: [] })
  })

  it('are told to be unread in a Berkeley DB, a torn database, and one in the middle of a change', async () => {
    expect((await read({ '/var/lib/rpm/Packages': 'old' })).told).toEqual([
      '/var/lib/rpm/Packages: packages: a Berkeley DB of rpm cannot be read',
    ])
    expect((await read({ '/var/lib/rpm/rpmdb.sqlite': database.subarray(0, 20_000) })).told).toEqual([
      expect.stringMatching(/not all packages could be read: its page \d+ is missing/),
    ])
    expect(await read({ '/var/lib/rpm/rpmdb.sqlite': database, '/var/lib/rpm/rpmdb.sqlite-journal': 'x' })).toEqual({
      rows: [probe, tools],
      told: ['/var/lib/rpm/rpmdb.sqlite: packages may be wrong: a change was not finished'],
    })
  })

  it('of a database with any bytes spoilt end as rows or as told, never in a crash or a circle', async () => {
    const spots = fc.array(fc.tuple(fc.nat(40_000), fc.nat(255)), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(spots, async (spoilt) => {
        const bytes = Buffer.from(database)
        for (const [at, value] of spoilt) bytes[at] = value
        const { rows } = await read({ '/var/lib/rpm/rpmdb.sqlite': bytes })
        expect(rows.length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 60 },
    )
  })
})

/** A `Packages.db`: a page of slots, then blobs with a head and a tail, in blocks of 16 bytes. */
function ndbOf(blobs: readonly Buffer[]): Buffer {
  const page = Buffer.alloc(4096)
  page.write('RpmP')
  page.writeUInt32LE(1, 12)
  for (let slot = 32; slot < page.length; slot += 16) page.write('Slot', slot)
  const parts = [page]
  let block = 256
  for (const [index, blob] of blobs.entries()) {
    const head = Buffer.alloc(16)
    head.write('BlbS')
    head.writeUInt32LE(index + 1, 4)
    head.writeUInt32LE(blob.length, 12)
    const whole = Buffer.concat([head, blob, Buffer.alloc(12 + ((16 - ((blob.length + 12) % 16)) % 16))])
    page.writeUInt32LE(index + 1, 32 + 16 * index + 4)
    page.writeUInt32LE(block, 32 + 16 * index + 8)
    page.writeUInt32LE(whole.length / 16, 32 + 16 * index + 12)
    parts.push(whole)
    block += whole.length / 16
  }
  return Buffer.concat(parts)
}
