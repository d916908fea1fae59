import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { send, serve, type Served } from '../declared/sources/serving.ts'
import { fixtures, folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const state = readFileSync(`${fixtures}terraform.tfstate`, 'utf8')
const reportOf = (text: string): ScanReport => JSON.parse(text)

/** The state of the fixtures for who has the password. */
function states(): Promise<Served> {
  return serve(({ headers, url }, response) =>
    url === '/open' || headers.authorization === `Basic ${btoa('ci:hunter22')}` ? send(response, state) : send(response, 'no', 401),
  )
}

describe('a scan of a state that is fetched', () => {
  const env = { TF_HTTP_USERNAME: 'ci', TF_HTTP_PASSWORD: 'hunter22' }

  it('says what a scan of the file says, and where the state is', async () => {
    const { origin } = await states()
    const source = `${origin}/state?key=hunter22`
    const { code, stdout } = await runCli(['scan', '--declared', source, '--live', `${fixtures}mutated.ndjson`, '-f', 'json'], { env })
    const file = await runCli(['scan', '--declared', `${fixtures}terraform.tfstate`, '--live', `${fixtures}mutated.ndjson`, '-f', 'json'])
    const [fetched, local] = [reportOf(stdout), reportOf(file.stdout)]
    expect([code, fetched.summary]).toEqual([1, local.summary])
    expect(fetched.scope?.declared).toEqual([`${origin}/state?key=...`])
    expect(stdout).not.toContain('hunter22')
  })

  it('ends with 2 when it cannot be had, with what to do and without the secret', async () => {
    const { origin } = await states()
    const argv = ['scan', '--declared', `${origin}/state`, '--live', `${fixtures}clean.ndjson`]
    const { code, stderr } = await runCli(argv, { env: { ...env, TF_HTTP_PASSWORD: 'hunter23' } })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/error\[source-unauthorized\][\s\S]*TF_HTTP_USERNAME/)])
    expect(stderr).not.toContain('hunter23')
  })

  it('is incomplete when one of two cannot be had', async () => {
    const { origin } = await states()
    const argv = ['scan', '--declared', `${origin}/open`, '--declared', `${origin}/state`, '--live', `${fixtures}clean.ndjson`]
    expect((await runCli(argv)).code).toBe(3)
  })

  it('takes a refreshed state as live; one that cannot be had is a gap, never an empty account', async () => {
    const { origin } = await states()
    const declared = ['scan', '--declared', `${fixtures}terraform.tfstate`, '-f', 'json', '--live']
    const clean = reportOf((await runCli([...declared, `${origin}/open`])).stdout)
    expect([clean.exit.code, clean.scope?.live]).toEqual([0, [`${origin}/open`]])
    const { code, stdout } = await runCli([...declared, `${origin}/state`])
    expect([code, reportOf(stdout).summary.resources]).toMatchObject([3, { missing: 0, notChecked: 3 }])
  })

  it('is what doctor reaches, or says why not', async () => {
    const { origin } = await states()
    const yaml = `stacks:\n  - {name: shop, declared: ['${origin}/open'], live: [clean.ndjson]}\n  - {name: web, declared: ['${origin}/state'], live: [clean.ndjson]}\n`
    const { code, stdout } = await runCli(['doctor'], { cwd: folder({ 'driftgate.yaml': yaml }, true) })
    expect(code).toBe(2)
    expect(stdout).toContain(`ok    declared   shop: 3 resources of 3 kinds in ${origin}/open\n`)
    expect(stdout).toMatch(/^FAIL {2}web +http:\/\/127\.0\.0\.1:\d+\/state asks for credentials/m)
  })
})

describe('two stacks', () => {
  it('are two scans with a report each; the worse decides', async () => {
    const yaml =
      'stacks:\n  - {name: one, declared: [terraform.tfstate], live: [clean.ndjson]}\n  - {name: two, declared: [terraform.tfstate], live: [mutated.ndjson]}\n'
    const cwd = folder({ 'driftgate.yaml': yaml }, true)
    const { code } = await runCli(['scan', '--export', 'out.json'], { cwd })
    const codes = ['one', 'two'].map((name) => reportOf(readFileSync(join(cwd, `out.${name}.json`), 'utf8')).exit.code)
    expect([code, codes]).toEqual([1, [0, 1]])
  })
})

describe('--live-partial', () => {
  it('leaves out of doubt what a source lacks: not checked instead of missing', async () => {
    const cwd = folder({ 'refreshed.tfstate': JSON.stringify({ version: 4, serial: 9, lineage: 'x', resources: [] }) })
    const argv = ['scan', '--declared', `${fixtures}terraform.tfstate`, '--live', 'refreshed.tfstate', '-f', 'json']
    expect(reportOf((await runCli(argv, { cwd })).stdout).summary.resources).toMatchObject({ missing: 3, notChecked: 0 })
    const partial = await runCli([...argv, '--live-partial'], { cwd })
    expect([partial.code, reportOf(partial.stdout).summary.resources]).toMatchObject([3, { missing: 0, notChecked: 3 }])
  })
})

describe('a folder that may not be written', () => {
  it.skipIf(process.getuid?.() === 0)('is exit 2, said before anything is read', async () => {
    const cwd = folder({}, true)
    mkdirSync(join(cwd, 'sealed'))
    chmodSync(join(cwd, 'sealed'), 0o555)
    const argv = ['scan', '--declared', 'terraform.tfstate', '--live', 'clean.ndjson', '--export', 'sealed/report.json']
    const { code, stderr } = await runCli(argv, { cwd })
    chmodSync(join(cwd, 'sealed'), 0o755)
    expect([code, stderr]).toEqual([2, expect.stringMatching(/error\[[\w-]+\]: .*sealed\/report\.json[\s\S]*hint: /)])
    expect(existsSync(join(cwd, 'sealed/report.json'))).toBe(false)
  })
})
