import { InputError } from '../../model/errors.ts'
import type { SourceContext } from './source.ts'

export const credentialsHint =
  'Set TF_HTTP_USERNAME and TF_HTTP_PASSWORD, GITLAB_TOKEN for GitLab, or DRIFTGATE_HTTP_HEADERS ("Name: value", one a line).'

/**
 * What is sent to the host of a state: as Terraform's HTTP backend would, GitLab's token where the path is GitLab's, and headers of
 * the user's own. Credentials that name their host go to no other.
 */
export function httpHeaders(url: URL, env: SourceContext['env']): Record<string, string> {
  return { ...authorization(url, env), ...ownHeaders(env['DRIFTGATE_HTTP_HEADERS'] ?? '') }
}

function authorization(url: URL, env: SourceContext['env']): Record<string, string> {
  if (url.username !== '') return basic(decodeURIComponent(url.username), decodeURIComponent(url.password))
  const user = env['TF_HTTP_USERNAME']
  const address = env['TF_HTTP_ADDRESS']
  if (user !== undefined && user !== '' && (address === undefined || isOrigin(address, url)))
    return basic(user, env['TF_HTTP_PASSWORD'] ?? '')
  return isGitLab(url, env) ? gitLab(env) : {}
}

function basic(user: string, password: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

function isOrigin(address: string, { origin }: URL): boolean {
  return URL.canParse(address) && new URL(address).origin === origin
}

/** https://docs.gitlab.com/user/infrastructure/iac/terraform_state/ */
function isGitLab(url: URL, env: SourceContext['env']): boolean {
  const own = env['CI_SERVER_URL'] ?? env['GITLAB_URL']
  return /\/api\/v4\/projects\/[^/]+\/terraform\/state\//.test(url.pathname) && (own === undefined || isOrigin(own, url))
}

function gitLab(env: SourceContext['env']): Record<string, string> {
  const token = env['GITLAB_TOKEN']
  if (token !== undefined && token !== '') return { 'private-token': token }
  const job = env['CI_JOB_TOKEN']
  // A job's token is for the server that runs the job.
  return job === undefined || job === '' || env['CI_SERVER_URL'] === undefined ? {} : basic('gitlab-ci-token', job)
}

function ownHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue
    const [, name, value] = /^\s*([!#$%&'*+.^_`|~\w-]+)\s*:\s*([\t -~]*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) {
      throw new InputError('source-headers', {
        message: 'DRIFTGATE_HTTP_HEADERS has a line that is no header.',
        hint: 'Write "Name: value", one header a line.',
      })
    }
    headers[name.toLowerCase()] = value
  }
  return headers
}
