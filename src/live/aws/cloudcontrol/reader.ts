import { handlersOf } from '../../../mapping/handlers.ts'
import { byText, type JsonObject } from '../../../model/json.ts'
import type { DeclaredResource, LiveItem, LiveResource } from '../../../model/resource.ts'
import type { LiveScope } from '../../index.ts'
import { inParallel } from '../calls/batches.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import { CallFailure, failureOf } from '../calls/call.ts'
import { CloudControl, listing } from './calls.ts'
import { isGone } from './item.ts'
import { modelsOf, type Models } from './models.ts'
import { cutOff, readFailed, unlisted } from './list-failures.ts'
import { gapOf } from '../calls/gaps.ts'
import { identifiersOf, type Identifiers } from '../engine/identifiers.ts'
import { ListedNames } from '../engine/listed-names.ts'
import { mayBeOnePlace } from '../../../model/place.ts'
import { namesOf } from '../../../model/resource.ts'

/** How many resources are asked for at a time; the limiter decides how fast. */
const width = 8
/** Of more resources that nobody declares it is not worth a call each to look for one that is gone. */
const mostOpen = 50

export interface CloudControlOptions {
  where: Whereabouts
  scope: Pick<LiveScope, 'resourcesOf' | 'unmanaged'>
  /** All live resources of a parent that were read before; undefined: nobody read them all. */
  seen(kind: string): readonly LiveResource[] | undefined
  progress?(text: string): void
  /** A kind that nothing can list: what nobody declared of it is not seen. */
  notListed(kind: string): void
}

/** Whether Cloud Control can read a kind. */
export function isReadByCloudControl(kind: string): boolean {
  return handlersOf(kind) !== undefined
}

/**
 * Kinds through Cloud Control: one list each, then one read for each resource that is declared. What only the list shows is a
 * summary. A declared resource that AWS does not know is gone, whatever the list says.
 */
export class CloudControlReader {
  readonly #calls: CloudControl
  readonly #options: CloudControlOptions
  readonly #listed = new Map<string, Promise<readonly LiveResource[]>>()

  constructor(calls: CloudControl, options: CloudControlOptions) {
    this.#calls = calls
    this.#options = options
  }

  /** Each kind with its items, which are read as they are taken: parents before the kinds that are listed by them. */
  *read(kinds: readonly string[]): Generator<[kind: string, items: AsyncGenerator<LiveItem[]>]> {
    for (const kind of parentsFirst(kinds)) yield [kind, this.#readKind(kind)]
  }

  async *#readKind(kind: string): AsyncGenerator<LiveItem[]> {
    const { scope, where } = this.#options
    this.#options.progress?.(kind)
    const declared = (scope.resourcesOf?.(kind) ?? []).filter((each) => mayBeOnePlace(each, where))
    const isListed = handlersOf(kind)?.l !== undefined && scope.unmanaged !== false
    if (handlersOf(kind)?.l === undefined && scope.unmanaged !== false && declared.length > 0) this.#options.notListed(kind)
    const names = new ListedNames()
    const failure = isListed ? await this.#list(kind, names) : undefined
    const taken = new Set<string>()
    const items: LiveItem[] = []
    if (scope.resourcesOf === undefined)
      await inParallel(names.resources, width, async ({ physicalId }) => {
        items.push(...(await this.#get(kind, { sure: [physicalId], guessed: [] }, [physicalId], taken)))
      })
    const asked = new Map<string, { identifiers: Identifiers; known: readonly string[] }>()
    const lost = new Set<string>()
    for (const each of declared) {
      const identifiers = identifiersAmong(each, names)
      const [first] = [...identifiers.sure, ...identifiers.guessed]
      // Several declarations may be parts of one resource.
      if (first !== undefined) asked.set(first, { identifiers, known: [...namesOf(each), ...(asked.get(first)?.known ?? [])] })
      else for (const name of namesOf(each)) lost.add(name)
    }
    await inParallel([...asked.values()], width, async ({ identifiers, known }) => {
      items.push(...(await this.#get(kind, identifiers, known, taken)))
    })
    await this.#search(kind, lost, names, taken, items)
    for (const resource of names.resources) if (!taken.has(resource.physicalId)) items.push({ is: 'resource', resource })
    // Calls end in any order; a capture of the same account is the same.
    yield items.toSorted((a, b) => byText(sortKey(a), sortKey(b)))
    if (isListed) yield this.#closing(kind, failure, names, declared.length > 0 || scope.resourcesOf === undefined)
  }

  /**
   * Lists may show nothing but identifiers, and a declaration may know its resource by another name. So before something is
   * gone, what is listed and nobody declares is looked at: it may be it.
   */
  async #search(kind: string, lost: Set<string>, listed: ListedNames, taken: Set<string>, items: LiveItem[]): Promise<void> {
    for (const item of items) if (item.is === 'gone') for (const name of item.names) lost.add(name)
    const open = listed.resources.filter(({ physicalId }) => !taken.has(physicalId))
    if (lost.size === 0 || open.length > mostOpen) return
    const found = new Set<string>()
    await inParallel(open, width, async ({ physicalId }) => {
      const got = await this.#calls.get(kind, [physicalId])
      if (got.is !== 'resource' || taken.has(got.resource.physicalId)) return
      taken.add(got.resource.physicalId)
      items.push({ is: 'resource', resource: got.resource })
      for (const text of textsOf(got.resource)) found.add(text)
    })
    for (let at = items.length - 1; at >= 0; at -= 1) {
      const item = items[at]
      if (item?.is === 'gone' && item.names.some((name) => found.has(name))) items.splice(at, 1)
    }
  }

  /** A kind that AWS cannot list hides only what is declared of it. */
  #closing(kind: string, failure: CallFailure | undefined, names: ListedNames, isDeclared: boolean): LiveItem[] {
    const { where } = this.#options
    const cut = failure === undefined && names.longestPage !== undefined ? cutOff(kind, names.longestPage) : undefined
    const why = failure ?? cut
    if (why === undefined) return [{ is: 'listed', kind, ...present(where) }]
    const gap = why.reason === 'unsupported-kind' && !isDeclared ? undefined : gapOf(why, { kind, where })
    return gap === undefined ? [] : [{ is: 'gap', ...gap }]
  }

  /** The whole list into `names`; the failure after which it is not whole. */
  async #list(kind: string, names: ListedNames): Promise<CallFailure | undefined> {
    let models: Models
    try {
      models = await modelsOf(kind, {
        where: this.#options.where,
        declared: (each) => this.#options.scope.resourcesOf?.(each) ?? [],
        parents: (parent) => this.#parents(parent, 0),
      })
    } catch (error) {
      return failureOf(error)
    }
    let failure: CallFailure | undefined
    for (const model of models.models) failure = (await this.#listOne(kind, model, names)) ?? failure
    return failure ?? (models.isWhole ? undefined : unlisted(models.missing))
  }

  async #listOne(kind: string, model: JsonObject, names: ListedNames): Promise<CallFailure | undefined> {
    let [count, pages] = [0, 0]
    try {
      for await (const page of this.#calls.list(kind, model)) {
        for (const resource of page) if (!isGone(kind, resource.properties)) names.add(resource)
        count += page.length
        pages += 1
      }
    } catch (error) {
      const failure = failureOf(error)
      // A parent that vanished between two calls has no children.
      return failure.reason === 'absent' && Object.keys(model).length > 0 ? undefined : readFailed(failure)
    }
    if (pages === 1) names.sawPage(count)
    return undefined
  }

  async #get(kind: string, { sure, guessed }: Identifiers, names: readonly string[], taken: Set<string>): Promise<LiveItem[]> {
    const { where } = this.#options
    const [physicalId] = names
    if (sure.length + guessed.length === 0 || physicalId === undefined) return []
    const got = await this.#calls.get(kind, [...sure, ...guessed])
    if (got.is === 'resource') {
      const { resource } = got
      if (taken.has(resource.physicalId)) return []
      taken.add(resource.physicalId)
      return [isGone(kind, resource.properties) ? { is: 'gone', kind, names: [...names], ...present(where) } : { is: 'resource', resource }]
    }
    if (got.is === 'gone') return sure.length === 0 ? [] : [{ is: 'gone', kind, names: [...names], ...present(where) }]
    // The list may show it all the same: then it is there, and only what it is like was not read.
    const gap = gapOf(got.failure, { kind, physicalId, where })
    return gap === undefined ? [] : [{ is: 'gap', ...gap }]
  }

