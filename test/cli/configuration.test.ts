import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exportsFor, forStack } from '../../src/cli/exports.ts'
import { optionTable } from '../../src/cli/options.ts'
import { relocated } from '../../src/cli/stack.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const one = `stacks:
  - name: shop
    declared: [terraform.tfstate]
    live: [mutated.ndjson]
`
const two = `${one}  - name: copy
    declared: [terraform.tfstate]
    live: [clean.ndjson]
`
const withConfiguration = (text: string, more: Record<string, string> = {}): string => folder({ 'driftgate.yaml': text, ...more }, true)

describe('driftgate.yaml', () => {
  it('says what to scan when no flag does', async () => {
    const { code, stdout, stderr } = await runCli(['scan'], { cwd: withConfiguration(one) })
    expect([code, stderr]).toEqual([1, 'driftgate.yaml: shop\n'])
    expect(stdout).toMatch(/^shop {2}/)
  })

  it('is found in a folder above, and its paths are relative to itself', async () => {
    const cwd = withConfiguration(one.replaceAll('[', '[./'), { 'below/x.txt': '' })
    const { code, stderr } = await runCli(['scan'], { cwd: join(cwd, 'below') })
    expect([code, stderr]).toEqual([1, '../driftgate.yaml: shop\n'])
  })

  it('is not looked for above the root of the repository', async () => {
    const cwd = withConfiguration(one, { 'inner/.git/HEAD': '' })
    const { code, stderr } = await runCli(['scan'], { cwd: join(cwd, 'inner') })
    expect([code, stderr.split(':')[0]]).toEqual([2, 'error[no-sources]'])
  })

  it('goes with flags of the other sides', async () => {
    const cwd = withConfiguration(one)
    expect((await runCli(['scan', '--live', 'clean.ndjson'], { cwd })).code).toBe(0)
  })

  it('gives options that neither flag nor variable sets', async () => {
    const cwd = withConfiguration(`${one}failOn: never\nwithResources: true\n`)
    expect((await runCli(['scan'], { cwd })).code).toBe(0)
    expect((await runCli(['scan', '--fail-on', 'low'], { cwd })).code).toBe(1)
    expect((await runCli(['scan'], { cwd, env: { DRIFTGATE_FAIL_ON: 'low' } })).code).toBe(1)
  })

  it('may bring policies, relative to itself', async () => {
    const policies = `apiVersion: driftgate/v1
kind: PolicyConfig
policies:
  DG101: { enabled: false, reason: test }
