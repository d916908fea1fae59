import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { containerOf, imageIds } from '../../../src/contents/engine/container.ts'
import { hostConfigRows } from '../../../src/contents/engine/host-config.ts'
import { engineEndpoint } from '../../../src/contents/engine/endpoint.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'

function started(hostConfig: JsonObject, mounts: Json[] = []): Record<string, unknown> {
  return Object.fromEntries(hostConfigRows(hostConfig, mounts).map(({ n, v }) => [n, v]))
}

const bind = (Source: string, RW = true): Json => ({ Type: 'bind', Source, Destination: '/x', RW })

describe('what a container was given of its machine', () => {
  it('is nothing where an engine starts it by itself', () => {
    const usual = {
      Privileged: false,
      CapAdd: null,
      NetworkMode: 'default',
      PidMode: '',
      IpcMode: 'private',
      SecurityOpt: null,
      Devices: [],
    }
    expect(started({ ...usual, MaskedPaths: ['/proc/kcore'], ReadonlyPaths: ['/proc/sys'], CgroupnsMode: 'host' })).toEqual({})
  })

  it('is told one by one, each spelling of a capability as one', () => {
    expect(started({ Privileged: true, CapAdd: ['SYS_ADMIN', 'CAP_NET_ADMIN'], NetworkMode: 'host', PidMode: 'container:abc' })).toEqual({
      privileged: true,
      capAdd: ['NET_ADMIN', 'SYS_ADMIN'],
      networkMode: 'host',
      pidMode: 'container:abc',
    })
  })

  it('is not what takes rights away, nor the name of a network', () => {
    expect(started({ NetworkMode: 'shop_default', SecurityOpt: ['no-new-privileges', 'apparmor=docker-default'] })).toEqual({})
    expect(started({ SecurityOpt: ['seccomp=unconfined', 'no-new-privileges'] })).toEqual({ securityOpt: ['seccomp=unconfined'] })
    expect(started({ MaskedPaths: [], ReadonlyPaths: [] })).toEqual({ securityOpt: ['systempaths=unconfined'] })
  })

  it('holds the places of the machine that give it away, not folders of an application', () => {
    const mounts = [bind('/var/run/docker.sock'), bind('/srv/app/conf', false), bind('/etc/localtime', false), bind('/', false)]
    expect(started({}, mounts)).toEqual({ hostPaths: ['/ (read-only)', '/var/run/docker.sock'] })
  })

  it('holds a profile by its digest, since it may be long', () => {
    const { securityOpt } = started({ SecurityOpt: ['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'] })
    expect(securityOpt).toEqual([expect.stringMatching(/^seccomp=sha256:[0-9a-f]{64}$/)])
  })
})

describe('a container', () => {
  it('is told of by no document but its own, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json: Json = JSON.parse(JSON.stringify(value))
        expect(containerOf(json)).toBeUndefined()
      }),
    )
  })

  it('that ended has no process, whatever number is left', () => {
    const document = (Running: boolean): Json => ({ Id: 'a', Image: 'b', Config: {}, HostConfig: {}, State: { Running, Pid: 7 } })
    expect(containerOf(document(true))?.pid).toBe(7)
    expect(containerOf(document(false))?.pid).toBeUndefined()
  })

  it('can set the clock with the right to, and with every right', () => {
    const clock = (HostConfig: JsonObject): boolean | undefined => containerOf({ Id: 'a', Image: 'b', Config: {}, HostConfig })?.setsClock
    expect([clock({}), clock({ CapAdd: ['NET_ADMIN'] }), clock({ CapAdd: ['CAP_SYS_TIME'] }), clock({ Privileged: true })]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })
})

describe('the image of a container', () => {
  const digest = (letter: string): string => `sha256:${letter.repeat(64)}`

  it('is known by its manifest, its configuration and its layers, in this order', () => {
    const inspected = { RepoDigests: [`shop/web@${digest('a')}`], RootFS: { Layers: [digest('c')] } }
    expect(imageIds({ image: digest('b'), manifest: digest('d') }, inspected)).toEqual(['d', 'a', 'b', 'c'].map(digest))
  })

  it('is known by its id alone where it was removed', () => {
    expect(imageIds({ image: digest('b') }, undefined)).toEqual([digest('b')])
  })
})

describe('the engine', () => {
  it('is the one that the docker command asks', () => {
    expect(engineEndpoint({}).connection.socketPath).toBe('/var/run/docker.sock')
    expect(engineEndpoint({ DOCKER_HOST: 'tcp://127.0.0.1:2375' }).url.href).toBe('http://127.0.0.1:2375/')
    expect(engineEndpoint({ DOCKER_HOST: 'tcp://127.0.0.1:2376', DOCKER_TLS_VERIFY: '1' }).url.protocol).toBe('https:')
    expect(() => engineEndpoint({ DOCKER_HOST: 'ssh://root@machine' })).toThrow('is not reached')
  })
})
