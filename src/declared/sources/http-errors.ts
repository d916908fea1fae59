import { AccessError, codeOf, InputError, messageOf, type DriftgateError } from '../../model/errors.ts'
import { shownUrl } from './shown-url.ts'

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ALTNAME/
const protocol = /^(?:ERR_SSL|ERR_TLS|EPROTO)/

/** Why there is no answer at all. Nothing of what was sent is repeated. */
export function networkError(error: unknown, url: URL): DriftgateError {
  const code = codeOf(error) ?? ''
  const shown = shownUrl(url.href)
  const at = { file: shown }
  if (certificate.test(code) || protocol.test(code)) {
    return new AccessError('source-tls', {
      message: `${url.host} is not trusted, or does not speak TLS as expected (${code}).`,
      hint: 'For an authority of your own set NODE_EXTRA_CA_CERTS to its file, or TF_HTTP_CLIENT_CA_CERTIFICATE_PEM to its text.',
      at,
    })
  }
  return new AccessError(code === 'ETIMEDOUT' ? 'source-timeout' : 'source-unreachable', {
    message: `${shown} cannot be reached (${code === '' ? messageOf(error) : code}).`,
    hint: 'Check the address, the network and the proxy; DRIFTGATE_HTTP_TIMEOUT sets how many seconds an answer may take.',
    at,
  })
}

/** What an answer that is no state means. `credentials` says where they are looked for. */
export function statusError(status: number, shown: string, credentials: string): DriftgateError {
  const at = { file: shown }
  if (status === 401 || status === 407) {
    return new AccessError('source-unauthorized', {
      message: `${shown} asks for credentials, or does not accept those it got (${status}).`,
      hint: credentials,
      at,
    })
  }
  if (status === 403)
    return new AccessError('source-forbidden', { message: `${shown} may not be read with these credentials (403).`, hint: credentials, at })
  if (status === 404 || status === 410) {
    return new InputError('source-not-found', {
      message: `There is no state at ${shown} (${status}).`,
      hint: `Check the name. Some services say this of what may not be seen: ${credentials}`,
      at,
    })
  }
  if (status === 423) return locked(shown)
  return new AccessError('source-failed', {
    message: `${shown} answers with ${status}${status === 429 || status >= 500 ? ', also when asked again' : ''}.`,
    hint: 'Try again later, or fetch the state with the tool that keeps it and scan the file.',
    at,
  })
}

/** A lock, or what describes one, where the state should be. */
export function locked(shown: string): InputError {
  return new InputError('source-locked', {
    message: `${shown} is a lock, not the state.`,
    hint: 'Give the address of the state, not of its lock. driftgate takes no lock and waits for none.',
    at: { file: shown },
  })
}

/** There is a state of nothing: nobody has applied yet, or the name is another. */
export function emptyState(shown: string): InputError {
  return new InputError('source-empty', {
    message: `The state at ${shown} is empty.`,
    hint: 'Check the name and the workspace; a state is written with the first apply.',
    at: { file: shown },
  })
}

export function htmlPage(shown: string): AccessError {
  return new AccessError('source-html', {
    message: `${shown} answers with a web page, not with a state.`,
    hint: 'It is a page for signing in, or for people. Give credentials, and the address that the backend configuration has.',
    at: { file: shown },
  })
}
