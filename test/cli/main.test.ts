import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { commands, groups } from '../../src/cli/commands.ts'
import { runCli } from './run-cli.ts'

const manifest: { version: string } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

afterEach(() => {
  vi.doUnmock('../../src/cli/run.ts')
  vi.resetModules()
})

describe('the command line', () => {
  it('prints its version and nothing else', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
    expect(await runCli(['version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it('names every command in its help', async () => {
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    const groupNamed = (name: string): string | undefined => Object.keys(groups).find((group) => name.split(' ')[0] === group)
    for (const { name, group } of commands) expect(stdout).toContain(`driftgate ${group ?? groupNamed(name) ?? name}`)
    for (const group of Object.keys(groups)) {
      const help = await runCli([group, '--help'])
      for (const { name } of commands.filter((entry) => entry.group === group)) expect(help.stdout).toContain(`driftgate ${group} ${name}`)
      for (const { name } of commands.filter((entry) => entry.group === undefined && groupNamed(entry.name) === group))
        expect(help.stdout).toContain(`driftgate ${name}`)
    }
  })

  it.each([
    [['scan', '--fail-onn', 'low'], 'option-unknown', 'Did you mean --fail-on?'],
    [['scan', '--qqqqqqqqqq'], 'option-unknown', '`driftgate scan --help` lists the options.'],
    [['scna'], 'command-unknown', 'Did you mean scan?'],
    [['policies', 'shwo'], 'command-unknown', 'Did you mean show?'],
    [['scan', 'terraform.tfstate'], 'command-unknown', '`driftgate --help` lists the commands.'],
    [[], 'usage', '`driftgate --help` lists the commands'],
    [['policies'], 'usage', '`driftgate --help` lists the commands'],
    [['policies', 'show'], 'usage', '`driftgate --help` lists the commands'],
    [['scan', '-o'], 'option-value', 'Write it after the option.'],
    [['scan', '--fail-on', 'hihg'], 'option-value', 'Did you mean high? Choices are critical, high, medium, low, never.'],
    [['scan', '--format', 'xml'], 'option-value', 'Choices are table, json, sarif, none.'],
    [['scan', '--format', 'json', '--format', 'table'], 'option-repeated', 'Give it once.'],
    [['scan', '--now', 'yesterday'], 'time-invalid', '2026-11-21T10:00:00Z'],
    [['completion', 'powershell'], 'shell-unknown', 'bash, zsh, fish'],
  ])('answers %j with an error that says what to do', async (argv, code, hint) => {
    const ran = await runCli(argv)
    expect(ran.code).toBe(2)
    expect(ran.stdout).toBe('')
    expect(ran.stderr).toMatch(new RegExp(`^error\\[${code}\\]: .+\\n`))
    expect(ran.stderr).toContain(`  hint: `)
    expect(ran.stderr).toContain(hint)
  })

  it('calls an unexpected error a bug, in one line, and shows its stack only with --debug', async () => {
    vi.doMock('../../src/cli/run.ts', () => ({
      run: () => {
        throw new TypeError('x is not\u001b[2J a function')
      },
    }))
    const short = await runCli(['scan'])
    expect(short).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: x is not\\x1b[2J a function\n  this is a bug in driftgate; run again with --debug for the stack\n',
    })
    const long = await runCli(['scan', '--debug'])
    expect(long.stderr).toContain('main.test.ts')
    expect(long.stderr).not.toContain('\u001b')
  })

  it('ends quietly when the reader of a pipe has gone', async () => {
    vi.doMock('../../src/cli/run.ts', () => ({
      run: () => {
        throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
      },
    }))
    expect(await runCli(['scan'])).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('colours only the word error', async () => {
    const { stderr } = await runCli(['scna', '--color'])
    expect(stderr.startsWith('\u001b[31merror\u001b[0m[command-unknown]: ')).toBe(true)
    expect(stderr.split('\u001b')).toHaveLength(3)
  })
})

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('has a script for %s that asks driftgate itself', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toContain('driftgate --complete-words')
  })

  it.each([
    [[''], ['scan', 'capture', 'policies']],
    [['sc'], ['scan']],
    [['scan', '--fail'], ['--fail-on']],
    [['scan', '--declared', 'x', '--fail-on', 'c'], ['critical']],
    [
      ['scan', '-f', ''],
      ['table', 'json', 'sarif', 'none'],
    ],
    [
      ['policies', ''],
      ['list', 'show', 'validate', 'test'],
    ],
    [['policies', 'show', '--pol'], ['--policies']],
    [['completion', '--'], ['--help']],
  ])('offers after %j what may follow', async (words, expected) => {
    const { code, stdout } = await runCli(['--complete-words', ...words])
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual(expect.arrayContaining(expected))
  })

  it.each([[['scan', '--declared', '']], [['nowhere', '']], [['policies', 'nowhere', '--']]])(
    'leaves files to the shell after %j',
    async (words) => {
      expect((await runCli(['--complete-words', ...words])).stdout).toBe('')
    },
  )
})
