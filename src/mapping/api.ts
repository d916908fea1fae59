import { existsSync, readdirSync } from 'node:fs'
import { byText, type Json, type JsonObject } from '../model/json.ts'
import { keysOf, row, serviceOf } from './data.ts'

/**
 * How native list and describe answers become resources in CloudFormation shape: one row a kind, codes as docs/data.md says.
 * Rows of data/aws/overrides/api.json win over the generated ones.
 */
export interface ApiRow {
  /** R by hand, H sure, M medium, L low, N not to be read. */
  q: 'R' | 'H' | 'M' | 'L' | 'N'
  l: ApiList
  m: ApiMembers
  d?: ApiDetail[]
  /** One read of the resource in the shape of the list item: it confirms what a summary lacks. */
  c?: ApiCall
  t?: ApiTags
  /** ARN template for `%arn`. */
  arn?: string
  /** Properties that no row fills, dotted within one that is always there. */
  u?: string[]
  /** Property without which the resource does not exist: a bucket without a policy has no BucketPolicy. */
  needs?: string
  /** Another list that shows less of the kind: for saved answers without the list above. */
  or?: Pick<ApiRow, 'l' | 'm' | 'u'>
  /** 1: the identifier of the schema was not found in the answer. */
  x?: number
}

export interface ApiCall {
  o: string
  in: Record<string, ApiBinding>
  p?: string
}

/** An item member, `$`, `@input`, `%Property`, `%arn`, `="json"`; in a list: many values in one call. */
export type ApiBinding = string | [string]

export interface ApiList {
  o: string
  p: string
  in?: JsonObject
  /** Input to `[own property, parent kind, parent property]`, `=A|B`, `!account`, `!region`, or a bare string that nothing fills. */
  n?: Record<string, string | [string, string, string]>
  only?: string | string[]
  id?: string[]
  /** Members of the item that name it alone, beside the identifier. */
  ids?: string[]
  /** 1: a summary; what it lacks may exist. */
  s?: number
  /** 1: only parents that are declared, or that a declaration of this kind names: a call for each parent. */
  w?: 1
}

export interface ApiDetail extends ApiCall {
  m: ApiMembers
  /** Ids a call, 0 unknown. `k`: the member of the answer that holds the id. */
  b?: number
  k?: string
  /** One bulk call: `[member of the answer, member of the item]`; with a third name all items of one value are that member. */
  j?: [string, string] | [string, string, string]
  /** 1: only where one of its properties is declared. 2: a bulk call that is made for what nobody declared, too. */
  w?: 1 | 2
  /** Only resources whose item fulfils this. */
  when?: string
  /** Only answer items that fulfil this. */
  only?: string | string[]
}

export interface ApiTags extends ApiCall {
  p: string
  b?: number
  k?: string
}

/** Member path to target; `=` lists members whose name is the property's. */
export interface ApiMembers {
  [member: string]: string | [string, ApiMembers | string]
}

type Override = Partial<Omit<ApiRow, 'l' | 'd'>> & { l?: Partial<ApiList>; d?: ApiDetail[] | Record<string, Partial<ApiDetail>> }

const apiRows = new Map<string, ApiRow | undefined>()

/** The row of a kind, corrections applied, the same whenever it is asked for; undefined where no call is known that lists it. */
export function apiRow(kind: string): ApiRow | undefined {
  if (!apiRows.has(kind)) apiRows.set(kind, correctedRow(kind))
  return apiRows.get(kind)
}

function correctedRow(kind: string): ApiRow | undefined {
  const service = serviceOf(kind)
  if (service === undefined) return undefined
  const base = row<ApiRow>(`api/${service}.json`, kind)
  const fix = row<Override>('overrides/api.json', kind)
  if (fix === undefined) return base
  return merged(base, fix)
}

function merged(base: ApiRow | undefined, fix: Override): ApiRow {
  const { l, m, d, ...rest } = fix
  const start: ApiRow = base ?? { q: 'R', l: { o: '', p: '' }, m: {} }
  const details = Array.isArray(d) ? d : d === undefined ? start.d : mergedDetails(start.d ?? [], d)
  return {
    ...start,
    ...rest,
    l: { ...start.l, ...l },
    m: mergedMembers(start.m, m),
    ...(details === undefined ? {} : { d: details }),
  }
}

/** Details of the row corrected by their operation; `service.Operation#name` is one more. */
function mergedDetails(base: readonly ApiDetail[], fixes: Record<string, Partial<ApiDetail>>): ApiDetail[] {
  const more = Object.entries(fixes)
    .filter(([key]) => key.includes('#'))
    .map(([key, fix]): ApiDetail => ({ in: {}, m: {}, ...fix, o: key.slice(0, key.indexOf('#')) }))
  return [...base.map((detail) => mergedDetail(detail, fixes[detail.o])), ...more]
}

