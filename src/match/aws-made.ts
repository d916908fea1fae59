import { apiRow } from '../mapping/api.ts'
import { wholeTable } from '../mapping/data.ts'
import { isObject, own, textOf, type Json, type JsonObject } from '../model/json.ts'
import type { LiveResource } from '../model/resource.ts'
import type { LiveIndex } from './live-index.ts'
import type { Surroundings } from './surroundings.ts'
import { isAccountId } from '../model/place.ts'

/** Names of properties (`A.B` within, through lists) to what they must be, and named signs; all must hold. */
export interface Signs {
  [name: string]: Json
}

/** One row of data/aws/aws-made.json: what is made by AWS, a parent or other code, how it is told, and the proof of both. */
export interface MadeRow {
  because: string
  when: Signs
  /** Code that the scan was not given made it, a stack for example. */
  elsewhere?: true
  /** An instance that something made: not unmanaged, and judged on its image and on what it was launched with. */
  owned?: true
  /** What a hand puts into it is no part of it: a rule of a default group stands for itself. */
  open?: true
  /** Properties of one that is told by the row, and of one that looks like it and was made by hand; `@id` is its id, `@kind` its kind. */
  made: JsonObject
  byHand?: JsonObject
  /** Kinds that nobody listed in the proof. */
  unread?: string[]
  /** What else is live in both. */
  beside?: { kind: string; id: string; properties?: JsonObject; declared?: true }[]
}

/** The row that tells what AWS, a managed parent or other code made: no one declares it here and no one mutated it. */
export function madeBy(resource: LiveResource, around: Surroundings): MadeRow | undefined {
  return rowsOf(resource.kind).find(({ when }) => allHold(resource, when, around))
}

/** The rows of a kind, then those of all. */
const rowsOf = remembered((kind: string): readonly MadeRow[] => {
  const table = wholeTable<MadeRow[]>('aws-made.json')
  return [...(Object.hasOwn(table, kind) ? (table[kind] ?? []) : []), ...(table['*'] ?? [])]
})

/** A function of a text that is asked the same over and over. */
function remembered<T>(make: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const value = known.get(text) ?? make(text)
    known.set(text, value)
    return value
  }
}

const compiled = remembered((text) => new RegExp(text))

function isAwsMade(resource: LiveResource, around: Surroundings): boolean {
  return madeBy(resource, around) !== undefined
}

const nowhere: Surroundings = {
  defaultNetworks: new Set(),
  mentioned: new Set(),
  lists: new Set(),
  managed: new Set(),
  newest: new Map(),
  stacks: new Set(),
  attached: new Map(),
  isManaged: () => false,
}

/** True for what tells by itself that AWS made it: the local route of a table, a route of an endpoint. */
export function isAwsMadeByItself(resource: LiveResource): boolean {
  return isAwsMade(resource, nowhere)
}

function allHold(resource: LiveResource, signs: Signs, around: Surroundings): boolean {
  return Object.entries(signs).every(([name, wanted]) => holds(resource, name, wanted, around))
}

