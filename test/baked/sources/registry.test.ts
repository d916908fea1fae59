import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { referenceOf } from '../../../src/baked/sources/web/reference.ts'
import { folder } from '../../cli/folder.ts'
import { codeOf, digestOf, imageOf, indexOf, layoutOf, placeOf, read } from './images.ts'
import { registryOf, serving } from './serving.ts'

const image = imageOf()
const basic = `Basic ${Buffer.from('ada:love').toString('base64')}`
const bearer = (host: string) => `Bearer realm="http://${host}/token",service="reg",scope="repository:shop/web:pull"`

/** A registry that gives tokens to whom `grants` lets. */
function guarded(grants: (authorization: string | undefined) => boolean) {
  return registryOf(image, {
    tag: '1',
    challenge: bearer,
    authorization: 'Bearer t0k',
    first: (request, url, send) => {
      if (url.pathname !== '/token') return false
      if (grants(request.headers.authorization)) send(200, JSON.stringify({ token: 't0k' }))
      else send(401, '{}')
      return true
    },
  })
}

describe('an image of a registry', () => {
  it('is pulled by digest, and has the rows that its layout has', async () => {
    const { host, asked } = await registryOf(image)
    const pulled = await read(`registry:${host}/shop/web@${image.manifest}`)
    const local = await read(`oci:${placeOf(layoutOf(image.blobs, indexOf([{ digest: image.manifest }])))}`)
    expect([pulled.found, pulled.subjects, pulled.said]).toEqual([local.found, local.subjects, []])
    expect(asked).toEqual([
      `/v2/shop/web/manifests/${image.manifest}`,
      `/v2/shop/web/blobs/${image.config}`,
      ...image.layers.map(({ digest }) => `/v2/shop/web/blobs/${digest}`),
    ])
  })

  it('by its tag says which digest that is', async () => {
    const { host } = await registryOf(image, { tag: '1' })
    const { said, subjects } = await read(`registry:${host}/shop/web:1`)
    expect([said, subjects[0]?.id]).toEqual([[`${host}/shop/web:1 is ${image.manifest}`], image.manifest])
  })

  it('that everybody may pull is pulled with a token for nobody', async () => {
    const { host, asked } = await guarded((authorization) => authorization === undefined)
    expect((await read(`registry:${host}/shop/web:1`)).found).toHaveLength(7)
    expect(asked.slice(0, 3)).toEqual(['/v2/shop/web/manifests/1', '/token', '/v2/shop/web/manifests/1 Bearer t0k'])
  })

  it('is pulled with what docker login stored, in its file or with its helper', async () => {
    const { host, asked } = await guarded((authorization) => authorization === basic)
    const home = folder({ 'config.json': JSON.stringify({ auths: { [host]: { auth: Buffer.from('ada:love').toString('base64') } } }) })
    expect((await read(`registry:${host}/shop/web:1`, { env: { DOCKER_CONFIG: home } })).found).toHaveLength(7)
    expect(asked).toContain(`/token ${basic}`)
    const program = join(home, 'docker-credential-desk')
    writeFileSync(program, `#!/bin/sh\nread host\n[ "$host" = "${host}" ] && echo '{"Username":"ada","Secret":"love"}'\n`)
    chmodSync(program, 0o755)
    writeFileSync(join(home, 'config.json'), JSON.stringify({ credsStore: 'desk' }))
    const env = { DOCKER_CONFIG: home, PATH: `${home}:/usr/bin:/bin` }
    expect((await read(`registry:${host}/shop/web:1`, { env })).found).toHaveLength(7)
    writeFileSync(join(home, 'config.json'), JSON.stringify({ credHelpers: { [host]: '../evil' } }))
    expect(await codeOf(read(`registry:${host}/shop/web:1`, { env }))).toBe('registry-credentials')
    expect(await codeOf(read(`registry:${host}/shop/web:1`, { env: { DOCKER_CONFIG: folder() } }))).toBe('registry-unauthorized')
  })

  it('may ask for the password itself, or exchange a token of its own', async () => {
    const plain = await registryOf(image, { tag: '1', challenge: () => 'Basic realm="x"', authorization: basic })
    const auth = Buffer.from('ada:love').toString('base64')
    const home = folder({ 'config.json': JSON.stringify({ auths: { [plain.host]: { auth } } }) })
    expect((await read(`registry:${plain.host}/shop/web:1`, { env: { DOCKER_CONFIG: home } })).found).toHaveLength(7)
    const forms: string[] = []
    const exchanging = await registryOf(image, {
      tag: '1',
      challenge: bearer,
      authorization: 'Bearer t0k',
      first: (request, url, send) => {
        if (url.pathname !== '/token') return false
        request.on('data', (part: Buffer) => forms.push(part.toString()))
        request.on('end', () => send(200, JSON.stringify({ access_token: 't0k' })))
        return true
      },
    })
    writeFileSync(join(home, 'config.json'), JSON.stringify({ auths: { [exchanging.host]: { identitytoken: 'mine' } } }))
    expect((await read(`registry:${exchanging.host}/shop/web:1`, { env: { DOCKER_CONFIG: home } })).found).toHaveLength(7)
    expect(forms.join('')).toContain('grant_type=refresh_token')
  })

  it('whose layers lie elsewhere is followed there, without the credentials', async () => {
    const seen: (string | undefined)[] = []
    const store = await serving((request, response) => {
      seen.push(request.headers.authorization)
      response.end(image.blobs.get((request.url ?? '').slice(1)))
    })
    const { host } = await registryOf(image, {
      tag: '1',
      challenge: bearer,
      authorization: 'Bearer t0k',
      first: (request, url, send) => {
        if (url.pathname === '/token') send(200, '{"token":"t0k"}')
        else if (url.pathname.includes('/blobs/') && request.headers.authorization !== undefined)
          send(307, '', { location: `http://${store}/${url.pathname.split('/').at(-1)}` })
        else return false
        return true
      },
    })
    expect((await read(`registry:${host}/shop/web:1`)).found).toHaveLength(7)
    expect(seen).toEqual([undefined, undefined, undefined])
  })

  it('that is altered on the way is refused, manifest or layer', async () => {
    const [layer] = image.layers
    const other = imageOf([[{ name: 'evil' }]])
    const blobs = new Map([...image.blobs, [image.manifest, other.blobs.get(other.manifest) ?? Buffer.alloc(0)] as const])
    const { host } = await registryOf({ ...image, blobs }, { tag: '1' })
    expect(await codeOf(read(`registry:${host}/shop/web@${image.manifest}`))).toBe('image-digest')
    expect(await codeOf(read(`registry:${host}/shop/web:1`))).toBe('image-digest')
    const swapped = new Map([
      ...image.blobs,
      [layer?.digest ?? '', other.blobs.get(other.layers[0]?.digest ?? '') ?? Buffer.alloc(0)] as const,
    ])
    const second = await registryOf({ ...image, blobs: swapped }, { tag: '1' })
    expect(await codeOf(read(`registry:${second.host}/shop/web:1`))).toBe('image-digest')
  })

  it('that is not there, or on no encrypted way, is told', async () => {
    const { host } = await registryOf(image)
    expect(await codeOf(read(`registry:${host}/shop/web@${digestOf('x')}`))).toBe('image-not-found')
    expect(await codeOf(read('registry:http://registry.invalid/shop/web'))).toBe('registry-not-encrypted')
    expect(await codeOf(read('registry:UPPER/..'))).toBe('image-reference')
  })
})

