import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { backendOf } from '../../../src/declared/sources/backend.ts'
import { failure, fetched, send, serve, stateOf, tree } from './serving.ts'

const initialised = (type: string, config: object): object => ({ version: 3, backend: { type, config, hash: 1 } })

describe('terraform:DIR', () => {
  it.each([
    ['the default state', {}, {}, 'default'],
    ['the workspace that is chosen here', { '.terraform/environment': 'stage\n' }, {}, 'stage'],
    ['the workspace of the environment', { '.terraform/environment': 'stage' }, { TF_WORKSPACE: 'prod' }, 'prod'],
  ])('reads a local state: %s', async (_, more, env, name) => {
    const folder = tree({
      'main.tf': 'resource "aws_sqs_queue" "default" {}\n',
      'terraform.tfstate': stateOf('default'),
      'terraform.tfstate.d/stage/terraform.tfstate': stateOf('stage'),
      'terraform.tfstate.d/prod/terraform.tfstate': stateOf('prod'),
      ...more,
    })
    expect((await fetched([`terraform:${folder}`], env)).addresses).toEqual([`aws_sqs_queue.${name}`])
  })

  it('reads the path that a local backend names', async () => {
    const folder = tree({
      'main.tf': 'terraform {\n  backend "local" {\n    path = "states/a.tfstate"\n  }\n}\n',
      'states/a.tfstate': stateOf('a'),
    })
    expect((await fetched([`terraform:${folder}/`])).addresses).toEqual(['aws_sqs_queue.a'])
  })

  it('reads an HTTP backend with the credentials that it was initialised with', async () => {
    const { origin, asked } = await serve((_, response) => send(response, stateOf('jobs')))
    const folder = tree({
      '.terraform/terraform.tfstate': initialised('http', { address: `${origin}/s`, username: 'u', password: 'hunter22' }),
    })
    expect((await fetched([`terraform:${folder}`])).addresses).toEqual(['aws_sqs_queue.jobs'])
    expect(asked.map(({ url, method, headers }) => [url, method, headers.authorization])).toEqual([
      ['/s', 'GET', `Basic ${btoa('u:hunter22')}`],
    ])
  })

  it.each([
    ['remote', { workspaces: [{ name: null, prefix: 'web-' }] }, 'stage', 'web-stage'],
    ['remote', { workspaces: [{ name: 'web', prefix: null }] }, 'default', 'web'],
    ['cloud', { workspaces: { name: null, tags: ['web'] } }, 'stage', 'stage'],
  ])('reads the workspace of a %s backend with %j', async (type, config, workspace, name) => {
    const { host, asked } = await serve(({ url }, response) =>
      send(
        response,
        url?.includes('/organizations/')
          ? { data: { id: 'ws-1' } }
          : url?.endsWith('/current-state-version')
            ? { data: { attributes: { 'hosted-state-download-url': '/object' } } }
            : stateOf('jobs'),
      ),
    )
    const folder = tree({
      '.terraform/terraform.tfstate': initialised(type, { hostname: host, organization: 'acme', token: null, ...config }),
      '.terraform/environment': workspace,
    })
    expect((await fetched([`terraform:${folder}`], { TF_TOKEN_127_0_0_1: 't' })).addresses).toEqual(['aws_sqs_queue.jobs'])
    expect(asked[0]?.url).toBe(`/api/v2/organizations/acme/workspaces/${name}`)
  })

  it('asks the binary for the state of any other backend, and takes no lock', async () => {
    const folder = tree({
      'main.tf': 'terraform {\n  backend "gcs" {\n    bucket = "b"\n  }\n}\n',
      'bin/terraform': `#!/bin/sh\n[ "$*" = "state pull" ] && [ -f main.tf ] && cat state.json\n`,
      'state.json': stateOf('pulled'),
    })
    chmodSync(join(folder, 'bin/terraform'), 0o755)
    const env = { PATH: `${folder}/bin:/bin:/usr/bin` }
    expect((await fetched([`terraform:${folder}`], env)).addresses).toEqual(['aws_sqs_queue.pulled'])
  })

  it('says what the binary says, without what it may quote', async () => {
    const folder = tree({
      'main.tf': 'terraform {\n  backend "gcs" {}\n}\n',
      'bin/tofu': '#!/bin/sh\necho "Error: Backend initialization required" >&2\necho "  access_key = hunter22" >&2\nexit 1\n',
    })
    chmodSync(join(folder, 'bin/tofu'), 0o755)
    const { code, text } = await failure(`terraform:${folder}`, { PATH: `${folder}/bin:/bin` })
    expect([code, text]).toEqual(['state-pull-failed', expect.stringMatching(/ended with 1: Backend initialization required.*tofu init/s)])
    expect(text).not.toMatch(/hunter22/)
  })

  it.each([
    ['a folder that is not there', () => '/nonexistent/folder', 'input-not-found'],
    ['a backend that only a binary reads', () => tree({ 'main.tf': 'terraform {\n  backend "gcs" {}\n}\n' }), 'backend-unsupported'],
    ['a folder without a state', () => tree({ 'main.tf': '' }), 'source-not-found'],
    ['a backend that cannot be read', () => tree({ '.terraform/terraform.tfstate': '{' }), 'backend-unreadable'],
  ])('says so of %s', async (_, folder, code) => {
    expect((await failure(`terraform:${folder()}`, { PATH: '' })).code).toBe(code)
  })

  it('knows the sources of what it reads', async () => {
    const folder = tree({ 'main.tf': '', 'terraform.tfstate': stateOf('a') })
    expect((await fetched([`terraform:${folder}`])).took).toEqual([`terraform:${folder}`])
  })
})

describe('the backend of a folder', () => {
  it('is what init wrote down; before that what the sources say', () => {
    const files = { 'a.tf': 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n    use_lockfile = true\n  }\n}\n' }
    expect(backendOf(tree(files), {})).toEqual({
      type: 's3',
      config: { bucket: 'b', key: 'k', use_lockfile: true },
      workspace: 'default',
      isInitialised: false,
    })
    const both = tree({ ...files, '.terraform/terraform.tfstate': initialised('s3', { bucket: 'c', key: 'k' }) })
    expect(backendOf(both, {})).toMatchObject({ config: { bucket: 'c' }, isInitialised: true })
    expect(backendOf(tree({ ...files, 'data/terraform.tfstate': initialised('http', {}) }), { TF_DATA_DIR: 'data' }).type).toBe('http')
  })

  it('may be the cloud, in HCL and in JSON', () => {
    const config = { organization: 'acme', workspaces: { name: 'web' } }
    expect(
      backendOf(
        tree({ 'a.tf': 'terraform {\n  cloud {\n    organization = "acme"\n    workspaces {\n      name = "web"\n    }\n  }\n}\n' }),
        {},
      ),
    ).toMatchObject({
      type: 'cloud',
      config,
    })
    expect(backendOf(tree({ 'a.tf.json': { terraform: { cloud: config } } }), {})).toMatchObject({ type: 'cloud', config })
  })
})
