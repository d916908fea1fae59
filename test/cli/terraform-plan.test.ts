import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { folder } from './folder.ts'
import { runCli, type Ran } from './run-cli.ts'

const type = 'acme_app'
const provider = 'registry.terraform.io/acme/acme'

function resource(name: string, values: JsonObject, more: JsonObject = {}): JsonObject {
  return { address: `${type}.${name}`, mode: 'managed', type, name, provider_name: provider, values, sensitive_values: {}, ...more }
}

const valuesOf = (...resources: JsonObject[]): JsonObject => ({ root_module: { resources } })

function change(name: string, actions: string[], parts: JsonObject, more: JsonObject = {}): JsonObject {
  return { address: `${type}.${name}`, mode: 'managed', type, name, provider_name: provider, change: { actions, ...parts }, ...more }
}

function plan(parts: JsonObject): JsonObject {
  return { format_version: '1.2', terraform_version: '1.11.4', ...parts }
}

async function scanned(declared: JsonObject, live: JsonObject = declared): Promise<Ran & { report: ScanReport; said: string[] }> {
  const cwd = folder({ 'declared.json': JSON.stringify(declared), 'live.json': JSON.stringify(live) })
  const ran = await runCli(['scan', '--declared', 'declared.json', '--live', 'live.json', '-f', 'json', '--fail-on', 'never'], { cwd })
  const report: ScanReport = ran.stdout === '' ? { findings: [] } : JSON.parse(ran.stdout)
  const said = report.findings.map((finding) => {
    const { path = '', change: what = '' } = finding.difference ?? {}
    return [finding.outcome, finding.resource.address, path, what].filter((part) => part !== '').join(' ')
  })
  return { ...ran, report, said }
}

describe('what only an apply can tell', () => {
  const prior = { id: 'a', size: 1, ip: '10.0.0.1', node: [{ name: 'x', port: 80 }] }
  const planned = (size: number): JsonObject =>
    plan({
      planned_values: valuesOf(resource('a', { id: 'a', size, node: [{ name: 'x' }] })),
      prior_state: { values: valuesOf(resource('a', { ...prior, size: 1 })) },
      resource_changes: [change('a', ['update'], { before: prior, after_unknown: { ip: true, node: [{ port: true }] } })],
    })

  it('is no finding, whatever live has there', async () => {
    expect((await scanned(planned(1))).said).toEqual([])
  })

  it('does not hide what is known', async () => {
    expect((await scanned(planned(2))).said).toEqual([`mutated ${type}.a /size changed`])
  })

  it('leaves a resource that is to be replaced its name', async () => {
    const replaced = plan({
      planned_values: valuesOf(resource('a', { size: 1 })),
      resource_changes: [change('a', ['delete', 'create'], { before: prior, after_unknown: { id: true, ip: true, node: true } })],
    })
    const state = {
      version: 4,
      lineage: 'x',
      serial: 1,
      resources: [{ mode: 'managed', type, name: 'renamed', instances: [{ attributes: prior }] }],
    }
    const { said, report } = await scanned(replaced, state)
    expect([said, report.summary.resources.managed]).toEqual([[], 1])
  })
})

describe('a resource that is planned', () => {
  const created = (drift: JsonObject[]): JsonObject =>
    plan({
      planned_values: valuesOf(resource('a', { name: 'a' }), resource('b', { id: 'b', name: 'b' })),
      prior_state: { values: valuesOf(resource('b', { id: 'b', name: 'b' })) },
      resource_drift: drift,
      resource_changes: [change('a', ['create'], { before: null, after_unknown: { id: true } }), change('b', ['no-op'], {})],
    })

  it('and was never there is not gone, and counted', async () => {
    const { said, report } = await scanned(created([]))
    expect([said, report.scope?.skipped]).toEqual([[], { 'not-applied': 1 }])
  })

  it('since somebody deleted it is missing', async () => {
    const drift = change('a', ['delete'], { before: { id: 'a', name: 'a' }, after: null })
    expect((await scanned(created([drift]))).said).toEqual([`missing ${type}.a`])
  })
})

