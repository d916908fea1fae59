import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const kind = 'AWS::IAM::Role'
const stack = 'arn:aws:cloudformation:us-east-1:111111111111:stack/web/1'
const shown = (properties: JsonObject): string =>
  JSON.stringify({
    TypeName: kind,
    ResourceDescription: { Identifier: 'web', Properties: JSON.stringify({ RoleName: 'web', ...properties }) },
  })
const boundary = { PermissionsBoundary: 'arn:aws:iam::111111111111:policy/b' }

/** A stack with one role, live and as deployed. */
function project(live: JsonObject, record: Readonly<Record<string, string>> = {}): string {
  return folder({
    'web.template.json': JSON.stringify({ Resources: { Web: { Type: kind, Properties: { RoleName: 'web' } } } }),
    'web.resources.json': JSON.stringify({
      StackResources: [{ StackName: 'web', StackId: stack, LogicalResourceId: 'Web', PhysicalResourceId: 'web', ResourceType: kind }],
    }),
    'live/role.json': shown(live),
    ...record,
  })
}

const declared = ['--declared', 'web.template.json', '--declared', 'web.resources.json', '--live', 'live']

async function scanned(cwd: string, ...more: string[]): Promise<{ found: string[]; report: ScanReport }> {
  const { stdout, stderr } = await runCli(['scan', ...declared, '--format', 'json', ...more], { cwd })
  expect(stderr).toBe('')
  const report: ScanReport = JSON.parse(stdout)
  return { found: report.findings.map(({ difference, message }) => `${difference?.change} ${difference?.path}: ${message}`), report }
}

describe('--as-deployed', () => {
  it('explains what nobody declared', async () => {
    const cwd = project(boundary, { 'then.json': shown(boundary) })
    expect((await scanned(cwd)).found).toHaveLength(1)
    const { found, report } = await scanned(cwd, '--as-deployed', 'then.json')
    expect(found).toEqual([])
    expect(report.scope?.asDeployed).toEqual(['then.json'])
  })

  it('says what changed since, with what it was', async () => {
    const cwd = project({ Mode: 'b' }, { 'then.json': shown({ Mode: 'a', ...boundary }) })
    const { found, report } = await scanned(cwd, '--as-deployed', 'then.json')
    expect(found).toHaveLength(2)
    expect(found.join('\n')).toContain("'b' live and was 'a' as deployed")
    expect(found.join('\n')).toContain('as deployed and is gone')
    expect(report.findings.every(({ difference }) => difference?.since === 'as-deployed')).toBe(true)
    expect(report.summary.attributes).toMatchObject({ different: 0, added: 2 })
  })

  it('is found beside what is declared, and is no live document of its own', async () => {
    const cwd = project(boundary, { 'web.deployed.json': shown(boundary), 'live/web.deployed.json': shown({ Mode: 'x' }) })
    const { found, report } = await scanned(cwd)
    expect(found).toEqual([])
    expect(report.scope).toMatchObject({ asDeployed: ['web.deployed.json'], live: ['live/role.json'] })
  })

  it('stands in the configuration', async () => {
    const cwd = project(boundary, {
      'then.json': shown(boundary),
      'driftgate.yaml':
        'stacks:\n  - name: web\n    declared: [web.template.json, web.resources.json]\n    live: [live]\n    asDeployed: [then.json]\n',
    })
    const { stdout } = await runCli(['scan', '--format', 'json'], { cwd })
    expect(JSON.parse(stdout)).toMatchObject({ findings: [], scope: { asDeployed: ['then.json'] } })
  })

  it('is what explain names as the reason', async () => {
    const cwd = project(boundary, { 'web.deployed.json': shown(boundary) })
    const { stdout } = await runCli(['explain', 'Web', ...declared], { cwd })
    expect(stdout).toContain('as-deployed: It was so right after the last deployment')
  })

  it('is an error when it is not there', async () => {
    const ran = await runCli(['scan', ...declared, '--as-deployed', join('no', 'where.json')], { cwd: project({}) })
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining('error[input-not-found]')])
  })
})
