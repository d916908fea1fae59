import { AccessError } from '../../model/errors.ts'
import { callFailure } from './sdk-errors.ts'

/** A role that is taken on before anything is read. */
export interface Role {
  arn: string
  externalId?: string
  sessionName?: string
  sourceIdentity?: string
}

interface Base {
  region?: string
  profile?: string
  /** Of STS, instead of AWS's own. */
  endpoint?: string
  called: (operation: string) => unknown
}

interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  expiration?: Date
}

/** Credentials of a role, for a client of the SDK, which asks again before they expire. Throws AccessError. */
export function credentialsOf(role: Role, { called, ...base }: Base): () => Promise<Credentials> {
  return async () => {
    const sdk = await import('@aws-sdk/client-sts')
    const client = new sdk.STSClient({ ...base, region: base.region ?? 'us-east-1', maxAttempts: 4 })
    try {
      called('sts.AssumeRole')
      const { Credentials: found } = await client.send(
        new sdk.AssumeRoleCommand({
          RoleArn: role.arn,
          RoleSessionName: role.sessionName ?? 'driftgate',
          ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
          ...(role.sourceIdentity === undefined ? {} : { SourceIdentity: role.sourceIdentity }),
        }),
      )
      const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = found ?? {}
      if (accessKeyId === undefined || secretAccessKey === undefined) throw new Error('no credentials came')
      return {
        accessKeyId,
        secretAccessKey,
        ...(sessionToken === undefined ? {} : { sessionToken }),
        ...(expiration === undefined ? {} : { expiration }),
      }
    } catch (error) {
      throw new AccessError('source-role', {
        message: `The role ${role.arn} of the backend cannot be assumed (${callFailure('sts.AssumeRole', error).details.code ?? ''}).`,
        hint: 'Allow sts:AssumeRole for it to the identity that scans, and that identity in the trust policy of the role; check its external id.',
      })
    } finally {
      client.destroy()
    }
  }
}