function mergedDetail(detail: ApiDetail, fix: Partial<ApiDetail> | undefined): ApiDetail {
  return fix === undefined ? detail : { ...detail, ...fix, m: mergedMembers(detail.m, fix.m) }
}

/** Members of the correction win; names of `=` are added, `-Name` takes one out. */
function mergedMembers(base: ApiMembers, fix: ApiMembers | undefined): ApiMembers {
  if (fix === undefined) return base
  const names = [...namesIn(base['='] ?? ''), ...namesIn(fix['='] ?? '')]
  const gone = new Set(names.flatMap((name) => (name.startsWith('-') ? [name.slice(1), name] : [])))
  const same = names.filter((name) => !gone.has(name)).join(' ')
  return { ...base, ...fix, ...(same === '' ? {} : { '=': same }) }
}

/** The kinds whose items name the calls that list this one: `AWS::ECS::Cluster` for its services. */
export function parentsOf(kind: ApiRow | undefined): string[] {
  return Object.values(kind?.l.n ?? {}).flatMap((from) => (typeof from === 'string' ? [] : [from[1]]))
}

/** Every AWS kind that has a row, sorted. */
export function apiKinds(): string[] {
  const folder = new URL('../../data/aws/api/', import.meta.url)
  const kinds = new Set(keysOf('overrides/api.json'))
  if (existsSync(folder)) {
    for (const file of readdirSync(folder)) if (file.endsWith('.json')) for (const kind of keysOf(`api/${file}`)) kinds.add(kind)
  }
  return [...kinds].toSorted(byText)
}

/** Whether a service answers alike in every region of its partition: it is asked once an account. */
export function isGlobalService(service: string): boolean {
  return row<string>('global-services.json', service) !== undefined
}

/** The service whose calls list a kind; without a row the one in its name, as AWS::IAM::Role. */
export function listServiceOf(kind: string): string {
  return apiRow(kind)?.l.o.split('.')[0] ?? serviceOf(kind) ?? ''
}

/** Whether the resources of a kind belong to no region, as far as lists are concerned. */
export function isGlobalKind(kind: string): boolean {
  let isGlobal = globalKinds.get(kind)
  if (isGlobal === undefined) {
    isGlobal = isGlobalService(listServiceOf(kind)) && !kind.startsWith('AWS::S3Express::')
    globalKinds.set(kind, isGlobal)
  }
  return isGlobal
}

const globalKinds = new Map<string, boolean>()

export interface OperationFacts {
  /** The page that comes unasked. */
  usualPageSize?: number
  /** Largest page, and the input that asks for it. */
  pageSize?: number
  pageInput?: string
  /** Dotted member of the answer to the input that gets it. Empty: one page. */
  tokens: readonly { input: string; output: string }[]
  /** IAM action, `ec2:DescribeInstances`. */
  action: string
}

/** Paging and permission of `service.Operation`. */
export function operationFacts(operation: string): OperationFacts {
  const [max, usual, pageInput, input, output, action] =
    row<Json[]>('overrides/api-operations.json', operation) ?? row<Json[]>('api-operations.json', operation) ?? []
  const inputs = texts(input)
  const outputs = texts(output)
  const [service = '', name = ''] = operation.split('.')
  const said = row<string>('overrides/api-services.json', service) ?? row<string>('api-services.json', service) ?? service
  // Of some services every operation takes one action.
  const guess = said.includes(':') ? said : `${said}:${name}`
  return {
    ...(typeof max === 'number' && max > 0 && typeof pageInput === 'string' ? { pageSize: max, pageInput } : {}),
    ...(typeof usual === 'number' && usual > 0 ? { usualPageSize: usual } : {}),
    tokens: inputs.map((each, at) => ({ input: each, output: (outputs[at] ?? each).replace(/ \|\|.*/, '') })),
    action: typeof action === 'string' ? action.replace(/\?$/, '') : guess,
  }
}

function texts(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((each) => typeof each === 'string')
}

/** Rows for members that CloudFormation has no property for: they keep the API's name at the top. */
export function apiFacts(kind: string): ApiMembers {
  return row<ApiMembers>('api-facts.json', kind) ?? noMembers
}

const noMembers: ApiMembers = {}

/** Top-level members of an answer item that rows read: they tell which answer a saved document is. */
export function membersOf(rows: ApiMembers): string[] {
  const names = new Set<string>()
  for (const [member, entry] of Object.entries(rows)) {
    if (member === '=') for (const name of namesIn(entry)) names.add(name)
    else if (!/^[@^$]/.test(member))
      names.add(
        member
          .replace(/#\d+$/, '')
          .split('.')[0]
          ?.replace(/\[0?\]$/, '') ?? '',
      )
  }
  return [...names]
}

/** The names of a `=` row. */
export function namesIn(entry: ApiMembers[string]): string[] {
  return typeof entry === 'string' && entry !== '' ? entry.split(' ') : []
}
