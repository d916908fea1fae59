import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Proof } from '../../src/model/generated/proof.ts'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const { validate }: { validate: (data: unknown) => boolean } = await import(
  new URL('../../schemas/compiled/proof.mjs', import.meta.url).href
)
const prove = (...more: string[]): string[] => [
  'prove',
  '--declared',
  `${fixtures}terraform.tfstate`,
  '--live',
  `${fixtures}clean.ndjson`,
  ...more,
]
const proofOf = (text: string): Proof => JSON.parse(text)

describe('driftgate prove', () => {
  it('prints the share by mutation and by kind, and the blind spots with their reasons', async () => {
    const { code, stdout, stderr } = await runCli(prove())
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ [\d,]+ of [\d,]+ mutations would be found \([\d.]+ %\)/)
    expect(stdout).toContain('Not found, by reason')
    expect(stdout).toContain('default-unknown: Live has a value that nobody declared')
    expect(stdout).toContain('Not found, by place')
  })

  it('writes JSON that its schema describes, and to a file too', async () => {
    const { stdout } = await runCli(prove('--format', 'json'))
    expect(validate(JSON.parse(stdout))).toBe(true)
    expect(proofOf(stdout).mutations).toBeGreaterThan(50)
    const cwd = folder()
    expect((await runCli(prove('-o', 'proof.json'), { cwd })).stdout).toBe('')
    expect(readFileSync(join(cwd, 'proof.json'), 'utf8')).toBe(stdout)
  })

  it('makes only the mutations that are asked for', async () => {
    const { stdout } = await runCli(prove('--format', 'json', '--kind', 'tag-added', '--kind', 'number'))
    expect(proofOf(stdout).byMutation.map(({ mutation }) => mutation)).toEqual(['number', 'tag-added'])
  })

  it('writes out as many blind spots as are asked for, and counts the others', async () => {
    const { stdout } = await runCli(prove('--top', '1'))
    expect(stdout).toMatch(/\.\.\. \d+ more places, use --top or --format json/)
  })

  it('is a gate with --min-proved: 1 below it, 0 from it on', async () => {
    const failed = await runCli(prove('--min-proved', '100'))
    expect(failed.code).toBe(1)
    expect(failed.stdout).toMatch(/gate {6}FAIL: [\d.]+ % of the mutations would be found, 100 % asked for/)
    expect((await runCli(prove('--min-proved', '100', '-q'))).stdout).toMatch(/^gate/)
    const passed = await runCli(prove('--min-proved', '10', '--format', 'json'))
    expect([passed.code, proofOf(passed.stdout).minimum, proofOf(passed.stdout).exit.code]).toEqual([0, 10, 0])
  })

  it('takes the same from driftgate.yaml', async () => {
    const cwd = folder({ 'driftgate.yaml': 'minProved: 99.9\n' })
    expect((await runCli(prove(), { cwd })).code).toBe(1)
    expect((await runCli(prove('--min-proved', '0'), { cwd })).code).toBe(0)
  })

  it.each([
    ['a percentage that is none', ['--min-proved', '101'], 'option-value'],
    ['a format that it does not have', ['--format', 'sarif'], 'option-value'],
    ['a mutation that there is not', ['--kind', 'tag-add'], 'option-value'],
    ['a number that is none', ['--top', 'all'], 'option-value'],
  ])('is 2 for %s', async (_, more, code) => {
    const ran = await runCli(prove(...more))
    expect([ran.code, ran.stdout]).toEqual([2, ''])
    expect(ran.stderr).toContain(`error[${code}]`)
  })

  it('of nothing, or of sources that were not all read, passes no gate', async () => {
    const cwd = folder({
      'empty.tfstate': '{"version":4,"terraform_version":"1.9.0","lineage":"x","resources":[]}',
      'cut.tfstate': '{"version": 4, "lineage": "x", "resources": [',
    })
    const state = `${fixtures}terraform.tfstate`
    const nothing = await runCli(['prove', '--declared', state, '--live', 'empty.tfstate', '--min-proved', '80'], { cwd })
    expect([nothing.code, nothing.stdout]).toEqual([3, expect.stringContaining('Nothing to mutate')])
    expect(nothing.stdout).toContain('gate      FAIL: incomplete: there was nothing to mutate')
    const cut = await runCli(prove('--declared', 'cut.tfstate', '--min-proved', '10'), { cwd })
    expect([cut.code, cut.stderr]).toEqual([3, expect.stringContaining('error[json-broken]: cut.tfstate ends too early')])
    expect(cut.stdout).toContain('gate      FAIL: incomplete: something in scope was not read')
    expect((await runCli(prove('--declared', 'cut.tfstate', '--min-proved', '100'), { cwd })).code).toBe(1)
  })

  it('goes on where one of several stacks cannot be read, and ends with 2', async () => {
    const stack = (name: string, live: string): string =>
      `  - {name: ${name}, declared: [${fixtures}terraform.tfstate], live: [${fixtures}${live}.ndjson]}\n`
    const cwd = folder({ 'driftgate.yaml': `stacks:\n${stack('a', 'nowhere')}${stack('b', 'clean')}` })
    const { code, stdout, stderr } = await runCli(['prove'], { cwd })
    expect([code, stdout]).toEqual([2, expect.stringContaining('mutations would be found')])
    expect(stderr).toContain('error[input-not-found]')
  })

  it('proves with what live was after the deployment: less is in doubt', async () => {
    const shop = ['--declared', 'fixtures/web-shop/terraform', '--live', 'fixtures/web-shop/live/clean.ndjson']
    const found = async (...more: string[]): Promise<number> => {
      const { stdout } = await runCli(['prove', ...shop, '--format', 'json', '--kind', 'property-added', ...more])
      return proofOf(stdout).found
    }
    expect(await found('--as-deployed', 'fixtures/web-shop/live/clean.ndjson')).toBeGreaterThan(await found())
  })

  it('has one JSON proof for one stack', async () => {
    const stack = (name: string): string =>
      `  - name: ${name}\n    declared: ['${fixtures}terraform.tfstate']\n    live: ['${fixtures}clean.ndjson']\n`
    const cwd = folder({ 'driftgate.yaml': `stacks:\n${stack('a')}${stack('b')}` })
    const both = await runCli(['prove', '--format', 'json'], { cwd })
    expect([both.code, both.stderr.split(':')[0]]).toEqual([2, 'error[output-shared]'])
    expect((await runCli(['prove'], { cwd })).stdout.match(/mutations would be found/g)).toHaveLength(2)
  })

  it('lets no name from outside break the terminal or a workflow log', async () => {
    const state = readFileSync(`${fixtures}terraform.tfstate`, 'utf8').replaceAll('"aws_sqs_queue"', '"aws_sqs_queue"')
    const live = readFileSync(`${fixtures}clean.ndjson`, 'utf8').replaceAll('"Team"', String.raw`"\u001b[31m::error::"`)
    const cwd = folder({ 'terraform.tfstate': state, 'live.ndjson': live })
    const { stdout } = await runCli(['prove', '--declared', 'terraform.tfstate', '--live', 'live.ndjson', '--top', '999'], { cwd })
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/\u001b|^\s*::error::/m)
  })
})
