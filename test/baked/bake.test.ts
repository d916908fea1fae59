import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { bake } from '../../src/baked/bake.ts'
import { unpackManifest } from '../../src/baked/manifest/write.ts'
import { Skipped } from '../../src/baked/skipped.ts'
import type { ContentRow } from '../../src/model/content.ts'
import type { ImageManifest } from '../../src/model/generated/image-manifest.ts'
import type { Member } from '../contents/tar/archive-builder.ts'
import { imageOf, indexOf, layoutOf, placeOf, read } from './sources/images.ts'

interface Baked {
  header: ImageManifest
  rows: ContentRow[]
}

/** What is baked of an image with these layers. */
async function baked(layers: readonly (readonly Member[])[], key?: Uint8Array): Promise<Baked> {
  const image = imageOf(layers)
  const skipped = new Skipped()
  const place = placeOf(layoutOf(image.blobs, indexOf([{ digest: image.manifest }])))
  const source = await read(`oci:${place}`, { skip: skipped.add })
  const { parts } = await bake(source, { at: new Date(0), tool: 'test', skipped, ...(key && { key }) })
  let text = ''
  for await (const part of unpackManifest(parts)) text += part
  const [header, ...rows] = text.trim().split('\n')
  return { header: JSON.parse(header ?? ''), rows: rows.map((line): ContentRow => JSON.parse(line)) }
}

const status = `Package: app
Status: install ok installed
Architecture: amd64
Version: 1.2-3
Conffiles:
 /etc/app.conf ${createHash('md5').update('a').digest('hex')}
`

const debian: Member[] = [
  { name: 'bin', type: '2', target: 'usr/bin' },
  { name: 'etc/app.conf', content: 'a' },
  { name: 'etc/passwd', content: 'root:x:0:0::/root:/bin/sh\n' },
  { name: 'etc/shadow', content: 'root:$6$salt$hash:19000:::::::\n' },
  { name: 'usr/bin/app', mode: 0o755, content: 'app' },
  { name: 'var/lib/dpkg/status', content: status },
  { name: 'var/lib/dpkg/info/app.list', content: '/.\n/etc\n/etc/app.conf\n/bin\n/bin/app\n' },
]

describe('baking', () => {
  it('reads databases out of layers and says whose files are whose, by their canonical paths', async () => {
    const { header, rows } = await baked([debian])
    expect(header).toMatchObject({ os: { packageManagers: ['dpkg'] }, counts: { packages: 1, files: 6, links: 1 } })
    expect(rows.filter(({ k }) => k === 'p')).toMatchObject([{ mgr: 'deb', n: 'app', v: '1.2-3' }])
    const owned = rows.flatMap((row) => (row.k === 'f' && row.o !== undefined ? [[row.p, row.o, row.cf]] : []))
    expect(owned).toEqual([
      ['/etc/app.conf', 'deb/app', true],
      ['/usr/bin/app', 'deb/app', undefined],
    ])
  })

  it('sees what the last layer says, and no password', async () => {
    const { rows } = await baked([
      debian,
      [{ name: 'etc/passwd', content: 'ada:x:1000:1000::/home/ada:/bin/sh\n' }, { name: 'var/lib/.wh.dpkg' }],
    ])
    expect(rows.filter(({ k }) => k === 'p' || k === 'u')).toMatchObject([{ k: 'u', n: 'ada' }])
    expect(JSON.stringify(rows)).not.toContain('$6$')
  })

  it('says which kinds of rows it looked for', async () => {
    const { header } = await baked([debian])
    expect(header.capture?.kinds).toEqual(expect.arrayContaining(['p', 'u', 'n', 'r', 'f']))
    expect(header.capture?.kinds).not.toContain('d')
  })

  it('has a header that is recognised by its head, however much there is to tell', async () => {
    const escaping = Array.from({ length: 3000 }, (_, at) => ({ name: `../${'x'.repeat(60)}${at}` }))
    const { header } = await baked([escaping])
    expect(JSON.stringify(header).length).toBeLessThan(40_000)
    expect(header.capture?.skipped?.at(-1)?.reason).toMatch(/^\d+ more$/)
  })
})