describe('the name of an image', () => {
  it.each([
    ['nginx', 'https://registry-1.docker.io/v2/', 'docker.io', 'library/nginx', 'latest'],
    ['shop/web:1.0', 'https://registry-1.docker.io/v2/', 'docker.io', 'shop/web', '1.0'],
    ['ghcr.io/shop/web', 'https://ghcr.io/v2/', 'ghcr.io', 'shop/web', 'latest'],
    ['localhost:5000/web:a', 'http://localhost:5000/v2/', 'localhost:5000', 'web', 'a'],
    ['https://localhost/web', 'https://localhost/v2/', 'localhost', 'web', 'latest'],
    ['registry.example:5000/a/b/c:d', 'https://registry.example:5000/v2/', 'registry.example:5000', 'a/b/c', 'd'],
  ])('%s is read as docker reads it', (text, base, host, repository, tag) => {
    const reference = referenceOf(text, false)
    expect([reference.base.href, reference.host, reference.repository, reference.tag]).toEqual([base, host, repository, tag])
  })

  it('is sought without encryption only where that was said', () => {
    expect(referenceOf('registry.example/web', true).base.protocol).toBe('http:')
    expect(referenceOf(`web@sha256:${'a'.repeat(64)}`, true)).toMatchObject({
      base: { protocol: 'https:' },
      digest: `sha256:${'a'.repeat(64)}`,
    })
  })
})
