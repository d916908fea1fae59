import type { IncomingMessage } from 'node:http'
import { serveAws, type Answer } from './aws-endpoint.ts'

/** What one call asked, and whose credentials and region it came with. */
export interface Asked {
  account: string
  region: string
  service: string
  action: string
  form: URLSearchParams
}

/** Accounts of the organization: 1 scans, 2 and 3 let it in, 4 does not, 5 is suspended. */
export const [scanning, first, second, closedDoor, suspended] = [
  '111111111111',
  '222222222222',
  '333333333333',
  '444444444444',
  '555555555555',
] as const

const names: Readonly<Record<string, string>> = { [scanning]: 'audit', [first]: 'prod-web', [second]: 'prod-data', [closedDoor]: 'legacy' }

/** How long the sessions last that STS gives, in milliseconds; a test may shorten it. */
export const sessions = { last: 3_600_000, given: 0 }

/**
 * An endpoint of AWS that tells accounts apart by the access key of a call, as AWS does: `AKIA` and the account's id, with the
 * number of the session. Regions: eu-west-1, eu-central-1 and us-east-1 are on, me-south-1 is off.
 */
export function serveOrganization(answer: (asked: Asked) => Answer | undefined, log: (asked: Asked) => void): void {
  serveAws(
    (request, body) => {
      const asked = askedBy(request, body)
      log(asked)
      if (asked.region === 'me-south-1' && asked.service !== 'iam') return refusal(asked)
      return answer(asked) ?? common(asked) ?? { status: 400, body: failure('NotImplemented') }
    },
    { AWS_ACCESS_KEY_ID: `AKIA${scanning}`, AWS_MAX_ATTEMPTS: '2' },
  )
}

function askedBy(request: IncomingMessage, body: string): Asked {
  const [, key = '', region = '', service = ''] =
    /Credential=([^/]+)\/\d+\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(String(request.headers.authorization)) ?? []
  const form = new URLSearchParams(body)
  const target = request.headers['x-amz-target']
  const action = form.get('Action') ?? (typeof target === 'string' ? (target.split('.')[1] ?? '') : `${request.method} ${request.url}`)
  return { account: key.slice(4, 16), region, service, action, form: target === undefined ? form : new URLSearchParams(JSON.parse(body)) }
}

function refusal({ service }: Asked): Answer {
  return { status: 401, body: service === 'ec2' ? ec2Failure('AuthFailure') : failure('InvalidClientTokenId') }
}

function common(asked: Asked): Answer | undefined {
  if (asked.action === 'GetCallerIdentity') return { body: identity(asked) }
  if (asked.action === 'AssumeRoleWithWebIdentity') return { body: webIdentity(asked) }
  if (asked.action === 'AssumeRole') return assumed(asked)
  if (asked.action === 'DescribeRegions') return { body: regions }
  if (asked.action === 'ListAccounts')
    return asked.account === scanning ? json(accounts(asked)) : { status: 400, ...json({ __type: 'AccessDeniedException' }) }
  return undefined
}

function webIdentity({ form }: Asked): string {
  const [, , , , account] = (form.get('RoleArn') ?? '').split(':')
  const expiration = new Date(Date.now() + sessions.last).toISOString()
  return `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>AKIA${account}w</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>${form.get('WebIdentityToken')}</SessionToken><Expiration>${expiration}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
}

function identity({ account, region }: Asked): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : 'aws'
  return `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:${partition}:sts::${account}:assumed-role/ci/run</Arn><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`
}

function assumed({ form }: Asked): Answer {
  const arn = form.get('RoleArn') ?? ''
  const [, , , , account = ''] = arn.split(':')
  if (account === closedDoor || account === suspended || account === scanning)
    return { status: 403, body: failure('AccessDenied', `not authorized to perform: sts:AssumeRole on resource: ${arn}`) }
  sessions.given += 1
  const expiration = new Date(Date.now() + sessions.last).toISOString()
  const user = `arn:aws:sts::${account}:assumed-role/${arn.split('/').at(-1)}/${form.get('RoleSessionName')}`
  return {
    body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKIA${account}${sessions.given}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expiration}</Expiration></Credentials><AssumedRoleUser><Arn>${user}</Arn><AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
  }
}

const regions = `<DescribeRegionsResponse><regionInfo>${[
  ['eu-west-1', 'opt-in-not-required'],
  ['eu-central-1', 'opted-in'],
  ['us-east-1', 'opt-in-not-required'],
  ['me-south-1', 'not-opted-in'],
]
  .map(([name, status]) => `<item><regionName>${name}</regionName><optInStatus>${status}</optInStatus></item>`)
  .join('')}</regionInfo></DescribeRegionsResponse>`

/** In two pages. */
function accounts({ form }: Asked): object {
  const all = [
    ...Object.entries(names).map(([Id, Name]) => ({ Id, Name, State: 'ACTIVE' })),
    { Id: suspended, Name: 'old', State: 'SUSPENDED' },
  ]
  return form.get('NextToken') === null ? { Accounts: all.slice(0, 3), NextToken: 'two' } : { Accounts: all.slice(3) }
}

function json(value: object): Answer {
  return { type: 'application/x-amz-json-1.1', body: JSON.stringify(value) }
}

function failure(code: string, message = `said ${code}`): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`
}

export function ec2Failure(code: string): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>said ${code}</Message></Error></Errors></Response>`
}
