import type { LiveContext } from '../../index.ts'
import { CallFailure } from '../calls/call.ts'
import { isPattern } from '../../../model/glob.ts'
import { callerIdentity, type SdkAnswers } from '../calls/sdk.ts'
import { accessError } from '../calls/sdk-errors.ts'

/** The region that a source is first asked in: the first that is named, else that of the environment; none: the SDK looks in the profile. */
export function firstRegion({ scope, region }: Pick<LiveContext, 'scope' | 'region'>): string | undefined {
  const named = scope.regions?.find((each) => !isPattern(each))
  return named ?? region ?? environmentRegion()
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
export async function whoAndWhere(
  answers: SdkAnswers,
  asked: string | undefined,
  context: LiveContext,
): Promise<{ account: string | undefined; arn?: string | undefined; region: string | undefined }> {
  try {
    const region = await answers.region()
    return { account: undefined, ...(await callerIdentity(answers)), region }
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
