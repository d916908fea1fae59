import { canonical, type Json, type JsonObject } from '../../../model/json.ts'
import { CallFailure, failureOf, type Answers, type Call } from './call.ts'

interface Kept {
  pages: JsonObject[]
  failure?: CallFailure
}

/**
 * Answers that several kinds read (volumes and their attachments, a topic's attributes and its policy) are asked for once and kept
 * until the last of them has read them. Other answers pass through and are never held.
 */
export class SharedAnswers implements Answers {
  readonly #answers: Answers
  readonly #uses = new Map<string, number>()
  readonly #parts = new Map<string, Set<Json>>()
  readonly #kept = new Map<string, Map<string, Kept>>()

  /** `calls` has an entry for every reader of an operation. */
  constructor(answers: Answers, calls: Iterable<Pick<Call, 'operation' | 'input'>>) {
    this.#answers = answers
    for (const { operation, input } of calls) {
      this.#uses.set(operation, (this.#uses.get(operation) ?? 0) + 1)
      const parts = input['Filter']
      if (!Array.isArray(parts)) continue
      const all = this.#parts.get(operation) ?? new Set<Json>()
      for (const part of parts) all.add(part)
      this.#parts.set(operation, all)
    }
  }

  /** `Filter` says which parts of one answer are wanted, as roles and users: all that any reader wants come in one. */
  #whole(call: Call): Call {
    const parts = Array.isArray(call.input['Filter']) ? this.#parts.get(call.operation) : undefined
    return parts === undefined ? call : { ...call, input: { ...call.input, Filter: [...parts] } }
  }

  async *call(asked: Call): AsyncGenerator<JsonObject> {
    const call = this.#whole(asked)
    const kept = this.#kept.get(call.operation)?.get(canonical(call.input))
    if (kept !== undefined) {
      yield* kept.pages
      if (kept.failure !== undefined) throw kept.failure
    } else if ((this.#uses.get(call.operation) ?? 0) > 1) yield* this.#keep(call)
    else yield* this.#answers.call(call)
  }

  /** Asked once more, whatever was answered before. */
  anew(call: Call): AsyncIterable<JsonObject> {
    return this.#answers.call(call)
  }

  async *#keep(call: Call): AsyncGenerator<JsonObject> {
    const kept: Kept = { pages: [] }
    try {
      for await (const page of this.#answers.call(call)) {
        kept.pages.push(page)
        yield page
      }
    } catch (error) {
      kept.failure = failureOf(error)
    }
    const byInput = this.#kept.get(call.operation) ?? new Map<string, Kept>()
    this.#kept.set(call.operation, byInput.set(canonical(call.input), kept))
    if (kept.failure !== undefined) throw kept.failure
  }

  /** One reader of each operation is done. */
  release(operations: Iterable<string>): void {
    for (const operation of operations) {
      const left = (this.#uses.get(operation) ?? 0) - 1
      this.#uses.set(operation, left)
      if (left <= 0) this.#kept.delete(operation)
    }
  }
}
