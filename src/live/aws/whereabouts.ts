import { byText } from '../../model/json.ts'
import type { LiveItem } from '../../model/resource.ts'
import type { LiveContext, ProbeLine } from '../index.ts'
import { CallFailure } from './call.ts'
import { Limiter } from './limiter.ts'
import { callerIdentity, countsOf, SdkAnswers } from './sdk.ts'
import { accessError } from './sdk-errors.ts'

/** A client for each region of the scope, once it is known whose credentials these are. */
export interface Connection {
  account: string | undefined
  regions: { region: string | undefined; answers: SdkAnswers }[]
}

/** Connects a named source: yields the accounts in scope that these credentials do not reach. Throws AccessError. */
export async function* connect(context: LiveContext): AsyncGenerator<LiveItem[], Connection> {
  const options = { limiter: new Limiter(context.timer), ...countsOf(context) }
  const asked = regionsOf(context)
  const { account, region: own } = await whoAndWhere(new SdkAnswers({ ...options, region: asked[0] }), asked[0], context)
  if (account !== undefined) yield otherAccounts(account, context)
  const regions = asked.length === 0 ? [own] : asked
  return { account, regions: regions.map((region) => ({ region, answers: new SdkAnswers({ ...options, region, account }) })) }
}

/** The regions that are asked for, by the scope or the environment; none: the SDK knows one from the profile, or fails. */
function regionsOf(context: LiveContext): readonly string[] {
  if (context.scope.regions !== undefined && context.scope.regions.length > 0) return context.scope.regions
  const region = context.region ?? environmentRegion()
  return region === undefined || region === '' ? [] : [region]
}

/** The SDK knows AWS_REGION and profiles; the command line tools of AWS also know the other name. */
export function environmentRegion(): string | undefined {
  return process.env['AWS_REGION'] || process.env['AWS_DEFAULT_REGION'] || undefined
}

/** The failed call keeps what the SDK said; the network's own words are deeper. */
export function causeOf(error: unknown): unknown {
  if (!(error instanceof CallFailure)) return error
  const said = new Error(error.details.detail ?? '')
  said.name = error.details.code ?? 'Error'
  return said
}

/** The account of the credentials and the region of the client. Throws AccessError when AWS cannot be asked at all. */
export async function whoAndWhere(answers: SdkAnswers, asked: string | undefined, context: LiveContext) {
  try {
    const region = await answers.region()
    const identity = await callerIdentity(answers)
    return { account: identity.account, region }
  } catch (error) {
    const known = accessError(causeOf(error), asked)
    if (known !== undefined || !(error instanceof CallFailure)) throw known ?? error
    // Everything else may work although nobody says who asks: an endpoint of one's own, a VPC endpoint policy.
    context.note({
      code: 'aws-identity-unknown',
      level: 'warning',
      message: `AWS did not say whose credentials these are: ${error.message}.`,
    })
    return { account: context.account, region: asked }
  }
}

/** Accounts in scope that these credentials do not reach. */
function otherAccounts(account: string, context: LiveContext): LiveItem[] {
  const others = (context.scope.accounts ?? []).filter((each) => each !== account).toSorted(byText)
  return others.map((each) => ({
    is: 'gap',
    account: each,
    reason: 'other-account',
    detail: `The credentials belong to account ${account}.`,
    remedy: `Scan account ${each} with credentials of its own.`,
  }))
}

/** Who the credentials are and where their calls go, for `doctor`. */
export async function identityProbe(asked = environmentRegion()): Promise<ProbeLine[]> {
  const answers = new SdkAnswers({ region: asked, limiter: new Limiter() })
  try {
    const region = await answers.region()
    const { account = 'unknown', arn = 'unknown' } = await callerIdentity(answers)
    return [
      { name: 'identity', ok: true, detail: `${arn} in account ${account}` },
      { name: 'region', ok: region !== undefined, detail: region ?? 'none' },
    ]
  } catch (error) {
    const known = accessError(causeOf(error), asked)
    const detail = known?.message ?? (error instanceof Error ? error.message : String(error))
    return [{ name: 'identity', ok: false, detail, ...(known === undefined ? {} : { hint: known.hint }) }]
  }
}
