import type { JsonObject } from '../../../model/json.ts'
import type { NotCheckedReason } from '../../../model/resource.ts'

/** One question to AWS, or to what was saved of its answers. */
export interface Call {
  /** `ec2.DescribeInstances`: service as botocore names it. */
  operation: string
  input: JsonObject
  /** `list`: all pages, as large as they come; `detail`: all pages, page size left alone; `one`: the first page is all. */
  pages: 'list' | 'detail' | 'one'
  /** Members that the caller reads of the answer. A saved document with none of them is no answer to this call. */
  expects: readonly string[]
}

/** Answers calls, from the API or from saved output. A failed call throws CallFailure after the pages it got. */
export interface Answers {
  call(call: Call): AsyncIterable<JsonObject>
}

/**
 * Why a call gave no answer, or not the whole of it. `absent`: AWS says that the thing asked for does not exist, which is an
 * answer. `not-recorded`: nothing saved answers it. `partial`: it answered, and proves nothing about what it lacks.
 */
export type FailureReason = NotCheckedReason | 'absent' | 'not-recorded' | 'partial'

export interface FailureDetails {
  operation: string
  reason: FailureReason
  /** What AWS called it: `UnauthorizedOperation`. */
  code?: string
  detail?: string
  remedy?: string
}

/** A call that failed; the engine turns it into an absence, an unread property or a gap. */
export class CallFailure extends Error {
  readonly operation: string
  readonly reason: FailureReason
  readonly details: FailureDetails

  constructor(details: FailureDetails) {
    super(details.detail ?? details.reason)
    this.operation = details.operation
    this.reason = details.reason
    this.details = details
  }
}

/** The failure itself; anything else is a defect and is thrown on. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error
  throw error
}
