import { beforeEach, describe, expect, it, vi } from 'vitest'
import observer from '../../../src/live/aws/observer.ts'
import { Limiter } from '../../../src/live/aws/calls/limiter.ts'
import { SdkAnswers } from '../../../src/live/aws/calls/sdk.ts'
import { callerIdentity, serveAws, type Answer } from '../../helpers/aws-endpoint.ts'
import { hurriedTime } from '../../helpers/virtual-time.ts'
import { all, context, gaps, listed, resources } from '../builders.ts'

interface Asked {
  service: string
  action: string
  form: URLSearchParams
  headers: NodeJS.Dict<string | string[]>
}

const hour = 3_600_000
let fault: (asked: Asked) => Answer | undefined
let asked: string[] = []

/** An account with two pages of volumes, a subnet and a queue, and what goes wrong with it. */
serveAws((request, body) => {
  const form = new URLSearchParams(body)
  const service = /\/[a-z0-9-]+\/([a-z0-9-]+)\/aws4_request/.exec(String(request.headers.authorization))?.[1] ?? ''
  const action = form.get('Action') ?? String(request.headers['x-amz-target'] ?? request.url).replace(/^.*\./, '')
  asked.push(action)
  return fault({ service, action, form, headers: request.headers }) ?? healthy(action, form)
})

function healthy(action: string, form: URLSearchParams): Answer {
  if (action === 'GetCallerIdentity') return { body: callerIdentity }
  if (action === 'DescribeVolumes') return form.get('NextToken') === null ? { body: volumes('vol-1', 'two') } : { body: volumes('vol-2') }
  if (action === 'DescribeSubnets')
    return { body: '<DescribeSubnetsResponse><subnetSet><item><subnetId>subnet-1</subnetId></item></subnetSet></DescribeSubnetsResponse>' }
  const type = 'application/x-amz-json-1.0'
  if (action === 'ListQueues') return { type, body: '{"QueueUrls":["https://sqs.eu-west-1.amazonaws.com/111122223333/work"]}' }
  if (action === 'GetQueueAttributes') return { type, body: '{"Attributes":{"VisibilityTimeout":"30"}}' }
  if (action === 'ListQueueTags') return { type, body: '{}' }
  if (action === 'GetResources') return { type, body: '{"ResourceTagMappingList":[]}' }
  return { status: 501, body: ec2Error('NotImplemented') }
}

const volumes = (id: string, token?: string) =>
  `<DescribeVolumesResponse><volumeSet><item><volumeId>${id}</volumeId><size>8</size></item></volumeSet>${token === undefined ? '' : `<nextToken>${token}</nextToken>`}</DescribeVolumesResponse>`
const ec2Error = (code: string, message = `said ${code}`) =>
  `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>1</RequestID></Response>`
const denial = (why: string) =>
  ec2Error(
    'UnauthorizedOperation',
    `User: arn:aws:sts::111122223333:assumed-role/r/s is not authorized to perform: ec2:DescribeVolumes ${why}`,
  )

const isSecondPage = ({ action, form }: Asked) => action === 'DescribeVolumes' && form.get('NextToken') !== null

/** What the second page of volumes meets, always or so many times. */
function secondPage(answer: Answer, times = Number.POSITIVE_INFINITY): void {
  let left = times
  fault = (request) => (isSecondPage(request) && left-- > 0 ? answer : undefined)
}

beforeEach(() => {
  asked = []
  fault = () => undefined
})

async function observe() {
  const counted = { throttled: 0, repeated: 0 }
  const live = context({
    scope: { kinds: new Set(['AWS::EC2::Volume', 'AWS::EC2::Subnet', 'AWS::SQS::Queue']) },
    throttled: () => (counted.throttled += 1),
    repeated: () => (counted.repeated += 1),
  })
  return { items: await all(observer.observe(undefined, live)), counted }
}

const others = ['AWS::EC2::Subnet', 'AWS::SQS::Queue']

describe('what goes wrong for good on a second page', () => {
  it.each<[string, Answer, string, RegExp]>([
    [
      'a refusal',
      { status: 403, body: denial('because no identity-based policy allows the ec2:DescribeVolumes action') },
      'access-denied',
      /^Allow ec2:DescribeVolumes to/,
    ],
    [
      'a service control policy',
      { status: 403, body: denial('with an explicit deny in a service control policy') },
      'access-denied',
      /service control policy of the organisation/,
    ],
    [
      'a resource control policy',
      { status: 403, body: denial('with an explicit deny in a resource control policy') },
      'access-denied',
      /resource control policy of the organisation/,
    ],
    [
      'a permissions boundary',
      { status: 403, body: denial('with an explicit deny in a permissions boundary') },
      'access-denied',
      /permissions boundary/,
    ],
    [
      'a session policy',
      { status: 403, body: denial('because no session policy allows the ec2:DescribeVolumes action') },
      'access-denied',
      /session policy/,
    ],
    [
      'an endpoint policy',
      { status: 403, body: denial('because no VPC endpoint policy allows the ec2:DescribeVolumes action') },
      'access-denied',
      /endpoint/,
    ],
    ['a policy that denies', { status: 403, body: denial('with an explicit deny in an identity-based policy') }, 'access-denied', /denies/],
    ['a region that is off', { status: 401, body: ec2Error('OptInRequired') }, 'region-off', /^Enable the region/],
    ['a region that knows no such credentials', { status: 401, body: ec2Error('AuthFailure') }, 'region-off', /^Enable the region/],
    ['a token that expired', { status: 400, body: ec2Error('ExpiredToken') }, 'access-denied', /^Sign in again/],
    ['throttling', { status: 503, body: ec2Error('RequestLimitExceeded') }, 'throttled', /^Scan again later/],
    ['an error of the service', { status: 500, body: ec2Error('InternalError') }, 'read-failed', /^Scan again/],
    ['an answer that is not there', { status: 502, body: '<html>Bad Gateway</html>', type: 'text/html' }, 'read-failed', /^Scan again/],
    ['a body that ends in the middle', { body: volumes('vol-2'), breaks: 'cut' }, 'read-failed', /^Scan again/],
    ['a body that is whole and is not XML to its end', { body: volumes('vol-2').slice(0, -40) }, 'read-failed', /^Scan again/],
    ['a connection that is reset', { body: '', breaks: 'reset' }, 'read-failed', /^Scan again/],
    ['a token that comes twice', { body: volumes('vol-2', 'two') }, 'truncated', /^Scan again/],
    ['an error of another word', { status: 400, body: ec2Error('Odd') }, 'read-failed', /^Scan again/],
  ])('%s: what was read stays, the rest is not checked, everything else is read', async (_name, answer, reason, remedy) => {
    secondPage(answer)
    const { items } = await observe()
    expect(gaps(items)).toEqual([
      expect.objectContaining({
        kind: 'AWS::EC2::Volume',
        region: 'eu-west-1',
        account: '111122223333',
        service: 'ec2',
        action: 'ec2:DescribeVolumes',
        reason,
        remedy: expect.stringMatching(remedy),
      }),
    ])
    expect(resources(items, 'AWS::EC2::Volume').map(({ physicalId }) => physicalId)).toContain('vol-1')
    expect(listed(items).toSorted()).toEqual(others)
    expect(resources(items, 'AWS::SQS::Queue')).toHaveLength(1)
  })
})

