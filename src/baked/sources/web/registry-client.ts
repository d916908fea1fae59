import { parseJson } from '../../../documents/json-documents.ts'
import { AccessError, InputError } from '../../../model/errors.ts'
import { textIn } from '../../../model/members.ts'
import type { SourceContext } from '../source.ts'
import { ask, shown, whole, type Answer } from './ask.ts'
import { credentialsFor, type Credentials } from './credentials.ts'
import type { Reference } from './reference.ts'

/** Asks one repository of a registry, with a token where it wants one. https://github.com/opencontainers/distribution-spec */
export class RegistryClient {
  private readonly reference: Reference
  private readonly context: SourceContext
  private authorization: string | undefined

  constructor(reference: Reference, context: SourceContext) {
    this.reference = reference
    this.context = context
  }

  /** `manifests/...` or `blobs/...`. Throws AccessError or InputError for every status but 200. */
  async get(path: string, accept: string): Promise<Answer> {
    const url = new URL(`${this.reference.repository}/${path}`, this.reference.base)
    const once = (): Promise<Answer> => {
      const headers = { accept, ...(this.authorization === undefined ? {} : { authorization: this.authorization }) }
      return ask({ url, headers }, this.context)
    }
    let answer = await once()
    if (answer.status === 401 && this.authorization === undefined) {
      const challenge = answer.header('www-authenticate') ?? ''
      await whole(answer, shown(url))
      this.authorization = await this.authorize(challenge)
      if (this.authorization !== undefined) answer = await once()
    }
    if (answer.status === 200) return answer
    await whole(answer, shown(url))
    throw refused(answer.status, url)
  }

  private async authorize(challenge: string): Promise<string | undefined> {
    const credentials = await credentialsFor(this.reference.host, this.context.env)
    if (/^basic\b/i.test(challenge)) return credentials === undefined ? undefined : basic(credentials)
    const said = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]))
    const { realm, service = '', scope = `repository:${this.reference.repository}:pull` } = said
    if (!/^bearer\b/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return undefined
    const answer = await this.token(new URL(realm), service, scope, credentials)
    const text = await whole(answer, realm)
    if (answer.status !== 200) throw refused(answer.status, new URL(realm))
    const document = parseJson(text.toString('utf8'), realm)
    const token = textIn(document, 'token') ?? textIn(document, 'access_token')
    return token === undefined ? undefined : `Bearer ${token}`
  }

  /** https://distribution.github.io/distribution/spec/auth/token/, and with a token of one's own .../auth/oauth/. */
  private token(realm: URL, service: string, scope: string, credentials: Credentials | undefined): Promise<Answer> {
    if (credentials !== undefined && 'token' in credentials) {
      const form = { grant_type: 'refresh_token', client_id: 'driftgate', service, scope, refresh_token: credentials.token }
      return ask({ url: realm, form: new URLSearchParams(form) }, this.context)
    }
    const url = new URL(realm)
    if (service !== '') url.searchParams.set('service', service)
    url.searchParams.set('scope', scope)
    const headers = credentials === undefined ? undefined : basic(credentials)
    return ask({ url, ...(headers === undefined ? {} : { headers: { authorization: headers } }) }, this.context)
  }
}

function basic(credentials: Credentials): string | undefined {
  if ('token' in credentials) return undefined
  return `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`
}

function refused(status: number, url: URL): AccessError | InputError {
  const at = { file: shown(url) }
  if (status === 401 || status === 403) {
    return new AccessError('registry-unauthorized', {
      message: `${shown(url)} may not be read with these credentials, or with none (${status}).`,
      hint: 'Run `docker login` for this registry, or set DOCKER_CONFIG to where that stored its credentials.',
      at,
    })
  }
  if (status === 404) {
    return new InputError('image-not-found', {
      message: `There is nothing at ${shown(url)}.`,
      hint: 'Check the name and the tag or digest; some registries say this of what may not be seen.',
      at,
    })
  }
  return new AccessError('registry-failed', { message: `${shown(url)} answers with ${status}.`, hint: 'Try again later.', at })
}
