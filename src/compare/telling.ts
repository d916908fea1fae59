import { keysOf, serviceOf, wholeTable } from '../mapping/data.ts'
import { isEmpty, isObject, own, parseEmbedded, type Json, type JsonObject } from '../model/json.ts'
import { lastName, namesOfPath } from '../model/pointer.ts'
import type { SchemaNode } from './kind-schema.ts'
import { isPolicyDocument } from './policy-document.ts'
import type { Walk } from './walk.ts'
import { isAccountId } from '../model/place.ts'

/** Words by which the classes below are recognised, in any kind. See data/aws/telling.json and docs/data.md. */
interface Words {
  names: ReadonlyMap<string, string>
  off: ReadonlySet<string>
  on: ReadonlySet<string>
  filled: RegExp
  amounts: RegExp
  limits: RegExp
  texts: RegExp
  moving: RegExp
  volatile: RegExp
  keys: ReadonlySet<string>
  placed: RegExp
}

/** A list of words for each class; `names` by class of property. */
export type TellingTable = Record<
  'off' | 'on' | 'filled' | 'amounts' | 'limits' | 'texts' | 'moving' | 'volatile' | 'keys' | 'placed',
  string[]
>

let known: Words | undefined

function words(): Words {
  if (known !== undefined) return known
  const lists = wholeTable<string[]>('telling.json')
  const list = (name: keyof TellingTable): string[] => lists[name] ?? []
  const named = wholeTable<Record<string, string[]>>('telling.json')['names'] ?? {}
  known = {
    names: new Map(Object.entries(named).flatMap(([group, members]) => members.map((name) => [name, group]))),
    off: new Set(list('off')),
    on: new Set(list('on')),
    filled: new RegExp(`(?:^|[a-z0-9])(?:${list('filled').join('|')})$`),
    amounts: new RegExp(`(?:^|[a-z0-9])(?:${list('amounts').join('|')})$`),
    volatile: new RegExp(`(?:^|[a-z0-9])(?:${list('volatile').join('|')})$`),
    moving: new RegExp(`(?:${list('moving').join('|')})$`),
    texts: new RegExp(`(?:${list('texts').join('|')})$`),
    limits: new RegExp(list('limits').join('|')),
    keys: new Set(list('keys')),
    placed: new RegExp(list('placed').join('|')),
  }
  return known
}

/**
 * Whether a value that nobody declared was set by somebody, by classes that hold in every kind: a grant, a variable, code or a
 * destination that AWS never adds by itself; a policy document; another value than the documented default; a limit where AWS
 * sets none. The rows of a kind (`chosen`, `defaults` in corrections.json) come before it.
 */
export function isTelling(walk: Walk, live: Json, node: SchemaNode | undefined): boolean {
  const name = lastName(walk.path)
  if (name === undefined) return false
  if (node !== undefined && isTurnedOff(live, node)) return true
  return !isOff(live) && isOfClass(walk, name, live, node) && !isMirror(walk, live)
}

function isOfClass(walk: Walk, name: string, live: Json, node: SchemaNode | undefined): boolean {
  if (isKnownByName(walk, name, live) || (isPolicyText(walk, live) && !isChildOf(walk, name))) return true
  return (node !== undefined && differsFromDefault(name, live, node)) || (isSet(walk, name, live) && setsNothing(walk))
}

/** Nothing inside says more than "off". */
function isOff(live: Json): boolean {
  if (Array.isArray(live)) return live.every(isOff)
  // A policy without statements allows and denies nothing.
  if (isObject(live))
    return isEmpty(own(live, 'Statement') ?? 'none') || Object.values(live).every((value) => isEmpty(value) || isOff(value))
  if (typeof live === 'string') return live.trim() === '' || words().off.has(live.toLowerCase())
  return live === null || live === false || live === 0
}

/** `Disabled`, `none`: a word that says no more than nothing does. */
export function isOffWord(value: Json): boolean {
  return typeof value === 'string' && words().off.has(value.toLowerCase())
}

/** What the declaration says elsewhere, AWS repeats here: the name of a parent, the settings of an older spelling. */
function isMirror(walk: Walk, live: Json): boolean {
  return typeof live === 'string' && live.length > 1 && walk.whole.declares(live)
}