describe('what goes wrong in passing', () => {
  it.each<[string, Answer, 'throttled' | 'repeated']>([
    ['throttling', { status: 503, body: ec2Error('RequestLimitExceeded') }, 'throttled'],
    ['too many requests', { status: 429, body: '' }, 'throttled'],
    ['an error of the service', { status: 500, body: ec2Error('InternalError') }, 'repeated'],
    ['no service', { status: 503, body: ec2Error('Unavailable') }, 'repeated'],
    ['a body that ends in the middle', { body: volumes('vol-2'), breaks: 'cut' }, 'repeated'],
    ['a body that is whole and is not XML to its end', { body: volumes('vol-2').slice(0, -40) }, 'repeated'],
    ['a connection that is reset', { body: '', breaks: 'reset' }, 'repeated'],
  ])('%s: is counted, and nothing is lost', async (_name, answer, counter) => {
    secondPage(answer, 2)
    const { items, counted } = await observe()
    expect(gaps(items)).toEqual([])
    expect(resources(items, 'AWS::EC2::Volume').map(({ physicalId }) => physicalId)).toEqual(['vol-1', 'vol-2'])
    expect(listed(items).toSorted()).toEqual(['AWS::EC2::Subnet', 'AWS::EC2::Volume', 'AWS::SQS::Queue'])
    expect(counted).toEqual({ throttled: 0, repeated: 0, [counter]: 2 })
  })

  it('a wrong clock of this machine: the SDK learns how wrong, and signs again', async () => {
    const theirs = Date.now() + hour
    fault = ({ action, headers }) => {
      const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? []
      const [year = 0, month = 0, day = 0, ...time] = signed.slice(1).map(Number)
      const date = new Date(theirs).toUTCString()
      if (Math.abs(Date.UTC(year, month - 1, day, ...time) - theirs) < hour / 12)
        return { ...healthy(action, new URLSearchParams()), headers: { date } }
      return { status: 403, headers: { date }, body: ec2Error('RequestTimeTooSkewed') }
    }
    const answers = new SdkAnswers({ region: 'eu-west-1', limiter: new Limiter(hurriedTime()) })
    const pages: unknown[] = []
    for await (const page of answers.call({ operation: 'ec2.DescribeSubnets', input: {}, pages: 'list', expects: [] })) pages.push(page)
    expect(pages).toEqual([{ Subnets: [{ SubnetId: 'subnet-1' }] }])
    expect(asked).toEqual(['DescribeSubnets', 'DescribeSubnets'])
  })

  it('an answer that does not come is asked for again, then given up', async () => {
    fault = () => ({ body: '', breaks: 'never' })
    const answers = new SdkAnswers({ region: 'eu-west-1', limiter: new Limiter(hurriedTime()), timeout: 20 })
    const pages = answers.call({ operation: 'ec2.DescribeSubnets', input: {}, pages: 'list', expects: [] })
    await expect(pages.next()).rejects.toMatchObject({ reason: 'read-failed', details: { code: 'TimeoutError' } })
    expect(asked).toHaveLength(5)
  })
})

describe('an answer that ends too early', () => {
  it('is none, wherever it ends', async () => {
    const whole = volumes('vol-2')
    const ask = async (body: string): Promise<unknown> => {
      fault = () => ({ body })
      const answers = new SdkAnswers({ region: 'eu-west-1', limiter: new Limiter(hurriedTime()) })
      const pages: unknown[] = []
      for await (const page of answers.call({ operation: 'ec2.DescribeVolumes', input: {}, pages: 'list', expects: [] })) pages.push(page)
      return pages
    }
    expect(await ask(whole)).toEqual([{ Volumes: [{ VolumeId: 'vol-2', Size: 8 }] }])
    const taken: number[] = []
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
    for (let end = 0; end < whole.length; end += 3)
      await ask(whole.slice(0, end)).then(
        () => taken.push(end),
        () => undefined,
      )
    vi.unstubAllEnvs()
    expect(taken).toEqual([])
  })
})
