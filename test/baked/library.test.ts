import { describe, expect, it } from 'vitest'
import { isManifest, library, readLibrary } from '../../src/baked/library.ts'
import { findFiles } from '../../src/documents/input-file.ts'
import type { Diagnostic } from '../../src/model/generated/report.ts'
import type { ImageLibrary, ImageRecord } from '../../src/model/image.ts'
import { folderOf } from '../live/builders.ts'

const schema = 'driftgate/baked-image/v1'
const ami = (id: string): { kind: string; id: string } => ({ kind: 'ami', id })

async function read(
  files: Readonly<Record<string, string | object>>,
  named = false,
): Promise<{ images: ImageLibrary; notes: Diagnostic[] }> {
  const notes: Diagnostic[] = []
  const found = findFiles(folderOf(files)).map((file) => ({ ...file, named }))
  return { images: await readLibrary(found, (note) => void notes.push(note)), notes }
}

describe('the library of images', () => {
  it('finds a build by any id that it has', async () => {
    const manifest = {
      schema,
      name: 'web-7',
      rootfsId: 'sha256:aa',
      subjects: [ami('ami-1'), ami('ami-2')],
      build: { tool: 'packer', finishedAt: '2026-01-01T00:00:00Z' },
      channel: 'stable',
    }
    const { images, notes } = await read({ 'web.json': manifest })
    expect(images.size).toBe(1)
    for (const id of ['ami-1', 'ami-2', 'sha256:aa'])
      expect(images.find(id)).toMatchObject({ name: 'web-7', createdAt: '2026-01-01T00:00:00Z', channel: 'stable', line: 1 })
    expect(images.find('ami-3')).toBeUndefined()
    expect(notes).toEqual([])
  })

  it('reads no more than the header of a manifest whose records follow', async () => {
    const { images } = await read({
      'web.ndjson': `${JSON.stringify({ schema, subjects: [ami('ami-1')] })}\n{"file":"/bin/sh"}\n{broken\n`,
    })
    expect(images.find('ami-1')?.name).toBe('ami-1')
  })

  it('says what is wrong with a manifest and keeps the others', async () => {
    const { images, notes } = await read({
      'a.json': `{"schema":"${schema}","subjects":`,
      'b.json': { schema, subjects: [] },
      'c.json': { schema, subjects: [ami('ami-1')] },
    })
    expect(images.size).toBe(1)
    expect(notes.map(({ code, level }) => [code, level])).toEqual([
      ['json-broken', 'error'],
      ['image-manifest-invalid', 'error'],
    ])
  })

  it('passes over other documents of a folder, and says so of one that was named', async () => {
    const other = { 'state.json': { version: 4 } }
    expect((await read(other)).notes).toEqual([])
    expect((await read(other, true)).notes).toMatchObject([{ code: 'image-manifest-unknown', level: 'error' }])
    expect(findFiles(folderOf({ 'a.yaml': `schema: ${schema}\n` })).map(isManifest)).toEqual([false])
  })

  it('counts the first of two manifests for one image, and says so', async () => {
    const { images, notes } = await read({
      'b.json': { schema, name: 'second', subjects: [ami('ami-1')] },
      'a.json': { schema, name: 'first', subjects: [ami('ami-1')] },
    })
    expect(images.find('ami-1')?.name).toBe('first')
    expect(notes).toMatchObject([{ code: 'image-manifest-duplicate', level: 'warning' }])
  })

  it('revokes what was built from a revoked image, at any distance and in circles', () => {
    const record = (id: string, parents: string[], more: Partial<ImageRecord> = {}): ImageRecord => ({
      name: id,
      subjects: [ami(id)],
      parents: parents.map(ami),
      file: `${id}.json`,
      header: {},
      ...more,
    })
    const images = library([
      record('base', [], { revokedAt: '2026-01-01T00:00:00Z', revokedReason: 'CVE' }),
      record('middle', ['base', 'unknown']),
      record('web', ['middle']),
      record('x', ['y']),
      record('y', ['x']),
    ])
    expect(['base', 'middle', 'web', 'x'].map((id) => images.find(id)?.revokedByParent)).toEqual([undefined, true, true, undefined])
    expect(images.all()).toHaveLength(5)
  })
})
