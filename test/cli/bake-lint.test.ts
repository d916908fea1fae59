import { readFileSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { manifest } from '../baked/library/manifests.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const rows: JsonObject[] = [
  { k: 'p', mgr: 'deb', n: 'bash', v: '5' },
  { k: 'f', p: '/root/.bash_history\u001b[2J', s: 9 },
  { k: 'f', p: '/srv/.env', s: 4 },
]
const web = manifest({ name: 'web', capture: { method: 'tar', hashAlg: 'sha256', xattrs: 'none' } }, rows)

async function lint(...options: string[]): Promise<{ code: number; stdout: string; cwd: string }> {
  const cwd = folder()
  writeFileSync(join(cwd, web.file), web.bytes)
  return { ...(await runCli(['bake', 'lint', web.file, ...options], { cwd })), cwd }
}

describe('driftgate bake lint', () => {
  it('says what is wrong, what it could not look at, and ends with 1', async () => {
    const { code, stdout } = await lint()
    expect([code, stdout]).toEqual([
      1,
      `high      L05  /srv/.env is an environment file, which holds secrets more often than not.
          Leave it out of the build context (.dockerignore); give values when the machine starts.
not said  L10  capabilities were not read
1 finding: 1 finding at or above high
`,
    ])
  })

  it('ends with 0 below the level that was asked for, and with what is allowed', async () => {
    expect((await lint('--fail-on', 'critical')).code).toBe(0)
    expect(await lint('--allow', 'L05:/srv/*')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 findings: complete') })
  })

  it('writes the findings into the header of a new manifest', async () => {
    const { cwd, stdout } = await lint('-o', 'linted.baked.ndjson.gz')
    const [header = '', ...others] = gunzipSync(readFileSync(join(cwd, 'linted.baked.ndjson.gz')))
      .toString()
      .split('\n')
    expect(JSON.parse(header)).toMatchObject({ name: 'web', lint: [{ rule: 'L05', what: '/srv/.env', severity: 'high' }] })
    expect(others).toHaveLength(rows.length + 1)
    expect(stdout).toContain('wrote linted.baked.ndjson.gz  sha256:')
    expect((await runCli(['library', 'add', 'images', 'linted.baked.ndjson.gz'], { cwd })).code).toBe(0)
  })

  it('says at which line a manifest is broken', async () => {
    const cwd = folder()
    const broken = manifest({ name: 'x' }, [{ k: 'f', p: '/a' }, { k: 'unknown' }])
    writeFileSync(join(cwd, broken.file), broken.bytes)
    const { code, stderr } = await runCli(['bake', 'lint', broken.file], { cwd })
    expect([code, stderr]).toEqual([2, expect.stringContaining('broken record at line 3')])
  })
})