`
    const cwd = withConfiguration(`${one}policies: [mine.yaml]\n`, { 'mine.yaml': policies })
    const { code, stderr } = await runCli(['scan'], { cwd })
    expect([code, stderr]).toEqual([0, 'driftgate.yaml: shop\n'])
  })

  it('may be another file', async () => {
    const cwd = folder({ 'ci/gate.yaml': one.replaceAll('[', '[../') }, true)
    expect((await runCli(['scan', '--config', 'ci/gate.yaml'], { cwd })).code).toBe(1)
    expect((await runCli(['scan', '--config', 'ci/none.yaml'], { cwd })).stderr).toContain('error[config-unreadable]')
  })

  it.each([
    ['an unknown key', 'stakcs: []\n', 'driftgate.yaml:1:1', 'Did you mean stacks?'],
    ['an unknown key of a stack', `${one}    declard: [x]\n`, 'driftgate.yaml:5:5', 'Did you mean declared?'],
    ['a value that is no choice', `${one}failOn: hihg\n`, 'driftgate.yaml:5:9', 'Choose one of them.'],
    ['a value of another type', 'stacks:\n  - name: 5\n', 'driftgate.yaml:2:11', 'Quote text'],
    ['a name that no file can have', 'stacks:\n  - name: ../x\n', 'driftgate.yaml:2:11', 'init'],
    ['two stacks of one name', `${one}  - name: shop\n`, 'driftgate.yaml:5:11', 'Rename one.'],
    ['an account that YAML reads as a number', 'account: 012345678901\n', 'driftgate.yaml:1:10', 'Quote text'],
    ['broken YAML', 'stacks: [\n', 'driftgate.yaml:2:1', 'Mend the line'],
    ['brackets without end', `a: ${'['.repeat(100_000)}\n`, 'driftgate.yaml:1', 'driftgate init'],
    [
      'aliases without end',
      `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: &d [${'*c,'.repeat(9)}]\ne: &e [${'*d,'.repeat(9)}]\n`,
      'driftgate.yaml:1:1',
      'Write the values out.',
    ],
  ])('with %s is an error at its line', async (_what, text, place, hint) => {
    const { code, stderr } = await runCli(['scan'], { cwd: withConfiguration(text) })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error\[config-invalid\]: /)
    expect(stderr).toContain(`  at ${place}`)
    expect(stderr).toContain(hint)
  })

  it('that is empty says nothing, and the folder is looked through', async () => {
    const { stderr } = await runCli(['scan'], { cwd: withConfiguration('# nothing yet\n') })
    expect(stderr).toContain('error[live-ambiguous]')
  })

  it('has the choices of the options in its schema', () => {
    const schema: {
      properties: Record<string, { enum?: string[] }>
    } = JSON.parse(readFileSync(new URL('../../schemas/config.schema.json', import.meta.url), 'utf8'))
    const keyed = [...optionTable.values()].flatMap(({ key, choices }) => (key === undefined ? [] : [[key, choices] as const]))
    expect(keyed.map(([key]) => [key, schema.properties[key]?.enum])).toEqual(keyed)
    expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(keyed.map(([key]) => key)))
  })
})

describe('several stacks', () => {
  it('are several scans, the worst of which decides', async () => {
    const cwd = withConfiguration(two)
    const all = await runCli(['scan', '--export', 'out.json', '--export', 'p.rebuild.json'], { cwd })
    expect(all.code).toBe(1)
    expect(all.stdout).toMatch(/^shop {2}[\s\S]*^copy {2}clean/m)
    const report = (name: string): unknown => JSON.parse(readFileSync(join(cwd, `out.${name}.json`), 'utf8'))
    expect(report('shop')).toHaveProperty('exit.code', 1)
    expect(report('copy')).toHaveProperty('exit.code', 0)
    expect(all.stderr).toContain('wrote p.shop.rebuild.json\n')
  })

  it('go on after one that cannot be scanned, which then decides', async () => {
    const cwd = withConfiguration(two.replace('[terraform.tfstate]', '[gone.tfstate]'))
    const { code, stdout, stderr } = await runCli(['scan'], { cwd })
    expect(code).toBe(2)
    expect(stderr).toContain('error[input-not-found]')
    expect(stdout).toContain('copy  clean')
  })

  it('prefer findings to what was not read', async () => {
    const cwd = withConfiguration(two.replace('clean.ndjson', 'truncated.ndjson'))
    expect((await runCli(['scan'], { cwd })).code).toBe(1)
    expect((await runCli(['scan', '--stack', 'copy'], { cwd })).code).toBe(3)
  })

  it('can be told apart by --stack, and not by a name that is none', async () => {
    const cwd = withConfiguration(two)
    expect((await runCli(['scan', '--stack', 'copy'], { cwd })).code).toBe(0)
    const { code, stderr } = await runCli(['scan', '--stack', 'cpoy'], { cwd })
    expect([code, stderr.includes('Its stacks are shop, copy.')]).toEqual([2, true])
  })

  it('need --stack when flags say sources of one, unless these say both sides', async () => {
    const cwd = withConfiguration(two)
    expect((await runCli(['scan', '--live', 'clean.ndjson'], { cwd })).stderr).toContain('error[stack-needed]')
    expect((await runCli(['scan', '--live', 'clean.ndjson', '--stack', 'shop'], { cwd })).code).toBe(0)
    expect((await runCli(['scan', '--live', 'clean.ndjson', '--declared', 'terraform.tfstate'], { cwd })).code).toBe(0)
  })

  it('do not share standard output as JSON', async () => {
    const { code, stdout, stderr } = await runCli(['scan', '-f', 'json'], { cwd: withConfiguration(two) })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('--export report.json')
  })
})

describe('a folder without configuration', () => {
  it('is scanned as it is, and what was taken is said', async () => {
    const files = { 'live/now.ndjson': readFileSync(new URL('fixtures/mutated.ndjson', import.meta.url), 'utf8') }
    const cwd = folder({
      ...files,
      'terraform.tfstate': readFileSync(new URL('fixtures/terraform.tfstate', import.meta.url), 'utf8'),
      'notes.json': '{"a": 1}',
    })
    const { code, stderr } = await runCli(['scan'], { cwd })
    expect([code, stderr]).toEqual([1, 'found declared: terraform.tfstate; live: live/now.ndjson\n'])
    expect((await runCli(['scan', '-q'], { cwd })).stderr).toBe('')
  })

  it('with two captures wants to know which', async () => {
    expect((await runCli(['scan'], { cwd: folder({}, true) })).stderr).toMatch(/error\[live-ambiguous\]: There are 4 captures here/)
  })
})

describe('an unknown variable', () => {
  it('is said, since it would be passed over', async () => {
    const { code, stderr } = await runCli(['policies', 'list'], { env: { DRIFTGATE_FAILON: 'low' }, cwd: folder() })
    expect(code).toBe(0)
    expect(stderr).toContain('warning[variable-unknown]')
    expect(stderr).toContain('Did you mean DRIFTGATE_FAIL_ON?')
    expect((await runCli(['policies', 'list', '-q'], { env: { DRIFTGATE_FAILON: 'low' }, cwd: folder() })).stderr).toBe('')
  })
})

describe('names of files', () => {
  it('get the stack before their suffix', () => {
    expect(forStack('out/report.json', 'shop')).toBe('out/report.shop.json')
    expect(forStack('a.b/plan.REBUILD.json', 'shop')).toBe('a.b/plan.shop.REBUILD.json')
    expect(forStack('out.d/report', 'shop')).toBe('out.d/report.shop')
    expect(exportsFor(['x.SARIF'])).toEqual([{ path: 'x.SARIF', what: 'sarif' }])
  })

  it('are moved to the folder of the configuration, named sources are not', () => {
    expect(relocated('a/b.tfstate', '../x')).toBe('../x/a/b.tfstate')
    expect(relocated('terraform-state:a', '..')).toBe('terraform-state:../a')
    expect(relocated('ec2.DescribeVolumes:v.json', 'x')).toBe('ec2.DescribeVolumes:x/v.json')
    for (const fixed of ['aws', 'aws:profile', 'cloudformation:web', 's3://bucket/key', '/abs/x', 'C:\\x'])
      expect(relocated(fixed, '..')).toBe(fixed)
    for (const fetched of ['https://h/a', 'tfc:acme/prod', 'app.terraform.io/acme/prod', 'terraform-state:s3://b/k'])
      expect(relocated(fetched, '..')).toBe(fetched)
    expect(relocated('terraform:infra', '../x')).toBe('terraform:../x/infra')
    expect(relocated('./a', '.')).toBe('a')
    expect(relocated('rootfs:mnt/web', '../x')).toBe('rootfs:../x/mnt/web')
    expect(relocated('host', '../x')).toBe('host')
    expect(relocated('collected:web.collected', '../x')).toBe('collected:../x/web.collected')
  })
})
