import type { Json, JsonObject } from '../../../model/json.ts'
import { failureOf, type Answers, type Call, type CallFailure } from './call.ts'

/** What one call over several ids gave: its pages, or why it failed. A failure concerns every id of the part. */
export type BatchPart<T> = { members: T[]; pages: JsonObject[] } | { members: T[]; failure: CallFailure }

/** Failures that smaller batches would meet as well. */
const hopeless = new Set(['access-denied', 'throttled', 'not-recorded', 'region-off', 'interrupted', 'unsupported-kind'])

/**
 * Calls with many ids at once. Some services fail the whole call for one unknown id: such a batch is halved until the id
 * stands alone, so that only it is without an answer.
 */
export function inBatches<T>(
  answers: Answers,
  call: Omit<Call, 'pages'>,
  many: string,
  members: readonly T[],
  idOf: (member: T) => Json,
  size: number,
): AsyncGenerator<BatchPart<T>> {
  return inCalls(answers, (some) => ({ ...call, input: { ...call.input, [many]: some.map(idOf) }, pages: 'detail' }), members, size)
}

/** The same, where the call holds its members in some other way. */
export async function* inCalls<T>(
  answers: Answers,
  callOf: (members: readonly T[]) => Call,
  members: readonly T[],
  size: number,
): AsyncGenerator<BatchPart<T>> {
  for (let at = 0; at < members.length; at += size) yield* part(members.slice(at, at + size))

  async function* part(some: T[]): AsyncGenerator<BatchPart<T>> {
    const pages: JsonObject[] = []
    try {
      for await (const page of answers.call(callOf(some))) pages.push(page)
    } catch (error) {
      const failure = failureOf(error)
      if (some.length === 1 || hopeless.has(failure.reason)) yield { members: some, failure }
      else {
        const half = Math.ceil(some.length / 2)
        yield* part(some.slice(0, half))
        yield* part(some.slice(half))
      }
      return
    }
    yield { members: some, pages }
  }
}

/** Runs a function over members, a few at a time. */
export async function inParallel<T>(members: readonly T[], width: number, run: (member: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let at = next++; at < members.length; at = next++) {
      const member = members[at]
      if (member !== undefined) await run(member)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, members.length) }, worker))
}
