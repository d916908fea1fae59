import type { LiveContext } from '../../index.ts'
import type { Failure, Limiter } from './limiter.ts'
import { rateOf, type ActionClass } from './rates.ts'
import { failureKind } from './sdk-errors.ts'

/** Told of every request, of every answer that it was one too many, and of every one that broke and is made once more. */
export type CallCounts = Pick<LiveContext, 'called' | 'answered' | 'throttled' | 'repeated'>

/** Who asks, and where. */
export interface Asking extends CallCounts {
  region: string | undefined
  /** Keeps accounts apart in the limiter. */
  account?: string | undefined
  limiter: Limiter
}

/** How often a call is made that breaks in passing, throttled ones not counted; AWS_MAX_ATTEMPTS says otherwise. */
const usualAttempts = 5

export interface Request<T> {
  /** `service.Operation`. */
  operation: string
  actionClass: ActionClass
  send(): Promise<T>
  /** Throws where the request is not to be made any more. */
  check?(): void
  /** What it is never worth to ask again for. */
  isFinal?(error: unknown): boolean
}

/**
 * Sends a request when it may be sent, again where that helps, and counts each. The clients themselves repeat nothing: they
 * would give up when a budget of theirs is spent, and count none of it.
 */
export async function sendLimited<T>(asking: Asking, request: Request<T>): Promise<T> {
  const { account, region, limiter } = asking
  const { operation, actionClass } = request
  const [service = '', name = ''] = operation.split('.')
  const rate = rateOf(service, actionClass)
  const lane = [account, region, service, actionClass, ...(rate.each ? [name] : [])].join(' ')
  const attempts = Number(process.env['AWS_MAX_ATTEMPTS'] ?? usualAttempts)
  const once = async (): Promise<T> => {
    request.check?.()
    asking.called?.(operation)
    try {
      return await request.send()
    } finally {
      asking.answered?.(operation)
    }
  }
  const judge = (error: unknown, failures: number): Failure => {
    if (request.isFinal?.(error) === true) return 'final'
    const kind = failureKind(operation, error, failures < attempts)
    if (kind === 'throttled') asking.throttled?.(operation)
    if (kind === 'passing') asking.repeated?.(operation)
    return kind
  }
  return limiter.run(lane, rate, once, judge)
}

/** What a context counts, for clients of its own. */
export function countsOf(context: CallCounts): CallCounts {
  return {
    called: (operation) => context.called?.(operation),
    answered: (operation) => context.answered?.(operation),
    throttled: (operation) => context.throttled?.(operation),
    repeated: (operation) => context.repeated?.(operation),
  }
}