  /** The parents of a kind: as they were read before, else by a list of their own. */
  #parents(kind: string, depth: number): Promise<readonly LiveResource[]> {
    const seen = this.#options.seen(kind)
    if (seen !== undefined) return Promise.resolve(seen)
    let listed = this.#listed.get(kind)
    if (listed === undefined) this.#listed.set(kind, (listed = this.#listParents(kind, depth)))
    return listed
  }

  async #listParents(kind: string, depth: number): Promise<readonly LiveResource[]> {
    if (handlersOf(kind)?.l === undefined || depth > 3)
      throw new CallFailure({ operation: listing, reason: 'unsupported-kind', detail: `${kind} cannot be listed.` })
    const { models, missing } = await modelsOf(kind, {
      where: this.#options.where,
      declared: (each) => this.#options.scope.resourcesOf?.(each) ?? [],
      parents: (parent) => this.#parents(parent, depth + 1),
    })
    if (missing !== undefined) throw unlisted(missing)
    const found: LiveResource[] = []
    for (const model of models) for await (const page of this.#calls.list(kind, model)) found.push(...page)
    return found
  }
}

/** Every text by which a declaration may know a resource. */
function textsOf({ physicalId, identities, properties }: LiveResource): string[] {
  const values = Object.values(properties).filter((value) => typeof value === 'string')
  return [physicalId, ...physicalId.split('|'), ...identities, ...values]
}

/** By what a declared resource is asked for: as the list names it, else by names of its own. */
function identifiersAmong(declared: DeclaredResource, listed: ListedNames): Identifiers {
  const names = namesOf(declared)
  const shown = listed.find(names)
  if (shown !== undefined) return { sure: [shown], guessed: [] }
  const own = identifiersOf(declared)
  const near = own.sure.length > 0 ? undefined : listed.findLoosely(names)
  return near === undefined ? own : { sure: [], guessed: [near] }
}

function parentsFirst(kinds: readonly string[]): string[] {
  const wanted = new Set(kinds)
  const order: string[] = []
  const visit = (kind: string): void => {
    if (!wanted.delete(kind)) return
    for (const from of Object.values(handlersOf(kind)?.n ?? {})) if (typeof from !== 'string') visit(from[1])
    order.push(kind)
  }
  for (const kind of [...kinds].toSorted(byText)) visit(kind)
  return order
}

function sortKey(item: LiveItem): string {
  if (item.is === 'resource') return `1 ${item.resource.physicalId}`
  return item.is === 'gone' ? `2 ${item.names[0] ?? ''}` : `3 ${item.is === 'gap' ? (item.physicalId ?? '') : item.kind}`
}
