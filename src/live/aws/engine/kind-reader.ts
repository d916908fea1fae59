import { own, put, type JsonObject } from '../../../model/json.ts'
import { toPointer } from '../../../model/pointer.ts'
import type { LiveItem } from '../../../model/resource.ts'
import type { DeclaredContents, LiveScope } from '../../index.ts'
import { apiFacts, apiRow, membersOf, type ApiRow } from '../../../mapping/api.ts'
import { hasNaturalKey } from '../../../mapping/natural-keys.ts'
import { present, type Whereabouts } from './bindings.ts'
import { CallFailure, failureOf } from '../calls/call.ts'
import { ListInputs } from './list-inputs.ts'
import { addDetails, type DetailReader, type Draft, type JoinIndex } from './details.ts'
import { gapOf } from '../calls/gaps.ts'
import { identitiesOf, physicalIdOf, placeOf, textsOf } from './identity.ts'
import { ImagesInUse } from './images.ts'
import { Paths } from './paths.ts'
import { applyOnto, applyRows } from './rows.ts'
import type { SharedAnswers } from '../calls/shared-answers.ts'
import { dropGone } from './still-there.ts'
import type { Page } from './tags.ts'
import { fulfils, walk, type Found } from './walk.ts'

export interface EngineOptions {
  where: Whereabouts
  /** `aws-list`, `aws-cli`, `config`: goes into every resource. */
  source: string
  stale?: boolean
  /** What is declared of the resource that goes by these names: only such are asked about alone. Absent: all are. */
  declaredOf?: LiveScope['declaredOf']
  declaredAs?: LiveScope['declaredAs']
  /** Kinds whose rows were proven in an account of the user's. */
  verified?: ReadonlySet<string>
  /** Where calls go, also for what lies in no region: there tags are asked for in bulk. Absent: they are not. */
  callRegion?: string | undefined
  /** Kinds and rows of medium confidence are read, too. */
  medium?: boolean
  progress?(text: string): void
  finished?(kind: string): void
  /** Answers are saved documents: a list of images then says nothing of foreign ones. */
  documents?: boolean
}

/** Whether what a map of medium confidence says of a kind is taken: always, or since it was proven. */
export function isMediumTaken(kind: string, { medium, verified }: EngineOptions): boolean {
  return medium === true || verified?.has(kind) === true
}

interface ReaderOptions extends EngineOptions {
  /** All kinds that are read. */
  kinds: readonly string[]
}

/** What was read of a kind, complete but for its tags. `ended`: it was its last. */
export interface Part {
  page: Page<LiveItem[]>
  ended?: string
}

/** Reads kinds, each page by page, complete but for their tags. */
export class KindReader {
  readonly #answers: SharedAnswers
  readonly #options: ReaderOptions
  readonly #inputs: ListInputs
  readonly #none = new Paths()
  readonly #unread = new Map<ApiRow, Paths>()

  constructor(answers: SharedAnswers, options: ReaderOptions) {
    this.#answers = answers
    this.#options = options
    this.#inputs = new ListInputs(answers, options)
  }

