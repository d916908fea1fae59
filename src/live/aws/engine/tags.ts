import { isEmpty, isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'
import type { ApiDetail } from '../../../mapping/api.ts'
import { factsOf, row } from '../../../mapping/data.ts'
import { homeOf, partitionOf } from '../../../mapping/partitions.ts'
import { inCalls, inParallel } from '../calls/batches.ts'
import { batch, bindDraft, single, type DetailReader, type Draft } from './details.ts'
import type { CallFailure } from '../calls/call.ts'
import { gapOf } from '../calls/gaps.ts'
import { identitiesOf } from './identity.ts'
import { tagMap, tagPairs } from './transforms.ts'

/**
 * Tags of resources of any kind. data/aws/tagged.json has those that it is asked for, by the service and the begin of their ARNs,
 * each with the kind that AWS documents: https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html
 */
export const tagsOperation = 'resourcegroupstaggingapi.GetResources'
/** How many resources are asked about at a time; the limiter decides how fast. */
const width = 8
/** ARNs of one call. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html */
const most = 100

/** Resources of one page, complete but for their tags, and what becomes of them. */
export interface Page<T> {
  reader: DetailReader
  drafts: readonly Draft[]
  finish(): T
}

interface Waiting {
  reader: DetailReader
  draft: Draft
  arn: string
  /** The service and the begin of the ARN by which the bulk call may know it. */
  entry: string
  /** AWS documents that the bulk call knows such resources. */
  isDocumented: boolean
}

/**
 * Tags of many resources in one call, whatever their kinds: pages wait until there are enough of them, and come out in the
 * order in which they came in. What the bulk call does not cover, or where it fails, is asked for one by one; so is what it does
 * not show, unless it is known to show such resources.
 */
export class Tags<T> {
  readonly #region: string | undefined
  readonly #pages: { left: Set<Draft>; page: Page<T> }[] = []
  #waiting: Waiting[] = []
  /** Why the bulk call is not made any more. */
  #refused: CallFailure | undefined
  /** Entries of which the bulk call showed a resource, and those of which it did not show one that has tags. */
  readonly #shown = new Set<string>()
  readonly #doubted = new Set<string>()

  /** `region` is that of the calls; undefined: nothing is asked in bulk. */
  constructor(region: string | undefined) {
    this.#region = region
  }

  /** Takes a page; the pages that are whole now. */
  async add(page: Page<T>): Promise<T[]> {
    const { reader, drafts } = page
    const left = new Set<Draft>()
    const alone: Draft[] = []
    const property = propertyOf(reader.kind)
    for (const draft of reader.row.t === undefined ? [] : drafts.filter((each) => own(each.properties, property) === undefined)) {
      const tagged = this.#refused === undefined ? this.#taggedArn(reader, draft) : undefined
      if (tagged === undefined) alone.push(draft)
      else {
        left.add(draft)
        this.#waiting.push({ reader, draft, ...tagged })
      }
    }
    if (alone.length > 0) await askAlone(reader, alone, this.#refused)
    this.#pages.push({ left, page })
    while (this.#waiting.length >= most) await this.#ask(this.#waiting.splice(0, most))
    return this.#whole()
  }

  /** Asks for what still waits. */
  async flush(): Promise<T[]> {
    while (this.#waiting.length > 0) await this.#ask(this.#waiting.splice(0, most))
    return this.#whole()
  }

  #whole(): T[] {
    const whole: T[] = []
    for (let first = this.#pages[0]; first !== undefined && first.left.size === 0; first = this.#pages[0]) {
      const { reader, drafts } = first.page
      const property = propertyOf(reader.kind)
      const type = factsOf(reader.kind)?.y?.[property] ?? 'a'
      for (const { properties } of drafts) shapeTags(type, property, properties)
      whole.push(first.page.finish())
      this.#pages.shift()
    }
    return whole
  }

  async #ask(some: readonly Waiting[]): Promise<void> {
    const [first] = some
    if (first === undefined) return
    const unsure: Waiting[] = []
    const absent: Waiting[] = []
    const callOf = (members: readonly Waiting[]) => ({
      operation: tagsOperation,
      input: { ResourceARNList: members.map(({ arn }) => arn) },
      pages: 'detail' as const,
      expects: ['ResourceTagMappingList'],
    })
    if (this.#refused !== undefined) unsure.push(...some)
    else
      for await (const part of inCalls(first.reader.answers, callOf, some, most)) {
        if ('failure' in part) {
          if (part.failure.reason !== 'read-failed' && part.failure.reason !== 'absent') this.#refused = part.failure
          unsure.push(...part.members)
          continue
        }
        const tags = tagsByArn(part.pages)
        for (const each of part.members) {
          const found = tags.get(each.arn)
          if (found === undefined) {
            absent.push(each)
            continue
          }
          this.#shown.add(each.entry)
          if (!showsDeclared(each, found)) unsure.push(each)
          else put(each.draft.properties, propertyOf(each.reader.kind), found)
        }
      }
    await inParallel(unsure, width, ({ reader, draft }) => askAlone(reader, [draft], this.#refused))
    await this.#askAbsent(absent)
    const done = new Set(some.map(({ draft }) => draft))
    for (const { left } of this.#pages) for (const draft of left) if (done.has(draft)) left.delete(draft)
  }

  /** What the bulk call does not show has no tags where it shows such resources; else each is asked for by itself. */
  async #askAbsent(absent: readonly Waiting[]): Promise<void> {
    let open = absent
    for (let some = open.filter((each) => isTagged(each) || !this.#isTrusted(each)); some.length > 0;) {
      await inParallel(some, width, async (each) => {
        await askAlone(each.reader, [each.draft], this.#refused)
        const tags = own(each.draft.properties, propertyOf(each.reader.kind))
        if (tags !== undefined && !isEmpty(tags)) this.#doubted.add(each.entry)
      })
      const asked = new Set(some)
      open = open.filter((each) => !asked.has(each))
      some = open.filter((each) => !this.#isTrusted(each))
    }
  }

  #isTrusted({ entry, isDocumented }: Waiting): boolean {
    return this.#shown.has(entry) || (isDocumented && !this.#doubted.has(entry))
  }

  /** The ARN of a resource whose tags the bulk call may know, and that it knows in this region. */
  #taggedArn(reader: DetailReader, draft: Draft): Pick<Waiting, 'arn' | 'entry' | 'isDocumented'> | undefined {
    const arn = this.#region === undefined ? undefined : arnOf(reader, draft)
    const [, , service = '', region = '', account = '', ...rest] = arn?.split(':') ?? []
    const name = rest.join(':')
    const [prefix, kind] = Object.entries(row<TaggedEntries>('tagged.json', service) ?? {}).find(([each]) => name.startsWith(each)) ?? []
    if (arn === undefined || prefix === undefined) return undefined
    if (account !== '' && reader.where.account !== undefined && account !== reader.where.account) return undefined
    const bucketRegion = own(draft.found.item, 'BucketRegion')
    const home = region !== '' ? region : service === 's3' ? bucketRegion : homeOf(partitionOf(this.#region))
    return home === this.#region ? { arn, entry: `${service}:${prefix}`, isDocumented: kind !== '' } : undefined
  }
}

/** By the begin of what follows the account in an ARN: the kind that AWS documents, '' where it documents none. */
type TaggedEntries = Readonly<Record<string, string>>

function tagsByArn(pages: readonly JsonObject[]): ReadonlyMap<Json, Json> {
  const mappings = pages.flatMap((page) => list(own(page, 'ResourceTagMappingList')))
  return new Map(mappings.map((each) => [own(each, 'ResourceARN') ?? '', own(each, 'Tags') ?? []]))
}

function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

function propertyOf(kind: string): string {
  return factsOf(kind)?.t ?? 'Tags'
}

/** The ARN that the call for its tags takes, else that of its template or its own. */
function arnOf(reader: DetailReader, draft: Draft): string | undefined {
  const { t } = reader.row
  const bound = t === undefined ? undefined : bindDraft(reader, t, draft)
  const asked = Object.values(bound ?? {}).flat()
  const template = reader.row.arn === undefined ? undefined : bindDraft(reader, { in: { arn: '%arn' } }, draft)?.['arn']
  const arn = [...asked, template, draft.physicalId].find(isArn) ?? ownArn(reader, draft)
  return arn?.replace(/:\*$/, '')
}

function ownArn(reader: DetailReader, { found, properties, physicalId = '' }: Draft): string | undefined {
  return identitiesOf(reader.kind, physicalId, found.item, properties, reader.row.l.ids, reader.where.partition).find(isArn)
}

function isArn(value: Json | undefined): value is string {
  return typeof value === 'string' && value.startsWith('arn:')
}

function declaredTags({ reader, draft }: Waiting): [string, Json][] {
  return (draft.declared?.() ?? []).flatMap((content) => tagPairs(own(content, propertyOf(reader.kind)) ?? null))
}

function isTagged(waiting: Waiting): boolean {
  return declaredTags(waiting).length > 0
}

/** The bulk call may lag behind: a declared tag that it does not show as declared is asked for directly. */
function showsDeclared(waiting: Waiting, found: Json): boolean {
  const shown = tagMap(found)
  return declaredTags(waiting).every(([key, value]) => own(shown, key) === value)
}

/** One call each, or one for each batch where the service has one. `refused`: why the bulk call was. */
async function askAlone(reader: DetailReader, drafts: readonly Draft[], refused: CallFailure | undefined): Promise<void> {
  const { t } = reader.row
  if (t === undefined) return
  const property = propertyOf(reader.kind)
  const detail: ApiDetail = { ...t, m: { $: property } }
  // The rows name the list of tagged resources; a batch is told apart by its elements.
  if (t.b !== undefined && t.k !== undefined) await batch(reader, { ...detail, p: `${t.p}[]` }, t.k, drafts)
  else await inParallel(drafts, width, (draft) => single(reader, detail, draft))
  if (refused?.reason !== 'access-denied') return
  // Either action would do: the one to allow is that of the bulk call.
  for (const draft of drafts) {
    const at = draft.gaps.findIndex(({ reason, paths }) => reason === refused.reason && paths?.includes(`/${property}`) === true)
    const gap = gapOf(refused, { kind: reader.kind, physicalId: draft.physicalId, paths: [`/${property}`], where: reader.where })
    if (at !== -1 && gap !== undefined) draft.gaps[at] = gap
  }
}

const holders = ['Tags', 'TagsList', 'TagList']

/** Tags as the type of their property in the kind's schema says: `a`, a list of Key and Value, or a map. */
function shapeTags(type: string, property: string, properties: JsonObject): void {
  let value = own(properties, property)
  if (value === undefined || value === null) return
  const holder = Array.isArray(value) && value.length === 1 ? value[0] : value
  // Some calls wrap the tags once more; a tag may itself be called Tags, its value is then text.
  for (const name of holders) {
    const inside = own(holder, name)
    if (typeof inside !== 'object' || inside === null) continue
    value = inside
    break
  }
  if (type !== 'a') put(properties, property, tagMap(value))
  else if (!isKeyValueList(value))
    put(
      properties,
      property,
      tagPairs(value).map(([Key, Value]) => ({ Key, Value })),
    )
  else put(properties, property, value)
}

function isKeyValueList(value: Json): boolean {
  return Array.isArray(value) && value.every((each) => isObject(each) && Object.hasOwn(each, 'Key'))
}
