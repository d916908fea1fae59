import { terraformRow, type TerraformAttributes } from './data.ts'
import type { NotComparedReason } from '../model/pair.ts'

/** A step inside a target path: a member, a position (`[0]`), or the element whose key has a value (`[KeyType=HASH]`). */
export interface TargetStep {
  name: string
  index?: number
  where?: { key: string; value: string }
}

/** What becomes of one Terraform attribute or block. */
export type MapNode =
  | { attribute: string; does: 'skip'; reason: NotComparedReason }
  | { attribute: string; does: 'value'; target: TargetStep[]; transform?: string; argument: string }
  | { attribute: string; does: 'block'; target: TargetStep[]; transform?: string; argument: string; children: MapNode[]; inline: boolean }

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
      nodes: compileAttributes(row.a, [], covered),
      unmapped: (row.u ?? []).filter((name) => !Object.hasOwn(row.a, name)),
      identifier: row.i.map((attribute) => attribute.replace(/^arn-of:/, '').split('/')),
      covered,
      ...(part === undefined ? {} : { part }),
      ...(row.r === undefined ? {} : { root: row.r }),
      ...(row.t === undefined ? {} : { tags: row.t }),
    }
  }
  compiled.set(type, map)
  return map
}

function compileAttributes(rows: TerraformAttributes, base: readonly string[], covered: Set<string>): MapNode[] {
  return Object.entries(rows).map(([attribute, entry]) => {
    const [code, children] = typeof entry === 'string' ? [entry, undefined] : entry
    // `name#2`: the same attribute goes to one more place.
    return compileNode(attribute.replace(/#\d$/, ''), code, children, base, covered)
  })
}

function compileNode(
  attribute: string,
  code: string,
  children: TerraformAttributes | undefined,
  base: readonly string[],
  covered: Set<string>,
): MapNode {
  const reason = Object.hasOwn(codes, code) ? codes[code] : undefined
  if (reason !== undefined) return { attribute, does: 'skip', reason }
  if (code === '*')
    return { attribute, does: 'block', target: [], argument: '', inline: true, children: compileAttributes(children ?? {}, base, covered) }
  if (children === undefined && /^\w+$/.test(code)) {
    covered.add([...base, code].join('.'))
    return { attribute, does: 'value', target: [...base, code].map((name) => ({ name })), argument: '' }
  }
  // Of a destination, whichever it is: from the block itself.
  const [rawPath, rawTransform] = split(code.replace(/^=<dest>\./, ''))
  const bare = rawPath.replace(/[#^?]+$/, '')
  const low = /\?[#^]*$/.test(rawPath)
  const [name, argument = ''] = rawTransform === undefined ? [] : splitArgument(rawTransform)
  if (low) return { attribute, does: 'skip', reason: 'low-confidence' }
  if (name !== undefined && Object.hasOwn(skipped, name)) return { attribute, does: 'skip', reason: skipped[name] ?? 'unmapped' }
  if (bare.includes('::')) return { attribute, does: 'skip', reason: 'declared-by-sibling' }
  const absolute = bare.startsWith('=')
  const path = absolute ? bare.slice(1) : [...base, bare].join('.')
  if (!/^[\w.[\]=*]+$/.test(path)) return { attribute, does: 'skip', reason: 'unmapped' }
  const steps = path.split('.')
  const names = steps.map((step) => step.replace(/\[.*$/, ''))
  const key = children === undefined ? undefined : keyOfMap(children)
  // Blocks that are a map over there, by a key that no block has, cannot be told apart.
  if (key !== undefined && !Object.hasOwn(children ?? {}, key)) return { attribute, does: 'skip', reason: 'unmapped' }
  covered.add(names.join('.'))
  if (name === 'choose') for (const choice of argument.matchAll(/=([\w.]+)/g)) covered.add([...names, choice[1]].join('.'))
  const target = steps.map(parseStep)
  const shared = { attribute, target, argument, ...(name === undefined ? {} : { transform: name }) }
  if (children === undefined) return { ...shared, does: 'value' }
  if (key !== undefined) return { ...shared, does: 'value', transform: 'map', argument: key }
  return { ...shared, does: 'block', inline: false, children: compileAttributes(children, names, covered) }
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
