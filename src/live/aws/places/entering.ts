import { AccessError } from '../../../model/errors.ts'
import type { Gap } from '../../../model/resource.ts'
import type { Entry, ListedAccount, LiveContext } from '../../index.ts'
import { roleIn } from './account-list.ts'
import { assume, renewed, type CredentialProvider } from './assumed-role.ts'
import type { Limiter } from '../calls/limiter.ts'
import { countsOf } from '../calls/limited.ts'
import { callerIdentity, SdkAnswers } from '../calls/sdk.ts'
import { callFailure } from '../calls/sdk-errors.ts'

/** Whose credentials take on the roles. */
export interface Scanner {
  account: string
  arn: string | undefined
  partition: string
  /** STS is asked there. */
  region: string | undefined
  credentials: CredentialProvider | undefined
}

/** How one came into an account, or why not. */
export type Entered = { credentials: CredentialProvider | undefined; arn: string | undefined } | { gap: Gap }

/** Comes into an account: by its profile, by the role there, or by the credentials themselves where it is their own. */
export async function enter(account: ListedAccount, scanner: Scanner, context: LiveContext, limiter: Limiter): Promise<Entered> {
  const entry = context.entry ?? {}
  const isOwn = account.id === scanner.account
  const arn = roleIn(account, entry, scanner.partition)
  const asItIs = { credentials: scanner.credentials, arn: scanner.arn }
  if (account.profile !== undefined && arn === undefined) return byProfile(account, account.profile, scanner, context, limiter)
  if (arn === undefined) return isOwn ? asItIs : { gap: notReached(account, scanner) }
  if (isOwn && isAlready(arn, scanner.arn)) return asItIs
  const role = {
    arn,
    ...externalIdOf(account, entry),
    ...(entry.sessionName === undefined ? {} : { sessionName: entry.sessionName }),
    ...(entry.sessionTags === undefined ? {} : { tags: entry.sessionTags }),
  }
  const base = {
    ...(scanner.region === undefined ? {} : { region: scanner.region }),
    ...(account.profile !== undefined
      ? { profile: account.profile }
      : scanner.credentials === undefined
        ? {}
        : { credentials: scanner.credentials }),
  }
  const limits = { account: scanner.account, limiter, ...countsOf(context) }
  try {
    const first = await assume(role, base, limits)
    const again = async () => {
      try {
        return (await assume(role, base, limits)).credentials
      } catch (error) {
        throw new AccessError('aws-role-lost', {
          message: `The role ${arn} could be taken on at first, and not again when its session was about to end (${saidBy(error)}).`,
          hint: 'Check that the credentials that scan last as long as the scan, and that nobody took the role away.',
        })
      }
    }
    return { credentials: renewed(first.credentials, again), arn: first.arn }
  } catch (error) {
    const { reason } = callFailure('sts.AssumeRole', error)
    const said = saidBy(error)
    if (isOwn) {
      context.note({
        code: 'aws-role-own-account',
        level: 'note',
        message: `The role ${arn} cannot be taken on in the own account ${account.id} (${said}): it is read with the credentials as they are.`,
      })
      return asItIs
    }
    return { gap: denied(account, arn, scanner, reason === 'throttled' ? reason : 'access-denied', said) }
  }
}

/** What STS said. */
function saidBy(error: unknown): string {
  const { details } = callFailure('sts.AssumeRole', error)
  return [details.code, details.detail].filter((text) => text !== undefined && text !== '').join(': ')
}

function externalIdOf(account: ListedAccount, entry: Entry): { externalId?: string } {
  const id = account.externalId ?? entry.externalId
  return id === undefined ? {} : { externalId: id }
}

/** `arn:aws:sts::111122223333:assumed-role/audit/session` is `arn:aws:iam::111122223333:role/audit` already. */
function isAlready(role: string, mine: string | undefined): boolean {
  const name = role.slice(role.lastIndexOf('/') + 1)
  return mine !== undefined && mine.split(':')[5]?.startsWith(`assumed-role/${name}/`) === true
}

async function byProfile(
  account: ListedAccount,
  profile: string,
  { region }: Scanner,
  context: LiveContext,
  limiter: Limiter,
): Promise<Entered> {
  const answers = new SdkAnswers({ region, profile, account: account.id, limiter, ...countsOf(context) })
  try {
    const { account: found, arn } = await callerIdentity(answers)
    if (found === account.id) return { credentials: await answers.credentials(), arn }
    const detail = `The profile ${profile} belongs to account ${found ?? 'unknown'}.`
    return { gap: { account: account.id, reason: 'other-account', detail, remedy: `Name a profile of account ${account.id}.` } }
  } catch (error) {
    const detail = `The profile ${profile} gives no credentials that AWS accepts (${error instanceof Error ? error.message : String(error)}).`
    const remedy = `Sign in to it, \`aws sso login --profile ${profile}\`, or correct the list of accounts.`
    return { gap: { account: account.id, reason: 'access-denied', service: 'sts', action: 'sts:GetCallerIdentity', detail, remedy } }
  }
}

function notReached(account: ListedAccount, scanner: Scanner): Gap {
  return {
    account: account.id,
    reason: 'other-account',
    detail: `The credentials belong to account ${scanner.account}.`,
    remedy: `Give --role: the name of a role in account ${account.id} that they may take on. Or scan that account with credentials of its own.`,
  }
}

function denied(account: ListedAccount, role: string, { arn }: Scanner, reason: 'access-denied' | 'throttled', said: string): Gap {
  const who = arn ?? 'the identity that scans'
  return {
    account: account.id,
    reason,
    service: 'sts',
    action: 'sts:AssumeRole',
    detail: `The role ${role} cannot be taken on (${said}).`,
    remedy: `Allow sts:AssumeRole for it to ${who}, let its trust policy name that identity, and check its external id.`,
  }
}
