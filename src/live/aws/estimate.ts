import { apiRow, isGlobalKind, operationFacts, parentsOf, type ApiDetail, type ApiRow } from '../../mapping/api.ts'
import { row } from '../../mapping/data.ts'
import { handlersOf } from '../../mapping/handlers.ts'
import { byText, canonical, own, type JsonObject } from '../../model/json.ts'
import type { Gap } from '../../model/resource.ts'
import type { LiveScope } from '../index.ts'
import { bind } from './engine/bindings.ts'
import { getting, listing } from './cloudcontrol/calls.ts'
import { configCalls } from './config/estimate.ts'
import { ImagesInUse } from './engine/images.ts'
import { readableKinds } from './observer.ts'
import { propertiesOf } from './engine/rows.ts'
import { tagsOperation } from './engine/tags.ts'
import { fulfils } from './engine/walk.ts'

/** What an estimate starts from. */
export interface EstimateScope extends Pick<LiveScope, 'kinds' | 'declared' | 'unmanaged' | 'includeMedium' | 'verified'> {
  /** What is declared of a kind, in CloudFormation shape. */
  contentsOf(kind: string): readonly JsonObject[]
  /** How many accounts are read, and how many regions of each, as far as that is known. */
  places: { accounts: number; regions: number }
  /** Whether AWS itself is read, by lists. */
  isListed: boolean
  /** What is asked of AWS Config: of each what follows `config:`. */
  config: readonly (string | undefined)[]
}

/** The calls for one kind: at least so many, since nobody knows how much there is. */
export interface KindEstimate {
  kind: string
  declared: number
  /** `bulk`: by the calls of its service; `single`: through Cloud Control. */
  read: 'bulk' | 'single'
  lists: number
  details: number
}

export interface Estimate {
  kinds: KindEstimate[]
  /** Calls by `service.Operation` and the IAM action that they take. */
  calls: { operation: string; action: string; calls: number }[]
  total: number
  /** What will not be read. */
  unread: Gap[]
  /** Clients that would read in bulk what is read one resource at a time. */
  packages: string[]
}

/** The calls that a scan of live AWS or of AWS Config takes at least, from what is declared alone. Nothing is called. */
export async function estimateOf(scope: EstimateScope): Promise<Estimate> {
  const tally = new Tally(scope)
  const listed = scope.isListed ? await listedBy(tally, scope) : { kinds: [], unread: [], packages: [] }
  for (const argument of scope.config)
    for (const [operation, calls] of configCalls({ argument, ...recordable(scope) })) tally.count(operation, calls)
  return {
    ...listed,
    calls: [...tally.calls]
      .filter(([, calls]) => calls > 0)
      .map(([operation, calls]) => ({ operation, action: operationFacts(operation).action, calls }))
      .toSorted((a, b) => b.calls - a.calls || byText(a.operation, b.operation)),
    total: [...tally.calls.values()].reduce((sum, calls) => sum + calls, 0),
  }
}

/** What of the scope AWS Config may have. */
function recordable(scope: EstimateScope) {
  const { kinds, declared = new Set(), places } = scope
  return {
    kinds: kinds === undefined ? undefined : ofAws(kinds).length,
    declared: ofAws(declared).reduce((sum, kind) => sum + scope.contentsOf(kind).length, 0),
    places,
  }
}

function ofAws(kinds: Iterable<string>): string[] {
  return [...kinds].filter((kind) => kind.startsWith('AWS::'))
}

/** What reading AWS itself takes, by kind. */
async function listedBy(tally: Tally, scope: EstimateScope): Promise<Pick<Estimate, 'kinds' | 'unread' | 'packages'>> {
  const { kinds: asked, declared, verified } = scope
  const { readable, fallbacks, gaps } = await readableKinds({
    scope: {
      includeMedium: scope.includeMedium === true,
      ...(verified === undefined ? {} : { verified }),
      ...(asked === undefined ? {} : { kinds: asked }),
      ...(declared === undefined ? {} : { declared }),
    },
  })
  tally.count('sts.GetCallerIdentity', scope.places.accounts)
  const kinds = [...readable.map((kind) => tally.bulk(kind)), ...fallbacks.map(({ kind }) => tally.single(kind))]
  tally.countTags()
  return {
    kinds: kinds.toSorted((a, b) => byText(a.kind, b.kind)),
    unread: gaps.flatMap((gap) => (gap.is === 'gap' ? [gap] : [])),
    packages: [...new Set(fallbacks.flatMap((each) => each.package ?? []))].toSorted(byText),
  }
}

