import { isObject, own, put, type Json, type JsonObject } from '../../../model/json.ts'
import { escapeSegment } from '../../../model/pointer.ts'
import { namesIn, type ApiMembers } from '../../../mapping/api.ts'
import { dhcpProperties } from './dhcp-options.ts'
import { digger, keyed, merge, set, type Found } from './walk.ts'
import { transforms } from './transforms.ts'

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
  applyOnto(shaped, rows, found, input, medium)
  return shaped
}

/** The same, into what other rows have made of the item. */
export function applyOnto(shaped: Shaped, rows: ApiMembers, found: Found, input: JsonObject, medium: boolean): void {
  const run: Run = { parents: found.parents, input, shaped, path: [] }
  fill(compiled(rows, medium), found.item, run, shaped.properties)
}

/** What a row may speak of beside the item: what is around it and what the call was asked; and where its result goes. */
interface Run {
  parents: readonly JsonObject[]
  input: JsonObject
  shaped: Shaped
  /** The pointer of the object that is being filled, in parts. */
  path: (string | number)[]
}

/** What one row does with an item. */
type Step = (item: Json, run: Run, out: JsonObject) => void

function fill(steps: readonly Step[], item: Json, run: Run, out: JsonObject): void {
  for (const step of steps) step(item, run, out)
}

const sureSteps = new WeakMap<ApiMembers, readonly Step[]>()
const mediumSteps = new WeakMap<ApiMembers, readonly Step[]>()

/** Rows are looked at once; what they do to an item is done for each. `medium`: rows of medium confidence are taken, too. */
function compiled(rows: ApiMembers, medium: boolean): readonly Step[] {
  const known = medium ? mediumSteps : sureSteps
  let steps = known.get(rows)
  if (steps === undefined) known.set(rows, (steps = Object.entries(rows).flatMap(([member, entry]) => stepsOf(member, entry, medium))))
  return steps
}

function stepsOf(member: string, entry: ApiMembers[string], medium: boolean): Step[] {
  if (member === '=') return typeof entry === 'string' ? namesIn(entry).map(sameName) : []
  const [spec, children] = typeof entry === 'string' ? [entry, undefined] : entry
  const target = targetOf(spec)
  const value = memberGetter(member)
  if (target.transform === 'dhcp') return [(item, _run, out) => merge(out, dhcpProperties(own(item, member)))]
  if (target.path.startsWith('!unread:')) return [unreadWhere(target.path.slice(8), value)]
  if (target.path.startsWith('!keep:')) {
    const wanted = target.path.slice(6)
    return [(item, run) => void (run.shaped.keep = value(item, run) === wanted)]
  }
  return target.path === '' ? [] : [oneMember(member, target, children, medium)]
}

