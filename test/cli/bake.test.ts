import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chainId } from '../../src/contents/chain-id.ts'
import { isObject, type Json } from '../../src/model/json.ts'
import { imageOf, savedOf } from '../baked/sources/images.ts'
import { tarOf } from '../contents/tar/archive-builder.ts'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const image = imageOf()

/** A folder with `web.tar`, as docker saves it. */
function place(): string {
  const cwd = folder()
  writeFileSync(join(cwd, 'web.tar'), tarOf(savedOf(image)))
  return cwd
}

function headerOf(text: string): Record<string, Json> {
  const header: Json = JSON.parse(text.split('\n')[0] ?? '')
  return isObject(header) ? header : {}
}

describe('driftgate bake', () => {
  it('writes a manifest that is called as its image is, and says what it holds', async () => {
    const cwd = place()
    const { code, stdout, stderr } = await runCli(['bake', 'docker-archive:web.tar', '--now', '2026-05-02'], { cwd })
    expect([code, stdout]).toEqual([0, ''])
    expect(stderr).toMatch(/^wrote web-1\.baked\.ndjson\.gz: 3 files, 0 packages, \d+ bytes, sha256:[0-9a-f]{64}\n$/)
    const text = gunzipSync(readFileSync(join(cwd, 'web-1.baked.ndjson.gz'))).toString()
    expect(headerOf(text)).toMatchObject({
      schema: 'driftgate/baked-image/v1',
      name: 'web:1',
      rootfsId: chainId(image.layers.map(({ diffId }) => diffId)),
      os: { id: 'debian', versionId: '12', arch: 'amd64' },
      capture: { method: 'oci-layers', at: '2026-05-02T00:00:00.000Z', hashAlg: 'sha256', xattrs: 'all' },
      counts: { files: 3, dirs: 4, bytes: 33 },
    })
    expect(text).not.toContain('secret')
  })

  it('writes the same bytes each time, and to standard output where that is asked', async () => {
    const cwd = place()
    const argv = ['bake', 'docker-archive:web.tar', '--now', '2026-05-02', '-q']
    expect(await runCli([...argv, '-o', 'out/a.ndjson.gz'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' })
    const { stdout } = await runCli([...argv, '-o', '-'], { cwd })
    expect(gunzipSync(readFileSync(join(cwd, 'out/a.ndjson.gz'))).toString()).toBe(stdout)
  })

  it('is taken by a scan as it is', async () => {
    const cwd = place()
    await runCli(['bake', 'docker-archive:web.tar', '-q'], { cwd })
    const sides = ['--declared', `${fixtures}terraform.tfstate`, '--live', `${fixtures}clean.ndjson`]
    const { code, stderr } = await runCli(['scan', ...sides, '--baked', 'web-1.baked.ndjson.gz', '-q'], { cwd })
    expect([code, stderr]).toEqual([0, ''])
  })

  it('is incomplete where something was not read, and lists it', async () => {
    const cwd = folder()
    writeFileSync(
      join(cwd, 'root.tar'),
      tarOf([
        { name: '../\u001b[31m', content: 'x' },
        { name: 'a', content: 'x' },
      ]),
    )
    const { code, stderr } = await runCli(['bake', 'tar:root.tar'], { cwd })
    expect([code, stderr.includes('unread  /../'), stderr.includes('\u001b')]).toEqual([3, true, false])
    const header = headerOf(gunzipSync(readFileSync(join(cwd, 'root.baked.ndjson.gz'))).toString())
    expect(header['capture']).toMatchObject({ skipped: [{ path: '/../\u001b[31m', reason: 'path-leads-out' }] })
    expect(header['subjects']).toEqual([{ kind: 'rootfs', id: header['contentRoot'] }])
  })

  it('leaves nothing behind when it fails', async () => {
    const cwd = folder({ 'a.tar': 'no archive'.repeat(100) })
    const { code, stderr } = await runCli(['bake', 'tar:a.tar', '-o', 'a.gz'], { cwd })
    expect([code, stderr.includes('error[tar-broken]'), existsSync(join(cwd, 'a.gz'))]).toEqual([2, true, false])
    expect((await runCli(['bake', 'floppy:a'], { cwd })).stderr).toContain('error[bake-source]')
  })
})
