import { canonical, isEmpty, isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'
import type { Gap } from '../../../model/resource.ts'
import { membersOf, type ApiDetail, type ApiRow } from '../../../mapping/api.ts'
import type { DeclaredContents } from '../../index.ts'
import { inBatches, inParallel } from '../calls/batches.ts'
import { arnFrom, bind, manyInput, type Whereabouts } from './bindings.ts'
import { failureOf, type Answers, type CallFailure } from '../calls/call.ts'
import { gapOf } from '../calls/gaps.ts'
import type { Paths } from './paths.ts'
import { applyRows, propertiesOf } from './rows.ts'
import { dig, fill, fulfils, merge, walk, type Found } from './walk.ts'

/** A resource while its calls are being made. */
export interface Draft {
  found: Found
  input: JsonObject
  properties: JsonObject
  unread: Paths
  /** Pointers of what rows of medium confidence filled. */
  unsure: Paths
  physicalId: string | undefined
  /** Whether calls for it alone are worth it. */
  detailed: boolean
  /** What is declared of it, where that is known. */
  declared?: DeclaredContents | undefined
  /** An answer says that AWS made it. */
  dropped?: true
  /** Properties of which details say that they are not there; and how many details knew the resource. */
  absent: string[]
  known: number
  gaps: Gap[]
}

/** How many resources of one page are asked about at a time; the limiter decides how fast. */
const width = 8

export interface DetailReader {
  kind: string
  row: ApiRow
  answers: Answers
  where: Whereabouts
  /** Rows of medium confidence are taken, too. */
  medium: boolean
}

/** Completes drafts: joins, batches, single calls, in the order of the row; what is absent then is confirmed. */
export async function addDetails(reader: DetailReader, drafts: readonly Draft[], joined: JoinIndex): Promise<void> {
  const singles: ApiDetail[] = []
  for (const detail of reader.row.d ?? []) {
    const concerned = drafts.filter((draft) => fulfils(draft.found.item, detail.when))
    if (detail.j !== undefined) await join(reader, detail, concerned, joined)
    else if (detail.b !== undefined && detail.k !== undefined) await batch(reader, detail, detail.k, concerned)
    else singles.push(detail)
  }
  for (const draft of drafts) if (!draft.detailed) leaveAlone(reader, singles, draft)
  if (singles.length === 0 && !isConfirmed(reader.row)) return
  const asked = drafts.filter(({ detailed }) => detailed)
  await inParallel(asked, width, async (draft) => {
    for (const detail of singles) if (fulfils(draft.found.item, detail.when)) await single(reader, detail, draft)
    await confirm(reader, draft)
  })
}

/** What nobody asks about: what its details and a closer look would show is not known. */
function leaveAlone({ row }: DetailReader, singles: readonly ApiDetail[], draft: Draft): void {
  for (const detail of singles) if (fulfils(draft.found.item, detail.when)) leaveUnread(draft, propertiesOf(detail.m))
  if (isSummary(row) && (row.d ?? []).length === 0) leaveUnread(draft, ['/'])
}

/** Whether the list shows less of a resource than there is. */
function isSummary({ l, q }: ApiRow): boolean {
  return l.s === 1 && q !== 'R' && !l.o.startsWith('ec2.')
}

function isConfirmed(row: ApiRow): boolean {
  return row.c !== undefined || isSummary(row)
}

function leaveUnread(draft: Draft, paths: readonly string[]): void {
  draft.unread = draft.unread.withAll(paths)
}

/** A failed detail: nothing when AWS says that there is none, else unread properties and a gap. */
export function leaveGap(reader: DetailReader, draft: Draft, failure: CallFailure, paths: readonly string[]): void {
  if (failure.reason === 'absent') {
    draft.absent.push(...paths)
    return
  }
  leaveUnread(draft, paths)
  const gap = gapOf(failure, { kind: reader.kind, physicalId: draft.physicalId, paths, where: reader.where })
  if (gap !== undefined) draft.gaps.push(gap)
}

function lay(reader: DetailReader, draft: Draft, rows: ApiDetail['m'], found: Found, input: JsonObject): void {
  const shaped = applyRows(rows, found, input, reader.medium)
  merge(draft.properties, shaped.properties)
  draft.unsure = draft.unsure.withAll(shaped.unsure)
  leaveUnread(draft, shaped.unread)
  if (shaped.keep === false) draft.dropped = true
}

/** Whether calls for the resource alone are made of this detail. */
function isWanted(detail: ApiDetail, draft: Draft): boolean {
  if (!draft.detailed) return false
  const { declared } = draft
  if (detail.w !== 1 || declared === undefined) return true
  const names = propertiesOf(detail.m).map((pointer) => pointer.slice(1))
  return declared().some((content) => names.some((name) => !isEmpty(own(content, name))))
}

export function bindDraft(reader: DetailReader, call: { in: ApiDetail['in'] }, draft: Draft): JsonObject | undefined {
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

export async function single(reader: DetailReader, detail: ApiDetail, draft: Draft): Promise<void> {
  const paths = propertiesOf(detail.m)
  const input = isWanted(detail, draft) ? bindDraft(reader, detail, draft) : undefined
  if (input === undefined) return leaveUnread(draft, paths)
  try {
    const answer = await pagesOf(reader, detail, input, expected(detail))
    draft.known += 1
    for (const found of walk(answer, detail.p ?? '')) if (fulfils(found.item, detail.only)) lay(reader, draft, detail.m, found, input)
  } catch (error) {
    leaveGap(reader, draft, failureOf(error), paths)
  }
}

function expected(detail: { p?: string; m?: ApiDetail['m'] }): string[] {
  const top = (detail.p ?? '').split('.')[0]?.replace(/(\[\]|\{\})$/, '') ?? ''
  return top !== '' ? [top] : membersOf(detail.m ?? {})
}

/**
 * A list may be silent about what is there. Declared values that the list should show and that are absent are looked for by
 * one read of the resource itself, where there is one; nothing else costs a call.
 */
async function confirm(reader: DetailReader, draft: Draft): Promise<void> {
  const { c: call, m } = reader.row
  const summary = isSummary(reader.row)
  if (call === undefined && !summary) return
  const lacking = lackingOf(draft, propertiesOf(m))
  const input = call === undefined || lacking.length === 0 ? undefined : bindDraft(reader, call, draft)
  if (call === undefined || input === undefined) {
    if (summary && (reader.row.d ?? []).length === 0 && lacking.length > 0) leaveUnread(draft, ['/'])
    return
  }
  try {
    const answer = await pagesOf(reader, call, input, expected({ p: call.p ?? '', m }))
    for (const found of walk(answer, call.p ?? '')) {
      const shaped = applyRows(m, found, draft.input, reader.medium)
      fill(draft.properties, shaped.properties)
      leaveUnread(draft, shaped.unread)
    }
  } catch (error) {
    leaveGap(reader, draft, failureOf(error), summary ? ['/'] : lacking)
  }
}

/** Of these properties those that are declared, as far as anybody knows, and that the answers do not have, wholly or in part. */
export function lackingOf({ declared, properties }: Draft, pointers: readonly string[]): string[] {
  const contents = declared?.()
  return pointers.filter((pointer) => {
    const name = pointer.slice(1)
    const live = own(properties, name)
    return contents === undefined ? live === undefined : contents.some((content) => lacks(own(content, name), live))
  })
}

function lacks(declared: Json | undefined, live: Json | undefined): boolean {
  if (isEmpty(declared)) return false
  if (live === undefined || live === null) return true
  // Terraform has lists of one where CloudFormation has objects.
  if (Array.isArray(declared) && isObject(live)) return declared.some((one) => lacks(one, live))
  return isObject(declared) && isObject(live) && Object.keys(declared).some((name) => lacks(declared[name], own(live, name)))
}

export async function batch(reader: DetailReader, detail: ApiDetail, key: string, drafts: readonly Draft[]): Promise<void> {
  const paths = propertiesOf(detail.m)
  const many = manyInput(detail.in)
  const groups = new Map<string, { draft: Draft; id: Json; input: JsonObject }[]>()
  for (const draft of drafts) {
    const input = many === undefined || !isWanted(detail, draft) ? undefined : bindDraft(reader, detail, draft)
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
      for (const { draft, id, input } of part.members)
        for (const found of byId.get(canonical(id)) ?? []) lay(reader, draft, detail.m, found, input)
    }
  }
}

/** Bulk answers by the value that joins them; read once a kind, when the first resource wants them. */
export type JoinIndex = Map<ApiDetail, { found: Map<string, Found>; failure?: CallFailure }>

async function join(reader: DetailReader, detail: ApiDetail, drafts: readonly Draft[], joined: JoinIndex): Promise<void> {
  const [, ours = ''] = detail.j ?? []
  const paths = propertiesOf(detail.m)
  const wanted = detail.w === 2 ? drafts : drafts.filter((draft) => isWanted(detail, draft))
  let index = joined.get(detail)
  if (index === undefined && wanted.length > 0) {
    joined.set(detail, (index = await readJoin(reader, detail)))
    const gap = index.failure === undefined ? undefined : gapOf(index.failure, { kind: reader.kind, paths, where: reader.where })
    if (gap !== undefined) wanted[0]?.gaps.push(gap)
  }
  for (const draft of drafts) {
    const found = index?.found.get(canonical(dig(draft.found.item, ours) ?? null))
    if (found !== undefined) lay(reader, draft, detail.m, found, {})
    else if (index === undefined || index.failure !== undefined) leaveUnread(draft, paths)
  }
}

/** With a third name in `j`, all items of one value are that member of one. */
async function readJoin(reader: DetailReader, detail: ApiDetail): Promise<{ found: Map<string, Found>; failure?: CallFailure }> {
  const [theirs = '', , all] = detail.j ?? []
  const index = new Map<string, Found>()
  const input = bind(detail.in, { item: {}, input: {}, properties: {} }) ?? {}
  try {
    for await (const page of reader.answers.call({ operation: detail.o, input, pages: 'list', expects: expected(detail) })) {
      for (const found of walk(page, detail.p ?? '')) {
        const value = dig(found.item, theirs)
        if (value === undefined || !fulfils(found.item, detail.only)) continue
        const key = canonical(value)
        const before = all === undefined ? undefined : own(index.get(key)?.item, all)
        if (all === undefined) index.set(key, found)
        else index.set(key, { item: { [all]: [...(Array.isArray(before) ? before : []), found.item] }, parents: [] })
      }
    }
  } catch (error) {
    return { found: index, failure: failureOf(error) }
  }
  return { found: index }
}
