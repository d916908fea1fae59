import { describe, expect, it } from 'vitest'
import { library } from '../src/baked/library.ts'
import type { ContentRow, Contents } from '../src/model/content.ts'
import type { ImageRecord } from '../src/model/image.ts'
import type { LiveItem, LiveResource } from '../src/model/resource.ts'
import { reporters } from '../src/report/index.ts'
import { after, bakedReading, contentsOf, file, liveReading, walked, withRows } from './helpers/contents.ts'
import { debian } from './helpers/debian-tree.ts'
import { shows } from './helpers/resources.ts'
import { scanning } from './helpers/scanning.ts'

const digest = 'sha256:0123'

function manifest(more: Partial<ImageRecord> = {}): ImageRecord {
  return {
    name: 'web',
    subjects: [{ kind: 'oci-config', id: digest }],
    parents: [],
    file: 'images/web.baked.ndjson.gz',
    line: 1,
    header: { os: { id: 'debian' } },
    contents: contentsOf(debian, bakedReading),
    ...more,
  }
}

function runs(rows: readonly ContentRow[], more: Partial<LiveResource> = {}, contents: Contents = walked(rows)): LiveItem[] {
  const resource = shows('docker/container', 'c0ffee', {}, { address: 'web-1', images: [digest], contents, source: 'docker', ...more })
  return [{ is: 'resource', resource }]
}

const patched = withRows(debian, [file('/usr/bin/id', 'iD', { m: 0o755, o: 'deb/coreutils', ct: after })])

describe('a scan of a container', () => {
  it('tells a patched program with its class, its package, its image and what is to be done', async () => {
    const { report, plan } = await scanning([], runs(patched), { library: library([manifest()]) })
    expect(report.findings).toMatchObject([
      {
        policy: 'DG605',
        alsoBreaks: ['DG604'],
        severity: 'critical',
        outcome: 'mutated',
        class: 'M01',
        resource: { kind: 'docker/container', address: 'web-1', physicalId: 'c0ffee' },
        difference: { path: '/files/~1usr~1bin~1id', change: 'changed' },
        context: { package: 'deb/coreutils', volatile: 'strict', fields: ['content'] },
        location: { file: 'images/web.baked.ndjson.gz', line: 1 },
        image: { id: digest, name: 'web' },
        verdict: { action: 'quarantine' },
        unit: 'web-1',
      },
    ])
    expect(report).toMatchObject({
      complete: true,
      exit: { code: 1 },
      summary: { resources: { managed: 1 }, attributes: { different: 1 } },
    })
    expect(plan?.items).toMatchObject([{ unit: 'web-1', kind: 'docker/container', verdict: 'quarantine' }])
  })

  it('is clean where nothing was changed, and counts every baked row', async () => {
    const { report } = await scanning([], runs(debian), { library: library([manifest()]) })
    expect(report.findings).toEqual([])
    const { equal, different, notCompared } = report.summary.attributes
    expect([equal + different + notCompared, different, report.exit.code]).toEqual([debian.length, 0, 0])
  })

  it.each(['table', 'sarif', 'json'] as const)('is told as %s', async (format) => {
    const conf = file('/etc/nginx/nginx.conf', 'listen 8080;\n', {
      ct: after,
      o: 'deb/nginx',
      cf: true,
      tx: 'password hunter3;\nlisten 8080;\n',
    })
    const { report } = await scanning([], runs(withRows(debian, [conf])), { library: library([manifest()]) })
    const reporter = await reporters[format].load()
    const text = reporter(report, { columns: 120, color: false })
    expect(text).toContain('nginx.conf')
    expect(text).not.toMatch(/hunter/)
    expect(text.slice(text.indexOf('nginx.conf'))).not.toMatch(/but .* declared/)
  })
})