/** A pointer below the object that is being filled. */
function pointerTo(run: Run, below: string): string {
  return `${run.path.map((part) => (typeof part === 'number' ? `/${part}` : part)).join('')}${below}`
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

/** `Property=a,b`: of items with one of these values the property is not shown by any answer. */
function unreadWhere(rule: string, value: Getter): Step {
  const [name = '', values = ''] = rule.split('=')
  const pointer = `/${escapeSegment(name)}`
  const among = new Set(values.split(','))
  return (item, run) => {
    const found = value(item, run)
    if (typeof found === 'string' && among.has(found)) run.shaped.unread.push(pointer)
  }
}

/** A member whose name is the property's with a small first letter, or the same. */
function sameName(name: string): Step {
  const property = name.charAt(0).toUpperCase() + name.slice(1)
  const pointer = `/${escapeSegment(property)}`
  const mayBeSecret = secretMember.test(name)
  return (item, run, out) => {
    const value = own(item, name)
    if (value === undefined || value === null) return
    if (mayBeSecret && isSecret(value)) run.shaped.unread.push(pointerTo(run, pointer))
    else put(out, property, value)
  }
}

/** Members that hold a secret itself, where a service answers with one: it is not taken. */
const secretMember = /(?:password|passphrase|client_?secret|pre_?shared_?key|auth_?token|private_?key|secret_?(?:string|key|value))$/i

/** Of such a member; a name, an ARN or a switch is none. */
function isSecret(value: Json): boolean {
  return typeof value === 'string' && !value.startsWith('arn:')
}

function oneMember(member: string, target: Target, children: ApiMembers | string | undefined, medium: boolean): Step {
  const here = `/${target.path.split('.').map(escapeSegment).join('/')}`
  const unread: Step = (_item, run) => void run.shaped.unread.push(pointerTo(run, here))
  const isTaken = target.medium && medium
  const isSure = target.sure || isTaken
  // A map of tags is what it is; an answer without it does not say that there are none.
  const isTags = target.transform === 'kv' && /^(\w*)Tags$/.test(target.path)
  const change = changeOf(target)
  if (change === undefined || !(isSure || isTags)) return unread

  const value = memberGetter(member)
  const mayBeSecret = secretMember.test(member.replace(/#\d+$/, ''))
  const inner = children === undefined ? undefined : compiled(typeof children === 'string' ? { '=': children } : children, medium)
  const isPlain = !target.path.includes('.')
  const before = digger(target.path)
  return (item, run, out) => {
    const found = value(item, run)
    if (found === undefined) return isSure ? undefined : unread(item, run, out)
    if (mayBeSecret && isSecret(found)) return unread(item, run, out)
    const filled = change.before(found)
    const made = inner === undefined || filled === undefined ? filled : filledInside(inner, filled, run, here)
    const changed = made === undefined ? undefined : change.after(made)
    if (changed === undefined || changed === null) return
    if (isTaken) run.shaped.unsure.push(pointerTo(run, here))
    const there = isPlain ? own(out, target.path) : before(out)
    // Two members may fill one structure: object lock has its switch beside its rule.
    if (isObject(there) && isObject(changed)) merge(there, changed)
    else if (isPlain) put(out, target.path, changed)
    else set(out, target.path, changed)
  }
}

interface Change {
  /** Before the rows of what is inside are applied, and after. */
  before(this: void, value: Json): Json | undefined
  after(this: void, value: Json): Json | undefined
}

const same = (value: Json): Json => value

function listOfMap(value: Json): Json {
  return isObject(value) ? Object.entries(value).map(([key, each]) => keyed(key, each)) : value
}

/** What a target makes of a value; undefined where it names no transform that there is. */
function changeOf({ transform, argument, path }: Target): Change | undefined {
  if (transform === '') return { before: same, after: same }
  if (transform === 'map2list') return { before: listOfMap, after: same }
  if (transform === 'first') return { before: (value) => (Array.isArray(value) ? value[0] : value), after: same }
  const change = Object.hasOwn(transforms, transform) ? transforms[transform] : undefined
  return change === undefined ? undefined : { before: same, after: (value) => change(value, argument, path) }
}

function filledInside(steps: readonly Step[], value: Json, run: Run, here: string): Json {
  run.path.push(here)
  let made: Json
  if (Array.isArray(value)) {
    made = value.map((each, at) => {
      run.path.push(at)
      const one = filledOne(steps, each, run)
      run.path.pop()
      return one
    })
  } else made = filledOne(steps, value, run)
  run.path.pop()
  return made
}

function filledOne(steps: readonly Step[], value: Json, run: Run): Json {
  if (!isObject(value)) return value
  const out: JsonObject = {}
  fill(steps, value, run, out)
  return out
}

type Getter = (item: Json, run: Run) => Json | undefined

/** `^Y` of the enclosing item (`^^Y` of the next), `@In` of the call's input, `$` the item; `#2` only tells two rows apart. */
function memberGetter(member: string): Getter {
  const path = member.replace(/#\d+$/, '')
  if (path === '$') return same
  if (path.startsWith('^')) {
    const name = path.replace(/^\^+/, '')
    const value = digger(name)
    return (_item, run) => value(run.parents.at(name.length - path.length))
  }
  const isOfInput = path.startsWith('@') && path !== '@key'
  const value = digger(isOfInput ? path.slice(1) : path)
  return isOfInput ? (_item, run) => value(run.input) : value
}

const pointers = new WeakMap<ApiMembers, readonly string[]>()

/** Top-level properties that rows may fill, as pointers, sorted by the rows. */
export function propertiesOf(rows: ApiMembers): readonly string[] {
  let known = pointers.get(rows)
  if (known === undefined) pointers.set(rows, (known = pointersOf(rows)))
  return known
}

function pointersOf(rows: ApiMembers): string[] {
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
