import { apiRow, operationFacts } from '../../../mapping/api.ts'
import { CallFailure } from '../calls/call.ts'
import { listing } from './calls.ts'

/** Some handlers pass on one page of their service and no token: https://github.com/aws/aws-sdk/issues/764 */
const usualPage = 25

/** Of a list that is no answer: what is asked for is a kind, which cannot be absent. */
export function readFailed(failure: CallFailure): CallFailure {
  return failure.reason === 'absent' ? new CallFailure({ ...failure.details, reason: 'read-failed' }) : failure
}

/** A kind of which nothing tells a key. */
export function unlisted(key = ''): CallFailure {
  return new CallFailure({ operation: listing, reason: 'unsupported-kind', detail: `Nothing says which ${key} to list.` })
}

/** A list of exactly one page of the service, without a token, may be all there is, or all that its handler passes on. */
export function cutOff(kind: string, count: number): CallFailure | undefined {
  const { pageSize, usualPageSize } = operationFacts(apiRow(kind)?.l.o ?? '')
  if (count === 0 || ![usualPage, pageSize, usualPageSize].includes(count)) return undefined
  return new CallFailure({
    operation: listing,
    reason: 'truncated',
    detail: `The list ends after exactly ${count}, a page of the service beneath it, and names no next one.`,
    remedy: 'Declared resources were asked for one by one; of others there may be more.',
  })
}