function holds(resource: LiveResource, name: string, wanted: Json, around: Surroundings): boolean {
  switch (name) {
    case 'always':
      return true
    case 'defaultOptions':
      return around.defaultOptions === undefined || around.defaultOptions.has(textOf(own(resource.properties, textOf(wanted))))
    case 'onlyDefaultRules':
      return hasOnlyDefaultRules(resource)
    case 'onlyDefaultPolicy':
      return isOwnersPolicy(own(resource.properties, textOf(wanted)), resource.account)
    case 'partOfDefaultNetwork':
      return around.defaultNetworks.has(resource.physicalId)
    case 'ofManaged':
      return around.managed.has(textOf(own(resource.properties, textOf(wanted))))
    case 'namedAfterManaged': {
      // /aws/rds/instance/NAME/error: the service made it for a managed resource.
      const text = textOf(own(resource.properties, textOf(wanted)))
      return text.split('/').some((part) => around.managed.has(part))
    }
    case 'inDefaultNetwork':
    case 'inDefaultAcl':
      return around.defaultNetworks.has(textOf(own(resource.properties, textOf(wanted))))
    case 'inDeclaredList':
      return around.lists.has(
        [wanted]
          .flat()
          .map((path) => textOf(own(resource.properties, textOf(path))))
          .join(' '),
      )
    case 'mentioned':
      return around.mentioned.has(resource.physicalId)
    case 'attachedTo': {
      const attached = around.attached.get(resource.physicalId)
      return attached !== undefined && (wanted === 'any' || attached === wanted)
    }
    case 'tags':
      return [wanted].flat().every((prefix) => tagKeys(resource).some((key) => startsWith(key, textOf(prefix))))
    case 'systemTagBut':
      return tagKeys(resource).some((key) => key.startsWith('aws:') && ![wanted].flat().some((but) => key.startsWith(textOf(but))))
    case 'stackIsDeclared':
      return around.stacks.has(tagsOf(resource)['aws:cloudformation:stack-name'] ?? '') === wanted
    case 'tagOf':
      return isTaggedOf(resource, wanted, around)
    case 'of':
      return isOf(resource, wanted, around)
    case 'namedBy':
      return isNamedBy(resource, wanted, around)
    case 'olderThanManaged':
      return isOlder(textOf(own(resource.properties, textOf(wanted))), around.newest)
    case 'partOfElsewhere':
      return isPartOfElsewhere(resource, around)
    case 'same':
      return isObject(wanted) && Object.entries(wanted).every(([mine, other]) => isSame(resource, mine, resource, textOf(other)))
    case 'listed':
      return [wanted].flat().every((kind) => around.index?.proves(textOf(kind), resource) === true)
    case 'unread':
      return around.index?.proves(textOf(wanted), resource) === false
    case 'account':
      return wanted === 'other' && isOfOtherAccount(resource)
    default:
      return isAs(name.includes('.') ? valuesAt(resource.properties, name) : own(resource.properties, name), wanted)
  }
}

/** `null`: not there. `"^..."` a pattern, `"!x"` another text than x, else the value itself; of a list, every element or one of them. */
function isAs(value: Json | undefined, wanted: Json): boolean {
  if (wanted === null) return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
  if (typeof wanted === 'string' && wanted.startsWith('^')) return matches(value, compiled(wanted))
  if (typeof wanted === 'string' && wanted.startsWith('!')) return typeof value === 'string' && value !== wanted.slice(1)
  if (typeof wanted === 'object') return JSON.stringify(value) === JSON.stringify(wanted)
  if (Array.isArray(value)) return value.some((item) => textOf(item) === textOf(wanted))
  return value !== undefined && textOf(value) === textOf(wanted)
}

/** `kubernetes.io/cluster/` is a beginning, `eks:cluster-name` a whole key. */
function startsWith(key: string, prefix: string): boolean {
  return /[:/]$/.test(prefix) ? key.startsWith(prefix) : key === prefix
}

/** The values below a dotted path, through lists. */
function valuesAt(value: Json | undefined, path: string): Json[] {
  let found: Json[] = value === undefined ? [] : [value]
  for (const step of path.split('.'))
    found = found
      .flatMap((each) => (Array.isArray(each) ? each : [each]))
      .map((each) => own(each, step))
      .filter((each) => each !== undefined && each !== null)
  return found.flatMap((each) => (Array.isArray(each) ? each : [each]))
}

function textsAt(resource: LiveResource, path: Json | undefined): string[] {
  return path === undefined ? [] : valuesAt(resource.properties, textOf(path)).filter((value) => typeof value === 'string')
}

