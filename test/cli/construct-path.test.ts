import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const kind = 'AWS::SQS::Queue'
const id = 'Jobs3AF9'
const path = 'Shop/Jobs/Resource'
const stack = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/Shop/1'
const manifest = (artifact: JsonObject): string =>
  JSON.stringify({
    version: '48.0.0',
    artifacts: { Shop: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Shop.template.json' }, ...artifact } },
  })
const told = { [`/${path}`]: [{ type: 'aws:cdk:logicalId', data: id }], '/Shop': [{ type: 'aws:cdk:warning', data: id }] }

/** A cloud assembly of one queue of which the delay was changed by hand. */
function project(metadata: JsonObject | undefined, files: Readonly<Record<string, string>> = {}): string {
  const queue = {
    Type: kind,
    Properties: { QueueName: 'jobs', DelaySeconds: 5 },
    ...(metadata === undefined ? {} : { Metadata: metadata }),
  }
  return folder({
    'cdk.out/Shop.template.json': JSON.stringify({ Resources: { [id]: queue } }, null, 1),
    'resources.json': JSON.stringify({
      StackResources: [{ StackName: 'Shop', StackId: stack, LogicalResourceId: id, PhysicalResourceId: 'jobs', ResourceType: kind }],
    }),
    'live/queue.json': JSON.stringify({
      TypeName: kind,
      ResourceDescription: { Identifier: 'jobs', Properties: JSON.stringify({ QueueName: 'jobs', DelaySeconds: 9 }) },
    }),
    ...files,
  })
}

const sources = ['--declared', 'cdk.out', '--declared', 'resources.json', '--live', 'live']

async function reportOf(cwd: string): Promise<ScanReport> {
  const { stdout } = await runCli(['scan', ...sources, '--format', 'json'], { cwd })
  const report: ScanReport = JSON.parse(stdout)
  return report
}

describe('the path of a construct', () => {
  const shop = (): string => project({ 'aws:cdk:path': path })

  it('stands in every finding beside the logical id, which leads to the template', async () => {
    const { findings } = await reportOf(shop())
    expect(findings).toMatchObject([
      { resource: { address: id, constructPath: path }, location: { file: 'cdk.out/Shop.template.json', line: 7, kind: 'attribute' } },
    ])
    const { stdout } = await runCli(['scan', ...sources], { cwd: shop() })
    expect(stdout).toContain(`${id} (${path})`)
    const sarif = await runCli(['scan', ...sources, '--format', 'sarif'], { cwd: shop() })
    expect(sarif.stdout).toContain(`"driftgate/constructPath": "${path}"`)
  })

  it('does not change what a finding is called', async () => {
    const [named] = (await reportOf(shop())).findings
    const [bare] = (await reportOf(project(undefined))).findings
    expect(bare?.resource).not.toHaveProperty('constructPath')
    expect(named?.fingerprint).toBe(bare?.fingerprint)
  })

  it.each([path, `/${path}`, 'Shop/Jobs', '/Shop/Jobs', id, 'jobs'])('explain finds the resource by %s', async (name) => {
    const { code, stdout } = await runCli(['explain', name, ...sources], { cwd: shop() })
    expect(code).toBe(0)
    expect(stdout).toContain(`construct ${path}`)
    expect(stdout).toMatch(/different +\/DelaySeconds/)
  })

  it('explain offers the nearest one', async () => {
    const { code, stderr } = await runCli(['explain', 'Shop/Job', ...sources], { cwd: shop() })
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean Shop/Jobs?')])
  })

  it('comes from the manifest where the template does not say it', async () => {
    const inside = project(undefined, { 'cdk.out/manifest.json': manifest({ metadata: told }) })
    expect((await reportOf(inside)).findings).toMatchObject([{ resource: { constructPath: path } }])
    const beside = project(undefined, {
      'cdk.out/manifest.json': manifest({ additionalMetadataFile: 'Shop.metadata.json' }),
      'cdk.out/Shop.metadata.json': JSON.stringify(told),
    })
    expect((await reportOf(beside)).findings).toMatchObject([{ resource: { constructPath: path } }])
  })

  it('is none where two constructs claim one id, where the file is broken, or lies elsewhere', async () => {
    const twice = { ...told, '/Shop/Other': [{ type: 'aws:cdk:logicalId', data: id }] }
    const broken = { 'cdk.out/Shop.metadata.json': '{"/Shop' }
    const outside = { 'Shop.metadata.json': JSON.stringify(told) }
    for (const files of [
      { 'cdk.out/manifest.json': manifest({ metadata: twice }) },
      { 'cdk.out/manifest.json': manifest({ additionalMetadataFile: 'Shop.metadata.json' }), ...broken },
      { 'cdk.out/manifest.json': manifest({ additionalMetadataFile: '../Shop.metadata.json' }), ...outside },
    ]) {
      const { findings } = await reportOf(project(undefined, files))
      expect(findings).toHaveLength(1)
      expect(findings[0]?.resource).not.toHaveProperty('constructPath')
    }
  })
})