describe('drift', () => {
  const now = valuesOf(resource('a', { id: 'a', mode: 'evil' }))
  const drifted = (...entries: JsonObject[]): JsonObject =>
    plan({ planned_values: {}, prior_state: { values: now }, resource_drift: entries })
  const before = { id: 'a', mode: 'good' }

  it('of a moved resource is told at its new address; a move alone is none', async () => {
    const moved = { previous_address: `${type}.old` }
    expect((await scanned(drifted(change('a', ['update'], { before, after: {} }, moved)))).said).toEqual([
      `mutated ${type}.a /mode changed`,
    ])
    expect((await scanned(drifted(change('a', ['no-op'], { before: { id: 'a', mode: 'evil' } }, moved)))).said).toEqual([])
  })

  it('of a deposed object says nothing of the current one', async () => {
    expect((await scanned(drifted(change('a', ['update'], { before: { id: 'z', mode: 'good' } }, { deposed: 'eb93' })))).said).toEqual([])
  })

  it('of a secret is told without either value, also where only live is marked', async () => {
    const marks = { before_sensitive: { mode: true }, after_sensitive: {} }
    const { stdout, said } = await scanned(drifted(change('a', ['update'], { before: { id: 'a', mode: 'hunter22' }, ...marks })))
    expect(said).toEqual([`mutated ${type}.a /mode changed`])
    expect(stdout).not.toMatch(/hunter22|evil/)
    const live = valuesOf(resource('a', { id: 'a', mode: 'hunter23' }, { sensitive_values: { mode: true } }))
    const marked = await scanned(plan({ values: valuesOf(resource('a', before)) }), plan({ values: live }))
    expect(marked.said).toEqual([`mutated ${type}.a /mode changed`])
    expect(marked.stdout).not.toMatch(/hunter23|"good"/)
  })

  it('is found beside checks, conditions, relevant attributes and whatever a newer format adds', async () => {
    const document = drifted(change('a', ['update'], { before, after: {} }))
    const more = {
      checks: [{ address: { kind: 'resource' }, status: 'fail' }],
      relevant_attributes: [{ resource: `${type}.a`, attribute: ['mode'] }],
      deferred_changes: [],
      something_new: { a: 1 },
    }
    for (const format of ['0.1', '0.2', '1.0', '1.1', '1.2', '1.99'])
      expect((await scanned({ ...document, ...more, format_version: format })).said).toEqual([`mutated ${type}.a /mode changed`])
  })
})

describe('an import block', () => {
  const imported = (live: JsonObject): JsonObject =>
    plan({
      planned_values: valuesOf(resource('a', { id: 'a', size: 1 })),
      prior_state: { values: {} },
      resource_changes: [change('a', ['update'], { before: live, importing: { id: 'a' }, after_unknown: {} })],
    })

  it('names what is live and in no state yet', async () => {
    expect((await scanned(imported({ id: 'a', size: 1 }))).said).toEqual([])
    expect((await scanned(imported({ id: 'a', size: 2 }))).said).toEqual([`mutated ${type}.a /size changed`])
  })
})

describe('a plan that is not whole', () => {
  const values = valuesOf(resource('a', { id: 'a', size: 1 }), resource('b', { id: 'b', size: 1 }))

  it('since it ended with an error declares what was recorded, and proves nothing gone', async () => {
    const errored = plan({
      planned_values: valuesOf(resource('a', { id: 'a', size: 5 })),
      prior_state: { values: valuesOf(resource('a', { id: 'a', size: 1 })) },
      errored: true,
    })
    expect((await scanned(errored)).said).toEqual([])
    const { code, report } = await scanned(plan({ values }), errored)
    expect([code, report.summary.resources]).toMatchObject([3, { managed: 1, missing: 0, notChecked: 1 }])
  })

  it('since it has a target proves nothing gone', async () => {
    const prior_state = { values: valuesOf(resource('a', { id: 'a', size: 1 })) }
    expect((await scanned(plan({ values }), plan({ prior_state, complete: false }))).report.summary.resources).toMatchObject({ missing: 0 })
    expect((await scanned(plan({ values }), plan({ prior_state, complete: true }))).report.summary.resources).toMatchObject({ missing: 1 })
  })

  it('as its format is another is an error with what to do', async () => {
    const { code, stderr } = await scanned({ ...plan({ values }), format_version: '2.0' })
    expect([code, stderr]).toEqual([2, expect.stringMatching(/terraform-show-version[\s\S]*Update driftgate/)])
  })

  it('of a state without anything is read as one', async () => {
    const state = {
      version: 4,
      lineage: 'x',
      serial: 1,
      resources: [{ mode: 'managed', type, name: 'a', instances: [{ attributes: { id: 'a' } }] }],
    }
    expect((await scanned(state, { format_version: '1.0' })).said).toEqual([`missing ${type}.a`])
  })
})

