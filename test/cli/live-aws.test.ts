import { beforeEach, describe, expect, it } from 'vitest'
import { callerIdentity, serveAws, type Answer } from '../helpers/aws-endpoint.ts'
import { folder } from './folder.ts'
import { runCli } from './run-cli.ts'

let troubles: Answer[] = []

const error = (code: string) => `<Response><Errors><Error><Code>${code}</Code><Message>m</Message></Error></Errors></Response>`
const volume = '<item><volumeId>vol-1</volumeId><size>8</size><availabilityZone>eu-west-1a</availabilityZone></item>'

serveAws((_request, body) => {
  if (body.includes('GetCallerIdentity')) return { body: callerIdentity }
  return troubles.shift() ?? { body: `<DescribeVolumesResponse><volumeSet>${volume}</volumeSet></DescribeVolumesResponse>` }
})

beforeEach(() => {
  troubles = []
})

const state = JSON.stringify({
  version: 4,
  terraform_version: '1.9.0',
  serial: 1,
  lineage: 'l',
  outputs: {},
  resources: [
    {
      mode: 'managed',
      type: 'aws_ebs_volume',
      name: 'data',
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ schema_version: 0, attributes: { id: 'vol-1', size: 8, availability_zone: 'eu-west-1a' } }],
    },
  ],
})
const argv = ['scan', '--declared', 'terraform.tfstate', '--live', 'aws', '--unmanaged', 'none']

describe('a scan of AWS', () => {
  it('counts its calls, those that were one too many and those that broke, by service and action', async () => {
    troubles = [
      { status: 503, body: error('RequestLimitExceeded') },
      { status: 500, body: error('InternalError') },
    ]
    const cwd = folder({ 'terraform.tfstate': state })
    const { code, stdout } = await runCli([...argv, '--format', 'json'], { cwd })
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      calls: { 'ec2.DescribeVolumes': 3, 'sts.GetCallerIdentity': 1 },
      throttled: { 'ec2.DescribeVolumes': 1 },
      repeated: { 'ec2.DescribeVolumes': 1 },
    })
  })

  it('prints the calls when it is verbose, and says nothing of trouble where there was none', async () => {
    const cwd = folder({ 'terraform.tfstate': state })
    const { stdout } = await runCli([...argv, '--verbose'], { cwd })
    expect(stdout).toContain('2 API calls\n 1  ec2.DescribeVolumes\n 1  sts.GetCallerIdentity\n')
    expect((await runCli(argv, { cwd })).stdout).not.toContain('API call')
    const quiet = JSON.parse((await runCli([...argv, '--format', 'json'], { cwd })).stdout)
    expect([quiet.throttled, quiet.repeated]).toEqual([undefined, undefined])
  })
})
