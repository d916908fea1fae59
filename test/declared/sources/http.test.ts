import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { httpHeaders } from '../../../src/declared/sources/http-credentials.ts'
import { shownUrl } from '../../../src/declared/sources/shown-url.ts'
import { failure, fetched, send, serve, stateOf } from './serving.ts'

const gitLabPath = '/api/v4/projects/7/terraform/state/prod'

describe('a state behind an address', () => {
  it('is read as it comes, with the credentials of an HTTP backend', async () => {
    const { origin, asked } = await serve((_, response) => send(response, stateOf('jobs')))
    const { addresses, took } = await fetched([`${origin}/state`], { TF_HTTP_USERNAME: 'ci', TF_HTTP_PASSWORD: 'hunter22' })
    expect(addresses).toEqual(['aws_sqs_queue.jobs'])
    expect(took).toEqual([`${origin}/state`])
    expect(asked.map(({ method, headers }) => [method, headers.authorization])).toEqual([['GET', `Basic ${btoa('ci:hunter22')}`]])
  })

  it.each([
    ['an answer that says that it is packed', { 'content-encoding': 'gzip' }],
    ['a stored file that is packed', {}],
  ])('unpacks %s', async (_, headers) => {
    const { origin } = await serve((_request, response) => send(response, gzipSync(JSON.stringify(stateOf('jobs'))), 200, headers))
    expect((await fetched([`${origin}/state`])).addresses).toEqual(['aws_sqs_queue.jobs'])
  })

  it('may be larger than what is held at once', async () => {
    const resources = Array.from({ length: 3000 }, (_, at) => (stateOf(`q${at}`) as { resources: object[] }).resources[0])
    const { origin } = await serve((_, response) => send(response, { ...stateOf('x'), resources }))
    const { addresses } = await fetched([`${origin}/state`])
    expect([addresses.length, addresses.at(-1)]).toEqual([3000, 'aws_sqs_queue.q2999'])
  })

  it('asks again where a server is busy, and gives up after a few times', async () => {
    let count = 0
    const busy = await serve((_, response) =>
      send(response, count++ < 2 ? 'busy' : stateOf('jobs'), count < 3 ? 503 : 200, { 'retry-after': '0' }),
    )
    expect((await fetched([`${busy.origin}/state`])).addresses).toEqual(['aws_sqs_queue.jobs'])
    expect(busy.asked).toHaveLength(3)
    const down = await serve((_, response) => send(response, 'no', 429, { 'retry-after': '0' }))
    expect((await failure(`${down.origin}/state`)).code).toBe('source-failed')
    expect(down.asked).toHaveLength(4)
  })

  it('follows a redirect, and takes credentials to no other host', async () => {
    const store = await serve((_, response) => send(response, stateOf('jobs')))
    const front = await serve((request, response) =>
      request.url === '/state'
        ? send(response, '', 302, { location: '/moved' })
        : send(response, '', 307, { location: `${store.origin}/blob` }),
    )
    const env = { TF_HTTP_USERNAME: 'ci', TF_HTTP_PASSWORD: 'hunter22', DRIFTGATE_HTTP_HEADERS: 'X-Key: abc\nX-Other: d' }
    expect((await fetched([`${front.origin}/state`], env)).addresses).toEqual(['aws_sqs_queue.jobs'])
    expect(front.asked.map(({ headers }) => [headers.authorization !== undefined, headers['x-key'], headers['x-other']])).toEqual([
      [true, 'abc', 'd'],
      [true, 'abc', 'd'],
    ])
    expect(store.asked.map(({ headers }) => [headers.authorization, headers['x-key']])).toEqual([[undefined, undefined]])
  })

  it('is never led to a machine without encryption', async () => {
    const front = await serve((_, response) => send(response, '', 302, { location: 'http://states.example/blob' }))
    expect((await failure(`${front.origin}/state`)).code).toBe('source-not-encrypted')
    expect((await failure('http://states.example/blob')).text).toMatch(/--allow-http/)
  })

  it.each([
    [401, '{}', {}, 'source-unauthorized'],
    [403, '{}', {}, 'source-forbidden'],
    [404, '{}', {}, 'source-not-found'],
    [423, '{}', {}, 'source-locked'],
    [204, '', {}, 'source-empty'],
    [200, '', {}, 'source-empty'],
    [200, '{"ID":"1","Operation":"OperationTypeApply","Info":"","Who":"me@host"}', {}, 'source-locked'],
    [200, '<!DOCTYPE html><title>Sign in</title>', {}, 'source-html'],
    [200, 'Please sign in', { 'content-type': 'text/html' }, 'source-html'],
    [200, '{"serial":1,"lineage":"x","meta":{},"encrypted_data":"abc","encryption_version":"v0"}', {}, 'terraform-state-encrypted'],
    [200, '{"version":3,"lineage":"x","modules":[]}', {}, 'terraform-state-version'],
    [200, '{"hello":"world"}', {}, 'declared-not-recognised'],
    [200, '{"version":4,"lineage":"x","resources":[{"mode":', {}, 'json-broken'],
  ])('says what %i %s means', async (status, body, headers, code) => {
    const { origin } = await serve((_, response) => send(response, body, status, headers))
    const { code: said, text } = await failure(`${origin}/state?token=hunter22`, { TF_HTTP_USERNAME: 'ci', TF_HTTP_PASSWORD: 'hunter22' })
    expect(said).toBe(code)
    expect(text).not.toMatch(/hunter22|Basic/)
  })

  it('that breaks off is never taken for the whole', async () => {
    const { origin } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100000' })
      response.write(JSON.stringify(stateOf('jobs')))
      setTimeout(() => response.destroy(), 20)
    })
    expect(['source-unreachable', 'source-cut']).toContain((await failure(`${origin}/state`)).code)
  })

  it('has only so long to answer', async () => {
    const { origin } = await serve(() => undefined)
    expect((await failure(`${origin}/state`, { DRIFTGATE_HTTP_TIMEOUT: '0.05' })).code).toBe('source-timeout')
  })

  it('does not keep another from being read', async () => {
    const { origin } = await serve((request, response) => (request.url === '/a' ? send(response, stateOf('a')) : send(response, '', 403)))
    const { addresses, notes } = await fetched([`${origin}/b`, `${origin}/a`])
    expect([addresses, notes.map(({ code, level }) => [code, level])]).toEqual([['aws_sqs_queue.a'], [['source-forbidden', 'error']]])
  })
})

