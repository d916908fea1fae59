import { describe, expect, it } from 'vitest'
import { closedDoor, first, scanning, second, serveOrganization } from '../helpers/organization.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const asked: string[] = []
serveOrganization(
  ({ account, region, action }) => {
    if (action === 'DescribeVolumes')
      return {
        body: `<DescribeVolumesResponse><volumeSet><item><volumeId>vol-${account.slice(0, 1)}</volumeId><size>${account === second ? 9 : 8}</size><availabilityZone>${region}a</availabilityZone></item></volumeSet></DescribeVolumesResponse>`,
      }
    return undefined
  },
  ({ account, region, action }) => void asked.push(`${account} ${region} ${action}`),
)

const volume = (account: string, region: string, id = `vol-${account.slice(0, 1)}`) => ({
  mode: 'managed',
  type: 'aws_ebs_volume',
  name: id.replace('vol-', 'v'),
  provider: `provider["registry.terraform.io/hashicorp/aws"].a${account}`,
  instances: [
    {
      schema_version: 0,
      attributes: {
        id,
        arn: `arn:aws:ec2:${region}:${account}:volume/${id}`,
        availability_zone: `${region}a`,
        size: 8,
      },
    },
  ],
})
const state = (...resources: object[]) =>
  JSON.stringify({ version: 4, terraform_version: '1.9.0', serial: 1, lineage: 'l', outputs: {}, resources })
const three = state(volume(first, 'eu-west-1'), volume(second, 'us-east-1'), volume(closedDoor, 'eu-west-1'))

async function report(files: Record<string, string>, ...args: string[]) {
  asked.length = 0
  const { code, stdout, stderr } = await runCli(['scan', '-f', 'json', '--with-resources', '--unmanaged', 'none', ...args], {
    cwd: folder(files),
  })
  return { code, stderr, report: stdout === '' ? {} : JSON.parse(stdout) }
}

describe('a scan of several accounts', () => {
  const live = ['--declared', 'a.tfstate', '--live', 'aws']

  it('judges each in its place, says which were read, and what one could not enter', async () => {
    const { code, report: found } = await report(
      { 'a.tfstate': three },
      ...live,
      '--accounts',
      'organization',
      '--role',
      'audit',
      '--region',
      'all',
    )
    expect(code).toBe(1)
    expect(found.scope).toMatchObject({ accounts: [first, second], regions: ['eu-west-1', 'us-east-1'] })
    expect(found.findings).toMatchObject([
      { resource: { address: 'aws_ebs_volume.v3', account: second, region: 'us-east-1' }, difference: { path: '/Size' } },
    ])
    expect(found.resources.map((each: { outcome: string }) => each.outcome)).toEqual(['managed', 'managed', 'not-checked'])
    expect(found.notChecked).toMatchObject([
      { resource: { address: 'aws_ebs_volume.v4', account: closedDoor }, reason: 'access-denied', action: 'sts:AssumeRole' },
    ])
    // Nobody declares anything in the account that scans, nor in a third region.
    expect(asked.filter((each) => each.endsWith('DescribeVolumes'))).toEqual([
      `${first} eu-west-1 DescribeVolumes`,
      `${second} us-east-1 DescribeVolumes`,
    ])
    expect(found.complete).toBe(false)
  })

  it('reads what driftgate.yaml says, stack by stack', async () => {
    const files = {
      'a.tfstate': state(volume(first, 'eu-west-1')),
      'list/accounts.txt': `${first} web\n${second} data\n`,
      'driftgate.yaml': `
accounts: list/accounts.txt
role: audit
sessionTags: {team: sec}
stacks:
  - {name: web, declared: [a.tfstate], live: [aws], account: web, region: [eu-west-1]}
`,
    }
    const { code, report: found } = await report(files)
    expect([code, found.scope.accounts, found.findings]).toEqual([0, [first], []])
  })

  it('says what is declared elsewhere, with the remedy', async () => {
    const { code, report: found } = await report({ 'a.tfstate': three }, ...live, '--account', first, '--role', 'audit')
    expect([code, found.notChecked]).toMatchObject([
      3,
      [second, closedDoor].map((account) => ({
        resource: { account },
        reason: 'other-account',
        remedy: expect.stringContaining('--role'),
      })),
    ])
    const two = await report(
      { 'a.tfstate': state(volume(first, 'eu-west-1'), volume(first, 'us-east-1', 'vol-7')) },
      ...live,
      '--account',
      first,
      '--role',
      'audit',
    )
    expect(two.report.notChecked).toMatchObject([{ reason: 'other-region', remedy: expect.stringContaining('--region') }])
  })

  it('of accounts that cannot be entered is incomplete, and of mistakes an error', async () => {
    const files = { 'a.tfstate': state(volume(closedDoor, 'eu-west-1')) }
    const denied = await report(files, ...live, '--account', closedDoor, '--role', 'audit')
    expect([denied.code, denied.report.notChecked.length]).toEqual([3, 1])
    const unreached = await report(files, ...live, '--account', closedDoor)
    expect(unreached.report.notChecked).toMatchObject([
      { reason: 'other-account', detail: `The credentials belong to account ${scanning}.` },
    ])
    expect((await report(files, ...live, '--role', 'a role')).stderr).toContain('error[option-value]')
    expect((await report(files, ...live, '--account', 'prod-*', '--accounts', 'nowhere')).stderr).toContain('error[accounts-unreadable]')
  })
})

describe('documents of several accounts', () => {
  const page = (account: string, size: number) =>
    JSON.stringify({ Volumes: [{ VolumeId: `vol-${account.slice(0, 1)}`, Size: size, AvailabilityZone: 'eu-west-1a', OwnerId: account }] })

  it('are read each in its own, and one that was asked for must be among them', async () => {
    const files = {
      'a.tfstate': state(volume(first, 'eu-west-1'), volume(second, 'eu-west-1')),
      'live/one.json': page(first, 8),
      'live/two.json': page(second, 9),
    }
    const args = ['--declared', 'a.tfstate', '--live', 'live']
    const { report: found } = await report(files, ...args, '--account', first, '--account', second)
    expect(found.findings).toMatchObject([{ resource: { address: 'aws_ebs_volume.v3', account: second } }])
    expect(found.notChecked).toEqual([])
    const wrong = await report(files, ...args, '--account', '999999999999', '--account', '88*')
    expect(wrong.report.diagnostics).toMatchObject([
      { code: 'other-account', message: expect.stringContaining('The accounts 999999999999, 88* were asked for') },
    ])
  })
})
