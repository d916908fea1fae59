import { describe, expect, it } from 'vitest'
import { cloudAddress } from '../../../src/declared/sources/cloud-address.ts'
import { cloudToken } from '../../../src/declared/sources/cloud-token.ts'
import { failure, fetched, send, serve, stateOf, tree, type Served } from './serving.ts'

const token = 'atlasv1-secret-token'
const env = { TF_TOKEN_127_0_0_1: token }

/** HCP Terraform, as far as reading a state goes. */
async function service(download: (origin: string) => string | null = (origin) => `${origin}/_archivist/v1/object/abc`): Promise<Served> {
  const served = await serve(({ url, headers }, response) => {
    if (headers.authorization !== `Bearer ${token}`) return send(response, { errors: [{ status: '401' }] }, 401)
    if (url === '/api/v2/organizations/acme/workspaces/prod') return send(response, { data: { id: 'ws-1' } })
    if (url === '/api/v2/organizations/acme/workspaces/new') return send(response, { data: { id: 'ws-2' } })
    if (url === '/api/v2/workspaces/ws-1/current-state-version')
      return send(response, { data: { attributes: { 'hosted-state-download-url': download(served.origin) } } })
    if (url === '/_archivist/v1/object/abc') return send(response, stateOf('jobs'))
    return send(response, { errors: [{ status: '404' }] }, 404)
  })
  return served
}

describe('a workspace of HCP Terraform', () => {
  it('gives its current state', async () => {
    const { host, asked } = await service()
    const { addresses, took } = await fetched([`tfc:${host}/acme/prod`], env)
    expect([addresses, took]).toEqual([['aws_sqs_queue.jobs'], [`tfc:${host}/acme/prod`]])
    expect(asked.every(({ method }) => method === 'GET')).toBe(true)
  })

  it('is downloaded from another host without the token', async () => {
    const store = await serve((_, response) => send(response, stateOf('jobs')))
    const { host } = await service(() => `${store.origin}/blob?sig=abc`)
    expect((await fetched([`tfc:${host}/acme/prod`], env)).addresses).toEqual(['aws_sqs_queue.jobs'])
    expect(store.asked.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  it.each([
    ['acme/prod', {}, 'source-unauthorized', /TF_TOKEN_127_0_0_1/],
    ['acme/prod', { TF_TOKEN_127_0_0_1: 'wrong-token' }, 'source-unauthorized', /terraform login/],
    ['acme/gone', env, 'source-not-found', /Check the name/],
    ['acme/new', env, 'source-empty', /first apply/],
    ['nonsense', env, 'source-address', /tfc:ORG/],
  ])('says why %s with %j cannot be read', async (name, environment, code, text) => {
    const { host } = await service()
    const failed = await failure(name === 'nonsense' ? 'tfc:/' : `tfc:${host}/${name}`, environment)
    expect(failed.code).toBe(code)
    expect(failed.text).toMatch(text)
    expect(failed.text).not.toMatch(/secret-token|wrong-token/)
  })

  it('without a state says so', async () => {
    const { host } = await service(() => null)
    expect((await failure(`tfc:${host}/acme/prod`, env)).code).toBe('source-empty')
  })

  it.each([
    ['tfc:acme/prod', { host: 'app.terraform.io', organization: 'acme', workspace: 'prod' }],
    ['app.terraform.io/acme/prod', { host: 'app.terraform.io', organization: 'acme', workspace: 'prod' }],
    ['app.eu.terraform.io/acme/prod', { host: 'app.eu.terraform.io', organization: 'acme', workspace: 'prod' }],
    ['tfc:tfe.example:8443/acme/prod', { host: 'tfe.example:8443', organization: 'acme', workspace: 'prod' }],
    ['states/acme/prod', undefined],
    ['app.terraform.io', undefined],
    ['tfc:a/b/c/d', { host: '', organization: '', workspace: '' }],
  ])('%s is %j', (text, address) => {
    expect(cloudAddress(text)).toEqual(address)
  })
})

describe('the token', () => {
  const home = (files: Record<string, string | object>): Record<string, string> => ({ HOME: tree(files) })
  const login = { '.terraform.d/credentials.tfrc.json': { credentials: { 'app.terraform.io': { token: 'from-login' } } } }

  it('is found where Terraform finds it, the environment first', () => {
    expect(cloudToken('app.terraform.io', { ...home(login), TF_TOKEN_app_terraform_io: 'from-environment' })).toBe('from-environment')
    expect(cloudToken('app.terraform.io', home(login))).toBe('from-login')
    expect(cloudToken('my-tfe.example', { TF_TOKEN_my__tfe_example: 'dashed', HOME: '/nonexistent' })).toBe('dashed')
    expect(cloudToken('app.terraform.io', home({ '.terraformrc': 'credentials "app.terraform.io" {\n  token = "from-rc"\n}\n' }))).toBe(
      'from-rc',
    )
  })

  it('of one host is not the token of another', () => {
    expect(cloudToken('evil.example', { ...home(login), TF_TOKEN_app_terraform_io: 'x' })).toBeUndefined()
    expect(cloudToken('app.terraform.io', home({ '.terraform.d/credentials.tfrc.json': '{broken' }))).toBeUndefined()
  })
})
