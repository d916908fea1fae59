import { factsOf, terraformRow, type TerraformAttributes } from './data.ts'
import type { JsonObject } from '../model/json.ts'
import type { NotComparedReason } from '../model/pair.ts'

/** A step inside a target path: a member, a position (`[0]`), or the element whose key has a value (`[KeyType=HASH]`). */
export interface TargetStep {
  name: string
  index?: number
  where?: { key: string; value: string }
}

/** What becomes of one Terraform attribute or block. */
export type MapNode = SkipNode | ValueNode | BlockNode

interface Named {
  attribute: string
  /** `/attribute`: its place among its siblings. */
  pointer: string
}

export interface SkipNode extends Named {
  does: 'skip'
  reason: NotComparedReason
}

/** Something goes somewhere. */
interface Placed extends Named {
  target: TargetStep[]
  /** The member of the object that is under construction around it, where the target is one. */
  member?: string
}

export interface ValueNode extends Placed {
  does: 'value'
  transform?: string
  argument: string
}

export interface BlockNode extends Placed {
  does: 'block'
  transform?: string
  argument: string
  children: MapNode[]
  inline: boolean
}

/** A Terraform type's map, ready to run. */
export interface TerraformMap {
  kind: string
  /** Reviewed or high confidence: the only ones that are compared. */
  sure: boolean
  nodes: readonly MapNode[]
  /** Configurable attributes for which there is no counterpart. */
  unmapped: readonly string[]
  /** Each a list of alternatives whose first value that is set takes part in the identifier. */
  identifier: readonly (readonly string[])[]
  /** A slice or member declares only this part of the live object. */
  part?: 'slice' | 'member'
  root?: string
  tags?: string
  /** Objects with the names that resources of the type get: see `keepFast`. */
  patterns: JsonObject[]
  /** CloudFormation paths without positions (`SecurityGroupIngress.CidrIp`) that the map reaches. */
  covered: ReadonlySet<string>
}

const codes: Record<string, NotComparedReason> = {
  '-p': 'provider-only',
  '-d': 'create-only',
  '-w': 'secret',
  '-x': 'alias',
  '-a': 'api-only',
}

/** Transforms whose row cannot be carried out by rows alone; the attribute is then not compared. */
const skipped: Record<string, NotComparedReason> = {
  'type-switch': 'alias',
  identity: 'alias',
  qualifier: 'alias',
  presence: 'alias',
  child: 'declared-by-sibling',
  'split-by': 'unmapped',
  index: 'unmapped',
}

const compiled = new Map<string, TerraformMap | undefined>()

/** The map of a type; undefined where CloudFormation has no counterpart. Compiled once. */
export function terraformMap(type: string): TerraformMap | undefined {
  const known = compiled.get(type)
  if (known !== undefined || compiled.has(type)) return known
  const row = terraformRow(type)
  let map: TerraformMap | undefined
  if (row !== undefined) {
    const covered = new Set<string>()
    const part = row.k === 'slice' || row.k === 'member' ? row.k : undefined
    map = {
      kind: row.c,
      sure: row.q === 'R' || row.q === 'H',
      nodes: compileAttributes(row.a, [], [], covered),
      unmapped: (row.u ?? []).filter((name) => !Object.hasOwn(row.a, name)),
      identifier: row.i.map((attribute) => attribute.replace(/^arn-of:/, '').split('/')),
      patterns: [],
      covered,
      ...(part === undefined ? {} : { part }),
      ...(row.r === undefined ? {} : { root: row.r }),
      ...(row.t === undefined ? {} : { tags: row.t }),
    }
  }
  compiled.set(type, map)
  return map
}