describe('elements of a list', () => {
  const container = (name: string, image = `${name}:1`): JsonObject => ({ name, image, env: [{ name: 'A', value: '1' }], args: null })
  const pod = (...containers: Json[]): JsonObject =>
    plan({ values: valuesOf(resource('a', { id: 'a', spec: [{ container: containers }] })) })
  const web = pod(container('web'), container('log'))

  it('are paired by what names them: one put first is one addition', async () => {
    const { said, report } = await scanned(web, pod(container('miner'), container('web'), container('log')))
    expect(said).toEqual([`mutated ${type}.a /spec/0/container/0 added`])
    expect(report.findings[0]?.difference?.element).toBe('miner')
  })

  it('and one that changed behind it is told at its leaf', async () => {
    const { said } = await scanned(web, pod(container('miner'), container('web', 'evil:1'), container('log')))
    expect(said.toSorted()).toEqual([`mutated ${type}.a /spec/0/container/0 added`, `mutated ${type}.a /spec/0/container/0/image changed`])
  })

  it('with no name are paired by what they say', async () => {
    const rules = (...ports: number[]): JsonObject =>
      plan({ values: valuesOf(resource('a', { id: 'a', rule: ports.map((port) => ({ port, from: `10.0.${port}.0/24`, note: null })) })) })
    expect((await scanned(rules(1, 2, 3, 4), rules(9, 1, 2, 3, 4))).said).toEqual([`mutated ${type}.a /rule/0 added`])
    expect((await scanned(rules(1, 2, 3, 4), rules(2, 3, 4))).said).toEqual([`mutated ${type}.a /rule/0 removed`])
  })
})

describe('numbers beyond 2^53', () => {
  const state = (size: string): string =>
    `{"version":4,"lineage":"x","serial":1,"resources":[{"mode":"managed","type":"${type}","name":"a","instances":[{"attributes":{"id":"a","size":${size}}}]}]}`
  const compared = async (declared: string, live: string): Promise<string[]> => {
    const cwd = folder({ 'a.tfstate': state(declared), 'b.tfstate': state(live) })
    const { stdout } = await runCli(['scan', '--declared', 'a.tfstate', '--live', 'b.tfstate', '-f', 'json'], { cwd })
    const { findings }: ScanReport = JSON.parse(stdout)
    return findings.map(({ difference }) => `${difference?.path} ${String(difference?.declared)} ${String(difference?.live)}`)
  }

  it.each([
    ['18446744073709551615', '18446744073709551615'],
    ['1.8446744073709552e19', '18446744073709551615'],
    ['"18446744073709551615"', '18446744073709551615'],
    ['1.8446744073709552e+19', '"18446744073709551615"'],
    ['9007199254740993', '9007199254740993.0'],
  ])('%s and %s are one', async (declared, live) => {
    expect(await compared(declared, live)).toEqual([])
  })

  it.each([
    ['9007199254740993', '9007199254740992'],
    ['18446744073709551615', '18446744073709551614'],
    ['18446744073709551615', '"18446744073709551614"'],
  ])('%s and %s are two', async (declared, live) => {
    expect(await compared(declared, live)).toEqual([`/size ${declared} ${live.replaceAll('"', '')}`])
  })
})

describe('an attribute that the state does not have', () => {
  const shown = (values: JsonObject): JsonObject =>
    plan({ values: valuesOf(resource('a', { id: 'a', name: 'a', note: null, disk: [{ gib: 1 }], ...values })) })

  it('is one that a newer provider added: no finding, and counted', async () => {
    const { said, report } = await scanned(shown({}), shown({ region: 'eu-west-1', network: [{ cidr: '10.0.0.0/8' }] }))
    expect(said).toEqual([])
    expect(report.notCompared).toContainEqual({
      reason: 'default-unknown',
      count: 2,
      examples: [`${type}.a /network`, `${type}.a /region`],
    })
  })

  it('is another thing than one that it has, not set', async () => {
    expect((await scanned(shown({ region: null }), shown({ region: 'evil' }))).said).toEqual([`mutated ${type}.a /region added`])
    expect((await scanned(shown({ tags: {} }), shown({ tags: { proxy: 'evil' } }))).said).toEqual([`mutated ${type}.a /tags added`])
    expect((await scanned(shown({}), shown({ disk: [{ gib: 1, boot: 'evil' }] }))).said).toEqual([`mutated ${type}.a /disk/0/boot added`])
  })
})

describe('what a state may hold', () => {
  it('types and attributes that nobody knows, and nulls, are read and compared', async () => {
    const attributes = { id: 'x', gone: null, odd: [null, { a: null }], deep: { a: { b: [] } } }
    const state = (values: JsonObject): JsonObject => ({
      version: 4,
      lineage: 'x',
      serial: 1,
      resources: [
        { mode: 'managed', type: 'no_such_type_9', name: 'a', provider: 'odd', instances: [{ attributes: values, schema_version: 99 }] },
      ],
    })
    expect((await scanned(state(attributes))).said).toEqual([])
    expect((await scanned(state(attributes), state({ ...attributes, gone: 'set' }))).said).toEqual(['mutated no_such_type_9.a /gone added'])
  })
})
