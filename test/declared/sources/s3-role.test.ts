import { beforeEach, describe, expect, it } from 'vitest'
import { serveAws } from '../../helpers/aws-endpoint.ts'
import { failure, fetched, stateOf, tree } from './serving.ts'

const arn = 'arn:aws:iam::111122223333:role/states'
let assumed: URLSearchParams[] = []
let tokens: unknown[] = []
let refused = false

serveAws(
  (request, body) => {
    if (request.method !== 'POST') {
      tokens.push(request.headers['x-amz-security-token'])
      return { type: 'binary/octet-stream', body: JSON.stringify(stateOf('web')) }
    }
    assumed.push(new URLSearchParams(body))
    if (refused)
      return { status: 403, body: '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>' }
    const credentials = `<AccessKeyId>k</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>taken-on</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`
    return {
      body: `<AssumeRoleResponse><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    }
  },
  { AWS_MAX_ATTEMPTS: '1' },
)

beforeEach(() => {
  assumed = []
  tokens = []
  refused = false
})

const initialised = (config: object): string =>
  tree({
    '.terraform/terraform.tfstate': { version: 3, backend: { type: 's3', config: { bucket: 'states', key: 'web.tfstate', ...config } } },
  })
const written = (more: string): string =>
  tree({ 'main.tf': `terraform {\n  backend "s3" {\n    bucket = "states"\n    key = "web.tfstate"\n${more}\n  }\n}\n` })

describe('a role of the S3 backend', () => {
  it.each([
    ['as it was initialised', () => initialised({ assume_role: { role_arn: arn, external_id: 'x1', session_name: 'ci', policy: null } })],
    ['as older versions keep it', () => initialised({ role_arn: arn, external_id: 'x1', session_name: 'ci', assume_role: null })],
    ['as a list of one', () => initialised({ assume_role: [{ role_arn: arn, external_id: 'x1', session_name: 'ci' }] })],
    [
      'as the sources say',
      () => written(`    assume_role = {\n      role_arn = "${arn}"\n      external_id = "x1"\n      session_name = "ci"\n    }`),
    ],
  ])('is taken on before the state is read, %s', async (_, folder) => {
    const { addresses, calls } = await fetched([`terraform:${folder()}`])
    expect([addresses, calls]).toEqual([['aws_sqs_queue.web'], ['s3.GetObject', 'sts.AssumeRole']])
    expect(assumed.map((form) => ['RoleArn', 'ExternalId', 'RoleSessionName'].map((name) => form.get(name)))).toEqual([[arn, 'x1', 'ci']])
    expect(tokens).toEqual(['taken-on'])
  })

  it('is none where the backend names none', async () => {
    await fetched([`terraform:${initialised({ role_arn: null, assume_role: null })}`])
    expect([assumed, tokens]).toEqual([[], [undefined]])
  })

  it('that cannot be taken on is said, with the role', async () => {
    refused = true
    const { code, text } = await failure(`terraform:${initialised({ assume_role: { role_arn: arn } })}`)
    expect([code, text]).toEqual(['source-role', expect.stringMatching(/role\/states.*AccessDenied.*sts:AssumeRole/s)])
    expect(tokens).toEqual([])
  })

  it.each([
    ['a policy', { assume_role: { role_arn: arn, policy: '{}' } }],
    ['tags', { role_arn: arn, assume_role_tags: { a: 'b' } }],
    ['a web identity', { assume_role_with_web_identity: { role_arn: arn } }],
  ])('with %s is left to the binary', async (_, config) => {
    const { code } = await failure(`terraform:${initialised(config)}`, { PATH: '/nonexistent' })
    expect([code, tokens]).toEqual(['backend-unsupported', []])
  })

  it('that the sources write in more than plain texts is left to the binary', async () => {
    const folder = written(`    assume_role = {\n      role_arn = var.role\n    }`)
    expect((await failure(`terraform:${folder}`, { PATH: '/nonexistent' })).code).toBe('backend-unsupported')
  })
})
