import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RequestOptions } from 'node:https'
import { UsageError } from '../../model/errors.ts'

/** Where an engine answers. */
export interface EngineEndpoint {
  url: URL
  /** Where the connection goes: a socket of this machine, certificates of an engine elsewhere. */
  connection: Pick<RequestOptions, 'socketPath' | 'ca' | 'cert' | 'key'>
  /** As the user named it. */
  shown: string
}

/**
 * The engine that the docker command would ask. https://docs.docker.com/reference/cli/docker/#environment-variables
 * Throws UsageError for one that is not reached by a socket, TCP or TLS.
 */
export function engineEndpoint(env: Readonly<Record<string, string | undefined>>): EngineEndpoint {
  const host = env['DOCKER_HOST'] ?? 'unix:///var/run/docker.sock'
  if (host.startsWith('unix://'))
    return { url: new URL('http://localhost/'), connection: { socketPath: host.slice('unix://'.length) }, shown: host }
  const folder = env['DOCKER_CERT_PATH']
  const isSecure = host.startsWith('https://') || (env['DOCKER_TLS_VERIFY'] ?? '') !== ''
  const address = host.replace(/^\w+:\/\//, `${isSecure ? 'https' : 'http'}://`)
  if (!/^(?:tcp|https?):\/\//.test(host) || !URL.canParse(address)) {
    throw new UsageError('engine-host', {
      message: `DOCKER_HOST is ${JSON.stringify(host)}, which is not reached.`,
      hint: 'unix://, tcp:// and https:// are. Over SSH run driftgate there, or forward its socket: ssh -L ./docker.sock:/var/run/docker.sock HOST.',
    })
  }
  const read = (name: string): Buffer => readFileSync(join(folder ?? '.', name))
  const connection = isSecure && folder !== undefined ? { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') } : {}
  return { url: new URL(address), connection, shown: host }
}
