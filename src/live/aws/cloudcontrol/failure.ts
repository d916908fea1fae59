import { handlersOf } from '../../../mapping/handlers.ts'
import { CallFailure, type FailureReason } from '../calls/call.ts'

const unsupported = /^(?:UnsupportedAction|TypeNotFound|PrivateType)Exception$/
const wrongInput = /^(?:InvalidRequest|Validation)Exception$/
const throttled = /throttl|rate exceeded|too many requests|request limit exceeded/i
const denied = /access ?denied|not authorized to perform|unauthorized ?operation|no identity-based policy/i

/** How the answer of Cloud Control is to be taken; `wrong-input`: it is not by this identifier, or not by this model. */
export type HandlerFailure = CallFailure | 'wrong-input'

/**
 * What a failed call of Cloud Control means. It has errors of its own, and wraps those of the service beneath it, which it
 * names in the message alone: `... (HandlerErrorCode: AccessDenied)`. That a type is unknown says nothing of its resources.
 */
export function handlerFailure(failure: CallFailure, kind: string): HandlerFailure {
  const { code = '', detail = '' } = failure.details
  const said = /HandlerErrorCode: ?"?(\w+)/.exec(detail)?.[1] ?? ''
  if (unsupported.test(code)) return withReason(failure, 'unsupported-kind', `AWS cannot read ${kind} through Cloud Control here.`)
  if (throttled.test(detail) || said === 'Throttling') return withReason(failure, 'throttled')
  if (denied.test(detail) || said === 'AccessDenied' || code === 'InvalidCredentialsException' || failure.reason === 'access-denied')
    return withReason(failure, 'access-denied', deniedRemedy(failure, kind))
  if (said === 'NotFound') return withReason(failure, 'absent')
  if (wrongInput.test(code) || said === 'InvalidRequest') return 'wrong-input'
  return failure
}

function withReason(failure: CallFailure, reason: FailureReason, remedy?: string): CallFailure {
  return new CallFailure({ ...failure.details, reason, ...(remedy === undefined ? {} : { remedy }) })
}

/** The caller needs both: the action of Cloud Control and those that the handler calls in the caller's name. */
function deniedRemedy({ operation }: CallFailure, kind: string): string {
  const handlers = handlersOf(kind)
  const [action, own = []] =
    operation === 'cloudcontrol.ListResources' ? ['cloudformation:ListResources', handlers?.l] : ['cloudformation:GetResource', handlers?.r]
  const also = own.length === 0 ? '' : `, and what its handler calls: ${own.join(', ')}`
  return `Allow ${action}${also}, to the identity that scans.`
}
