import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { folder } from '../../cli/folder.ts'
import { runCli } from '../../cli/run-cli.ts'
import { readLive } from '../builders.ts'

/** A machine from which the script was run, and what it wrote. */
async function collected(): Promise<string> {
  const cwd = folder()
  for (const path of ['m/etc', 'm/usr/bin']) mkdirSync(join(cwd, path), { recursive: true })
  writeFileSync(join(cwd, 'm/etc/passwd'), 'root:x:0:0::/root:/bin/sh\n')
  writeFileSync(join(cwd, 'm/etc/machine-id'), `${'a'.repeat(32)}\n`)
  writeFileSync(join(cwd, 'm/usr/bin/web'), 'baked', { mode: 0o755 })
  const { stdout, code } = await runCli(['bake', '--script'])
  expect(code).toBe(0)
  writeFileSync(join(cwd, 'collect.sh'), stdout)
  writeFileSync(join(cwd, 'web.collected'), execFileSync('sh', ['collect.sh', 'm'], { cwd }))
  return cwd
}

describe('what the script of `driftgate bake --script` wrote', () => {
  it('is baked like an image, and said to rest on programs of the machine', async () => {
    const cwd = await collected()
    const { code, stderr } = await runCli(['bake', 'collected:web.collected', '-o', 'web.baked.ndjson.gz'], { cwd })
    expect([code, stderr]).toEqual([0, expect.stringContaining('wrote web.baked.ndjson.gz: 3 files')])
    const [header = '', ...rows] = gunzipSync(readFileSync(join(cwd, 'web.baked.ndjson.gz')))
      .toString()
      .trimEnd()
      .split('\n')
    expect(JSON.parse(header)).toMatchObject({ capture: { method: 'script', trust: 'exec', ctimeStable: false } })
    expect(
      rows.map((row) => JSON.parse(row) as { k: string; p?: string; h?: string }).find(({ p }) => p === '/usr/bin/web')?.h,
    ).toHaveLength(43)
  })

  it('is a live machine', async () => {
    const cwd = await collected()
    const items = await readLive([`collected:${join(cwd, 'web.collected')}`])
    expect(items).toMatchObject([
      {
        is: 'resource',
        resource: {
          kind: 'host',
          physicalId: 'a'.repeat(32),
          contents: { reading: { trust: 'exec', method: 'script', depth: 'full', skipped: [] } },
        },
      },
    ])
  })

  it('that is cut is a gap', async () => {
    const cwd = await collected()
    const file = join(cwd, 'cut.collected')
    writeFileSync(file, readFileSync(join(cwd, 'web.collected')).subarray(0, 300))
    const items = await readLive([`collected:${file}`])
    expect(items.at(-1)).toMatchObject({ is: 'gap', kind: 'host', reason: 'read-failed', detail: 'the collector did not come to its end' })
  })

  it.each(['collected', 'collected:none'])('%s names no file', async (source) => {
    await expect(readLive([source])).rejects.toMatchObject({ code: source === 'collected' ? 'collected-file' : 'input-not-found' })
  })

  it('is compared with what was baked: a patched program is found, an untouched machine has nothing', async () => {
    const cwd = await collected()
    const machine = async (id: string): Promise<void> => {
      writeFileSync(join(cwd, 'm/etc/machine-id'), id)
      writeFileSync(join(cwd, 'web.collected'), execFileSync('sh', ['collect.sh', 'm'], { cwd }))
    }
    await machine('')
    await runCli(['bake', 'collected:web.collected', '-o', 'web.baked.ndjson.gz'], { cwd })
    await machine(`${'b'.repeat(32)}\n`)
    const scan = async (): Promise<unknown[]> => {
      const argv = [
        'scan',
        '--baked',
        'web.baked.ndjson.gz',
        '--live',
        'collected:web.collected',
        '--format',
        'json',
        '--now',
        '2026-11-21',
      ]
      const { stdout, stderr } = await runCli(argv, { cwd })
      const report = JSON.parse(stdout === '' ? stderr : stdout) as { findings: unknown[] }
      return report.findings
    }
    expect(await scan()).toEqual([])
    writeFileSync(join(cwd, 'm/usr/bin/web'), 'other', { mode: 0o755 })
    await machine(`${'b'.repeat(32)}\n`)
    const [finding, ...rest] = await scan()
    expect(rest).toEqual([])
    expect(JSON.stringify(finding)).toContain('/usr/bin/web')
  })
})
