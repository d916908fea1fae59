import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const schema = readFileSync(new URL('../documents/fixtures/provider-schema.json', import.meta.url), 'utf8')
const providers = { acme_app: 'registry.terraform.io/acme/acme', frame_site: 'registry.terraform.io/other/frame' }
type Type = keyof typeof providers

const app: JsonObject = {
  id: 'a',
  serial: 1,
  status: 'open',
  size: 2,
  capacity: 2,
  zones: ['a', 'b', 'c'],
  command: ['run', '--fast'],
  labels: { team: 'x' },
  pin: 'hunter22',
  boot_key: null,
  endpoints: [{ address: '10.0.0.1', port: 80 }],
  disk: [
    { name: 'root', device: '/dev/a', unlock: 'opensesame', gib: 8 },
    { name: 'data', device: '/dev/b', unlock: null, gib: 9 },
  ],
  rule: [
    { port: 80, hits: 3 },
    { port: 443, hits: 4 },
  ],
  timeouts: null,
}
const site: JsonObject = {
  id: 's',
  origin: { host: 'h', secret_word: 'hunter22', resolved: '10.0.0.1' },
  routes: { home: { to: '/', seen: 'monday', word: 'hunter24' } },
  settings: { a: [1, 2] },
}

const state = (type: Type, attributes: JsonObject): string =>
  JSON.stringify({
    version: 4,
    lineage: 'x',
    serial: 1,
    resources: [
      {
        mode: 'managed',
        type,
        name: 'a',
        provider: `provider["${providers[type]}"]`,
        instances: [{ attributes, sensitive_attributes: [] }],
      },
    ],
  })

interface Compared {
  said: string[]
  stdout: string
  report: ScanReport
}

async function compared(type: Type, declared: JsonObject, live: JsonObject, withSchema = true): Promise<Compared> {
  const cwd = folder({ 'a.tfstate': state(type, declared), 'b.tfstate': state(type, live), 'schema.json': schema })
  const argv = ['scan', '--declared', 'a.tfstate', ...(withSchema ? ['--declared', 'schema.json'] : []), '--live', 'b.tfstate']
  const { stdout } = await runCli([...argv, '-f', 'json', '--fail-on', 'never'], { cwd })
  const report: ScanReport = JSON.parse(stdout)
  return { said: report.findings.map(({ difference }) => `${difference?.path} ${difference?.change}`).toSorted(), stdout, report }
}

describe('with the schema of its provider', () => {
  it.each<[string, JsonObject]>([
    ['what only the provider sets', { serial: 9, endpoints: [{ address: '10.9.9.9', port: 81 }] }],
    [
      'the same inside a block',
      { disk: [{ ...(app['disk'] as JsonObject[])[0], device: '/dev/z' }, (app['disk'] as JsonObject[])[1] ?? {}] },
    ],
    ['the order of a set', { zones: ['c', 'a', 'b'] }],
    [
      'the order of a set of blocks, and what is counted in them',
      {
        rule: [
          { port: 443, hits: 99 },
          { port: 80, hits: 0 },
        ],
      },
    ],
    ['what is written only', { boot_key: 'x' }],
    ['nothing set, however it is said', { timeouts: {}, labels: { team: 'x' } }],
  ])('%s is no mutation', async (_, live) => {
    const { said } = await compared('acme_app', app, { ...app, ...live })
    expect(said.filter((text) => !text.startsWith('/boot_key'))).toEqual([])
  })

  it.each<[string, JsonObject, string[]]>([
    ['what the user sets, whatever it is called', { status: 'closed' }, ['/status changed']],
    ['an element of a set', { zones: ['a', 'b', 'd'] }, ['/zones/2 added', '/zones/2 removed']],
    ['the order of a list', { command: ['--fast', 'run'] }, ['/command changed']],
    ['a key of a map', { labels: { team: 'x', proxy: 'evil' } }, ['/labels/proxy added']],
    [
      'a value in a block',
      { disk: [(app['disk'] as JsonObject[])[0] ?? {}, { name: 'data', device: '/dev/b', unlock: null, gib: 1 }] },
      ['/disk/1/gib changed'],
    ],
    [
      'a block put first',
      { disk: [{ name: 'evil', device: '/dev/e', unlock: null, gib: 1 }, ...(app['disk'] as JsonObject[])] },
      ['/disk/0 added'],
    ],
    ['a block of a set', { rule: [...(app['rule'] as JsonObject[]), { port: 22, hits: 0 }] }, ['/rule/2 added']],
    ['a value that a deprecated attribute shows as well, once', { size: 5, capacity: 5 }, ['/size changed']],
    ['a deprecated attribute alone', { capacity: 5 }, ['/capacity changed']],
  ])('%s is one', async (_, live, said) => {
    expect((await compared('acme_app', app, { ...app, ...live })).said).toEqual(said)
  })

  it('is at least as right as without', async () => {
    expect((await compared('acme_app', app, { ...app, serial: 9 }, false)).said).toEqual(['/serial changed'])
    expect((await compared('acme_app', app, { ...app, status: 'closed' }, false)).said).toEqual([])
    expect((await compared('acme_app', app, { ...app, command: ['--fast', 'run'] }, false)).said).toEqual([])
  })

  it('what is sensitive is told without its value, declared, live or new', async () => {
    const disk = [{ name: 'root', device: '/dev/a', unlock: 'friendspeak', gib: 8 }]
    const { said, stdout } = await compared(
      'acme_app',
      { ...app, disk: [(app['disk'] as JsonObject[])[0] ?? {}] },
      { ...app, pin: 'hunter23', disk },
    )
    expect(said).toEqual(['/disk/0/unlock changed', '/pin changed'])
    expect(stdout).not.toMatch(/hunter2|opensesame|friendspeak/)
  })

  it('accounts for every declared value', async () => {
    const { report } = await compared('acme_app', app, { ...app, serial: 9, size: 5, capacity: 5 })
    const { equal, different, notCompared } = report.summary.attributes
    const whole = (await compared('acme_app', app, app)).report.summary.attributes
    expect([equal + different + notCompared, different]).toEqual([whole.equal + whole.notCompared, 1])
  })
})

