import { readFileSync } from 'node:fs'
import { codeOf } from '../model/errors.ts'
import { own, type Json, type JsonObject } from '../model/json.ts'

/**
 * What is known of AWS, as data split by service (docs/data.md says where it comes from). Nothing is read before it is needed.
 */

/** Registry facts of a CloudFormation type. */
export interface KindFacts {
  /** Primary identifier, read-only, write-only, create-only paths; `/` between the names, `*` for elements. */
  i?: string[]
  r?: string[]
  w?: string[]
  c?: string[]
  /** Handlers: `r` read, `l` list. */
  h?: string
  /** Arrays whose order means nothing. */
  u?: string[]
  d?: JsonObject
  /** Tag property. */
  t?: string
  /** Path to the registry's own normalisation (JSONata). */
  p?: Record<string, string>
  /** Maps of scalars whose keys are the user's own. */
  m?: string[]
  /** Top-level property to its type: s i n b a o m j. */
  y?: Record<string, string>
}

/** What AWS sets where nobody declared it. Paths are JSON Pointers, `*` any element or key. */
export interface KindDefaults {
  d?: Record<string, { v?: Json; any?: Json[]; s: string; c: 'A' | 'B' | 'C' }>
  q?: Record<string, Json[]>
  p?: string[]
  n?: string[]
  o?: Record<string, Json[]>
}

/** How a Terraform type maps to a CloudFormation type. The codes are those of docs/data.md. */
export interface TerraformRow {
  c: string
  q: 'R' | 'H' | 'M' | 'L' | 'N'
  i: string[]
  r?: string
  k?: string
  t?: string
  a: TerraformAttributes
  u?: string[]
}
export interface TerraformAttributes {
  [attribute: string]: string | [string, TerraformAttributes]
}

const folder = new URL('../../data/aws/', import.meta.url)
const texts = new Map<string, string>()
const tables = new Map<string, JsonObject>()
const rows = new Map<string, Map<string, Json | undefined>>()
const keys = new Map<string, readonly string[]>()

function textOf(path: string): string {
  let text = texts.get(path)
  if (text === undefined) {
    try {
      text = readFileSync(new URL(path, folder), 'utf8')
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error
      text = '{}'
    }
    texts.set(path, text)
  }
  return text
}

function table(path: string): JsonObject {
  let known = tables.get(path)
  if (known === undefined) {
    const read: JsonObject = JSON.parse(textOf(path))
    tables.set(path, (known = read))
  }
  return known
}

/** Generated files have a row a line: a service has hundreds, and a scan needs a few. */
const lined = /^(?:api|defaults|facts|handlers|terraform)\/|^terraform-index\.json$/

/** A row of a data file; undefined where the file or the row does not exist. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what rows its file has, as for the whole of it
export function row<T>(path: string, key: string): T | undefined {
  let known = rows.get(path)
  if (known === undefined) rows.set(path, (known = new Map()))
  if (!known.has(key)) known.set(key, lined.test(path) ? rowIn(textOf(path), key) : own(table(path), key))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as for the whole table
  return known.get(key) as T | undefined
}

function rowIn(text: string, key: string): Json | undefined {
  const begin = `\n${JSON.stringify(key)}:`
  const at = text.indexOf(begin)
  if (at === -1) return undefined
  const start = at + begin.length
  const line = text.slice(start, text.indexOf('\n', start)).trimEnd()
  const value: Json = JSON.parse(line.endsWith(',') ? line.slice(0, -1) : line)
  return value
}

/** The keys of a data file, in its order. */
export function keysOf(path: string): readonly string[] {
  let found = keys.get(path)
  if (found === undefined) {
    found = lined.test(path) ? (textOf(path).match(/(?<=^")[^"\\]+(?=":)/gm) ?? []) : Object.keys(table(path))
    keys.set(path, found)
  }
  return found
}

/** A whole data file, `{}` where there is none. The one place where rows get their type. */
export function wholeTable<T>(path: string): Record<string, T> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the files are our own; the tests of the data hold them to these types
  return table(path) as Record<string, T>
}

/** `AWS::EC2::Instance` to `ec2`; undefined for kinds that are not AWS's. */
export function serviceOf(kind: string): string | undefined {
  return /^AWS::(\w+)::/.exec(kind)?.[1]?.toLowerCase()
}

const factsByKind = new Map<string, KindFacts | undefined>()

export function factsOf(kind: string): KindFacts | undefined {
  const known = factsByKind.get(kind)
  if (known !== undefined || factsByKind.has(kind)) return known
  const service = serviceOf(kind)
  const facts = service === undefined ? undefined : row<KindFacts>(`facts/${service}.json`, kind)
  factsByKind.set(kind, facts)
  return facts
}

export function defaultsOf(kind: string): KindDefaults | undefined {
  const service = serviceOf(kind)
  return service === undefined ? undefined : row<KindDefaults>(`defaults/${service}.json`, kind)
}

/** The map of a Terraform type with our corrections applied; undefined where CloudFormation has no such type. */
export function terraformRow(type: string): TerraformRow | undefined {
  const fix = row<Partial<TerraformRow> & { same?: string }>('overrides/terraform.json', type)
  if (fix?.same !== undefined) return terraformRow(fix.same)
  const service = row<string>('terraform-index.json', type)
  // A type that the generated map has none for may have one that is written by hand, whole.
  if (service === undefined || service === '') return fix?.c === undefined || service === undefined ? undefined : whole(fix)
  const base = row<TerraformRow>(`terraform/${service}.json`, type)
  if (base === undefined || fix === undefined) return base
  return { ...base, ...fix, a: corrected(base.a, fix.a ?? {}) }
}

/** A row of which nothing was generated. */
function whole({ c = '', q = 'N', i = [], a = {}, ...rest }: Partial<TerraformRow>): TerraformRow {
  return { c, q, i, a, ...rest }
}

/** Corrections win; `block.attribute` is one inside a block, whose others stay. */
function corrected(base: TerraformAttributes, fix: TerraformAttributes): TerraformAttributes {
  let out = { ...base }
  for (const [path, code] of Object.entries(fix)) out = withCode(out, path.split('.'), code)
  return out
}

function withCode(
  base: TerraformAttributes,
  [name = '', ...rest]: readonly string[],
  code: TerraformAttributes[string],
): TerraformAttributes {
  const block = base[name]
  if (rest.length === 0 || block === undefined || typeof block === 'string') return { ...base, [name]: code }
  return { ...base, [name]: [block[0], withCode(block[1], rest, code)] }
}

/** Whether the provider has this type at all. */
export function isKnownTerraformType(type: string): boolean {
  return row<string>('terraform-index.json', type) !== undefined
}
