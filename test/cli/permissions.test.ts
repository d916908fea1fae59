import { describe, expect, it } from 'vitest'
import { byText } from '../../src/model/json.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

const state = new URL('../../fixtures/web-shop/terraform/terraform.tfstate', import.meta.url).pathname

describe('permissions', () => {
  it('has nothing for what a filter leaves out', async () => {
    const args = ['permissions', '--declared', state, '--live', 'aws', '-q', '--unmanaged', 'none', '--include', 'service=s3']
    const { stdout } = await runCli(args, { cwd: folder() })
    expect(stdout).toContain('s3:ListAllMyBuckets')
    expect(stdout).not.toContain('rds:')
  })

  it('prints the policy of a scan, sorted, each action once', async () => {
    const { code, stdout, stderr } = await runCli(['permissions', '--declared', state, '--live', 'aws', '--unmanaged', 'none'], {
      cwd: folder(),
    })
    expect(code).toBe(0)
    const { Statement: statements } = JSON.parse(stdout)
    expect(statements).toHaveLength(1)
    const [{ Action: actions, ...rest }] = statements
    expect(rest).toEqual({ Sid: 'DriftgateReads', Effect: 'Allow', Resource: '*' })
    expect(actions).toContain('sts:GetCallerIdentity')
    expect(actions).toEqual([...new Set<string>(actions)].toSorted(byText))
    expect(stderr).toMatch(/^\d+ actions for \d+ kinds\n$/)
  })

  it('grows with what must be declared', async () => {
    const few = await runCli(['permissions', '-f', 'table', '--declared', state, '--live', 'aws', '--unmanaged', 'none'], { cwd: folder() })
    const many = await runCli(['permissions', '-f', 'table', '--declared', state, '--live', 'aws'], { cwd: folder() })
    expect(many.stdout.length).toBeGreaterThan(few.stdout.length)
    expect(few.stdout).toContain('every scan\n  sts:GetCallerIdentity\n')
  })

  it('names the bucket of a state, and the stack and Config where they are asked', async () => {
    const { stdout } = await runCli(
      ['permissions', '--declared', 's3://states/prod/', '--declared', 'cloudformation:web', '--live', 'config', '--as-deployed', 'config'],
      {
        cwd: folder(),
      },
    )
    const text = stdout.replaceAll(/\s+/g, ' ')
    expect(text).toContain('"Resource": [ "arn:aws:s3:::states/prod/*" ]')
    expect(text).toContain('"cloudformation:GetTemplate"')
    expect(text).toContain('"config:GetResourceConfigHistory"')
    expect(text).toContain('"config:SelectResourceConfig"')
    expect(text).not.toContain('ec2:')
  })

  it('takes on the role for stacks that are read, and looks for the regions that are meant', async () => {
    const argv = ['permissions', '--declared', 'cloudformation:*', '--live', 'live.ndjson', '--role', 'audit', '--region', 'eu-*']
    const { stdout } = await runCli(argv, { cwd: folder({ 'live.ndjson': '{}' }) })
    const [entering, reading] = JSON.parse(stdout).Statement
    expect(entering).toMatchObject({ Action: ['sts:AssumeRole'], Resource: ['arn:aws:iam::*:role/audit'] })
    expect(reading.Action).toEqual(expect.arrayContaining(['cloudformation:ListStackResources', 'ec2:DescribeRegions']))
  })

  it.each([
    [['--role', 'audit'], ['arn:aws:iam::*:role/audit'], []],
    [
      ['--role', 'audit', '--account', '111111111111', '--region', 'eu-*'],
      ['arn:aws:iam::111111111111:role/audit'],
      ['ec2:DescribeRegions'],
    ],
    [
      ['--role', 'arn:aws:iam::{account}:role/x/audit', '--accounts', 'organization'],
      ['arn:aws:iam::*:role/x/audit'],
      ['organizations:ListAccounts'],
    ],
    [
      ['--role', 'audit', '--accounts', 'organization:ou-ab12-c3d4e5f6', '--region', 'cn-north-1'],
      ['arn:aws-cn:iam::*:role/audit'],
      ['organizations:ListAccountsForParent', 'organizations:ListOrganizationalUnitsForParent'],
    ],
  ])('names what it takes to come into accounts: %j', async (more, roles, actions) => {
    const { stdout } = await runCli(['permissions', '--declared', state, '--live', 'config', '--no-confirm', ...more], { cwd: folder() })
    const [entering, reads] = JSON.parse(stdout).Statement
    expect(entering).toEqual({ Sid: 'DriftgateEntersAccounts', Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: roles })
    expect(reads.Action.filter((action: string) => !/^(?:config|sts):/.test(action))).toEqual(actions)
  })

  it('has what confirms a finding, unless nothing is to be confirmed', async () => {
    const args = ['permissions', '--declared', state, '--live', 'aws', '--unmanaged', 'none']
    expect((await runCli(args, { cwd: folder() })).stdout).toContain('"cloudformation:GetResource"')
    const { stdout } = await runCli([...args, '--no-confirm'], { cwd: folder() })
    const without: string[] = JSON.parse(stdout).Statement[0].Action
    expect(without).not.toContain('cloudformation:GetResource')
    const ofConfig = ['permissions', '--declared', state, '--live', 'config']
    expect((await runCli(ofConfig, { cwd: folder() })).stdout).toContain('"cloudformation:GetResource"')
    expect((await runCli([...ofConfig, '--no-confirm'], { cwd: folder() })).stdout).not.toContain('"cloudformation:GetResource"')
  })

  it.each([
    ['arn:aws:iam::999999999999:role/x/ci', 'arn:aws:iam::999999999999:role/x/ci'],
    ['999999999999', 'arn:aws:iam::999999999999:root'],
    ['arn:aws-cn:sts::999999999999:assumed-role/ci/session', 'arn:aws-cn:iam::999999999999:role/ci'],
  ])('prints whom the role is to trust: %s', async (who, principal) => {
    const { code, stdout } = await runCli(['permissions', '--trust', who, '--external-id', 'e-1', '--session-tag', 'team=sec'], {
      cwd: folder(),
    })
    expect(code).toBe(0)
    expect(JSON.parse(stdout).Statement).toEqual([
      {
        Sid: 'DriftgateEnters',
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringEquals: { 'sts:ExternalId': 'e-1' } },
      },
    ])
  })

  it('trusts nobody who is no identity', async () => {
    const { code, stderr } = await runCli(['permissions', '--trust', 'everyone'], { cwd: folder() })
    expect([code, stderr]).toEqual([2, expect.stringContaining('--trust cannot be "everyone"')])
  })

  it('has nothing to say of documents', async () => {
    const { code, stderr } = await runCli(['permissions', '--declared', state, '--live', state], { cwd: folder() })
    expect(code).toBe(2)
    expect(stderr).toContain('a scan of them calls nothing')
  })
})
