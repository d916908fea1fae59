import { isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'
import { escapeSegment } from '../../../model/pointer.ts'
import { namesIn, type ApiMembers } from '../../../mapping/api.ts'
import { dhcpProperties } from './dhcp-options.ts'
import { dig, keyed, merge, set, type Found } from './walk.ts'
import { transforms } from './transforms.ts'

/** What a row may speak of beside the item: what is around it and what the call was asked. */
export interface Surroundings {
  parents: readonly JsonObject[]
  input: JsonObject
  /** Rows of medium confidence are taken, too. */
  medium: boolean
}

export interface Shaped {
  properties: JsonObject
  /** Pointers of properties that only an unsure row would fill: the answer may hold them, they are not taken. */
  unread: string[]
  /** Pointers of properties that rows of medium confidence filled. */
  unsure: string[]
  /** What `!keep` rows said of an item whose member they name; undefined: nothing. */
  keep?: boolean
}

/** Applies rows to one item of an answer. */
export function applyRows(rows: ApiMembers, found: Found, input: JsonObject, medium = false): Shaped {
  const shaped: Shaped = { properties: {}, unread: [], unsure: [] }
  fill(rows, found.item, { parents: found.parents, input, medium }, '', shaped.properties, shaped)
  return shaped
}

interface Target {
  path: string
  sure: boolean
  /** `~`: taken only when asked for. */
  medium: boolean
  transform: string
  argument: string
}

const targets = new Map<string, Target>()

/** `Path~|name:argument` into its parts; `~` and `?` mark rows that are not sure enough to be compared. */
function targetOf(spec: string): Target {
  let target = targets.get(spec)
  if (target === undefined) {
    const bar = spec.indexOf('|')
    const path = bar === -1 ? spec : spec.slice(0, bar)
    const [transform = '', ...argument] = bar === -1 ? [] : spec.slice(bar + 1).split(':')
    target = {
      path: path.replace(/[?~]+$/, ''),
      sure: !/[?~]$/.test(path),
      medium: path.endsWith('~'),
      transform,
      argument: argument.join(':'),
    }
    targets.set(spec, target)
  }
  return target
}

function fill(rows: ApiMembers, item: Json, around: Surroundings, pointer: string, out: JsonObject, shaped: Shaped): void {
  for (const [member, entry] of Object.entries(rows)) {
    if (member === '=') {
      if (typeof entry === 'string') sameNames(entry, item, pointer, out, shaped)
      continue
    }
    const [spec, children] = typeof entry === 'string' ? [entry, undefined] : entry
    const target = targetOf(spec)
    if (target.transform === 'dhcp') merge(out, dhcpProperties(own(item, member)))
    else if (target.path.startsWith('!unread:')) unreadWhere(target.path.slice(8), memberValue(member, item, around), shaped)
    else if (target.path.startsWith('!keep:')) shaped.keep = memberValue(member, item, around) === target.path.slice(6)
    else if (target.path !== '') fillOne(member, target, children, item, around, pointer, out, shaped)
  }
}

/** `Property=a,b`: of items with one of these values the property is not shown by any answer. */
function unreadWhere(rule: string, value: Json | undefined, shaped: Shaped): void {
  const [name = '', values = ''] = rule.split('=')
  if (typeof value === 'string' && values.split(',').includes(value)) shaped.unread.push(`/${escapeSegment(name)}`)
}

/** `a b`: members whose name is the property's with a small first letter, or the same. */
function sameNames(names: string, item: Json, pointer: string, out: JsonObject, shaped: Shaped): void {
  for (const name of names.split(' ')) {
    const value = own(item, name)
    if (value === undefined || value === null) continue
    const property = name.charAt(0).toUpperCase() + name.slice(1)
    if (isSecret(name, value)) shaped.unread.push(`${pointer}/${escapeSegment(property)}`)
    else put(out, property, value)
  }
}

/** Members that hold a secret itself, where a service answers with one: it is not taken. */
const secretMember = /(?:password|passphrase|client_?secret|pre_?shared_?key|auth_?token|private_?key|secret_?(?:string|key|value))$/i

/** A name, an ARN or a switch is none. */
function isSecret(member: string, value: Json): boolean {
  return typeof value === 'string' && secretMember.test(member) && !value.startsWith('arn:')
}

function fillOne(
  member: string,
  target: Target,
  children: ApiMembers | string | undefined,
  item: Json,
  around: Surroundings,
  pointer: string,
  out: JsonObject,
  shaped: Shaped,
): void {
  const here = `${pointer}/${target.path.split('.').map(escapeSegment).join('/')}`
  const list = target.transform === 'map2list'
  const single = target.transform === 'first'
  const tags = target.transform === 'kv' && /^(\w*)Tags$/.test(target.path)
  // A map of tags is what it is; an answer without it does not say that there are none.
  const isTaken = target.medium && around.medium
  const sure = target.sure || isTaken || (tags && memberValue(member, item, around) !== undefined)
  if (!sure || !(target.transform === '' || list || single || Object.hasOwn(transforms, target.transform))) {
    shaped.unread.push(here)
    return
  }
  let value = memberValue(member, item, around)
  if (value === undefined) return
  if (isSecret(member.replace(/#\d+$/, ''), value)) return void shaped.unread.push(here)
  if (list && isObject(value)) value = Object.entries(value).map(([key, each]) => keyed(key, each))
  if (single && Array.isArray(value)) value = value[0]
  if (children !== undefined) value = inner(children, value, around, here, shaped)
  const transform = transforms[target.transform]
  if (!list && !single && transform !== undefined && value !== undefined) value = transform(value, target.argument, target.path)
  if (value === undefined || value === null) return
  if (isTaken) shaped.unsure.push(here)
  const before = dig(out, target.path)
  // Two members may fill one structure: object lock has its switch beside its rule.
  if (isObject(before) && isObject(value)) merge(before, value)
  else set(out, target.path, value)
}

function inner(
  children: ApiMembers | string,
  value: Json | undefined,
  around: Surroundings,
  pointer: string,
  shaped: Shaped,
): Json | undefined {
  const rows = typeof children === 'string' ? { '=': children } : children
  const one = (each: Json, at: string): Json => {
    if (!isObject(each)) return each
    const out: JsonObject = {}
    fill(rows, each, around, at, out, shaped)
    return out
  }
  if (value === undefined) return undefined
  return Array.isArray(value) ? value.map((each, at) => one(each, `${pointer}/${at}`)) : one(value, pointer)
}

/** `^Y` of the enclosing item (`^^Y` of the next), `@In` of the call's input, `$` the item; `#2` only tells two rows apart. */
function memberValue(member: string, item: Json, around: Surroundings): Json | undefined {
  const path = member.replace(/#\d+$/, '')
  if (path === '$') return item
  if (path.startsWith('^')) {
    const name = path.replace(/^\^+/, '')
    return dig(around.parents.at(name.length - path.length), name)
  }
  if (path.startsWith('@') && path !== '@key') return dig(around.input, path.slice(1))
  return dig(item, path)
}

/** Top-level properties that rows may fill, as pointers, sorted by the rows. */
export function propertiesOf(rows: ApiMembers): string[] {
  const names = new Set<string>()
  for (const [member, entry] of Object.entries(rows)) {
    if (member === '=') for (const name of namesIn(entry)) names.add(name.charAt(0).toUpperCase() + name.slice(1))
    else {
      const target = targetOf(typeof entry === 'string' ? entry : entry[0])
      if (target.path !== '' && !target.path.startsWith('!')) names.add(target.path.split('.')[0] ?? '')
    }
  }
  return [...names].map((name) => `/${escapeSegment(name)}`)
}
