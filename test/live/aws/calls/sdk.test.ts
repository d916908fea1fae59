import { beforeEach, describe, expect, it } from 'vitest'
import { bundledServices, commandIn, packageOf, sdkModule } from '../../../../src/live/aws/calls/clients.ts'
import observer from '../../../../src/live/aws/observer.ts'
import { Limiter } from '../../../../src/live/aws/calls/limiter.ts'
import { plain } from '../../../../src/live/aws/calls/plain.ts'
import { SdkAnswers } from '../../../../src/live/aws/calls/sdk.ts'
import { accessError, callFailure, failureKind } from '../../../../src/live/aws/calls/sdk-errors.ts'
import { callerIdentity as identity, serveAws } from '../../../helpers/aws-endpoint.ts'
import { all, context, gaps, listed, resources } from '../../builders.ts'

/** A server that speaks as much of EC2, S3, IAM and STS as these tests ask for. */
type Handler = (request: {
  service: string
  action: string
  form: URLSearchParams
  path: string
}) => { status?: number; body: string } | undefined

let handler: Handler
let asked: string[] = []

serveAws(
  (request, body) => {
    const form = new URLSearchParams(body)
    const service = /\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request/.exec(String(request.headers.authorization))?.[1] ?? ''
    const action = form.get('Action') ?? `${request.method} ${request.url ?? ''}`
    asked.push(`${service} ${action}`)
    return handler({ service, action, form, path: request.url ?? '' }) ?? { status: 501, body: error('NotImplemented') }
  },
  { AWS_MAX_ATTEMPTS: '3' },
)

