import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import observer from '../../../src/live/aws/observer.ts'
import { renewed } from '../../../src/live/aws/places/assumed-role.ts'
import type { LiveContext } from '../../../src/live/index.ts'
import { first, scanning, second, serveOrganization, type Asked } from '../../helpers/organization.ts'
import { all, context, folderOf, gaps, resources } from '../builders.ts'

let asked: Asked[] = []
const times = (action: string): number => asked.filter((each) => each.action === action).length

serveOrganization(
  ({ account, service, action }) => {
    if (action === 'DescribeVolumes')
      return {
        body: `<DescribeVolumesResponse><volumeSet><item><volumeId>vol-${account.slice(0, 1)}</volumeId></item></volumeSet></DescribeVolumesResponse>`,
      }
    if (service === 's3' && action.startsWith('GET /?'))
      return {
        body: '<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name><BucketRegion>cn-north-1</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>',
      }
    return undefined
  },
  (each) => void asked.push(each),
)

beforeEach(() => {
  asked = []
})

async function observe(parts: Partial<LiveContext>, kinds = ['AWS::EC2::Volume']) {
  const live = { ...context(), ...parts, scope: { kinds: new Set(kinds), ...parts.scope } }
  const items = await all(observer.observe(undefined, live))
  return { items, ids: resources(items).map(({ physicalId }) => physicalId) }
}

/** The environment as it is without keys. */
function environment(variables: Readonly<Record<string, string>>): void {
  const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
  const before = keys.map((name) => [name, process.env[name]] as const)
  for (const name of keys) delete process.env[name]
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  onTestFinished(() => {
    vi.unstubAllEnvs()
    for (const [name, value] of before) if (value !== undefined) process.env[name] = value
  })
}

describe('credentials', () => {
  it('of a web identity, as GitHub and Kubernetes give them, are asked for once for all regions and take on the roles', async () => {
    const folder = folderOf({ token: 'a-token' })
    environment({ AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/token`, AWS_ROLE_ARN: `arn:aws:iam::${scanning}:role/ci` })
    const scope = { accounts: [scanning, first], regions: ['eu-west-1', 'us-east-1'] }
    const { ids, items } = await observe({ scope, entry: { role: 'audit' } })
    expect([ids, gaps(items)]).toEqual([['vol-1', 'vol-1', 'vol-2', 'vol-2'], []])
    expect([times('AssumeRoleWithWebIdentity'), times('GetCallerIdentity')]).toEqual([1, 1])
    expect(asked.find(({ action }) => action === 'AssumeRole')?.account).toBe(scanning)
  })

  it('of a profile are those of the account that names it, whatever the environment has', async () => {
    const folder = folderOf({ credentials: `[sandbox]\naws_access_key_id = AKIA${first}\naws_secret_access_key = s\n` })
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${folder}/credentials`)
    onTestFinished(() => void vi.unstubAllEnvs())
    const accounts = [
      { id: first, profile: 'sandbox' },
      { id: second, profile: 'nowhere' },
    ]
    const { ids, items } = await observe({ entry: { accounts } })
    expect(ids).toEqual(['vol-2'])
    expect(gaps(items)).toMatchObject([
      {
        account: second,
        reason: 'access-denied',
        detail: expect.stringContaining('The profile nowhere'),
        remedy: expect.stringContaining('--profile nowhere'),
      },
    ])
  })

  it('of another account than a profile was said to be of are not used', async () => {
    const folder = folderOf({ credentials: `[other]\naws_access_key_id = AKIA${first}\naws_secret_access_key = s\n` })
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', `${folder}/credentials`)
    onTestFinished(() => void vi.unstubAllEnvs())
    const { ids, items } = await observe({ entry: { accounts: [{ id: second, profile: 'other' }] } })
    expect([ids, gaps(items)]).toEqual([
      [],
      [expect.objectContaining({ account: second, detail: `The profile other belongs to account ${first}.` })],
    ])
  })
})

describe('another partition', () => {
  it('has roles, names and a home of its own', async () => {
    const scope = { accounts: [first], regions: ['cn-northwest-1'] }
    const { items } = await observe({ scope, entry: { role: 'audit' } }, ['AWS::S3::Bucket', 'AWS::IAM::Role'])
    expect(asked.find(({ action }) => action === 'AssumeRole')?.form.get('RoleArn')).toBe(`arn:aws-cn:iam::${first}:role/audit`)
    expect(resources(items, 'AWS::S3::Bucket')[0]?.identities).toContain('arn:aws-cn:s3:::logs')
    expect(asked.find(({ service }) => service === 'iam')?.region).toBe('cn-north-1')
    expect(asked.find(({ service }) => service === 's3')?.region).toBe('cn-northwest-1')
  })
})

describe('credentials that are renewed', () => {
  const lasting = (name: string, expires: number | undefined) => ({
    accessKeyId: name,
    secretAccessKey: 's',
    ...(expires === undefined ? {} : { expiration: new Date(expires) }),
  })
  const minutes = 60_000

  it('are asked for once by many at a time, five minutes before they expire, and again after a failure', async () => {
    let now = 0
    let count = 0
    let isBroken = false
    const provider = renewed(
      lasting('a', 60 * minutes),
      async () => {
        count += 1
        await Promise.resolve()
        if (isBroken) throw new Error('lost')
        return lasting(`b${count}`, now + 60 * minutes)
      },
      () => now,
    )
    const names = async (many: number) => (await Promise.all(Array.from({ length: many }, provider))).map(({ accessKeyId }) => accessKeyId)
    now = 54 * minutes
    expect([await names(2), count]).toEqual([['a', 'a'], 0])
    now = 56 * minutes
    expect([await names(3), count]).toEqual([['b1', 'b1', 'b1'], 1])
    now = 112 * minutes
    isBroken = true
    await expect(provider()).rejects.toThrow('lost')
    isBroken = false
    expect([await names(2), count]).toEqual([['b3', 'b3'], 3])
  })

  it('are not, where they do not expire', async () => {
    const provider = renewed(lasting('a', undefined), () => Promise.reject(new Error('asked')))
    expect((await provider()).accessKeyId).toBe('a')
  })
})
