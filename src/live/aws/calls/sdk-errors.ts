import { AccessError } from '../../../model/errors.ts'
import { CallFailure, type FailureReason } from './call.ts'
import type { Failure } from './limiter.ts'

interface Said {
  code: string
  message: string
  status: number | undefined
}

/** What an error of the SDK, or of the network beneath it, says. */
function saidBy(error: unknown): Said {
  if (!(error instanceof Error)) return { code: 'UnknownError', message: String(error), status: undefined }
  const cause = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const status =
    '$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null ? statusIn(error.$metadata) : undefined
  // The SDK adds lines for programmers.
  const [message = ''] = error.message.slice(0, 500).split('\n')
  return { code: error.name === 'Error' && cause !== undefined ? cause : error.name, message, status }
}

function statusIn(metadata: object): number | undefined {
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

const expired = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|SSOTokenProviderFailure)$/
const rejected =
  /^(InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure|InvalidAccessKeyId|InvalidSignatureException)$/
const noCredentials = /^(CredentialsProviderError|TokenProviderError|CredentialsError)$/
const network =
  /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|ERR_STREAM_PREMATURE_CLOSE|TimeoutError|NetworkingError|UnknownEndpoint)$/
const throttled =
  /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded|ProvisionedThroughputExceeded|PriorRequestNotComplete|TransactionInProgress|LimitExceededException/i
/** Cloud Control says so of the service that it asks. */
const throttledBeneath = /HandlerErrorCode: ?"?Throttling/
const unknownThere = /^(AuthFailure|UnrecognizedClientException|InvalidClientTokenId|InvalidToken)$/
const denied = /AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError|Forbidden|AccessDeniedException|AllAccessDisabled/i
/** What AWS answers when the thing asked for is not there, service by service in its own words. */
const absent = /NotFound|NoSuch|DoesNotExist|NonExistent|MethodNotAllowed/i

function reasonOf({ code, message, status }: Said, operation: string): FailureReason {
  if (code === 'AbortError') return 'interrupted'
  if (throttled.test(code) || status === 429 || throttledBeneath.test(message)) return 'throttled'
  if (/OptInRequired/.test(code)) return 'region-off'
  // STS accepted the same credentials: a region that is not enabled for the account knows none.
  if (unknownThere.test(code) && !operation.startsWith('sts.')) return 'region-off'
  if (denied.test(code) || rejected.test(code) || expired.test(code)) return 'access-denied'
  if (absent.test(code)) return 'absent'
  // S3 has no body for some refusals, only the status.
  return status === 403 ? 'access-denied' : 'read-failed'
}

const passing = new Set([500, 502, 503, 504])
/** The service had no time, or what it said ends in the middle. */
const broken = /^(RequestTimeout(Exception)?|SyntaxError)$/
const unparsable = /XML parse error/

/** Whether a call is worth making again: after its turn when it was throttled, else only where that is still allowed. */
export function failureKind(operation: string, error: unknown, mayRepeat: boolean): Failure {
  const said = saidBy(error)
  const modelled = modelledRetry(error)
  if (reasonOf(said, operation) === 'throttled' || modelled === 'throttled') return 'throttled'
  return mayRepeat && (modelled === 'passing' || isPassing(said, error)) ? 'passing' : 'final'
}

/** What the model of the service says of an error of its own. https://smithy.io/2.0/spec/behavior-traits.html#retryable-trait */
function modelledRetry(error: unknown): Failure | undefined {
  const said: unknown = error instanceof Error ? Reflect.get(error, '$retryable') : undefined
  if (typeof said !== 'object' || said === null) return undefined
  return 'throttling' in said && said.throttling === true ? 'throttled' : 'passing'
}

function isPassing({ code, message, status }: Said, error: unknown): boolean {
  if (passing.has(status ?? 0) || network.test(code) || broken.test(code) || unparsable.test(message)) return true
  // The SDK has learnt from the answer how wrong the clock of this machine is: signed again the call is valid.
  const metadata = error instanceof Error && '$metadata' in error ? error.$metadata : undefined
  return typeof metadata === 'object' && metadata !== null && 'clockSkewCorrected' in metadata && metadata.clockSkewCorrected === true
}

/** Whether the name of a host is unknown. */
export function isUnknownHost(error: unknown): boolean {
  return saidBy(error).code === 'ENOTFOUND'
}

/** Whether credentials were not accepted: they are wrong, or the region is not enabled for their account. */
export function isRejected(error: unknown): boolean {
  return rejected.test(saidBy(error).code)
}

/** A failed call, sorted by what it means for what was asked. */
export function callFailure(operation: string, error: unknown): CallFailure {
  // The credentials themselves could not be had, or not renewed.
  if (error instanceof AccessError)
    return new CallFailure({ operation, reason: 'access-denied', code: error.code, detail: error.message, remedy: error.hint })
  const said = saidBy(error)
  const remedy = expired.test(said.code) || noCredentials.test(said.code) ? 'Sign in again, then scan again.' : undefined
  return new CallFailure({
    operation,
    reason: reasonOf(said, operation),
    code: said.code,
    detail: said.message,
    ...(remedy === undefined ? {} : { remedy }),
  })
}

/** Why AWS cannot be read at all; undefined when only this call failed. */
export function accessError(error: unknown, region: string | undefined): AccessError | undefined {
  const said = saidBy(error)
  const where = region === undefined ? '' : ` in ${region}`
  if (/region is missing/i.test(said.message)) {
    return new AccessError('aws-no-region', {
      message: 'No AWS region is set.',
      hint: 'Give --region, or set AWS_REGION or a region in the profile.',
    })
  }
  if (said.message.startsWith('Region not accepted')) {
    return new AccessError('aws-no-region', {
      message: `${JSON.stringify(region ?? 'What is set as the region')} is no AWS region.`,
      hint: 'Write it as AWS does: --region eu-west-1. Without the option AWS_REGION and the profile say it.',
    })
  }
  if (expired.test(said.code) || /expired/i.test(said.message)) {
    return new AccessError('aws-expired', {
      message: `The AWS credentials have expired (${said.code}).`,
      hint: 'Sign in again, for instance with `aws sso login`.',
    })
  }
  if (noCredentials.test(said.code)) {
    return new AccessError('aws-no-credentials', {
      message: `There are no AWS credentials (${said.message}).`,
      hint: 'Set AWS_PROFILE, sign in with `aws sso login`, or run where a role is attached. Saved output and captures need none.',
    })
  }
  if (rejected.test(said.code)) {
    return new AccessError('aws-rejected', {
      message: `AWS does not accept the credentials${where} (${said.code}).`,
      hint: 'Check AWS_PROFILE and the keys, and whether the region is enabled for the account and belongs to its partition.',
    })
  }
  if (network.test(said.code)) {
    return new AccessError('aws-unreachable', {
      message: `AWS cannot be reached${where} (${said.code}: ${said.message}).`,
      hint: 'Check the network, the proxy and the spelling of the region; AWS_ENDPOINT_URL, if set, names where calls go.',
    })
  }
  return undefined
}
