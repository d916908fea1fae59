import { canonical, isObject, own, put, type Json, type JsonObject } from '../../model/json.ts'
import type { Gap } from '../../model/resource.ts'
import { membersOf, type ApiDetail, type ApiRow } from '../../mapping/api.ts'
import { factsOf } from '../../mapping/data.ts'
import { inBatches, inParallel } from './batches.ts'
import { arnFrom, bind, manyInput, type Whereabouts } from './bindings.ts'
import { failureOf, type Answers, type CallFailure } from './call.ts'
import { gapOf } from './gaps.ts'
import { applyRows, propertiesOf } from './rows.ts'
import { tagMap, tagPairs } from './transforms.ts'
import { dig, fulfils, merge, walk, type Found } from './walk.ts'

/** A resource while its calls are being made. */
export interface Draft {
  found: Found
  input: JsonObject
  properties: JsonObject
  unread: Set<string>
  physicalId: string | undefined
  /** Whether single calls are worth it. */
  detailed: boolean
  gaps: Gap[]
}

/** How many resources of one page are asked about at a time; the limiter decides how fast. */
const width = 8

export interface DetailReader {
  kind: string
  row: ApiRow
  answers: Answers
  where: Whereabouts
}

/** Completes drafts: joins, batches, single calls, tags, in the order of the row. */
export async function addDetails(reader: DetailReader, drafts: readonly Draft[], joined: JoinIndex): Promise<void> {
  const singles: ApiDetail[] = []
  for (const detail of reader.row.d ?? []) {
    const concerned = drafts.filter((draft) => fulfils(draft.found.item, detail.when))
    if (detail.j !== undefined) await join(reader, detail, concerned, joined)
    else if (detail.b !== undefined && detail.k !== undefined) await batch(reader, detail, detail.k, concerned)
    else singles.push(detail)
  }
  await inParallel(drafts, width, async (draft) => {
    await confirm(reader, draft)
    for (const detail of singles) if (fulfils(draft.found.item, detail.when)) await single(reader, detail, draft)
  })
  await addTags(reader, drafts)
}

function leaveUnread(draft: Draft, paths: readonly string[]): void {
  for (const path of paths) draft.unread.add(path)
}

/** A failed detail: nothing when AWS says that there is none, else unread properties and a gap. */
function leaveGap(reader: DetailReader, draft: Draft, failure: CallFailure, paths: readonly string[]): void {
  if (failure.reason === 'absent') return
  leaveUnread(draft, paths)
  const gap = gapOf(failure, { kind: reader.kind, physicalId: draft.physicalId, paths, where: reader.where })
  if (gap !== undefined) draft.gaps.push(gap)
}

function lay(draft: Draft, rows: ApiDetail['m'], found: Found, input: JsonObject): void {
  const shaped = applyRows(rows, found, input)
  merge(draft.properties, shaped.properties)
  leaveUnread(draft, shaped.unread)
}

function bindDraft(reader: DetailReader, call: { in: ApiDetail['in'] }, draft: Draft): JsonObject | undefined {
  const { found, input, properties } = draft
  return bind(call.in, { item: found.item, input, properties, arn: arnFrom(reader.row.arn, properties, reader.where) })
}

/** The pages of a detail as one answer: lists of later pages are appended. */
function combine(pages: readonly JsonObject[]): JsonObject {
  const [first = {}, ...others] = pages
  const whole: JsonObject = { ...first }
  for (const page of others) {
    for (const key of Object.keys(page)) {
      const [before, more] = [own(whole, key), page[key] ?? null]
      put(whole, key, Array.isArray(before) && Array.isArray(more) ? [...before, ...more] : more)
    }
  }
  return whole
}

async function pagesOf(reader: DetailReader, call: { o: string }, input: JsonObject, expects: readonly string[]): Promise<JsonObject> {
  const pages: JsonObject[] = []
  for await (const page of reader.answers.call({ operation: call.o, input, pages: 'detail', expects })) pages.push(page)
  return combine(pages)
}

async function single(reader: DetailReader, detail: ApiDetail, draft: Draft): Promise<void> {
  const paths = propertiesOf(detail.m)
  const input = draft.detailed ? bindDraft(reader, detail, draft) : undefined
  if (input === undefined) return leaveUnread(draft, paths)
  try {
    const answer = await pagesOf(reader, detail, input, expected(detail))
    for (const found of walk(answer, detail.p ?? '')) if (fulfils(found.item, detail.only)) lay(draft, detail.m, found, input)
  } catch (error) {
    leaveGap(reader, draft, failureOf(error), paths)
  }
}

function expected(detail: { p?: string; m?: ApiDetail['m'] }): string[] {
  const top = (detail.p ?? '').split('.')[0]?.replace(/(\[\]|\{\})$/, '') ?? ''
  return top !== '' ? [top] : membersOf(detail.m ?? {})
}

