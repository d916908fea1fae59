import { UsageError } from '../../../model/errors.ts'
import { isLoopback } from './ask.ts'

/** An image in a registry. */
export interface Reference {
  /** Where the registry answers. */
  base: URL
  /** As people write it: `docker.io`, `registry.example.org:5000`. */
  host: string
  repository: string
  tag?: string
  digest?: string
}

const form =
  /^(?:(?<scheme>https?):\/\/)?(?:(?<host>localhost|[^/:]*[.:][^/]*|\[[0-9a-f:]+\](?::\d+)?)\/)?(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/

/** Reads `[HOST/]NAME[:TAG][@sha256:DIGEST]` as `docker pull` does. Throws UsageError for anything else. */
export function referenceOf(text: string, allowHttp: boolean): Reference {
  const { scheme, host = 'docker.io', repository, tag, digest } = form.exec(text)?.groups ?? {}
  if (repository === undefined) {
    throw new UsageError('image-reference', {
      message: `${JSON.stringify(text)} names no image.`,
      hint: 'Write it as HOST/NAME:TAG or, better, HOST/NAME@sha256:DIGEST.',
    })
  }
  const isHub = host === 'docker.io' || host === 'index.docker.io'
  const isPlain = scheme === undefined ? allowHttp || isLoopback(host.replace(/:\d+$/, '')) : scheme === 'http'
  const address = isHub ? 'registry-1.docker.io' : host
  return {
    base: new URL(`${isPlain && !isHub ? 'http' : 'https'}://${address}/v2/`),
    host: isHub ? 'docker.io' : host,
    repository: isHub && !repository.includes('/') ? `library/${repository}` : repository,
    ...(tag === undefined && digest === undefined ? { tag: 'latest' } : {}),
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}
