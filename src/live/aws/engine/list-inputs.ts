import { lastPart, own, textOf, type Json, type JsonObject } from '../../../model/json.ts'
import { apiRow, membersOf, type ApiRow } from '../../../mapping/api.ts'
import { homeOf, isOnlyAtHome, partitionOf } from '../../../mapping/partitions.ts'
import type { LiveScope } from '../../index.ts'
import type { Whereabouts } from './bindings.ts'
import { CallFailure, failureOf, type Answers } from '../calls/call.ts'
import { organizationParents } from './organization-units.ts'
import { applyRows } from './rows.ts'
import { fulfils, walk } from './walk.ts'

interface Surroundings {
  where: Whereabouts
  declaredOf?: LiveScope['declaredOf']
  declaredAs?: LiveScope['declaredAs']
}

/** What lists are called with: constants, the account, or the values of parents, whose own lists are read for that once. */
export class ListInputs {
  readonly #answers: Answers
  readonly #options: Surroundings
  readonly #parents = new Map<string, Promise<Json[]>>()
  /** Kinds of which a declaration names a parent that is not known. */
  readonly #partly = new Set<string>()

  constructor(answers: Answers, options: Surroundings) {
    this.#answers = answers
    this.#options = options
  }

  /** Every input with which the list of a kind is called: the product of its loops and its parents' values. */
  of(kind: string, row: ApiRow): Promise<JsonObject[]> {
    return this.#all(kind, row, 0)
  }

  /** Whether the lists may lack what a declaration names: then they do not prove that it is gone. */
  leavesOut(kind: string): boolean {
    return this.#partly.has(kind)
  }

  async #all(kind: string, row: ApiRow, depth: number): Promise<JsonObject[]> {
    let inputs: JsonObject[] = [{}]
    for (const [name, from] of Object.entries(row.l.n ?? {})) {
      const values = (await this.#inputValues(kind, row, from, depth)).filter((value) => this.#isAnswered(row, name, value))
      inputs = inputs.flatMap((input) => values.map((value) => ({ ...input, [name]: value })))
    }
    return inputs
  }

  /** What is global in a regional service is listed in the home region alone: the others refuse to. */
  #isAnswered(row: ApiRow, name: string, value: Json): boolean {
    const { region } = this.#options.where
    return region === undefined || !isOnlyAtHome(row.l.o.split('.')[0] ?? '', name, value) || region === homeOf(partitionOf(region))
  }

  async #inputValues(kind: string, row: ApiRow, from: string | [string, string, string], depth: number): Promise<Json[]> {
    const { account, region } = this.#options.where
    if (typeof from !== 'string') {
      const values = await this.#parentValues(from[1], from[2], depth)
      return row.l.w === 1 ? this.#wantedParents(kind, from, values) : values
    }
    if (from === '!organization') return organizationParents(this.#answers)
    if (from.startsWith('=')) return from.slice(1).split('|')
    const value = from === '!account' ? account : region
    if (value !== undefined) return [value]
    throw new CallFailure({ operation: row.l.o, reason: 'read-failed', detail: `The ${from.slice(1)} is not known.` })
  }

  /** Of many parents those that are declared, or that a declaration of a child names. */
  #wantedParents(kind: string, [property, parent]: [string, string, string], values: readonly Json[]): Json[] {
    const { declaredOf, declaredAs } = this.#options
    const named = declaredAs?.(kind).map((content) => textOf(own(content, property)))
    if (declaredOf === undefined || named === undefined || named.includes('')) return [...values]
    const parts = new Set(named.flatMap((name) => name.split(/[:/|]/)))
    // What is named and is no parent, such as an alias of a function, is not asked: then nothing proves that it is gone.
    if (named.some((name) => !values.includes(lastPart(name)))) this.#partly.add(kind)
    return values.filter((value) => typeof value !== 'string' || parts.has(value) || declaredOf(parent, [value]) !== undefined)
  }

  #parentValues(kind: string, property: string, depth: number): Promise<Json[]> {
    const key = `${kind} ${property}`
    const known = this.#parents.get(key)
    if (known !== undefined) return known
    const reading = this.#readParent(kind, property, depth)
    this.#parents.set(key, reading)
    return reading
  }

  async #readParent(kind: string, property: string, depth: number): Promise<Json[]> {
    const row = apiRow(kind)
    if (row === undefined || depth > 3)
      throw new CallFailure({ operation: row?.l.o ?? kind, reason: 'unsupported-kind', detail: `${kind} cannot be listed.` })
    const values: Json[] = []
    for (const input of await this.#all(kind, row, depth + 1)) {
      const whole = { ...row.l.in, ...input }
      const expects = membersOf(row.m)
      try {
        for await (const page of this.#answers.call({ operation: row.l.o, input: whole, pages: 'list', expects })) {
          for (const found of walk(page, row.l.p)) {
            const value = fulfils(found.item, row.l.only) ? own(applyRows(row.m, found, whole).properties, property) : undefined
            if (value !== undefined && value !== null) values.push(value)
          }
        }
      } catch (error) {
        // The parents that saved details tell are some of them; their children's lists prove nothing either.
        if (failureOf(error).reason !== 'partial') throw error
      }
    }
    return values
  }
}