describe('with the schema of another provider, of another registry', () => {
  const routes = site['routes'] as JsonObject

  it('nested attributes are compared as their modes say', async () => {
    const quiet = {
      ...site,
      origin: { ...(site['origin'] as JsonObject), resolved: '10.9.9.9' },
      routes: { home: { ...(routes['home'] as JsonObject), seen: 'now' } },
    }
    expect((await compared('frame_site', site, quiet)).said).toEqual([])
    const mutated = {
      ...site,
      origin: { ...(site['origin'] as JsonObject), host: 'evil' },
      routes: { ...routes, evil: { to: '/x', seen: null, word: 'hunter29' } },
    }
    const { said, stdout } = await compared('frame_site', site, { ...mutated, settings: { a: [1, 3] } })
    expect(said).toEqual(['/origin/host changed', '/routes/evil added', '/settings/a/1 added', '/settings/a/1 removed'])
    expect(stdout).not.toMatch(/hunter2/)
  })

  it('a block that nobody declared is one addition', async () => {
    const { said } = await compared('frame_site', { ...site, origin: null }, site)
    expect(said).toEqual(['/origin added'])
  })
})

describe('a schema', () => {
  const base = { 'a.tfstate': state('acme_app', app), 'b.tfstate': state('acme_app', { ...app, serial: 9 }), 'x/schema.json': schema }

  it.each([
    ['a flag', [], { argv: ['--provider-schema', 'x/schema.json'] }],
    ['driftgate.yaml', [], { yaml: 'providerSchemas: [x/schema.json]\n' }],
    ['the folder that is declared', [], { argv: ['--declared', 'x'] }],
  ])('is taken from %s', async (_, __, { argv = [], yaml }: { argv?: string[]; yaml?: string }) => {
    const cwd = folder({ ...base, ...(yaml === undefined ? {} : { 'driftgate.yaml': yaml }) })
    const { code, stdout } = await runCli(['scan', '--declared', 'a.tfstate', '--live', 'b.tfstate', '-f', 'json', ...argv], { cwd })
    expect([code, (JSON.parse(stdout) as ScanReport).findings]).toEqual([0, []])
  })

  it.each([
    ['that is another document', '{"hello": 1}', 'provider-schema-shape'],
    ['that breaks off', schema.slice(0, 2_500), 'json-broken'],
  ])('%s is an error with what to do', async (_, text, code) => {
    const cwd = folder({ ...base, 'bad.json': text })
    const argv = ['scan', '--declared', 'a.tfstate', '--live', 'b.tfstate', '--provider-schema', 'bad.json']
    expect(await runCli(argv, { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining(code) as string })
  })

  it.each(['s.json.gz', 'packed.json'])('that is packed is read as it is: %s', async (name) => {
    const cwd = folder({ ...base, 's.json': schema })
    writeFileSync(join(cwd, name), gzipSync(schema))
    const scan = (file: string) =>
      runCli(['scan', '--declared', 'a.tfstate', '--live', 'b.tfstate', '--provider-schema', file, '-f', 'json'], { cwd })
    const [plain, packed] = [await scan('s.json'), await scan(name)]
    expect(packed).toEqual(plain)
    expect((JSON.parse(packed.stdout) as ScanReport).findings).toEqual([])
    writeFileSync(join(cwd, name), gzipSync(schema).subarray(0, -200))
    expect(await scan(name)).toMatchObject({ code: 2, stderr: expect.stringMatching(/gzip-broken|json-broken/) as string })
  })
})
