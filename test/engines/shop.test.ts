import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding, NotCheckedEntry, ScanReport } from '../../src/model/generated/report.ts'
import { isObject } from '../../src/model/json.ts'
import { runCli } from '../cli/run-cli.ts'
import { lacking, startEmulator, type Emulator } from './emulator.ts'

const reason = lacking('moto.server', 'moto[server,all]')

/** How an answer reads that moto has no code for: a page of its web server, or a word for it. */
const notImplemented =
  /XML parse error|not valid JSON|NotImplemented|not been implemented|UnknownError|InternalFailure|InvalidAction|NotYetImplemented|^Error$/

interface Deployed {
  template: object
  stackResources: object
  mended: string[]
  needless: string[]
}

interface Mutation {
  kind: string
  name: string | null
  place: string
  physicalId: string | null
}

describe.skipIf(reason !== undefined)('a shop in moto', () => {
  let emulator: Emulator
  let folder: string
  let deployed: Deployed
  let clean: ScanReport
  let mutations: Mutation[]
  let mutated: ScanReport

  async function scanned(live = 'aws'): Promise<ScanReport> {
    const sources = ['--declared', 'cloudformation:shop', '--declared', folder, '--live', live]
    // Of all kinds of the declared services moto lacks most, and Cloud Control: each is an answer that it does not have.
    const { stdout } = await runCli(['scan', ...sources, '--unmanaged', 'kinds', '--no-confirm', '--with-resources', '--format', 'json'])
    const report: ScanReport = JSON.parse(stdout)
    return report
  }

  beforeAll(async () => {
    emulator = await startEmulator('shop/server.py')
    deployed = told(await emulator.ask('deployed'), isDeployed)
    folder = mkdtempSync(`${tmpdir()}/driftgate-`)
    writeFileSync(`${folder}/extras.json`, JSON.stringify(deployed.template))
    writeFileSync(`${folder}/extras.resources.json`, JSON.stringify(deployed.stackResources))
    clean = await scanned()
    mutations = told(await emulator.ask('mutate'), isMutations)
    mutated = await scanned()
    const sources = ['--declared', 'cloudformation:shop', '--declared', folder, '--live', 'aws']
    await runCli(['capture', ...sources, '--unmanaged', 'kinds', '--output', `${folder}/live.ndjson`])
  })

  afterAll(() => {
    emulator.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('still does otherwise than AWS what the table says', () => {
    expect(deployed.needless).toEqual([])
    expect(deployed.mended.length).toBeGreaterThan(0)
  })

  it('has no finding as it was deployed', () => {
    expect(clean.findings.map(nameOf)).toEqual([])
    expect(clean.summary.resources).toMatchObject({ managed: 50, missing: 0 })
  })

  it('leaves unread only what moto has no answer for', () => {
    expect(clean.notChecked.filter((entry) => !isMissingInMoto(entry))).toEqual([])
  })

  it('reads the lists that the shop has resources in once', () => {
    for (const call of ['ec2.DescribeSecurityGroups', 'ec2.DescribeInstances', 'sqs.ListQueues', 's3.ListBuckets', 'iam.ListRoles'])
      expect([call, clean.calls?.[call]]).toEqual([call, 1])
  })

  it('finds each of the mutations', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(40)
    const lost = mutations.filter((mutation) => !mutated.findings.some((finding) => shows(finding, mutation)))
    expect(lost).toEqual([])
  })

  it('finds the same in a capture, as incomplete and by the same calls', async () => {
    const { scope: _live, ...expected } = mutated
    const { scope: _replayed, ...replayed } = await scanned(`${folder}/live.ndjson`)
    expect(replayed).toEqual(expected)
  })

  it('finds nothing else but instances that are as their old template says', () => {
    const others = mutated.findings.filter(
      (finding) =>
        !mutations.some((mutation) => shows(finding, mutation)) &&
        !(finding.policy === 'DG302' && finding.resource.kind === 'AWS::EC2::Instance'),
    )
    expect(others.map(nameOf)).toEqual([])
  })
})

function shows({ policy, resource, difference }: Finding, { kind, name, place, physicalId }: Mutation): boolean {
  if (resource.kind !== kind) return false
  if (name === null) return resource.physicalId === physicalId && ['DG103', 'DG304'].includes(policy)
  if (resource.address !== name) return false
  return place === 'missing' ? policy === 'DG102' : difference?.path.startsWith(place) === true
}

function nameOf({ policy, resource, difference }: Finding): string {
  return [policy, resource.kind, resource.address ?? resource.physicalId, difference?.path].join(' ')
}

function isMissingInMoto({ detail }: NotCheckedEntry): boolean {
  return detail === undefined || notImplemented.test(detail)
}

function told<T>(answer: unknown, is: (value: unknown) => value is T): T {
  if (!is(answer)) throw new Error(`The shop answers ${JSON.stringify(answer).slice(0, 400)}`)
  return answer
}

function isDeployed(value: unknown): value is Deployed {
  return isObject(value) && isObject(value['template']) && isObject(value['stackResources']) && Array.isArray(value['needless'])
}

function isMutations(value: unknown): value is Mutation[] {
  return Array.isArray(value) && value.every((each) => isObject(each) && typeof each['kind'] === 'string')
}