/** A tag names a live resource of a kind: by its value, or by what follows `kubernetes.io/cluster/` in its key. */
function isTaggedOf(resource: LiveResource, relation: Json, around: Surroundings): boolean {
  const tags = tagsOf(resource)
  const keys = own(relation, 'keys')
  const names = (Array.isArray(keys) ? keys : []).flatMap((wanted) => {
    const key = textOf(wanted)
    if (!key.endsWith('/')) return tags[key] ?? []
    return Object.keys(tags).flatMap((name) => (name.startsWith(key) ? name.slice(key.length) : []))
  })
  return names.length > 0 && isOneOf(resource, names, relation, around)
}

/** The live resource of a kind that a property names, or a part of the property: `as` is a pattern whose group is the name. */
function isOf(resource: LiveResource, relation: Json, around: Surroundings): boolean {
  const as = own(relation, 'as')
  const texts = textsAt(resource, own(relation, 'by'))
  const names = typeof as !== 'string' ? texts : texts.flatMap((text) => compiled(as).exec(text)?.[1] ?? [])
  return names.length > 0 && isOneOf(resource, names, relation, around)
}

function isOneOf(resource: LiveResource, names: readonly string[], relation: Json, around: Surroundings): boolean {
  const kind = textOf(own(relation, 'kind'))
  if (around.index === undefined) return false
  const found = around.index.find(kind, names, resource)
  if (found.length === 0) return own(relation, 'orUnread') === true && !around.index.proves(kind, resource)
  return found.some((other) => isSuch(resource, other, relation, around))
}

/** Of what is listed by its parent: the parent is declared by other code. */
function isPartOfElsewhere(resource: LiveResource, around: Surroundings): boolean {
  return parentsOf(resource.kind).some((parent) => isOf(resource, parent, around))
}

const parentsOf = remembered((kind: string): readonly JsonObject[] =>
  Object.values(apiRow(kind)?.l.n ?? {}).flatMap((from) =>
    typeof from === 'string' ? [] : [{ by: from[0], kind: from[1], elsewhere: true }],
  ),
)

/** A live resource of a kind that names this one (or, with `my`, one of its properties) in a property of its own. */
function isNamedBy(resource: LiveResource, relation: Json, around: Surroundings): boolean {
  const { index } = around
  const kind = textOf(own(relation, 'kind'))
  if (index === undefined) return false
  const my = own(relation, 'my')
  const names = my === undefined ? [resource.physicalId, ...resource.identities] : textsAt(resource, my)
  const holders = holdersOf(index, kind, textOf(own(relation, 'at')))
  const found = names.flatMap((name) => holders.get(name) ?? [])
  if (found.length === 0) return own(relation, 'orUnread') === true && !index.proves(kind, resource)
  return found.some((other) => isSuch(resource, other, relation, around))
}

const knownHolders = new WeakMap<LiveIndex, Map<string, Map<string, LiveResource[]>>>()

/** The resources of a kind by what they hold at a path. Turned around once. */
function holdersOf(index: LiveIndex, kind: string, path: string): ReadonlyMap<string, LiveResource[]> {
  const known = knownHolders.get(index) ?? new Map<string, Map<string, LiveResource[]>>()
  knownHolders.set(index, known)
  const key = `${kind} ${path}`
  let holders = known.get(key)
  if (holders === undefined) {
    holders = new Map()
    for (const other of index.ofKind(kind))
      for (const name of new Set(textsAt(other, path))) {
        const list = holders.get(name)
        if (list === undefined) holders.set(name, [other])
        else list.push(other)
      }
    known.set(key, holders)
  }
  return holders
}

function isSuch(resource: LiveResource, other: LiveResource, relation: Json, around: Surroundings): boolean {
  const [is, same] = [own(relation, 'is'), own(relation, 'same')]
  if (own(relation, 'managed') === true && !around.isManaged(other)) return false
  if (own(relation, 'made') === true && !isAwsMade(other, around)) return false
  if (own(relation, 'elsewhere') === true && madeBy(other, around)?.elsewhere !== true) return false
  if (isObject(is) && !allHold(other, is, around)) return false
  return !isObject(same) || Object.entries(same).every(([mine, theirs]) => isSame(resource, mine, other, textOf(theirs)))
}

