import { partitionOf } from '../mapping/partitions.ts'
import { UsageError } from '../model/errors.ts'
import type { Invocation } from './commands.ts'
import { onlyOne } from './stack.ts'
import { isAccountId } from '../model/place.ts'

/** The trust policy of the role that is taken on in each account, for the identity that scans. Throws UsageError. */
export function trustPolicy(trusted: string, { values }: Invocation): string {
  const externalId = values.text('external-id')
  const statement = {
    Sid: 'DriftgateEnters',
    Effect: 'Allow',
    Principal: { AWS: principalOf(trusted, onlyOne(values.texts('region'))) },
    Action: ['sts:AssumeRole', ...(values.texts('session-tag').length === 0 ? [] : ['sts:TagSession'])],
    ...(externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  }
  return `${JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2)}\n`
}

/** A role that is already taken on goes by the name of a session, which no policy can name for long. */
function principalOf(trusted: string, region: string | undefined): string {
  if (isAccountId(trusted)) return `arn:${partitionOf(region)}:iam::${trusted}:root`
  const [, partition, account, role] = /^arn:([\w-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/[\w+=,.@-]+$/.exec(trusted) ?? []
  if (role !== undefined) return `arn:${partition}:iam::${account}:role/${role}`
  if (/^arn:[\w-]+:iam::\d{12}:(?:role|user)\/[\w+=,.@/-]+$/.test(trusted)) return trusted
  throw new UsageError('option-value', {
    message: `--trust cannot be ${JSON.stringify(trusted)}.`,
    hint: 'Give the ARN of a role or user, as arn:aws:iam::123456789012:role/driftgate, or the id of an account.',
  })
}
