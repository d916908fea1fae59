import type { DriftgateError } from '../model/errors.ts'
import type { LiveItem } from '../model/resource.ts'
import type { LiveContext } from './index.ts'

/** A broken document is said and leaves a gap; what else there is is still read. */
export function unreadable(error: DriftgateError, context: LiveContext): LiveItem {
  const { code, message, hint, at } = error
  context.note({ code, level: 'error', message, hint, ...(at === undefined ? {} : { location: at }) })
  return { is: 'gap', reason: 'unreadable-document', detail: message, remedy: hint }
}
