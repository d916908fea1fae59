import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseJson } from '../../../documents/json-documents.ts'
import { AccessError } from '../../../model/errors.ts'
import { own, type Json } from '../../../model/json.ts'
import { textIn } from '../../../model/members.ts'

/** What a registry is shown. `token`: one that is exchanged for another, instead of a password. */
export type Credentials = { user: string; password: string } | { token: string }

/** As helpers name a token where a user would be. */
const tokenUser = '<token>'

/**
 * What `docker login` stored for a host: in the configuration, or with the helper that it names. Undefined: nothing, which
 * is enough for what everybody may pull. https://docs.docker.com/reference/cli/docker/login/#credential-stores
 */
export async function credentialsFor(host: string, env: Readonly<Record<string, string | undefined>>): Promise<Credentials | undefined> {
  const home = env['HOME'] ?? env['USERPROFILE']
  const folder = env['DOCKER_CONFIG'] ?? (home === undefined ? undefined : join(home, '.docker'))
  const file = folder === undefined ? undefined : join(folder, 'config.json')
  if (file === undefined || !existsSync(file)) return undefined
  const configuration = parseJson(readFileSync(file, 'utf8'), file)
  const names =
    host === 'docker.io'
      ? ['https://index.docker.io/v1/', 'docker.io', 'index.docker.io']
      : [host, `https://${host}`, `https://${host}/v1/`]
  for (const name of names) {
    const helper = textIn(own(configuration, 'credHelpers'), name)
    if (helper !== undefined) return helped(helper, name, env)
    const stored = storedIn(own(own(configuration, 'auths'), name))
    if (stored !== undefined) return stored
  }
  const store = textIn(configuration, 'credsStore')
  return store === undefined ? undefined : helped(store, names[0] ?? host, env)
}

function storedIn(entry: Json | undefined): Credentials | undefined {
  const token = textIn(entry, 'identitytoken')
  if (token !== undefined && token !== '') return { token }
  const [user, ...rest] = Buffer.from(textIn(entry, 'auth') ?? '', 'base64')
    .toString('utf8')
    .split(':')
  return user === undefined || rest.length === 0 ? undefined : { user, password: rest.join(':') }
}

/** https://github.com/docker/docker-credential-helpers: the host on its input, JSON on its output. */
function helped(helper: string, host: string, env: Readonly<Record<string, string | undefined>>): Promise<Credentials | undefined> {
  const program = `docker-credential-${helper}`
  if (!/^[\w.-]+$/.test(helper)) throw unhelpful(program, 'is no name of a program')
  return new Promise((resolve, reject) => {
    const child = execFile(program, ['get'], { env: { ...env }, timeout: 30_000, maxBuffer: 1024 * 1024 }, (error, stdout) => {
      if (error !== null) {
        if (/credentials not found/i.test(stdout)) resolve(undefined)
        else reject(unhelpful(program, 'failed'))
        return
      }
      try {
        const answer = parseJson(stdout, program)
        const [user, password] = [textIn(answer, 'Username') ?? '', textIn(answer, 'Secret') ?? '']
        resolve(user === tokenUser ? { token: password } : { user, password })
      } catch {
        reject(unhelpful(program, 'answered with no credentials'))
      }
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(host)
  })
}

function unhelpful(program: string, what: string): AccessError {
  return new AccessError('registry-credentials', {
    message: `${program}, which the docker configuration names for this registry, ${what}.`,
    hint: 'Run `docker login` again, or check that the helper is installed and in PATH.',
  })
}
