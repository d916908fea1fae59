import { describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const queue = (name: string, more: object = {}) => ({
  TypeName: 'AWS::SQS::Queue',
  ResourceDescription: { Identifier: `https://sqs/${name}`, Properties: JSON.stringify({ QueueName: name, ...more }) },
})
const template = `Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs, DelaySeconds: 5, Tags: [{Key: team, Value: web}]}}
  Mail: {Type: AWS::SQS::Queue, Properties: {QueueName: mail, DelaySeconds: 5}}
`
const resources = JSON.stringify({
  StackResources: ['Jobs', 'Mail'].map((id) => ({
    StackName: 'shop',
    LogicalResourceId: id,
    PhysicalResourceId: `https://sqs/${id.toLowerCase()}`,
    ResourceType: 'AWS::SQS::Queue',
    ResourceStatus: 'CREATE_COMPLETE',
  })),
})
const tags = { Tags: [{ Key: 'team', Value: 'web' }] }
const live = [queue('jobs', { DelaySeconds: 9, ...tags }), queue('mail', { DelaySeconds: 9 }), queue('scratch'), queue('other', tags)]
const files = {
  'shop/template.yaml': template,
  'shop/resources.json': resources,
  'live.json': JSON.stringify({
    TypeName: 'AWS::SQS::Queue',
    ResourceDescriptions: live.map(({ ResourceDescription }) => ResourceDescription),
  }),
}

async function scan(more: readonly string[], others: Record<string, string> = {}) {
  const cwd = folder({ ...files, ...others })
  const args = ['scan', '--declared', 'shop', '--live', 'live.json', '-f', 'json', '-q', ...more]
  const { stdout, stderr, code } = await runCli(args, { cwd })
  if (stdout === '') return { code, stderr, found: [], report: undefined }
  const report: ScanReport = JSON.parse(stdout)
  return { code, stderr, report, found: report.findings.map(({ resource }) => resource.address ?? '').toSorted() }
}
const other = 'https://sqs/other'
const scratch = 'https://sqs/scratch'

describe('--include and --exclude', () => {
  it.each<[string[], string[], number]>([
    [[], ['Jobs', 'Mail', other, scratch], 0],
    [['--include', 'tag:team=web'], ['Jobs', other], 2],
    [['--exclude', 'tag:team=web'], ['Mail', scratch], 2],
    [['--include', 'kind=AWS::S3::*'], [], 4],
    [['--include', 'address=Jobs', '--include', 'id=*scratch'], ['Jobs', scratch], 2],
  ])('%j', async (flags, expected, leftOut) => {
    const { found, report } = await scan(flags)
    expect(found).toEqual(expected)
    expect(report?.scope?.filter?.leftOut ?? 0).toBe(leftOut)
  })

  it('say what they do not understand', async () => {
    const { code, stderr } = await scan(['--include', 'colour=red'])
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('asks for "colour"') })
  })
})

describe('a .driftignore in the working directory', () => {
  const text = `# made by the nightly job\nscratch\n${scratch}\nJobs#/DelaySeconds\nnobody\n`

  it('suppresses what it fits, and says by which line and why', async () => {
    const { found, report } = await scan([], { '.driftignore': text.replace('scratch\n', '') })
    expect(found).toEqual(['Mail', other])
    expect(report?.suppressed.map(({ resource, by }) => [resource.address, by])).toEqual([
      ['Jobs', { ignore: '.driftignore:3' }],
      [scratch, { ignore: '.driftignore:2', reason: 'made by the nightly job' }],
    ])
    expect(report?.diagnostics.filter(({ code }) => code === 'ignore-unused').map(({ location }) => location?.line)).toEqual([4])
    expect(report?.summary.codeCoverage).toMatchObject({ live: 3, declared: 2, ignored: 1 })
  })

  it('is one of another name where that is said, and must be there', async () => {
    expect((await scan(['--ignore-file', 'quiet'], { quiet: 'Mail' })).found).toEqual(['Jobs', other, scratch])
    expect(await scan(['--ignore-file', 'nowhere'])).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot be read') })
    expect(await scan([], { '.driftignore': '*a*a*a*a*a*a*a*a*a' })).toMatchObject({ code: 2, stderr: expect.stringContaining('line 1') })
  })

  it('is listed with --verbose', async () => {
    const cwd = folder({ ...files, '.driftignore': scratch })
    const { stdout } = await runCli(['scan', '--declared', 'shop', '--live', 'live.json', '-v'], { cwd })
    expect(stdout).toContain('DG103 https://sqs/scratch: ignored by .driftignore:1')
    expect(stdout).toContain('1 suppressed')
  })
})

describe('--min-coverage', () => {
  it('fails the gate where fewer of the live resources are declared', async () => {
    const { code, report } = await scan(['--min-coverage', '75', '--fail-on', 'never'])
    expect(code).toBe(1)
    expect(report?.exit.reason).toBe('50 % of the live resources in code, 75 % asked for')
    expect(report?.summary.codeCoverage).toEqual({
      live: 4,
      declared: 2,
      percent: 50,
      minimum: 75,
      elsewhere: 0,
      made: 0,
      ignored: 0,
      services: [{ service: 'sqs', live: 4, declared: 2, percent: 50 }],
    })
  })

  it('passes where enough are, and is told in the table', async () => {
    expect((await scan(['--min-coverage', '50', '--fail-on', 'never'])).code).toBe(0)
    const { stdout } = await runCli(['scan', '--declared', 'shop', '--live', 'live.json'], { cwd: folder(files) })
    expect(stdout).toContain('in code   2 of 4 live resources (50 %): sqs 2 of 4')
  })

  it('asks nothing where nothing need be declared', async () => {
    expect(await scan(['--min-coverage', '50', '--unmanaged', 'none'])).toMatchObject({ code: 2 })
    expect((await scan(['--unmanaged', 'none'])).report?.summary.codeCoverage).toBeUndefined()
  })
})