const nothing = { item: {}, input: {}, properties: {} }

class Tally {
  readonly calls = new Map<string, number>()
  readonly #scope: EstimateScope
  /** Lists that are read once for all kinds that need them. */
  readonly #lists = new Set<string>()
  #tagged = 0

  constructor(scope: EstimateScope) {
    this.#scope = scope
  }

  count(operation: string, calls: number): void {
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + calls)
  }

  /** By the calls of its own service. */
  bulk(kind: string): KindEstimate {
    const read = apiRow(kind)
    const contents = this.#scope.contentsOf(kind)
    if (read === undefined) return { kind, declared: contents.length, read: 'bulk', lists: 0, details: 0 }
    const parents = parentsOf(read).reduce((sum, parent) => sum + this.#parentList(parent), 0)
    const joins = (read.d ?? []).filter((detail) => detail.j !== undefined && (contents.length > 0 || detail.w === 2))
    const lists =
      this.#list(kind, read) +
      joins.reduce((sum, { o, in: inputs }) => sum + this.#once(o, bind(inputs, nothing) ?? {}, this.#places(kind)), parents)
    const single = (read.d ?? []).filter((detail) => detail.j === undefined)
    const details = single.reduce((sum, detail) => sum + this.#detail(detail, contents), 0) + this.#tags(read, contents.length)
    // Images that others own are asked for by their ids.
    const images = kind === ImagesInUse.kind ? this.#places(kind) : 0
    this.count(read.l.o, images)
    return { kind, declared: contents.length, read: 'bulk', lists, details: details + images }
  }

  /** One resource at a time. */
  single(kind: string): KindEstimate {
    const declared = this.#scope.contentsOf(kind).length
    const { l, n = {} } = handlersOf(kind) ?? {}
    const lists = l === undefined || this.#scope.unmanaged === false ? 0 : this.#inputs(n) * this.#places(kind)
    this.count(listing, lists)
    this.count(getting, declared)
    return { kind, declared, read: 'single', lists, details: declared }
  }

  /** Of tags a hundred come at once. */
  countTags(): void {
    this.count(tagsOperation, Math.ceil(this.#tagged / 100))
  }

  #places(kind: string): number {
    const { accounts, regions } = this.#scope.places
    return accounts * (isGlobalKind(kind) ? 1 : regions)
  }

  #list(kind: string, { l }: ApiRow): number {
    const pages = Math.max(1, Math.ceil(this.#scope.contentsOf(kind).length / (operationFacts(l.o).pageSize ?? 1000)))
    return this.#once(l.o, { ...l.in }, this.#inputs(l.n ?? {}) * this.#places(kind) + pages - 1)
  }

  #parentList(kind: string): number {
    const read = apiRow(kind)
    return read === undefined ? 0 : this.#list(kind, read)
  }

  /** Filters of one call that several kinds make are put together. */
  #once(operation: string, input: JsonObject, calls: number): number {
    const key = `${operation} ${canonical(Object.fromEntries(Object.entries(input).filter(([, value]) => !Array.isArray(value))))}`
    if (this.#lists.has(key)) return 0
    this.#lists.add(key)
    this.count(operation, calls)
    return calls
  }

  /** How many inputs a list is called with: one for each parent that is declared, one for each value of a loop. */
  #inputs(needed: NonNullable<ApiRow['l']['n']>): number {
    return Object.values(needed).reduce((product, from) => {
      if (typeof from === 'string') return product * (from.startsWith('=') ? from.slice(1).split('|').length : 1)
      return product * Math.max(1, this.#scope.contentsOf(from[1]).length)
    }, 1)
  }

  #detail(detail: ApiDetail, contents: readonly JsonObject[]): number {
    const names = propertiesOf(detail.m).map((pointer) => pointer.slice(1))
    const wanted = contents.filter(
      (each) => fulfils(each, detail.when) && (detail.w !== 1 || names.some((name) => own(each, name) !== undefined)),
    ).length
    const calls = detail.b === undefined ? wanted : Math.ceil(wanted / (detail.b || 10))
    this.count(detail.o, calls)
    return calls
  }

  #tags({ t }: ApiRow, declared: number): number {
    if (t === undefined) return 0
    const [service = ''] = operationFacts(t.o).action.split(':')
    if (row('tagged.json', service) !== undefined) {
      this.#tagged += declared
      return 0
    }
    const calls = t.b === undefined ? declared : Math.ceil(declared / (t.b || 10))
    this.count(t.o, calls)
    return calls
  }
}