  /** One kind, page by page; `listed` only after the last page of the last list. */
  async *read(kind: string): AsyncGenerator<Part> {
    const row = apiRow(kind)
    if (row === undefined) return
    this.#options.progress?.(kind)
    let failure = yield* this.#readRow(kind, row)
    if (failure?.reason === 'not-recorded' && row.or !== undefined) failure = yield* this.#readRow(kind, { q: row.q, ...row.or })
    yield { ...this.#said(kind, row, this.#closing(kind, failure)), ended: kind }
  }

  async *#readRow(kind: string, row: ApiRow): AsyncGenerator<Part, CallFailure | undefined> {
    const joined: JoinIndex = new Map()
    let failure: CallFailure | undefined
    try {
      if (this.#options.documents === true && hasNaturalKey(kind)) return yield* this.#readParentless(kind, row, joined)
      for (const input of await this.#inputs.of(kind, row)) {
        failure = (yield* this.#list(kind, row, { ...row.l.in, ...input }, joined)) ?? failure
      }
    } catch (error) {
      failure = failureOf(error)
    }
    return failure
  }

  /**
   * Saved lists that do not say of which parent they are (the records of a zone): all of them, since what they list tells
   * itself apart. With one parent they are its own and whole; several lists of unknown parents cannot be told apart.
   */
  async *#readParentless(kind: string, row: ApiRow, joined: JoinIndex): AsyncGenerator<Part, CallFailure | undefined> {
    const inputs = await this.#inputs.of(kind, row).catch(() => [])
    const [only] = inputs
    const parent = inputs.length === 1 && only !== undefined ? only : undefined
    const asked = { ...row.l.in }
    if (parent === undefined && (await this.#pagesOf(row, asked)) > 1) return new CallFailure({ operation: row.l.o, reason: 'partial' })
    const failure = yield* this.#list(kind, row, { ...asked, ...parent }, joined, asked)
    return failure ?? (parent === undefined ? new CallFailure({ operation: row.l.o, reason: 'partial' }) : undefined)
  }

  async #pagesOf(row: ApiRow, input: JsonObject): Promise<number> {
    let count = 0
    const call = { operation: row.l.o, input, pages: 'list' as const, expects: [row.l.p.replace('[]', '')] }
    for await (const _page of this.#answers.call(call)) count += 1
    return count
  }

  #closing(kind: string, failure: CallFailure | undefined): LiveItem[] {
    const { where } = this.#options
    if (failure === undefined) return this.#inputs.leavesOut(kind) ? [] : [{ is: 'listed', kind, ...present(where) }]
    const gap = gapOf(failure, { kind, where })
    return gap === undefined ? [] : [{ is: 'gap', ...gap }]
  }

  async *#list(
    kind: string,
    row: ApiRow,
    input: JsonObject,
    joined: JoinIndex,
    asked = input,
  ): AsyncGenerator<Part, CallFailure | undefined> {
    try {
      const expects = [row.l.p === '' ? membersOf(row.m) : [row.l.p.split('.')[0]?.replace(/(\[\]|\{\})$/, '') ?? '']].flat()
      for await (const page of this.#answers.call({ operation: row.l.o, input: asked, pages: 'list', expects })) {
        yield await this.#part(kind, row, input, walk(page, row.l.p), joined)
      }
    } catch (error) {
      const failure = failureOf(error)
      if (failure.reason !== 'absent') return failure
      // A parent that vanished between two calls has no children; a list of its own that is not there was not read.
      return row.l.n === undefined ? new CallFailure({ ...failure.details, reason: 'read-failed' }) : undefined
    }
    return undefined
  }

  /** Items that need no tags, in their place among the pages. */
  #said(kind: string, row: ApiRow, items: LiveItem[]): Part {
    return { page: { reader: this.#detailReader(kind, row), drafts: [], finish: () => items } }
  }

  /** What one page gives. */
  async #part(kind: string, row: ApiRow, input: JsonObject, found: Found[], joined: JoinIndex): Promise<Part> {
    const drafts = found.filter((each) => fulfils(each.item, row.l.only)).flatMap((each) => this.#draft(kind, row, input, each))
    const reader = this.#detailReader(kind, row)
    await addDetails(reader, drafts, joined)
    if (this.#options.documents !== true) await dropGone(reader, drafts, () => this.#idsNow(kind, row, input))
    return { page: { reader, drafts, finish: () => drafts.flatMap((draft) => this.#finish(kind, row, draft)) } }
  }

  /** The ids that a list has now, whatever it had before. */
  async #idsNow(kind: string, row: ApiRow, input: JsonObject): Promise<Set<string | undefined>> {
    const ids = new Set<string | undefined>()
    for await (const page of this.#answers.anew({ operation: row.l.o, input, pages: 'list', expects: [] })) {
      const found = walk(page, row.l.p).filter((each) => fulfils(each.item, row.l.only))
      for (const { physicalId } of found.flatMap((each) => this.#draft(kind, row, input, each))) ids.add(physicalId)
    }
    return ids
  }

  #detailReader(kind: string, row: ApiRow): DetailReader {
    return { kind, row, answers: this.#answers, where: this.#options.where, medium: isMediumTaken(kind, this.#options) }
  }

  /** What is declared of a resource. What exists only by a detail is also sought where the list's own resource is declared. */
  #declared(kind: string, row: ApiRow, names: Iterable<string>): DeclaredContents | undefined {
    const { declaredOf, kinds } = this.#options
    const declared = declaredOf?.(kind, names)
    if (declared !== undefined || row.needs === undefined || declaredOf === undefined) return declared
    const owners = kinds.filter((other) => other !== kind && apiRow(other)?.l.o === row.l.o)
    if (owners.length === 0) return () => []
    return owners.some((owner) => declaredOf(owner, names) !== undefined) ? () => [] : undefined
  }

  /** What no row of the kind fills. */
  #unreadOf(row: ApiRow): Paths {
    let known = this.#unread.get(row)
    if (known === undefined) this.#unread.set(row, (known = new Paths((row.u ?? []).map((path) => toPointer(path.split('.'))))))
    return known
  }

  #draft(kind: string, row: ApiRow, input: JsonObject, found: Found): Draft[] {
    const shaped = applyRows(row.m, found, input, isMediumTaken(kind, this.#options))
    if (shaped.keep === false) return []
    const { properties } = shaped
    for (const name in row.l.n) {
      const from = row.l.n[name]
      if (from === undefined || typeof from === 'string' || own(properties, from[0]) !== undefined) continue
      const value = own(input, name)
      if (value === undefined) shaped.unread.push(toPointer([from[0]]))
      else put(properties, from[0], value)
    }
    // What they do not take is none of the kind's properties.
    applyOnto({ properties, unread: [], unsure: [] }, apiFacts(kind), found, input, false)
    const physicalId = physicalIdOf(kind, row, found, properties)
    const declared =
      this.#options.declaredOf === undefined ? undefined : this.#declared(kind, row, textsOf(kind, row, found, properties, physicalId))
    return [
      {
        found,
        input,
        properties,
        unsure: row.q === 'M' ? this.#none.with('/') : this.#none.withAll(shaped.unsure),
        unread: this.#unreadOf(row).withAll(shaped.unread),
        physicalId,
        detailed: physicalId === undefined || this.#options.declaredOf === undefined || declared !== undefined,
        declared,
        absent: [],
        known: 0,
        gaps: [],
      },
    ]
  }

  #finish(kind: string, row: ApiRow, draft: Draft): LiveItem[] {
    const { where, source, stale } = this.#options
    const { found, properties, unread } = draft
    if (draft.dropped === true) return []
    if (row.needs !== undefined && own(properties, row.needs) === undefined && !(draft.detailed && unread.has(toPointer([row.needs]))))
      return []
    const gaps = draft.gaps.map((gap): LiveItem => ({ is: 'gap', ...gap }))
    const physicalId = physicalIdOf(kind, row, found, properties)
    if (physicalId === undefined) {
      return [
        ...gaps,
        { is: 'gap', kind, ...present(where), reason: 'no-physical-id', detail: `An answer of ${row.l.o} does not name its resource.` },
      ]
    }
    const identities = identitiesOf(kind, physicalId, found.item, properties, row.l.ids, where.partition)
    const arn = identities.find((name) => name.startsWith('arn:'))
    const resource = {
      kind,
      shape: 'neutral' as const,
      properties,
      physicalId,
      identities,
      ...placeOf(found.item, arn, where),
      ...(unread.size === 0 ? {} : { unread: unread.sorted() }),
      ...(draft.unsure.size === 0 || this.#options.verified?.has(kind) === true ? {} : { unsure: draft.unsure.sorted() }),
      source,
      ...(stale === true ? { stale } : {}),
    }
    return [...gaps, { is: 'resource', resource }]
  }

  /** The images in use. Saved lists are read as they are, and may be of any owner. */
  async *readImages(images: ImagesInUse): AsyncGenerator<Part> {
    const { kind } = ImagesInUse
    const row = apiRow(kind)
    if (row === undefined) return
    const { documents, where, source } = this.#options
    const joined: JoinIndex = new Map()
    const ended = documents === true ? yield* this.#list(kind, row, row.l.in ?? {}, joined) : undefined
    const failures: CallFailure[] = ended === undefined ? [] : [ended]
    for await (const part of documents === true ? images.inDocuments(this.#answers, row) : images.find(this.#answers, row)) {
      if ('failure' in part) {
        if (part.failure.reason !== 'absent') failures.push(part.failure)
        continue
      }
      for (const page of part.pages) yield await this.#part(kind, row, {}, walk(page, row.l.p), joined)
      if (documents === true) continue
      const gone = images.gone(part.members)
      const items = gone.map((id): LiveItem => ({
        is: 'resource',
        resource: {
          kind,
          shape: 'neutral',
          properties: { ImageId: id, State: 'deregistered' },
          physicalId: id,
          identities: [],
          ...present(where),
          unread: ['/'],
          source,
        },
      }))
      yield this.#said(kind, row, items)
    }
    // A saved list of images proves nothing of the rest.
    if (documents !== true || failures.length > 0) yield this.#said(kind, row, this.#closing(kind, failures[0]))
  }
}
