import { AccessError } from '../../../model/errors.ts'
import { sendLimited, type Asking, type CallCounts } from '../calls/limited.ts'
import { Limiter } from '../calls/limiter.ts'
import { callFailure } from '../calls/sdk-errors.ts'

/** A role that is taken on before anything is read. */
export interface Role {
  arn: string
  externalId?: string
  sessionName?: string
  sourceIdentity?: string
  /** Of the session, for conditions of policies. */
  tags?: Readonly<Record<string, string>>
}

interface Base {
  /** STS is asked there: what the global endpoint gives holds in few regions only. */
  region?: string
  profile?: string
  /** Whose credentials take the role on; absent: those of the environment or the profile. */
  credentials?: CredentialProvider
  /** Of STS, instead of AWS's own. */
  endpoint?: string
}

/** Whose limiter the request goes through. */
export type Limits = Omit<Asking, 'region'>

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}

/** Asked by every client whenever it needs credentials that last. */
export type CredentialProvider = () => Promise<Credentials>

/** Takes a role on. `arn`: who one is then. Throws the error of the SDK. */
export async function assume(role: Role, base: Base, limits: Limits): Promise<{ credentials: Credentials; arn: string }> {
  const sdk = await import('@aws-sdk/client-sts')
  const region = base.region ?? 'us-east-1'
  // The limiter alone makes calls again.
  const client = new sdk.STSClient({ ...base, region, maxAttempts: 1 })
  try {
    const tags = Object.entries(role.tags ?? {}).map(([Key, Value]) => ({ Key, Value }))
    const command = new sdk.AssumeRoleCommand({
      RoleArn: role.arn,
      RoleSessionName: role.sessionName ?? 'driftgate',
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
      ...(tags.length === 0 ? {} : { Tags: tags }),
    })
    const request = { operation: 'sts.AssumeRole', actionClass: 'detail' as const, send: () => client.send(command) }
    const { Credentials: found, AssumedRoleUser: user } = await sendLimited({ ...limits, region }, request)
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = found ?? {}
    if (accessKeyId === undefined || secretAccessKey === undefined) throw new Error('no credentials came')
    const credentials = {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(expiration === undefined ? {} : { expiration }),
    }
    return { credentials, arn: user?.Arn ?? role.arn }
  } finally {
    client.destroy()
  }
}

/** Credentials of the role of a backend, for a client of the SDK, which asks again before they expire. Throws AccessError. */
export function credentialsOf(role: Role, base: Base, counts: CallCounts): CredentialProvider {
  const limits = { ...counts, limiter: new Limiter() }
  return async () => {
    try {
      return (await assume(role, base, limits)).credentials
    } catch (error) {
      throw new AccessError('source-role', {
        message: `The role ${role.arn} of the backend cannot be assumed (${callFailure('sts.AssumeRole', error).details.code ?? ''}).`,
        hint: 'Allow sts:AssumeRole for it to the identity that scans, and that identity in the trust policy of the role; check its external id.',
      })
    }
  }
}

/** How long before they expire credentials are renewed, in milliseconds: as early as the SDK asks for new ones. */
const early = 5 * 60_000

/** One source of credentials for many clients: asked once, and again shortly before what it gave expires. */
export function renewed(first: Credentials, again: CredentialProvider, now: () => number = Date.now): CredentialProvider {
  let current = Promise.resolve(first)
  let expires = first.expiration?.getTime()
  return () => {
    if (expires === undefined || expires - now() > early) return current
    const before = current
    expires = undefined
    current = again().then(
      (fresh) => {
        expires = fresh.expiration?.getTime()
        return fresh
      },
      (error: unknown) => {
        // The next call tries once more.
        current = before
        expires = 0
        throw error
      },
    )
    return current
  }
}
