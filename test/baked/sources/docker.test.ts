import { describe, expect, it } from 'vitest'
import { tarOf } from '../../contents/tar/archive-builder.ts'
import { codeOf, digestOf, imageOf, read, savedOf } from './images.ts'
import { serving, servingOnSocket } from './serving.ts'

const image = imageOf()
const pulled = digestOf('pulled')

async function engine(): Promise<{ socket: string; asked: string[] }> {
  const asked: string[] = []
  const socket = await servingOnSocket((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    if (request.url === '/images/shop/web:1/json') response.end(JSON.stringify({ RepoDigests: [`shop/web@${pulled}`] }))
    else if (request.url === '/images/shop/web:1/get') response.end(tarOf(savedOf(image)))
    else response.writeHead(404).end('{"message":"No such image"}')
  })
  return { socket, asked }
}

describe('docker:IMAGE', () => {
  it('reads what the engine exports, on its socket, and knows the digest under which it was pulled', async () => {
    const { socket, asked } = await engine()
    const { name, subjects, found } = await read('docker:shop/web:1', { env: { DOCKER_HOST: `unix://${socket}` } })
    expect([name, subjects.map(({ kind, id }) => [kind, id]).slice(0, 2), found.length]).toEqual([
      'shop/web:1',
      [
        ['oci-manifest', pulled],
        ['oci-config', image.config],
      ],
      7,
    ])
    expect(asked).toEqual(['GET /images/shop/web:1/json', 'GET /images/shop/web:1/get'])
  })

  it('finds an engine by its address too', async () => {
    const host = await serving(
      (request, response) => void response.end(request.url?.endsWith('/json') === true ? '{}' : tarOf(savedOf(image))),
    )
    expect((await read('docker:web', { env: { DOCKER_HOST: `tcp://${host}` } })).found).toHaveLength(7)
  })

  it('says what is wrong: no such image, no engine, no encryption, no name', async () => {
    const { socket } = await engine()
    const code = (name: string, host: string) => codeOf(read(`docker:${name}`, { env: { DOCKER_HOST: host } }))
    expect(await code('none', `unix://${socket}`)).toBe('image-not-found')
    expect(await code('web', 'tcp://engine.invalid:2375')).toBe('registry-not-encrypted')
    expect(await code('web', 'ssh://ada@host')).toBe('engine-host')
    expect(await code('../containers/x', `unix://${socket}`)).toBe('image-reference')
  })
})
