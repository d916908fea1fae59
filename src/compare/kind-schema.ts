import { defaultsOf, factsOf, row, wholeTable } from '../mapping/data.ts'
import { spellingsOf, type Spellings } from '../mapping/spellings.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { NotComparedReason } from '../model/pair.ts'
import type { BagDefaults } from './bags.ts'
import { isFreeName } from './freedom.ts'

/** What is known of one place in the properties of a kind. List positions have no node of their own. */
export interface SchemaNode {
  children: Map<string, SchemaNode>
  readOnly: boolean
  writeOnly: boolean
  /** Part of the identifier or set at creation alone: the resource cannot have lost it. */
  fixed: boolean
  /** Order means something: elements are compared by position. */
  ordered: boolean
  /** Elements are joined by what they are, and their order still counts: Terraform's lists. */
  sequence?: boolean
  /** AWS folds the case here. */
  caseless: boolean
  /** Forms in which AWS shows a declared text here, by the registry. */
  spellings?: Spellings
  /** Keys are the user's own (variables, parameters, labels): every key is a leaf, nothing in it is folded by name. */
  free: boolean
  /** An object whose members are the service's, whatever it is called. */
  shaped: boolean
  /** Elements or keys that live alone has are never a finding (attribute bags that AWS fills). */
  open: boolean
  /** What AWS sets here when nobody does. Several are acceptable where sources differ; `sure`: anything else was set by somebody. `sources` say so; none: under conditions. */
  defaults?: { values: readonly Json[]; sure: boolean; sources: number }
  /** Of such a bag, what AWS puts into it. */
  bag?: BagDefaults
  /** AWS chooses the value: a name, a zone, a window. */
  chosen: boolean
  /** AWS never sets this by itself: any value that nobody declared is a mutation. */
  telling: boolean
  /** Nothing is said by saying nothing: zero or false there is an act, a function that may not run. */
  act: boolean
  /** No resource of the kind is without it: a source that lacks it does not show it. */
  required: boolean
  /** A live-only list of which the telling members of elements count. */
  inside: boolean
  /** Never compared, with the reason. */
  skip?: NotComparedReason
  /** A read need not show it: what live lacks is not gone. */
  unshown?: NotComparedReason
  /** Resources of their own put it in: what live alone has is judged there. */
  filled?: true
}

/** The paths, with dots and without places in lists, of which a declaration says whether they were set; `recorded`: all that it says. */
export interface Covered {
  has(path: string, recorded: JsonObject): boolean
}

/** All that compare knows of a kind. */
export interface KindSchema {
  root: SchemaNode
  /** Pointer of the tag list or map, without the slash. */
  tags?: string
  /** A read handler exists: what live lacks is gone. */
  readable: boolean
  /** Whether live-only values may be judged by the declaration itself: Terraform records every attribute. */
  covered?: Covered
  /** Paths, with dots and without places in lists, where AWS sets nothing as far as sources tell. */
  nothing?: ReadonlySet<string>
  /** Only these top-level members can be declared; the provider computes the others. */
  members?: ReadonlySet<string>
  /** Made exact by the provider's own schema: a block that appears is one addition. */
  isExact?: boolean
  /** Deprecated members that show what others say. */
  mirrors?: ReadonlySet<string>
}

/** Hand-written corrections of the registry facts, by kind; `*` is every kind. See data/aws/corrections.json. */
interface Corrections {
  ordered?: string[]
  free?: string[]
  open?: string[]
  telling?: string[]
  caseless?: string[]
  ignored?: string[]
  readOnly?: string[]
  /** Read-only to CloudFormation, and yet an act of somebody's: an instance that was stopped. */
  settable?: string[]
  /** Set at creation alone, and yet gone where somebody made it anew under its name: the conditions of a permission. */
  remade?: string[]
  chosen?: string[]
  inside?: string[]
  required?: string[]
  acts?: string[]
  /** Path to what AWS sets there: acceptable values. */
  defaults?: Record<string, Json[]>
}

export function newNode(): SchemaNode {
  return {
    children: new Map(),
    readOnly: false,
    writeOnly: false,
    fixed: false,
    ordered: false,
    caseless: false,
    free: false,
    shaped: false,
    open: false,
    chosen: false,
    telling: false,
    act: false,
    required: false,
    inside: false,
  }
}