/** `base`: where the names of these rows begin; `frame`: the object that is made around them. */
function compileAttributes(rows: TerraformAttributes, base: readonly string[], frame: readonly string[], covered: Set<string>): MapNode[] {
  return Object.entries(rows).map(([attribute, entry]) => {
    const [code, children] = typeof entry === 'string' ? [entry, undefined] : entry
    // `name#2`: the same attribute goes to one more place.
    return compileNode(attribute.replace(/#\d$/, ''), code, children, base, frame, covered)
  })
}

function compileNode(
  attribute: string,
  code: string,
  children: TerraformAttributes | undefined,
  base: readonly string[],
  frame: readonly string[],
  covered: Set<string>,
): MapNode {
  const pointer = `/${attribute}`
  const skip = (why: NotComparedReason): MapNode => ({ attribute, pointer, does: 'skip', reason: why })
  const reason = Object.hasOwn(codes, code) ? codes[code] : undefined
  if (reason !== undefined) return skip(reason)
  if (code === '*') {
    const inner = compileAttributes(children ?? {}, base, frame, covered)
    return { attribute, pointer, does: 'block', target: [], argument: '', inline: true, children: inner }
  }
  if (children === undefined && /^\w+$/.test(code)) {
    covered.add([...base, code].join('.'))
    return withMember({ attribute, pointer, does: 'value', target: [...base, code].map((name) => ({ name })), argument: '' }, frame)
  }
  // Of a destination, whichever it is: from the block itself.
  const [rawPath, rawTransform] = split(code.replace(/^=<dest>\./, ''))
  const bare = rawPath.replace(/[#^?]+$/, '')
  const low = /\?[#^]*$/.test(rawPath)
  const [name, argument = ''] = rawTransform === undefined ? [] : splitArgument(rawTransform)
  if (low) return skip('low-confidence')
  if (name !== undefined && Object.hasOwn(skipped, name)) return skip(skipped[name] ?? 'unmapped')
  if (bare.includes('::')) return skip('declared-by-sibling')
  const absolute = bare.startsWith('=')
  const path = absolute ? bare.slice(1) : [...base, bare].join('.')
  if (!/^[\w.[\]=*]+$/.test(path)) return skip('unmapped')
  const steps = path.split('.')
  const names = steps.map((step) => step.replace(/\[.*$/, ''))
  const key = children === undefined ? undefined : keyOfMap(children)
  // Blocks that are a map over there, by a key that no block has, cannot be told apart.
  if (key !== undefined && !Object.hasOwn(children ?? {}, key)) return skip('unmapped')
  covered.add(names.join('.'))
  if (name === 'choose') for (const choice of argument.matchAll(/=([\w.]+)/g)) covered.add([...names, choice[1]].join('.'))
  const target = steps.map(parseStep)
  const shared = { attribute, pointer, target, argument, ...(name === undefined ? {} : { transform: name }) }
  if (children === undefined) return withMember({ ...shared, does: 'value' }, frame)
  if (key !== undefined) return withMember({ ...shared, does: 'value', transform: 'map', argument: key }, frame)
  const inner = compileAttributes(children, names, name === 'flatten' ? frame : names, covered)
  return withMember({ ...shared, does: 'block', inline: false, children: inner }, frame)
}

/** Most are a member of the object around them: that is seen once, not for each resource. */
function withMember<T extends ValueNode | BlockNode>(node: T, frame: readonly string[]): T {
  const last = node.target.at(-1)
  const isPlain = last !== undefined && last.index === undefined && last.where === undefined
  const isMember = node.target.length === frame.length + 1 && frame.every((name, at) => node.target[at]?.name === name)
  return isPlain && isMember ? { ...node, member: last.name } : node
}

/** The member by which blocks become a map, when every member says that they do; '' when none is named. */
function keyOfMap(children: TerraformAttributes): string | undefined {
  const [first, ...others] = Object.values(children).map((code) => (typeof code === 'string' ? /\|map(?::(\w+))?$/.exec(code) : null))
  return first === null || first === undefined || others.includes(null) ? undefined : (first[1] ?? '')
}

function split(code: string): [string, string | undefined] {
  const bar = code.indexOf('|')
  return bar === -1 ? [code, undefined] : [code.slice(0, bar), code.slice(bar + 1)]
}

function splitArgument(transform: string): [string, string] {
  const clean = transform.replace(/[#^?]+$/, '')
  const colon = clean.indexOf(':')
  return colon === -1 ? [clean, ''] : [clean.slice(0, colon), clean.slice(colon + 1)]
}

function parseStep(text: string): TargetStep {
  const match = /^([^[]*)(?:\[(?:(\d+)|(\w+)=(\w+))\])?$/.exec(text)
  if (match === null) return { name: text }
  const [, name = '', index, key, value] = match
  if (index !== undefined) return { name, index: Number(index) }
  if (key !== undefined && value !== undefined) return { name, where: { key, value } }
  return { name }
}

/** Where the type's tags go. A resource that records tags has them, whether its row says so or not. */
export function tagProperty(map: TerraformMap, attributes: JsonObject): string | undefined {
  const recorded = Object.hasOwn(attributes, 'tags') || Object.hasOwn(attributes, 'tags_all')
  return map.tags ?? (recorded ? factsOf(map.kind)?.t : undefined)
}

/** From which resource of a type on it is worth it, and up to which. */
const [few, enough] = [8, 24]
/** Of an object's names, those that V8 lets grow in any case. */
const narrow = 16

/**
 * V8 makes a slow dictionary of an object that gets more than some names one by one, unless another one got the same names by
 * definition before. So the first resources of a type are copied that way, and the thousands after them are as fast as literals.
 */
export function keepFast(properties: JsonObject, { patterns }: TerraformMap): void {
  if (patterns.length >= enough) return
  const pattern: JsonObject = {}
  const names = patterns.length < few ? [] : Object.keys(properties)
  if (names.length > narrow)
    for (const name of names)
      Object.defineProperty(pattern, name, { value: properties[name], enumerable: true, configurable: true, writable: true })
  patterns.push(pattern)
}
