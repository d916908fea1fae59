import { beforeEach, describe, expect, it } from 'vitest'
import type { ScanReport } from '../../src/model/generated/report.ts'
import { closedDoor, first, scanning, second, serveOrganization, type Asked } from '../helpers/organization.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const cluster = 'AWS::ECS::Cluster'
const accounts = [scanning, first, second, closedDoor] as const
/** What each cluster is like now, by account. */
const now = new Map<string, string>()
const read: string[] = []

/** What AWS Config recorded of the cluster of an account: a change by hand. */
function record(account: string) {
  return {
    accountId: account,
    awsAccountId: account,
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: '2026-01-02T03:04:05Z',
    resourceType: cluster,
    resourceId: `shop-${account}`,
    arn: `arn:aws:ecs:eu-west-1:${account}:cluster/shop-${account}`,
  }
}
const drifted = (account: string) => ({ ClusterName: `shop-${account}`, CapacityProviders: ['FARGATE_SPOT'] })

const json = (value: object, type = 'application/x-amz-json-1.1') => ({ type, body: JSON.stringify(value) })

function answer({ account, action }: Asked) {
  if (action === 'DescribeConfigurationAggregatorSourcesStatus') return json({ AggregatedSourceStatusList: [] })
  if (action === 'SelectAggregateResourceConfig')
    return json({
      Results: accounts.map((each) =>
        JSON.stringify({ resourceType: cluster, resourceId: `shop-${each}`, tags: [], accountId: each, awsRegion: 'eu-west-1' }),
      ),
    })
  if (action === 'BatchGetAggregateResourceConfig')
    return json({
      BaseConfigurationItems: accounts.map((each) => ({
        ...record(each),
        configurationItemCaptureTime: 1_767_323_045,
        configuration: JSON.stringify(drifted(each)),
      })),
    })
  if (action === 'GetResource') {
    read.push(account)
    const properties = { ClusterName: `shop-${account}`, CapacityProviders: [now.get(account)] }
    return json({ TypeName: cluster, ResourceDescription: { Identifier: `shop-${account}`, Properties: JSON.stringify(properties) } })
  }
  if (action.startsWith('GET /delivered/')) {
    const items = accounts.map((each) => ({ ...record(each), configuration: drifted(each) }))
    return json({ fileVersion: '1.0', configSnapshotId: 's', configurationItems: items }, 'application/json')
  }
  return undefined
}
serveOrganization(answer, () => {})
beforeEach(() => {
  read.splice(0)
  now.clear()
  for (const account of accounts) now.set(account, 'FARGATE')
})

function declared(): string {
  const Properties = (account: string) => ({ ClusterName: `shop-${account}`, CapacityProviders: ['FARGATE'] })
  return folder(
    Object.fromEntries(
      accounts.flatMap((account) => [
        [`${account}/web.template.json`, JSON.stringify({ Resources: { Shop: { Type: cluster, Properties: Properties(account) } } })],
        [
          `${account}/web.resources.json`,
          JSON.stringify({
            StackResources: [
              {
                StackName: 'web',
                StackId: `arn:aws:cloudformation:eu-west-1:${account}:stack/web/1`,
                LogicalResourceId: 'Shop',
                PhysicalResourceId: `shop-${account}`,
                ResourceType: cluster,
              },
            ],
          }),
        ],
      ]),
    ),
  )
}

async function scanned(live: string, ...more: string[]) {
  const argv = ['scan', '--declared', '.', '--live', live, '--unmanaged', 'none', '-f', 'json', ...more]
  const { stdout } = await runCli(argv, { cwd: declared() })
  const report: ScanReport = JSON.parse(stdout)
  const notes = report.diagnostics.filter(({ code }) => code.startsWith('finding-'))
  return { notes, recorded: report.findings.map(({ resource }) => `${resource.account} ${resource.recordedAt ?? 'now'}`).toSorted() }
}

describe.each(['config:all', 'config:s3://delivered/snapshot.json'])('what %s shows of several accounts', (live) => {
  it('is confirmed in those that the role lets in, and of the others reported with its time', async () => {
    now.set(second, 'FARGATE_SPOT')
    const { recorded, notes } = await scanned(live, '--role', 'audit')
    expect(recorded).toEqual([`${second} now`, expect.stringMatching(`^${closedDoor} 2026-01-02T03:04:05`)])
    expect(read.toSorted()).toEqual([scanning, first, second])
    expect(notes).toMatchObject([
      { code: 'finding-not-confirmed', message: expect.stringContaining('2 differences of 2 resources') },
      { code: 'finding-recorded', message: expect.stringMatching(/^1 finding rests on .* 2026-01-02T03:04:05/) },
      { code: 'finding-unconfirmed', message: expect.stringContaining('the role in their account cannot be taken on') },
    ])
  })

  it('is confirmed without a role where the credentials are at home', async () => {
    const { recorded, notes } = await scanned(live)
    expect(recorded.map((each) => each.slice(0, 12))).toEqual([first, second, closedDoor])
    expect(read).toEqual([scanning])
    expect(notes.find(({ code }) => code === 'finding-unconfirmed')).toMatchObject({
      message: expect.stringContaining('in 3 resources was not read once more'),
      hint: expect.stringContaining('--role'),
    })
    expect(notes.find(({ code }) => code === 'finding-recorded')?.message).toContain('3 findings rest on')
  })

  it('is reported as it is with --no-confirm', async () => {
    const { recorded, notes } = await scanned(live, '--no-confirm')
    expect([recorded.length, read]).toEqual([4, []])
    expect(notes.map(({ code }) => code)).toEqual(['finding-recorded'])
  })
})