function isKnownByName(walk: Walk, name: string, live: Json): boolean {
  // A list of environment rows; as an object it is the service's own, and its members are looked at.
  if (name === 'Environment') return Array.isArray(live)
  return words().names.has(name) && !isChildOf(walk, name)
}

function isPolicyText(walk: Walk, live: Json): boolean {
  const document = isObject(live) ? live : parseEmbedded(live)
  if (!isObject(document) || !isPolicyDocument(document)) return false
  return !(walk.kind.endsWith('Endpoint') && allowsAll(document)) && !isOwners(walk, document)
}

/** What a key or a store has where nobody gave it a policy: its own account may do all, and nobody else anything. */
function isOwners({ whole }: Walk, document: JsonObject): boolean {
  const arn = whole.says(['Arn'])
  const account = typeof arn === 'string' ? (arn.split(':')[4] ?? '') : ''
  const owner = new RegExp(`^(?:arn:[\\w-]+:iam::)?${account}(?::root)?$`)
  return (
    isAccountId(account) &&
    listOf(own(document, 'Statement')).every((statement) => {
      const principal = own(statement, 'Principal')
      const names = isObject(principal) && Object.keys(principal).join() === 'AWS' ? listOf(own(principal, 'AWS')) : ['']
      return own(statement, 'Effect') === 'Allow' && names.every((name) => typeof name === 'string' && owner.test(name))
    })
  )
}

/** What an endpoint has where nobody gave it a policy: its resources guard themselves. */
function allowsAll(document: JsonObject): boolean {
  const [statement, ...others] = listOf(own(document, 'Statement'))
  const all = ['Action', 'Resource', 'Principal'].every((name) => isEveryone(own(statement, name)))
  return all && others.length === 0 && own(statement, 'Effect') === 'Allow' && own(statement, 'Condition') === undefined
}

function isEveryone(value: Json | undefined): boolean {
  return listOf(own(value, 'AWS') ?? value).every((item) => item === '*')
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [value ?? null]
}

/** Live shows here what resources of a kind of their own put in: subscriptions of a topic, hooks of a group. */
function isChildOf({ kind }: Walk, name: string): boolean {
  let names = children.get(kind)
  if (names === undefined) children.set(kind, (names = new Map()))
  let is = names.get(name)
  if (is === undefined) names.set(name, (is = isNamedAsChild(kind, name)))
  return is
}

/** By kind, then by the name of a property: in most resources the same ones are asked for. */
const children = new Map<string, Map<string, boolean>>()

function isNamedAsChild(parent: string, name: string): boolean {
  const [, , noun = ''] = parent.split('::')
  const service = serviceOf(parent)
  if (service === undefined) return false
  const singular = name.replace(/ies$/, 'y').replace(/s$/, '')
  return keysOf(`facts/${service}.json`).some((kind) => {
    const other = kind.split('::')[2] ?? ''
    return other !== noun && (name.startsWith(other) || other === noun + singular)
  })
}

/** A documented default and another value, where the default neither hangs on something else nor moves with the years. */
function differsFromDefault(name: string, live: Json, { defaults }: SchemaNode): boolean {
  const [usual] = defaults?.values ?? []
  if (defaults === undefined || usual === undefined) return false
  if (typeof live === 'boolean') return live && usual === false && defaults.sources > 0 && !encrypts(name)
  if (typeof live === 'string')
    return typeof usual === 'string' && defaults.sources > 0 && !words().moving.test(name) && !isStage(name, usual)
  if (typeof live !== 'number' || typeof usual !== 'number' || words().amounts.test(name)) return false
  // A moment is no limit: nobody waits for seconds since 1970.
  return defaults.sources > 2 || (words().limits.test(name) && live < 1e9)
}

/**
 * Another value than the default that the schema itself states. Not what follows the size of things or moves with the years, nor a
 * stage on the way of a thing (a draft that was activated), nor what is declared elsewhere.
 */
