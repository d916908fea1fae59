import { operationFacts } from '../../../mapping/api.ts'
import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import type { LiveResource } from '../../../model/resource.ts'
import type { Whereabouts } from '../engine/bindings.ts'
import { CallFailure, failureOf, type Answers, type Call } from '../calls/call.ts'
import { handlerFailure } from './failure.ts'
import { describedResource } from './item.ts'

export const [listing, getting] = ['cloudcontrol.ListResources', 'cloudcontrol.GetResource'] as const

/** What came of asking for one resource. `gone`: AWS says that there is none of this identifier. */
export type Got = { is: 'resource'; resource: LiveResource } | { is: 'gone' } | { is: 'failed'; failure: CallFailure }

/** Whether every call of the operation fails so: it is not allowed itself, or what answers is no Cloud Control. */
function isOfEveryCall({ details: { code = '', detail = '' }, operation }: CallFailure): boolean {
  return code === 'SyntaxError' || detail.includes(`perform: ${operationFacts(operation).action}`)
}

/** Cloud Control of one account and region. */
export class CloudControl {
  readonly #answers: Answers
  readonly #where: Whereabouts
  /** Operations that are refused whatever they ask for, with what was said of the first. */
  readonly #refused = new Map<string, CallFailure>()

  constructor(answers: Answers, where: Whereabouts) {
    this.#answers = answers
    this.#where = where
  }

  /**
   * The resources of a kind as its list shows them, summaries all. What is thrown is a CallFailure. `model`: the keys without
   * which it cannot be listed.
   */
  async *list(kind: string, model: JsonObject = {}): AsyncGenerator<LiveResource[]> {
    const input = { TypeName: kind, ...(Object.keys(model).length === 0 ? {} : { ResourceModel: JSON.stringify(model) }) }
    try {
      for await (const page of this.#call({ operation: listing, input, pages: 'list', expects: ['ResourceDescriptions'] })) {
        const descriptions = own(page, 'ResourceDescriptions')
        yield (Array.isArray(descriptions) ? descriptions : []).map((each) => this.#described(kind, each, listing))
      }
    } catch (error) {
      const failure = failureOf(error)
      const meant = handlerFailure(failure, kind)
      throw meant === 'wrong-input' ? new CallFailure({ ...failure.details, reason: 'unsupported-kind' }) : meant
    }
  }

  /** One resource, by the first of its possible identifiers that AWS knows. */
  async get(kind: string, identifiers: readonly string[]): Promise<Got> {
    let last: Got | undefined
    for (const identifier of identifiers) {
      const got = await this.#getOne(kind, identifier)
      if (got.is === 'resource') return got
      if (got.is === 'failed' && got.failure.reason !== 'read-failed') return got
      // That there is none of one name says more than that another is no name.
      if (last?.is !== 'gone') last = got
    }
    return last ?? { is: 'failed', failure: new CallFailure({ operation: getting, reason: 'no-physical-id' }) }
  }

  async #getOne(kind: string, identifier: string): Promise<Got> {
    const input = { TypeName: kind, Identifier: identifier }
    try {
      let page: Json = {}
      for await (const each of this.#call({ operation: getting, input, pages: 'one', expects: ['ResourceDescription'] })) page = each
      const description = own(page, 'ResourceDescription')
      return { is: 'resource', resource: this.#described(kind, isObject(description) ? description : {}, getting) }
    } catch (error) {
      const failure = failureOf(error)
      const meant = handlerFailure(failure, kind)
      if (meant === 'wrong-input') return { is: 'failed', failure: new CallFailure({ ...failure.details, reason: 'read-failed' }) }
      return meant.reason === 'absent' ? { is: 'gone' } : { is: 'failed', failure: meant }
    }
  }

  async *#call(call: Call): AsyncGenerator<JsonObject> {
    const refused = this.#refused.get(call.operation)
    if (refused !== undefined) throw refused
    try {
      yield* this.#answers.call(call)
    } catch (error) {
      const failure = failureOf(error)
      if (isOfEveryCall(failure)) this.#refused.set(call.operation, failure)
      throw failure
    }
  }

  #described(kind: string, description: Json, operation: string): LiveResource {
    const at = { path: operation, line: 1 }
    const resource = describedResource(kind, description, this.#where, { summary: operation === listing, at })
    if (typeof resource !== 'string') return resource
    throw new CallFailure({ operation, reason: 'read-failed', detail: `An answer ${resource}.` })
  }
}