const error = (code: string) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>said ${code}</Message></Error></Errors><RequestID>1</RequestID></Response>`
const queryError = (code: string) =>
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>said ${code}</Message></Error></ErrorResponse>`
const s3Error = (code: string) => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>said ${code}</Message></Error>`
const volumes = (ids: string[], token?: string) =>
  `<DescribeVolumesResponse><volumeSet>${ids.map((id) => `<item><volumeId>${id}</volumeId><size>8</size><createTime>2026-01-01T00:00:00.000Z</createTime></item>`).join('')}</volumeSet>${token === undefined ? '' : `<nextToken>${token}</nextToken>`}</DescribeVolumesResponse>`

beforeEach(() => {
  asked = []
})

function observe(kinds: string[], parts: Parameters<typeof context>[0] = {}) {
  const live = context({ ...parts, scope: { kinds: new Set(kinds), ...parts.scope } })
  return all(observer.observe(undefined, live)).then((items) => ({ items, live }))
}

describe('the API through the SDK', () => {
  it('follows pages, waits out a throttle and asks for the largest pages', async () => {
    let throttles = 1
    handler = ({ action, form }) => {
      if (action === 'GetCallerIdentity') return { body: identity }
      if (action !== 'DescribeVolumes') return undefined
      expect(form.get('MaxResults')).toBe('1000')
      if (form.get('NextToken') === null) return { body: volumes(['vol-1'], 'two') }
      return throttles-- > 0 ? { status: 503, body: error('RequestLimitExceeded') } : { body: volumes(['vol-2']) }
    }
    const { items } = await observe(['AWS::EC2::Volume'])
    expect(resources(items)).toEqual([
      expect.objectContaining({ physicalId: 'vol-1', account: '111122223333', region: 'eu-west-1', source: 'aws-list' }),
      expect.objectContaining({ physicalId: 'vol-2' }),
    ])
    expect(listed(items)).toEqual(['AWS::EC2::Volume'])
    expect(asked.filter((each) => each === 'ec2 DescribeVolumes')).toHaveLength(3)
  })

  it('denied midway keeps the pages before it, and is incomplete', async () => {
    handler = ({ action, form }) => {
      if (action === 'GetCallerIdentity') return { body: identity }
      return form.get('NextToken') === null ? { body: volumes(['vol-1'], 'two') } : { status: 403, body: error('UnauthorizedOperation') }
    }
    const { items } = await observe(['AWS::EC2::Volume'])
    expect(resources(items)).toHaveLength(1)
    expect(gaps(items)).toEqual([
      expect.objectContaining({
        kind: 'AWS::EC2::Volume',
        reason: 'access-denied',
        action: 'ec2:DescribeVolumes',
        detail: 'UnauthorizedOperation: said UnauthorizedOperation',
      }),
    ])
    expect(listed(items)).toEqual([])
  })

  it('throttled to the end is incomplete', async () => {
    handler = ({ action }) => (action === 'GetCallerIdentity' ? { body: identity } : { status: 503, body: error('RequestLimitExceeded') })
    const counted = { asked: 0, throttled: 0 }
    const { items } = await observe(['AWS::EC2::Volume'], {
      called: (operation) => (counted.asked += Number(operation === 'ec2.DescribeVolumes')),
      throttled: (operation) => (counted.throttled += Number(operation === 'ec2.DescribeVolumes')),
    })
    expect(gaps(items)).toEqual([expect.objectContaining({ reason: 'throttled', action: 'ec2:DescribeVolumes' })])
    expect(listed(items)).toEqual([])
    expect(counted.asked).toBeGreaterThan(10)
    expect(counted.throttled).toBe(counted.asked)
  })

  it('stops where one page token comes twice', async () => {
    handler = ({ action }) => (action === 'GetCallerIdentity' ? { body: identity } : { body: volumes(['vol-1'], 'again') })
    expect(gaps((await observe(['AWS::EC2::Volume'])).items)).toEqual([expect.objectContaining({ reason: 'truncated' })])
  })

  it('reads buckets wherever they are: what S3 says is not there is absent, the rest a gap', async () => {
    handler = ({ action, path }) => {
      if (action === 'GetCallerIdentity') return { body: identity }
      if (path.startsWith('/?')) {
        return {
          body: '<ListAllMyBucketsResult><Buckets><Bucket><Name>logs</Name><BucketRegion>us-west-2</BucketRegion></Bucket></Buckets></ListAllMyBucketsResult>',
        }
      }
      if (path.includes('versioning')) return { body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>' }
      if (path.includes('encryption')) return { status: 404, body: s3Error('ServerSideEncryptionConfigurationNotFoundError') }
      if (path.includes('tagging')) return { status: 404, body: s3Error('NoSuchTagSet') }
      return { status: 403, body: s3Error('AccessDenied') }
    }
    const { items } = await observe(['AWS::S3::Bucket'])
    const [bucket] = resources(items)
    expect(bucket).toMatchObject({
      physicalId: 'logs',
      region: 'us-west-2',
      properties: { VersioningConfiguration: { Status: 'Enabled' } },
    })
    expect(bucket?.unread).not.toEqual(expect.arrayContaining(['/BucketEncryption']))
    expect(bucket?.unread).not.toEqual(expect.arrayContaining(['/Tags']))
    expect(bucket?.unread).toContain('/LifecycleConfiguration')
    expect(gaps(items).every(({ reason }) => reason === 'access-denied')).toBe(true)
    expect(listed(items)).toEqual(['AWS::S3::Bucket'])
  })

  it('reads IAM once for all regions, documents parsed', async () => {
    handler = ({ action }) => {
      if (action === 'GetCallerIdentity') return { body: identity }
      if (action === 'ListRoles') {
        return {
          body: '<ListRolesResponse><ListRolesResult><Roles><member><RoleName>web</RoleName><MaxSessionDuration>3600</MaxSessionDuration></member></Roles><IsTruncated>false</IsTruncated></ListRolesResult></ListRolesResponse>',
        }
      }
      return {
        body: '<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult><RoleDetailList><member><RoleName>web</RoleName><AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%7D</AssumeRolePolicyDocument></member></RoleDetailList></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>',
      }
    }
    const { items } = await observe(['AWS::IAM::Role'], { scope: { regions: ['eu-west-1', 'us-east-1'] } })
    expect(resources(items)).toEqual([expect.objectContaining({ physicalId: 'web', account: '111122223333' })])
    expect(resources(items)[0]?.properties).toMatchObject({ MaxSessionDuration: 3600, AssumeRolePolicyDocument: { Version: '2012-10-17' } })
    expect(resources(items)[0]?.region).toBeUndefined()
    expect(asked.filter((each) => each === 'iam ListRoles')).toHaveLength(1)
  })

  it('says which kinds it cannot read, and what to install; other accounts are gaps', async () => {
    handler = ({ action }) => (action === 'GetCallerIdentity' ? { body: identity } : undefined)
    const { items } = await observe(['AWS::CodeBuild::Project', 'AWS::No::Such', 'apps/Deployment'], {
      scope: { accounts: ['999900001111', '111122223333'] },
    })
    expect(gaps(items)).toEqual([
      expect.objectContaining({ reason: 'other-account', account: '999900001111' }),
      expect.objectContaining({
        kind: 'AWS::CodeBuild::Project',
        reason: 'unsupported-kind',
        remedy: 'Install @aws-sdk/client-codebuild beside driftgate.',
      }),
      expect.objectContaining({ kind: 'AWS::No::Such', reason: 'unsupported-kind' }),
    ])
  })

  it('ends at once where credentials are not accepted or have expired', async () => {
    for (const [code, expected] of [
      ['InvalidClientTokenId', 'aws-rejected'],
      ['ExpiredToken', 'aws-expired'],
    ]) {
      handler = () => ({ status: 403, body: queryError(code ?? '') })
      await expect(observe(['AWS::EC2::Volume'])).rejects.toMatchObject({ code: expected, hint: expect.any(String) })
    }
  })

  it('reads on with a warning where nobody says who asks', async () => {
    handler = ({ action }) => (action === 'DescribeVolumes' ? { body: volumes(['vol-1']) } : { status: 400, body: queryError('Odd') })
    const { items, live } = await observe(['AWS::EC2::Volume'], { account: '444455556666' })
    expect(resources(items)).toEqual([expect.objectContaining({ account: '444455556666', region: 'eu-west-1' })])
    expect(live.notes).toEqual([expect.objectContaining({ code: 'aws-identity-unknown', level: 'warning' })])
  })

  it('probes identity, region and what it would read', async () => {
    handler = () => ({ body: identity })
    const lines = await observer.probe(undefined, context())
    expect(lines.map(({ name, ok }) => [name, ok])).toEqual([
      ['identity', true],
      ['region', true],
      ['kinds', true],
    ])
    handler = () => ({ status: 403, body: queryError('ExpiredToken') })
    expect(await observer.probe(undefined, context())).toEqual([
      expect.objectContaining({ name: 'identity', ok: false, hint: expect.stringContaining('aws sso login') }),
    ])
  })

  it('is silent about the version of Node', async () => {
    const said: string[] = []
    const listener = (warning: Error) => void said.push(warning.message)
    process.on('warning', listener)
    handler = () => ({ body: identity })
    await observer.probe(undefined, context())
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', listener)
    expect(said.filter((message) => message.includes('NodeVersionSupportWarning'))).toEqual([])
  })
})

describe('clients', () => {
  it('never make a command that writes', async () => {
    const module = (await sdkModule('ec2')) ?? {}
    for (const operation of ['TerminateInstances', 'CreateTags', 'ModifyVpcAttribute', 'Getaway', 'describeVolumes']) {
      expect(() => commandIn(module, operation, {})).toThrow(RangeError)
    }
    expect(commandIn(module, 'DescribeVolumes', {})).toBeDefined()
    expect(commandIn(module, 'DescribeNothingSuch', {})).toBeUndefined()
  })

  it('that are not installed are absent, by the name of their package', async () => {
    expect(await sdkModule('stepfunctions')).toBeUndefined()
    expect(packageOf('stepfunctions')).toBe('@aws-sdk/client-sfn')
    expect(packageOf('elbv2')).toBe('@aws-sdk/client-elastic-load-balancing-v2')
    for (const service of bundledServices) expect(await sdkModule(service)).toBeDefined()
  })

  it('that lack an operation leave the reason', async () => {
    const answers = new SdkAnswers({ region: 'eu-west-1', limiter: new Limiter() })
    const ask = async (operation: string) => {
      for await (const _ of answers.call({ operation, input: {}, pages: 'list', expects: [] })) break
    }
    await expect(ask('ec2.DescribeNothingSuch')).rejects.toMatchObject({ reason: 'unsupported-kind' })
    await expect(ask('stepfunctions.ListActivities')).rejects.toMatchObject({
      details: { remedy: 'Install @aws-sdk/client-sfn beside driftgate.' },
    })
  })
})

describe('an answer as JSON', () => {
  it('has times, bytes and nothing of the SDK', () => {
    const answer = {
      $metadata: {},
      T: new Date(0),
      B: new Uint8Array([104, 105]),
      U: undefined,
      N: null,
      L: [undefined, 1n],
      F: () => 1,
      D: new Date(Number.NaN),
    }
    expect(plain(answer)).toEqual({ T: '1970-01-01T00:00:00Z', B: 'aGk=', N: null, L: [null, 1] })
  })
})

describe('errors', () => {
  const named = (name: string, status?: number, message = 'm') =>
    Object.assign(new Error(message), { name, ...(status === undefined ? {} : { $metadata: { httpStatusCode: status } }) })

  it.each([
    ['ThrottlingException', 400, 'throttled'],
    ['SlowDown', 503, 'throttled'],
    ['Odd', 429, 'throttled'],
    ['OptInRequired', 401, 'region-off'],
    ['AccessDeniedException', 400, 'access-denied'],
    ['UnknownError', 403, 'access-denied'],
    ['NoSuchBucketPolicy', 404, 'absent'],
    ['NoSuchLifecycleConfiguration', 404, 'absent'],
    ['ServerSideEncryptionConfigurationNotFoundError', 404, 'absent'],
    ['NoSuchPublicAccessBlockConfiguration', 404, 'absent'],
    ['InvalidAMIID.NotFound', 400, 'absent'],
    ['InternalError', 500, 'read-failed'],
  ])('%s with %i means %s', (name, status, reason) => expect(callFailure('ec2.DescribeVolumes', named(name, status)).reason).toBe(reason))

  // https://github.com/smithy-lang/smithy-typescript/blob/main/packages/service-error-classification/src/constants.ts
  const throttling =
    'BandwidthLimitExceeded EC2ThrottledException LimitExceededException PriorRequestNotComplete ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled RequestThrottledException SlowDown ThrottledException Throttling ThrottlingException TooManyRequestsException TransactionInProgressException'
  const network =
    'TimeoutError RequestTimeout RequestTimeoutException ECONNRESET ECONNREFUSED EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ERR_STREAM_PREMATURE_CLOSE'

  it.each(throttling.split(' '))('%s is waited out', (name) =>
    expect(failureKind('ec2.DescribeVolumes', named(name, 400), false)).toBe('throttled'),
  )

  it.each(network.split(' '))('%s passes, and is no more than that', (code) => {
    for (const failure of [named(code), Object.assign(new Error('m'), { code })]) {
      expect(failureKind('ec2.DescribeVolumes', failure, true)).toBe('passing')
      expect(failureKind('ec2.DescribeVolumes', failure, false)).toBe('final')
    }
  })

  it('are repeated where the model of the service says so, and as throttling where it says that', () => {
    const modelled = ($retryable: object) => Object.assign(named('Busy', 400), { $retryable })
    expect(failureKind('dynamodb.DescribeTable', modelled({}), true)).toBe('passing')
    expect(failureKind('dynamodb.DescribeTable', modelled({}), false)).toBe('final')
    expect(failureKind('dynamodb.DescribeTable', modelled({ throttling: true }), false)).toBe('throttled')
    expect(failureKind('dynamodb.DescribeTable', named('Busy', 400), true)).toBe('final')
  })

  it.each([
    ['Error', 'Region is missing', 'aws-no-region'],
    ['CredentialsProviderError', 'Could not load credentials', 'aws-no-credentials'],
    ['ExpiredTokenException', 'm', 'aws-expired'],
    ['CredentialsProviderError', 'The SSO session has expired', 'aws-expired'],
    ['UnrecognizedClientException', 'm', 'aws-rejected'],
    ['TimeoutError', 'm', 'aws-unreachable'],
  ])('%s (%s) is %s', (name, message, code) => expect(accessError(named(name, undefined, message), 'eu-west-1')?.code).toBe(code))

  it('of the network are told by their code, others are not fatal', () => {
    expect(accessError(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), undefined)?.code).toBe('aws-unreachable')
    expect(accessError(named('Odd'), undefined)).toBeUndefined()
    expect(callFailure('ec2.DescribeVolumes', 'text').details).toMatchObject({ code: 'UnknownError', detail: 'text' })
  })
})