/** A list that is a summary: one read of the resource itself says what is there and what is not. */
async function confirm(reader: DetailReader, draft: Draft): Promise<void> {
  const { c: call, l, m, q } = reader.row
  const summary = l.s === 1 && q !== 'R' && !l.o.startsWith('ec2.')
  const lacking = call !== undefined && propertiesOf(m).some((pointer) => own(draft.properties, pointer.slice(1)) === undefined)
  if (!summary && !lacking) return
  const input = draft.detailed && call !== undefined ? bindDraft(reader, call, draft) : undefined
  if (call === undefined || input === undefined) {
    if (summary && (reader.row.d ?? []).length === 0) draft.unread.add('/')
    return
  }
  try {
    const answer = await pagesOf(reader, call, input, expected({ p: call.p ?? '', m }))
    for (const found of walk(answer, call.p ?? '')) lay(draft, m, found, draft.input)
  } catch (error) {
    leaveGap(reader, draft, failureOf(error), summary ? ['/'] : [])
  }
}

async function batch(reader: DetailReader, detail: ApiDetail, key: string, drafts: readonly Draft[]): Promise<void> {
  const paths = propertiesOf(detail.m)
  const many = manyInput(detail.in)
  const groups = new Map<string, { draft: Draft; id: Json; input: JsonObject }[]>()
  for (const draft of drafts) {
    const input = many === undefined ? undefined : bindDraft(reader, detail, draft)
    const ids = many === undefined ? undefined : own(input, many)
    if (input === undefined || many === undefined || !Array.isArray(ids)) leaveUnread(draft, paths)
    else {
      const group = canonical({ ...input, [many]: null })
      groups.set(group, [...(groups.get(group) ?? []), { draft, id: ids[0] ?? null, input }])
    }
  }
  for (const members of groups.values()) {
    const call = { operation: detail.o, input: members[0]?.input ?? {}, expects: expected(detail) }
    for await (const part of inBatches(reader.answers, call, many ?? '', members, (member) => member.id, detail.b || 10)) {
      if ('failure' in part) {
        for (const { draft } of part.members) leaveGap(reader, draft, part.failure, paths)
        continue
      }
      const byId = new Map<string, Found[]>()
      for (const found of part.pages.flatMap((page) => [...walk(page, detail.p ?? '')])) {
        const id = canonical(dig(found.item, key) ?? null)
        byId.set(id, [...(byId.get(id) ?? []), found])
      }
      for (const { draft, id, input } of part.members) for (const found of byId.get(canonical(id)) ?? []) lay(draft, detail.m, found, input)
    }
  }
}

/** Bulk answers by the value that joins them; read once a kind. */
export type JoinIndex = Map<ApiDetail, { found: Map<string, Found>; failure?: CallFailure }>

async function join(reader: DetailReader, detail: ApiDetail, drafts: readonly Draft[], joined: JoinIndex): Promise<void> {
  const [theirs = '', ours = ''] = detail.j ?? []
  let index = joined.get(detail)
  if (index === undefined) {
    index = { found: new Map() }
    joined.set(detail, index)
    const input = bind(detail.in, { item: {}, input: {}, properties: {} }) ?? {}
    try {
      for await (const page of reader.answers.call({ operation: detail.o, input, pages: 'list', expects: expected(detail) })) {
        for (const found of walk(page, detail.p ?? '')) {
          const value = dig(found.item, theirs)
          if (value !== undefined && fulfils(found.item, detail.only)) index.found.set(canonical(value), found)
        }
      }
    } catch (error) {
      index.failure = failureOf(error)
      const gap = gapOf(index.failure, { kind: reader.kind, paths: propertiesOf(detail.m), where: reader.where })
      if (gap !== undefined) drafts[0]?.gaps.push(gap)
    }
  }
  for (const draft of drafts) {
    const found = index.found.get(canonical(dig(draft.found.item, ours) ?? null))
    if (found !== undefined) lay(draft, detail.m, found, {})
    else if (index.failure !== undefined) leaveUnread(draft, propertiesOf(detail.m))
  }
}

async function addTags(reader: DetailReader, drafts: readonly Draft[]): Promise<void> {
  const tags = reader.row.t
  const property = factsOf(reader.kind)?.t ?? 'Tags'
  if (tags !== undefined) {
    const tagRow = { $: property }
    const detail: ApiDetail = { ...tags, m: tagRow }
    const wanted = drafts.filter((draft) => draft.detailed)
    for (const draft of drafts) if (!draft.detailed) draft.unread.add(`/${property}`)
    // The rows name the list of tagged resources; a batch is told apart by its elements.
    if (tags.b !== undefined && tags.k !== undefined) await batch(reader, { ...detail, p: `${tags.p}[]` }, tags.k, wanted)
    else await inParallel(wanted, width, (draft) => single(reader, detail, draft))
  }
  for (const draft of drafts) shapeTags(reader.kind, property, draft.properties)
}

/** Tags as the kind's schema has them: a list of Key and Value, or a map. */
function shapeTags(kind: string, property: string, properties: JsonObject): void {
  let value = own(properties, property)
  if (value === undefined || value === null) return
  const holder = Array.isArray(value) && value.length === 1 ? value[0] : value
  // Some calls wrap the tags once more; a tag may itself be called Tags, its value is then text.
  const inside = ['Tags', 'TagsList', 'TagList'].map((name) => own(holder, name)).find((each) => typeof each === 'object' && each !== null)
  value = inside ?? value
  const type = factsOf(kind)?.y?.[property] ?? 'a'
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