describe('a machine and the manifest of its image', () => {
  it('is a finding and incomplete where no manifest is of its image', async () => {
    const { report } = await scanning([], runs(debian, { images: ['sha256:other'] }), { library: library([manifest()]) })
    expect(report.findings).toMatchObject([{ policy: 'DG201', outcome: 'image' }])
    expect(report.notChecked).toMatchObject([{ reason: 'no-manifest', detail: expect.stringContaining('sha256:other') }])
    expect(report.complete).toBe(false)
  })

  it('is not checked without a library', async () => {
    const { report } = await scanning([], runs(debian))
    expect(report).toMatchObject({ findings: [], notChecked: [{ reason: 'no-manifest' }], complete: false, exit: { code: 3 } })
  })

  it('is not checked where the manifest is a header alone', async () => {
    const { contents: _none, ...header } = manifest()
    const { report } = await scanning([], runs(debian), { library: library([header]) })
    expect(report.notChecked).toMatchObject([{ reason: 'no-manifest', detail: expect.stringContaining('header alone') }])
  })

  it('goes by the next id where the first is unknown, and by its own', async () => {
    const known = library([manifest({ subjects: [{ kind: 'rootfs', id: 'c0ffee' }] })])
    for (const more of [{ images: ['sha256:other', 'c0ffee'] }, { images: [] }])
      expect((await scanning([], runs(debian, more), { library: known })).report).toMatchObject({ complete: true, findings: [] })
  })

  it('takes the one manifest that was named, and says so', async () => {
    const { report } = await scanning([], runs(debian, { images: [] }), { library: library([manifest({ named: true })]) })
    expect(report).toMatchObject({ complete: true, findings: [], diagnostics: [{ code: 'image-manifest-assumed' }] })
    const unnamed = await scanning([], runs(debian, { images: [] }), { library: library([manifest()]) })
    expect(unnamed.report.complete).toBe(false)
  })

  it('is that of the AMI that its AMI is a copy of', async () => {
    const source = manifest({ subjects: [{ kind: 'ami', id: 'ami-1' }] })
    const { contents: _none, ...bare } = manifest({ subjects: [{ kind: 'ami', id: 'ami-2' }], parents: [{ kind: 'ami', id: 'ami-1' }] })
    const byHeader = await scanning([], runs(patched, { images: ['ami-2'] }), { library: library([source, { ...bare, file: 'copy' }]) })
    expect(byHeader.report.findings).toMatchObject([{ class: 'M01' }])
    const copy = shows('AWS::EC2::Image', 'ami-3', { SourceImageId: 'ami-1' })
    const items: LiveItem[] = [...runs(patched, { images: ['ami-3'] }), { is: 'resource', resource: copy }]
    const byApi = await scanning([], items, { library: library([source]) })
    expect(byApi.report.findings).toMatchObject([{ class: 'M01' }])
  })
})

describe('a side that breaks', () => {
  it('costs only its machine', async () => {
    const broken: Contents = {
      reading: liveReading,
      async *rows() {
        yield debian.slice(0, 2)
        throw Object.assign(new Error('unexpected end of file'), { code: 'Z_BUF_ERROR' })
      },
    }
    const items = [...runs(debian, { physicalId: 'broken', address: 'broken' }, broken), ...runs(patched)]
    const { report } = await scanning([], items, { library: library([manifest()]) })
    expect(report.notChecked).toMatchObject([{ reason: 'unreadable-document', resource: { address: 'broken' } }])
    expect(report.findings).toMatchObject([{ class: 'M01' }])
  })

  it('is told where it is not in order', async () => {
    const rows = [...debian].filter(({ k }) => k === 'p').toReversed()
    const reversed: Contents = {
      reading: liveReading,
      async *rows() {
        yield rows
      },
    }
    const { report } = await scanning([], runs([], {}, reversed), { library: library([manifest()]) })
    expect(report.notChecked).toMatchObject([{ reason: 'unreadable-document', detail: expect.stringContaining('not in order') }])
  })

  it('is incomplete where a file could not be read', async () => {
    const unread: Contents = { ...walked(patched), hashes: (files) => Promise.resolve(files.map(() => undefined)) }
    const { report } = await scanning([], runs(patched, {}, unread), { library: library([manifest()]) })
    expect(report).toMatchObject({ complete: false, notChecked: [{ reason: 'read-failed', detail: 'Not read: /usr/bin/id' }] })
  })
})