function isSame(resource: LiveResource, mine: string, other: LiveResource, theirs: string): boolean {
  const value = own(resource.properties, mine)
  return value !== undefined && textOf(value) === textOf(own(other.properties, theirs))
}

/** `...:task-definition/web:6` where revision 7 of it is declared. */
function isOlder(name: string, newest: ReadonlyMap<string, number>): boolean {
  const [base, revision] = revisionOf(name) ?? []
  return base !== undefined && revision !== undefined && revision < (newest.get(base) ?? 0)
}

/** What a name with a number at its end is a revision of, and which. */
export function revisionOf(name: string): [string, number] | undefined {
  const [, base, revision] = /^(.+):(\d{1,9})$/.exec(name) ?? []
  return base === undefined ? undefined : [base, Number(revision)]
}

/** Of another account by its ARN: shared, or the organisation's. */
function isOfOtherAccount({ account, physicalId, identities }: LiveResource): boolean {
  const arn = [physicalId, ...identities].find((name) => /^arn:[\w-]+:[^:]*:[^:]*:\d{12}:/.test(name))
  return account !== undefined && arn !== undefined && arn.split(':')[4] !== account
}

/** A text that fits, or a list of which every element does. */
function matches(value: Json | undefined, pattern: RegExp): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === 'string' && pattern.test(item))
  return typeof value === 'string' && pattern.test(value)
}

/** A group as AWS makes it: its members among themselves, all outbound; or less. A rule that somebody added is a mutation. */
function hasOnlyDefaultRules({ properties, physicalId }: LiveResource): boolean {
  const all = (name: string, fits: (rule: Json) => boolean): boolean => {
    const rules = own(properties, name)
    return !Array.isArray(rules) || rules.every(fits)
  }
  return (
    all('SecurityGroupIngress', (rule) => own(rule, 'SourceSecurityGroupId') === physicalId) &&
    all(
      'SecurityGroupEgress',
      (rule) => own(rule, 'IpProtocol') === '-1' && (own(rule, 'CidrIp') === '0.0.0.0/0' || own(rule, 'CidrIpv6') === '::/0'),
    )
  )
}

/** A policy as AWS writes it for a new topic: whoever it names must come from the account of the owner. */
function isOwnersPolicy(document: Json | undefined, account: string | undefined): boolean {
  const statements = own(document, 'Statement')
  if (!Array.isArray(statements) || statements.length !== 1) return false
  const [only] = statements
  const conditions = own(only, 'Condition')
  const owner = own(own(conditions, 'StringEquals'), 'AWS:SourceOwner') ?? own(own(conditions, 'StringEquals'), 'AWS:SourceAccount')
  return own(only, 'Sid') === '__default_statement_ID' && typeof owner === 'string' && isAccountId(owner) && owner === (account ?? owner)
}

/** The keys of a resource's tags, in either form. */
function tagKeys(resource: LiveResource): string[] {
  return Object.keys(tagsOf(resource))
}

let tagged: { resource: LiveResource; tags: Record<string, string> } | undefined

/** A resource's tags as a map, whatever property and form they have. Several rows ask for them, one after the other. */
function tagsOf(resource: LiveResource): Record<string, string> {
  if (tagged?.resource !== resource) tagged = { resource, tags: tagsIn(resource) }
  return tagged.tags
}

function tagsIn(resource: LiveResource): Record<string, string> {
  const out: Record<string, string> = Object.create(null)
  for (const name of ['Tags', 'TagSet', 'HostedZoneTags', 'UserPoolTags', 'tags']) {
    const tags = own(resource.properties, name)
    if (Array.isArray(tags)) {
      for (const tag of tags) {
        const key = own(tag, 'Key') ?? own(tag, 'key')
        if (typeof key === 'string') out[key] = textOf(own(tag, 'Value') ?? own(tag, 'value'))
      }
    } else if (isObject(tags)) for (const key of Object.keys(tags)) out[key] = textOf(tags[key])
  }
  return out
}