const schemas = new Map<string, KindSchema>()

/** The schema of a neutral kind, from the registry facts, the default tables and our corrections. Compiled once. */
export function kindSchema(kind: string): KindSchema {
  const known = schemas.get(kind)
  if (known !== undefined) return known
  const root = newNode()
  const facts = factsOf(kind)
  for (const path of facts?.r ?? []) at(root, path).readOnly = true
  for (const path of facts?.w ?? []) at(root, path).writeOnly = true
  for (const path of [...(facts?.i ?? []), ...(facts?.c ?? [])]) at(root, path).fixed = true
  for (const [name, type] of Object.entries(facts?.y ?? {})) if (type === 'o' && isFreeName(name)) at(root, name).shaped = true
  for (const path of facts?.m ?? []) at(root, path).free = true
  for (const [path, expression] of Object.entries(facts?.p ?? {})) normalise(at(root, path.replace(/^properties\//, '')), expression)
  const defaults = defaultsOf(kind)
  for (const [path, entry] of Object.entries(defaults?.d ?? {})) {
    at(root, path).defaults = {
      values: entry.any ?? [entry.v ?? null],
      sure: entry.c === 'A',
      // What one page of documentation says alone is wrong one time in four.
      sources: entry.c === 'C' || entry.s === 'D' ? 0 : new Set(entry.s.toUpperCase()).size,
    }
  }
  for (const [path, values] of Object.entries(defaults?.q ?? {})) {
    // On here and off there, as the network has it: that it is on is nothing to be silent about.
    if (!(values.includes(true) && values.includes(false))) at(root, path).defaults ??= { values, sure: false, sources: 0 }
  }
  for (const path of defaults?.p ?? []) at(root, path).chosen = true
  correct(root, kind)
  for (const [path, bag] of Object.entries(row<Record<string, BagDefaults>>('bag-defaults.json', kind) ?? {})) at(root, path).bag = bag
  const schema: KindSchema = {
    root,
    readable: facts === undefined || (facts.h ?? '').includes('r'),
    ...(facts?.t === undefined ? {} : { tags: facts.t }),
    nothing: new Set((defaults?.n ?? []).map((path) => namesOf(path).join('.'))),
  }
  schemas.set(kind, schema)
  return schema
}

function normalise(node: SchemaNode, expression: string): void {
  if (/\$(lower|upper)case/.test(expression)) node.caseless = true
  const spellings = spellingsOf(expression)
  if (spellings !== undefined) node.spellings = spellings
}

function correct(root: SchemaNode, kind: string): void {
  const table = wholeTable<Corrections>('corrections.json')
  for (const name of ['*', kind]) {
    const rows = Object.hasOwn(table, name) ? table[name] : undefined
    if (rows === undefined) continue
    for (const path of rows.ordered ?? []) at(root, path).ordered = true
    for (const path of rows.free ?? []) at(root, path).free = true
    for (const path of rows.open ?? []) at(root, path).open = true
    for (const path of rows.telling ?? []) at(root, path).telling = true
    for (const path of rows.caseless ?? []) at(root, path).caseless = true
    for (const path of rows.chosen ?? []) at(root, path).chosen = true
    for (const path of rows.inside ?? []) at(root, path).inside = true
    for (const path of rows.acts ?? []) at(root, path).act = true
    for (const path of rows.required ?? []) at(root, path).required = true
    for (const path of rows.settable ?? []) at(root, path).readOnly = false
    for (const path of rows.remade ?? []) at(root, path).fixed = false
    for (const path of rows.readOnly ?? []) at(root, path).readOnly = true
    for (const [path, values] of Object.entries(rows.defaults ?? {})) at(root, path).defaults = { values, sure: false, sources: 1 }
    for (const path of rows.ignored ?? []) at(root, path).skip = 'computed'
  }
}

/** The node of a path written with slashes or as a pointer; `*` (any element) is no step. */
export function at(root: SchemaNode, path: string): SchemaNode {
  let node = root
  for (const name of namesOf(path)) {
    let next = node.children.get(name)
    if (next === undefined) {
      next = newNode()
      node.children.set(name, next)
    }
    node = next
  }
  return node
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '*')
}
