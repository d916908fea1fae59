import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { bin, driftgate, start } from './driftgate.ts'

const shop = 'fixtures/web-shop'
const shopScan = (live: string, ...more: string[]): string[] => [
  'scan',
  '--declared',
  `${shop}/terraform`,
  '--baked',
  `${shop}/images`,
  '--live',
  `${shop}/live/${live}.ndjson`,
  ...more,
]
const small = 'test/cli/fixtures'
const smallScan = (live: string): string[] => ['scan', '--declared', `${small}/terraform.tfstate`, '--live', `${small}/${live}.ndjson`]

const out = mkdtempSync(join(tmpdir(), 'driftgate-e2e-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

describe('the built command', () => {
  it('starts with a shebang, as npm needs it', () => {
    expect(readFileSync(bin, 'utf8').split('\n')[0]).toBe('#!/usr/bin/env node')
  })

  it.each([
    [0, smallScan('clean')],
    [1, smallScan('mutated')],
    [2, ['scan', '--declared', 'nowhere', '--live', 'nowhere']],
    [3, smallScan('truncated')],
  ])('ends with %i', (status, args) => {
    expect(driftgate(args).status).toBe(status)
  })

  it('replays to the same bytes in every format', () => {
    const suffixes = ['txt', 'json', 'sarif', 'rebuild.json']
    const [first, second] = ['a', 'b'].map((name) =>
      driftgate(shopScan('mutated', ...suffixes.flatMap((suffix) => ['--export', join(out, `${name}.${suffix}`)]))),
    )
    expect(first?.stdout.length).toBeGreaterThan(1000)
    expect(second?.stdout).toBe(first?.stdout)
    for (const suffix of suffixes) {
      const [a, b] = ['a', 'b'].map((name) => readFileSync(join(out, `${name}.${suffix}`), 'utf8'))
      expect(a?.length).toBeGreaterThan(1000)
      expect(b).toBe(a)
    }
  })

  it('says the same from another folder and under an absolute path, apart from the names of files', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const near = driftgate(shopScan('mutated', '-f', 'json'))
    const far = driftgate(
      shopScan('mutated', '-f', 'json').map((arg) => (arg.startsWith(shop) ? join(root, arg) : arg)),
      { cwd: out },
    )
    expect(fingerprints(far.stdout)).toEqual(fingerprints(near.stdout))
  })

  it('keeps the canary of the web shop out of every output', () => {
    const canary = canaryOfTheShop()
    const exports = ['c.json', 'c.sarif', 'c.txt', 'c.rebuild.json'].flatMap((name) => ['--export', join(out, name)])
    const { stdout, stderr } = driftgate(shopScan('mutated', '-v', '--with-resources', '--show', 'unmanaged', ...exports))
    const files = readdirSync(out).filter((name) => name.startsWith('c.'))
    expect(files).toHaveLength(4)
    for (const text of [stdout, stderr, ...files.map((name) => readFileSync(join(out, name), 'utf8'))]) expect(text).not.toContain(canary)
  })

  it('delivers a long report whole through a pipe, and ends quietly when its reader leaves', async () => {
    const whole = driftgate(shopScan('mutated', '-f', 'json', '--with-resources'))
    expect(JSON.parse(whole.stdout)).toHaveProperty('exit.code', 1)
    const child = start(shopScan('mutated', '-f', 'json', '--with-resources'))
    let stderr = ''
    child.stderr?.on('data', (part: Buffer) => (stderr += part.toString()))
    child.stdout?.destroy()
    await new Promise((resolve) => child.on('close', resolve))
    expect(stderr).toBe('')
  })

  it('ends on SIGTERM as shells expect, and leaves no half-written file', async () => {
    // An endpoint that never answers: the capture is under way when the signal comes.
    const server = createServer(() => child.kill('SIGTERM'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const folder = mkdtempSync(join(out, 'signal-'))
    const child = start(['capture', '--live', 'aws', '--region', 'eu-west-1', '-o', join(folder, 'live.ndjson')], {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    })
    const code = await new Promise((resolve) => child.on('close', resolve))
    server.closeAllConnections()
    server.close()
    expect(code).toBe(143)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('what a start costs', () => {
  it('for --version is a handful of modules and no parser', () => {
    const modules = modulesOf(['--version'])
    expect(modules.length).toBeGreaterThan(3)
    expect(modules.length).toBeLessThan(12)
    expect(modules.filter((url) => url.includes('node_modules'))).toEqual([])
  })

  it('for --version is a handful of small modules and no library', () => {
    const modules = modulesOf(['--version'])
    expect(modules.filter((url) => url.includes('/node_modules/'))).toEqual([])
    expect(modules.filter((url) => url.includes('/dist/')).length).toBeLessThan(16)
  })

  it('for a scan of recorded documents is no cloud SDK, no YAML, no validator and no CEL, and a budget of modules', () => {
    const modules = modulesOf(shopScan('mutated', '-f', 'json', '-q'))
    expect(modules.some((url) => url.endsWith('/dist/scan.js'))).toBe(true)
    expect(
      modules.filter((url) => /node_modules\/(?:@aws-sdk|@smithy|@marcbachmann|yaml|ajv|re2js)\/(?!dist\/runtime\/)/.test(url)),
    ).toEqual([])
    expect(modules.length).toBeLessThan(208)
  })

  it('is CEL only where a policy file has conditions', () => {
    const loaded = (name: string, text: string): boolean => {
      const file = join(out, name)
      writeFileSync(file, `apiVersion: driftgate/v1\n${text}`)
      return modulesOf(shopScan('mutated', '-f', 'none', '-q', '--policies', file)).some((url) => url.includes('/cel-js/'))
    }
    expect(loaded('severity.yaml', 'kind: PolicyConfig\npolicies: {DG202: {severity: info, params: {maxAgeDays: 1}}}')).toBe(false)
    const rules = 'severityRules: [{when: resource.address != "", severity: info}]'
    expect(loaded('rules.yaml', `kind: PolicyConfig\npolicies: {DG101: {${rules}}}`)).toBe(true)
  })
})

function fingerprints(text: string): string[] {
  const report: { findings: { fingerprint: string }[] } = JSON.parse(text)
  return report.findings.map(({ fingerprint }) => fingerprint)
}

/** The addresses of what is loaded, Node's own left out. */
function modulesOf(args: readonly string[]): string[] {
  const hook = new URL('print-modules.mjs', import.meta.url).href
  const { stderr } = driftgate(args, { node: ['--import', hook] })
  return stderr.split('\n').filter((line) => line.startsWith('module ') && !line.startsWith('module node:'))
}

/** The password that the demo's state marks as sensitive. */
function canaryOfTheShop(): string {
  const state = readFileSync(new URL('../../fixtures/web-shop/terraform/terraform.tfstate', import.meta.url), 'utf8')
  const found = /"password":\s*"([^"]{8,})"/.exec(state)?.[1]
  if (found === undefined) throw new Error('The state of the web shop has no canary.')
  return found
}
