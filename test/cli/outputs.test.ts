import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const sources = (live = 'mutated'): string[] => ['--declared', `${fixtures}terraform.tfstate`, '--live', `${fixtures}${live}.ndjson`]
const hasFull = existsSync('/dev/full')

describe('what a command writes', () => {
  it('tells which folder it had to make', async () => {
    const cwd = folder()
    const first = await runCli(['scan', ...sources(), '--export', 'out/deep/a.json'], { cwd })
    expect(first.stderr).toBe('wrote out/deep/a.json (made the folder out/deep)\n')
    expect((await runCli(['scan', ...sources(), '--export', 'out/deep/b.json'], { cwd })).stderr).toBe('wrote out/deep/b.json\n')
    expect((await runCli(['capture', ...sources(), '-o', 'new/c.ndjson'], { cwd })).stderr).toContain('(made the folder new)')
    expect((await runCli(['prove', ...sources(), '-o', 'proof.json'], { cwd })).stderr).toBe('wrote proof.json\n')
  })

  it('of a capture holds what a terminal would obey as escapes, and reads back as it was', async () => {
    const evil = 'a\u009b2J\u202e\u2028b'
    const cwd = folder({
      'live.ndjson': readFileSync(`${fixtures}clean.ndjson`, 'utf8').replaceAll('"QueueName":"orders"', `"QueueName":"${evil}"`),
    })
    const { stdout } = await runCli(['capture', '--live', 'live.ndjson'], { cwd })
    expect(stdout).not.toMatch(/[\u0080-\u009f\u202a-\u202e\u2028]/)
    expect(stdout.split('\n').some((line) => line !== '' && JSON.stringify(JSON.parse(line)).includes(evil))).toBe(true)
  })

  it('is refused before anything is read where it could not be written', async () => {
    const cwd = folder({ file: '' })
    for (const command of ['scan', 'prove']) {
      const { code, stdout, stderr } = await runCli([command, ...sources(), '-o', 'file/report.json'], { cwd })
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toContain('error[output-unwritable]: file/report.json cannot be written (ENOTDIR).')
    }
    expect(readdirSync(cwd).toSorted()).toEqual(['.git', 'file'])
  })

  it.skipIf(!hasFull)('on a full disk costs only itself: what was found is still said', async () => {
    const cwd = folder()
    const { code, stdout, stderr } = await runCli(['scan', ...sources(), '-o', '/dev/full', '--export', 'report.json'], { cwd })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('error[output-unwritable]: /dev/full cannot be written (ENOSPC).')
    expect(readFileSync(join(cwd, 'report.json'), 'utf8')).toContain('"schemaVersion": "1"')
    const captured = await runCli(['capture', ...sources(), '-o', '/dev/full'], { cwd })
    expect([captured.code, captured.stderr]).toEqual([2, expect.stringContaining('error[output-unwritable]: /dev/full')])
  })

  it.skipIf(!existsSync('/proc/self'))('is an error where nobody can make a folder', async () => {
    const { code, stdout, stderr } = await runCli(['scan', ...sources(), '--export', '/proc/driftgate/x.json'])
    expect(code).toBe(2)
    expect(stderr).toContain('error[output-unwritable]: /proc/driftgate/x.json cannot be written')
    expect(process.getuid?.() === 0 ? stdout : 'gate').toContain('gate')
  })
})

describe('a command line that says something else than it seems to', () => {
  it('is refused: one state as both sides would be equal to itself', async () => {
    const state = `${fixtures}terraform.tfstate`
    const cwd = folder({}, true)
    for (const live of [state, 'terraform.tfstate', './terraform.tfstate']) {
      const { code, stderr } = await runCli(['scan', '--declared', live === state ? state : '.', '--live', live], { cwd })
      expect([code, stderr]).toEqual([2, expect.stringContaining('error[same-document]')])
    }
  })

  it('is refused: words after -- that nothing takes', async () => {
    const { code, stderr } = await runCli(['scan', ...sources(), '--', 'terraform.tfstate'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('"terraform.tfstate" is neither a command nor an argument')])
  })
})
