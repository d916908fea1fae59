import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/baked/library/index-document.ts'
import { manifest } from '../baked/library/manifests.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const packer = JSON.stringify({
  builds: [
    {
      name: 'web',
      builder_type: 'amazon-ebs',
      build_time: 1795230642,
      artifact_id: 'eu-west-1:ami-0a,us-east-1:ami-0b',
      packer_run_uuid: 'r',
    },
  ],
  last_run_uuid: 'r',
})

describe('driftgate bake link', () => {
  it('gives a manifest its ids, keeps its rows, and says that its digest is another', async () => {
    const cwd = folder({ 'packer-manifest.json': packer, 'web.baked.dsse.json': '{}' })
    const web = manifest({ name: 'web', subjects: [{ kind: 'rootfs', id: 'sha256:aa' }] }, [
      { k: 'f', p: '/a' },
      { k: 'f', p: '/b' },
    ])
    writeFileSync(join(cwd, web.file), web.bytes)
    const argv = ['bake', 'link', web.file, '--packer', 'packer-manifest.json']
    const { code, stdout } = await runCli(argv, { cwd })
    const text = gunzipSync(readFileSync(join(cwd, web.file))).toString()
    const [header = '', ...rows] = text.split('\n')
    expect(rows).toEqual(['{"k":"f","p":"/a"}', '{"k":"f","p":"/b"}', ''])
    expect(JSON.parse(header)).toMatchObject({ subjects: [{ id: 'sha256:aa' }, { id: 'ami-0a' }, { id: 'ami-0b' }], build: { runId: 'r' } })
    expect([code, stdout]).toEqual([
      0,
      `${web.file}: 2 ids linked\ndigest before  ${web.digest}\ndigest now     sha256:${sha256(text)}\nweb.baked.dsse.json signs the manifest before: sign it anew\n`,
    ])
    expect((await runCli(argv, { cwd })).stdout).toBe(`${web.file}: 2 ids, known already: sha256:${sha256(text)}\n`)
  })

  it.each([
    [[], 'link-source'],
    [['--packer', 'p.json', '--image-builder', 'p.json'], 'link-source'],
    [['--packer', 'p.json'], 'document-unreadable'],
    [['--packer', 'other.json'], 'packer-manifest'],
  ])('with %j says %s and leaves the manifest alone', async (options, error) => {
    const cwd = folder({ 'other.json': '{}' })
    const web = manifest({ name: 'web' })
    writeFileSync(join(cwd, web.file), web.bytes)
    const { code, stderr } = await runCli(['bake', 'link', web.file, ...options], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringContaining(`[${error}]`)])
    expect(readFileSync(join(cwd, web.file))).toEqual(web.bytes)
  })
})
