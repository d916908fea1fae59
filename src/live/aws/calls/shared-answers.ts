import { canonical, type Json, type JsonObject } from '../../../model/json.ts'
import type { Answers, Call } from './call.ts'

/** An answer that several read, each from its beginning, at the same time or one after the other. */
class Kept {
  readonly #source: AsyncIterator<JsonObject>
  readonly #pages: JsonObject[] = []
  #end: { error?: unknown } | undefined
  #asking: Promise<void> | undefined

  constructor(answer: AsyncIterable<JsonObject>) {
    this.#source = answer[Symbol.asyncIterator]()
  }

  async *pages(): AsyncGenerator<JsonObject> {
    for (let at = 0; ; at += 1) {
      // Whoever is the first to want a page asks for it; nobody waits for one who has stopped.
      while (at >= this.#pages.length && this.#end === undefined) await (this.#asking ??= this.#ask())
      const page = this.#pages[at]
      if (page !== undefined) yield page
      else if (this.#end !== undefined && 'error' in this.#end) throw this.#end.error
      else return
    }
  }

  async #ask(): Promise<void> {
    try {
      const { done, value } = await this.#source.next()
      if (done === true) this.#end = {}
      else this.#pages.push(value)
    } catch (error) {
      this.#end = { error }
    }
    this.#asking = undefined
  }
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

  call(asked: Call): AsyncIterable<JsonObject> {
    const call = this.#whole(asked)
    const input = canonical(call.input)
    const known = this.#kept.get(call.operation)?.get(input)
    if (known !== undefined) return known.pages()
    if ((this.#uses.get(call.operation) ?? 0) <= 1) return this.#answers.call(call)
    const kept = new Kept(this.#answers.call(call))
    const byInput = this.#kept.get(call.operation) ?? new Map<string, Kept>()
    this.#kept.set(call.operation, byInput.set(input, kept))
    return kept.pages()
  }

  /** Asked once more, whatever was answered before. */
  anew(call: Call): AsyncIterable<JsonObject> {
    return this.#answers.call(call)
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