export function differsSurely(walk: Walk, live: Json, { defaults }: SchemaNode): boolean {
  const name = lastName(walk.path) ?? ''
  const [usual] = defaults?.values ?? []
  const { amounts, moving } = words()
  if (typeof live === 'number') return !amounts.test(name)
  if (typeof live === 'boolean') return !(live && encrypts(name))
  return typeof live !== 'string' || (!moving.test(name) && !isStage(name, usual) && !isMirror(walk, live))
}

/** An account may encrypt all that is made in it: that this is encrypted was nobody's act. */
function encrypts(name: string): boolean {
  return /encrypt/i.test(name)
}

function isStage(name: string, usual: Json | undefined): boolean {
  if (typeof usual !== 'string' || !/(?:Status|State)$/.test(name)) return false
  const { off, on } = words()
  return !off.has(usual.toLowerCase()) && !on.has(usual.toLowerCase())
}

/** What is on unless somebody turns it off, and is off. */
function isTurnedOff(live: Json, { defaults }: SchemaNode): boolean {
  const [usual] = defaults?.values ?? []
  if (live === false) return usual === true && defaults !== undefined && defaults.sources > 2
  if (typeof live !== 'string' || typeof usual !== 'string') return false
  return words().off.has(live.toLowerCase()) && words().on.has(usual.toLowerCase())
}

function setsNothing({ schema, path }: Walk): boolean {
  return schema.nothing?.has(namesOfPath(path).join('.')) === true
}

/**
 * Where AWS sets nothing: a limit, a list, a text, a key of the customer was set by somebody. Not what it names and places by
 * itself, nor a number or a word that may be a default nobody wrote down.
 */
function isSet(walk: Walk, name: string, live: Json): boolean {
  const { filled, limits, keys, texts } = words()
  if (typeof live === 'number') return limits.test(name) && live < 1e9
  if (typeof live === 'string' && keys.has(name)) return !/alias\/aws\/|AWS_OWNED/.test(live) && !isEncrypted(walk)
  if (filled.test(name)) return false
  if (Array.isArray(live)) return !isChildOf(walk, name) && live.some(saysMore)
  // A bare word (ENABLED, standard) is how a service shows its own way of working.
  return typeof live === 'string' && !isPlaced(live) && (/[\s:/.@{]/.test(live) || texts.test(name))
}

/** Declared beside it that there is encryption: without a key of the customer AWS takes its own, and shows it. */
function isEncrypted({ whole, path }: Walk): boolean {
  const beside = whole.says(path.slice(0, -1))
  return (
    isObject(beside) &&
    Object.keys(beside).some((name) => /encrypt|^sse/i.test(name) && typeof beside[name] !== 'object' && !isOff(beside[name] ?? null))
  )
}

/** Where AWS puts things by itself: ids of networks, zones, regions, versions, roles and names of its own. */
function isPlaced(text: string): boolean {
  return words().placed.test(text)
}

/** Rows of nothing but words of the service (`All`, `DETECTIVE`), numbers and flags are how it shows its own way of working. */
function saysMore(live: Json): boolean {
  if (Array.isArray(live)) return live.some(saysMore)
  if (isObject(live)) return Object.values(live).some((value) => (typeof value === 'object' ? saysMore(value) : isOwnText(value ?? null)))
  return isOwnText(live)
}

function isOwnText(value: Json): boolean {
  return typeof value === 'string' && value !== '' && !/^[A-Za-z_]+$/.test(value) && !isPlaced(value)
}

/** A form that was never filled in: nothing, off, and an address of its link alone. */
export function isBlankForm(live: Json): boolean {
  return (
    isObject(live) &&
    leavesOf(live).some(isEmpty) &&
    leavesOf(live).every((leaf) => isOff(leaf) || (typeof leaf === 'string' && leaf.startsWith('169.254.')))
  )
}

function leavesOf(live: JsonObject): Json[] {
  return Object.values(live).flatMap((value) => (isObject(value) && !isEmpty(value) ? leavesOf(value) : [value ?? null]))
}

/** Every text that a declaration holds. */
export function textsIn(value: Json, into: Set<string> = new Set()): ReadonlySet<string> {
  if (typeof value === 'string') into.add(value)
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) textsIn(item ?? null, into)
  return into
}

/** What changes by itself while nobody does anything: states, times, counters. */
export function isVolatile(name: string): boolean {
  return words().volatile.test(name)
}