describe('credentials', () => {
  const sent = (address: string, env: Record<string, string>): Record<string, string> => httpHeaders(new URL(address), env)

  it('of GitLab go to its states, and to no other server than the one they are of', () => {
    const env = { GITLAB_TOKEN: 'glpat-1', CI_SERVER_URL: 'https://gitlab.example' }
    expect(sent(`https://gitlab.example${gitLabPath}`, env)).toEqual({ 'private-token': 'glpat-1' })
    expect(sent(`https://other.example${gitLabPath}`, env)).toEqual({})
    expect(sent('https://gitlab.example/state', env)).toEqual({})
    expect(sent(`https://gitlab.example${gitLabPath}`, { CI_JOB_TOKEN: 'j', CI_SERVER_URL: 'https://gitlab.example' })).toEqual({
      authorization: `Basic ${btoa('gitlab-ci-token:j')}`,
    })
    expect(sent(`https://gitlab.example${gitLabPath}`, { CI_JOB_TOKEN: 'j' })).toEqual({})
  })

  it('of an HTTP backend go to its address, where that is said', () => {
    const env = { TF_HTTP_USERNAME: 'u', TF_HTTP_PASSWORD: 'p', TF_HTTP_ADDRESS: 'https://states.example/a' }
    expect(Object.keys(sent('https://states.example/b', env))).toEqual(['authorization'])
    expect(sent('https://other.example/a', env)).toEqual({})
  })

  it('in the address itself count, and are never shown', () => {
    expect(sent('https://u:p%40ss@states.example/a', {})).toEqual({ authorization: `Basic ${btoa('u:p@ss')}` })
    expect(shownUrl('https://u:p%40ss@states.example/a?sig=abc&x=1#f')).toBe('https://states.example/a?sig=...&x=...')
    expect(shownUrl('https://u:p@/a?sig=abc')).toBe('https:///a')
  })

  it('that are no header are refused without being repeated', () => {
    expect(() => sent('https://states.example', { DRIFTGATE_HTTP_HEADERS: 'hunter22' })).toThrow(/no header/)
  })
})
