import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const declared = `${fixtures}terraform.tfstate`
const live = (name: string): string => `${fixtures}${name}.ndjson`
const scan = (name: string, ...more: string[]): string[] => ['scan', '--declared', declared, '--live', live(name), ...more]
const reportOf = (text: string): ScanReport => JSON.parse(text)

describe('the exit code of a scan', () => {
  it('is 0 when all was read and nothing was mutated', async () => {
    const { code, stdout, stderr } = await runCli(scan('clean'))
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('clean  3 resources')
  })

  it('is 1 for findings at the gate, and 0 below it', async () => {
    expect((await runCli(scan('mutated'))).code).toBe(1)
    expect((await runCli(scan('mutated', '--fail-on', 'critical'))).code).toBe(0)
    expect((await runCli(scan('mutated', '--fail-on', 'never'))).code).toBe(0)
  })

  it('is 3 when something was not read', async () => {
    const { code, stdout } = await runCli(scan('truncated'))
    expect(code).toBe(3)
    expect(stdout).toContain('capture-truncated')
  })

  it('is 0 for findings with --exit-zero, and the report still says what it found', async () => {
    const { code, stdout } = await runCli(scan('mutated', '--exit-zero', '--format', 'json'))
    expect(code).toBe(0)
    expect(reportOf(stdout).exit.code).toBe(1)
  })

  it('stays 3 with --exit-zero when something was not read', async () => {
    expect((await runCli(scan('truncated', '--exit-zero'))).code).toBe(3)
  })

  it.each([
    ['a file that is not there', ['--declared', 'nowhere.tfstate', '--live', live('clean')], 'input-not-found'],
    ['no live source', ['--declared', declared], 'no-live'],
    ['no declared source', ['--live', live('clean')], 'no-declared'],
    ['a live file that is none', ['--declared', declared, '--live', `${fixtures}main.tf`], 'live-not-recognised'],
    [
      'a folder without anything declared',
      ['--declared', import.meta.dirname + '/../report', '--live', live('clean')],
      'declared-folder-empty',
    ],
    ['policies that are not there', ['--declared', declared, '--live', live('clean'), '-p', 'nowhere.yaml'], 'policies-invalid'],
  ])('is 2 for %s', async (_what, argv, code) => {
    const ran = await runCli(['scan', ...argv], { cwd: folder() })
    expect(ran.code).toBe(2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toContain(`error[${code}]: `)
  })

  it.each([
    ['empty', ''],
    ['binary', '\u0000\u0001\u0002'],
    ['truncated', '{"version": 4, "lineage": "x", "resources": [{"mode": "mana'],
    ['of another kind', '{"hello": "world"}'],
  ])('is 2 for a state that is %s', async (_what, text) => {
    const cwd = folder({ 'terraform.tfstate': text })
    const { code, stderr } = await runCli(['scan', '--declared', 'terraform.tfstate', '--live', live('clean')], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error\[[a-z-]+\]: .*\n {2}at terraform\.tfstate/)
  })

  it('is 2, never 0, when nothing at all is declared', async () => {
    const cwd = folder({
      'terraform.tfstate': JSON.stringify({ version: 4, terraform_version: '1.9.0', serial: 1, lineage: 'x', outputs: {}, resources: [] }),
    })
    const { code, stderr } = await runCli(['scan', '--declared', 'terraform.tfstate', '--live', live('clean')], { cwd })
    expect([code, stderr.split(':')[0]]).toEqual([2, 'error[declared-empty]'])
  })

  it('is 2 when there is configuration and no state', async () => {
    const cwd = folder({ 'main.tf': 'resource "aws_sqs_queue" "a" {}\n' })
    const { code, stderr } = await runCli(['scan', '--declared', '.', '--live', live('clean')], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('terraform show -json')
  })
})

describe('the outputs of a scan', () => {
  it('write nothing but the report to standard output', async () => {
    const { stdout, stderr } = await runCli(scan('mutated', '--format', 'json'))
    expect(reportOf(stdout).findings.length).toBeGreaterThan(0)
    expect(stderr).toBe('')
  })

  it('are the same bytes for the same input', async () => {
    for (const format of ['table', 'json', 'sarif']) {
      const [first, second] = [await runCli(scan('mutated', '--format', format)), await runCli(scan('mutated', '--format', format))]
      expect(second.stdout).toBe(first.stdout)
    }
  })

  it('choose what to write by the suffix of each export', async () => {
    const cwd = folder()
    const exports = ['out/r.sarif', 'out/r.json', 'out/r.txt', 'out/r.rebuild.json']
    const { code, stdout, stderr } = await runCli(scan('mutated', '--format', 'none', ...exports.flatMap((path) => ['--export', path])), {
      cwd,
    })
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toBe(exports.map((path, at) => `wrote ${path}${at === 0 ? ' (made the folder out)' : ''}\n`).join(''))
    const text = (name: string): string => readFileSync(join(cwd, 'out', name), 'utf8')
    expect(JSON.parse(text('r.sarif'))).toMatchObject({ version: '2.1.0' })
    expect(reportOf(text('r.json')).schemaVersion).toBe('1')
    expect(text('r.txt')).toContain('gate      FAIL')
    expect(JSON.parse(text('r.rebuild.json'))).toHaveProperty('items')
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['r.json', 'r.rebuild.json', 'r.sarif', 'r.txt'])
  })

  it.each(['report.xml', 'report', 'plan.rebuild'])('refuse the export %s before anything is read', async (path) => {
    const { code, stderr } = await runCli(['scan', '--declared', 'nowhere', '--live', 'nowhere', '--export', path])
    expect(code).toBe(2)
    expect(stderr).toContain('error[export-suffix]')
    expect(stderr).toContain('.rebuild.json for the plan')
  })

  it('take the format of --output from its suffix unless --format says another', async () => {
    const cwd = folder()
    await runCli(scan('mutated', '-o', 'a.json', '-q'), { cwd })
    await runCli(scan('mutated', '-o', 'b.json', '-f', 'table', '-q'), { cwd })
    expect(reportOf(readFileSync(join(cwd, 'a.json'), 'utf8')).schemaVersion).toBe('1')
    expect(readFileSync(join(cwd, 'b.json'), 'utf8')).toMatch(/^ gate /)
    expect((await runCli(scan('mutated', '-o', 'c.rebuild.json'), { cwd })).stderr).toContain('error[output-plan]')
    expect((await runCli(scan('mutated', '-o', '-', '-f', 'json'), { cwd })).stdout).toMatch(/^\{/)
  })

  it('replace a file whole, follow a link, and refuse a folder', async () => {
    const cwd = folder({ 'real.json': 'old' })
    symlinkSync('real.json', join(cwd, 'link.json'))
    mkdirSync(join(cwd, 'folder.json'))
    await runCli(scan('clean', '-o', 'link.json'), { cwd })
    expect(reportOf(readFileSync(join(cwd, 'real.json'), 'utf8')).exit.code).toBe(0)
    const { code, stderr } = await runCli(scan('clean', '-o', 'folder.json'), { cwd })
    expect([code, stderr.includes('folder.json cannot be written (EISDIR)')]).toEqual([2, true])
  })

  it('write to what is no file without replacing it', async () => {
    const { code } = await runCli(scan('clean', '-f', 'json', '-o', '/dev/null', '-q'))
    expect([code, existsSync('/dev/null')]).toEqual([0, true])
    writeFileSync('/dev/null', 'still a device')
    expect(readFileSync('/dev/null', 'utf8')).toBe('')
  })

  it('are short with -q, longer with -v, coloured with --color and timed on a terminal', async () => {
    expect((await runCli(scan('mutated', '-q'))).stdout.trim().split('\n')).toHaveLength(1)
    const [plain, verbose] = [await runCli(scan('mutated')), await runCli(scan('mutated', '-v'))]
    expect(verbose.stdout.length).toBeGreaterThan(plain.stdout.length)
    expect((await runCli(scan('mutated', '--color'))).stdout).toContain('\u001b[31m')
    expect(plain.stdout).not.toContain('\u001b')
    expect((await runCli(scan('clean', '--no-color'), { isTTY: true })).stdout).toMatch(/\sin\s+\d+\.\d s\n/)
  })

  it('list resources and unmanaged ones where asked', async () => {
    const { stdout } = await runCli(scan('mutated', '--format', 'json', '--with-resources', '--unmanaged', 'all'))
    expect(reportOf(stdout).resources).toHaveLength(3)
    expect((await runCli(scan('mutated', '--show', 'unmanaged'))).code).toBe(1)
  })

  it('say when the capture was read, and judge by --now where it is given', async () => {
    const planOf = async (...more: string[]): Promise<string> => {
      const cwd = folder()
      await runCli(scan('mutated', '-f', 'none', '--export', 'p.rebuild.json', ...more), { cwd, env: { SOURCE_DATE_EPOCH: '86400' } })
      return readFileSync(join(cwd, 'p.rebuild.json'), 'utf8')
    }
    expect(reportOf((await runCli(scan('mutated', '-f', 'json'))).stdout).scope?.liveReadAt).toBe('2026-11-20T10:00:00.000Z')
    expect(await planOf()).toContain('2026-11-20T10:00:00')
    expect(await planOf('--now', '2027-01-01T00:00:00Z')).toContain('2027-01-01T00:00:00')
  })
})

describe('secrets', () => {
  it('that are marked in the state and changed live are in no output', async () => {
    const cwd = folder()
    const exports = ['r.sarif', 'r.json', 'r.txt', 'r.rebuild.json'].flatMap((path) => ['--export', path])
    for (const env of [{}, { DRIFTGATE_SECRET_KEY: 'a key' }]) {
      const { stdout, stderr } = await runCli(scan('mutated', '-v', '--with-resources', ...exports), { cwd, env })
      const files = readdirSync(cwd).filter((name) => name.startsWith('r.'))
      expect(files).toHaveLength(4)
      for (const text of [stdout, stderr, ...files.map((name) => readFileSync(join(cwd, name), 'utf8'))])
        expect(text).not.toContain('CANARY')
      expect(stdout).toContain('Value')
    }
  })
})

describe('hostile names', () => {
  it('of files are shown, not obeyed', async () => {
    const name = 'a\u001b[31m\n::error::x.tfstate'
    const cwd = folder({ [name]: '' })
    const { code, stderr } = await runCli(['scan', '--declared', name, '--live', live('clean')], { cwd })
    expect(code).toBe(2)
    expect(stderr).not.toContain('\u001b')
    expect(stderr).not.toMatch(/^::/m)
  })

  it('of exports with `__proto__` in them are only names', async () => {
    const cwd = folder()
    await runCli(scan('clean', '--export', '__proto__.json'), { cwd })
    expect(existsSync(join(cwd, '__proto__.json'))).toBe(true)
  })
})

describe('progress', () => {
  it('is shown to terminals only, and cleared', async () => {
    const { progressOn } = await import('../../src/cli/progress.ts')
    const { Values } = await import('../../src/cli/values.ts')
    const shown = (isTTY: boolean, env: Record<string, string>, flags = new Map<string, unknown>()): string => {
      let text = ''
      const stderr = { isTTY, write: (part: string) => ((text += part), true) }
      const progress = progressOn({ stdout: stderr, stderr, env }, new Values({ flags, env: {} }))
      progress.watcher?.say('eu-west-1 ec2.DescribeVolumes\u001b')
      progress.done()
      return text
    }
    expect(shown(true, {})).toBe('\r\u001b[Keu-west-1 ec2.DescribeVolumes\\x1b\r\u001b[K')
    expect(shown(false, {})).toBe('')
    expect(shown(true, { CI: 'true' })).toBe('')
    expect(shown(true, { TERM: 'dumb' })).toBe('')
    expect(shown(true, {}, new Map([['quiet', true]]))).toBe('')
    expect(shown(true, {}, new Map([['progress', false]]))).toBe('')
    expect(shown(true, { CI: 'true' }, new Map([['progress', true]]))).not.toBe('')
  })
})
