import { isObject, own, type Json, type JsonObject } from '../../../model/json.ts'
import { factsOf } from '../../../mapping/data.ts'
import { naturalKeys } from '../../../mapping/natural-keys.ts'
import type { ApiRow } from '../../../mapping/api.ts'
import { dig, type Found } from './walk.ts'
import { isAccountId } from '../../../model/place.ts'

/**
 * The primary identifier, parts joined by `|`: the members that the row names, else the schema's primary identifier among the
 * properties. `=text` in a row is a constant part, `A|B` the first that is set, `%Property` what the rows made, `A?` a part
 * that a resource may lack. Undefined when another part is missing.
 */
export function physicalIdOf(kind: string, row: ApiRow, found: Found, properties: JsonObject): string | undefined {
  const parts =
    row.l.id?.map((members) => rowPart(members, found, properties)).filter((part) => part !== null) ??
    factsOf(kind)?.i?.map((path) => dig(properties, path.includes('/') ? path.replaceAll('/', '.') : path))
  if (parts === undefined || parts.length === 0) return undefined
  const texts = parts.map(textOf)
  return texts.every((text) => text !== undefined) ? texts.join('|') : undefined
}

/** null: a part that may be absent, and is. */
function rowPart(members: string, found: Found, properties: JsonObject): Json | undefined {
  if (members.startsWith('=')) return members.slice(1)
  if (members.endsWith('?')) return rowPart(members.slice(0, -1), found, properties) ?? null
  if (members.startsWith('%')) return own(properties, members.slice(1))
  for (const member of members.split('|')) {
    const name = member.replace(/^\^+/, '')
    const value = member.startsWith('^') ? dig(found.parents.at(name.length - member.length), name) : dig(found.item, name)
    if (value !== undefined) return value
  }
  return undefined
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/**
 * Other names of the resource itself: its ARN, ids and, where the identifier has one part, its name; and what `members` name.
 * Others count when they are called `Arn`, `Id`, `Name`, or by the last words of the kind: `GroupId` of a SecurityGroup, `PolicyArn` of a ManagedPolicy.
 */
export function identitiesOf(
  kind: string,
  physicalId: string,
  item: Json,
  properties: JsonObject,
  members: readonly string[] = [],
  partition = 'aws',
): string[] {
  const names: string[] = []
  const add = (value: Json | undefined): void => {
    if (typeof value === 'string' && value !== '' && value !== physicalId && !names.includes(value)) names.push(value)
  }
  for (const member of members) add(dig(item, member))
  const naming = namingOf(kind)
  naming.addNames(item, add)
  naming.addNames(properties, add)
  // Older lists of buckets name no ARN; its form is known.
  if (kind === 'AWS::S3::Bucket' && own(item, 'BucketArn') === undefined) add(`arn:${partition}:s3:::${physicalId}`)
  for (const key of naturalKeys(kind, properties, 'live')) if (!names.includes(key)) names.push(key)
  return names.length < 2 ? names : names.toSorted(byStrength)
}

/** ARNs first, then ids and names, each by text. */
function byStrength(a: string, b: string): number {
  const weak = Number(!a.startsWith('arn:')) - Number(!b.startsWith('arn:'))
  return weak !== 0 ? weak : a < b ? -1 : 1
}

/** Which members of a kind's resources name the resource itself. Each is looked at once. */
class Naming {
  readonly #endings: ReadonlySet<string>
  readonly #isSingle: boolean
  readonly #known = new Map<string, boolean>()

  constructor(kind: string) {
    this.#endings = kindEndings(kind)
    this.#isSingle = (factsOf(kind)?.i?.length ?? 1) === 1
  }

  /** Tells of every member that names the resource. */
  addNames(source: Json, add: (value: Json | undefined) => void): void {
    if (!isObject(source)) return
    for (const member in source) if (mayEndName(member) && this.#isName(member)) add(own(source, member))
  }

  #isName(member: string): boolean {
    let known = this.#known.get(member)
    if (known === undefined) this.#known.set(member, (known = this.#look(member)))
    return known
  }

  #look(member: string): boolean {
    const [, stem = '', word = ''] = /^(\w*?)(Arn|ARN|arn|Id|ID|id|Name|name)$/.exec(member) ?? []
    if (word === '' || !this.#endings.has(stem.toLowerCase())) return false
    // A name is only unique beside its owner: two roles may both have a policy "access".
    return this.#isSingle || !/^name$/i.test(word)
  }
}

/** Whether it ends in a letter in which Arn, Id and Name end: most members do not, and are not looked at. */
function mayEndName(member: string): boolean {
  const last = member.charCodeAt(member.length - 1) | 0x20
  return last === 0x64 || last === 0x65 || last === 0x6e
}

const namings = new Map<string, Naming>()

function namingOf(kind: string): Naming {
  let naming = namings.get(kind)
  if (naming === undefined) namings.set(kind, (naming = new Naming(kind)))
  return naming
}

/** `''`, `group`, `securitygroup` for AWS::EC2::SecurityGroup. */
function kindEndings(kind: string): ReadonlySet<string> {
  const words = (kind.split('::')[2] ?? '').match(/[A-Z]+(?![a-z])|[A-Z][a-z0-9]*/g) ?? []
  const endings = new Set([''])
  for (let from = 0; from < words.length; from += 1) endings.add(words.slice(from).join('').toLowerCase())
  return endings
}

/** Account and region that the item itself tells, over those of the call: shared subnets and buckets live elsewhere. */
export function placeOf(item: Json, arn: string | undefined, where: { account?: string | undefined; region?: string | undefined }) {
  const [, , , arnRegion, arnAccount] = arn?.split(':') ?? []
  const owner = own(item, 'OwnerId')
  const bucketRegion = own(item, 'BucketRegion')
  const account =
    typeof owner === 'string' && isAccountId(owner)
      ? owner
      : arnAccount !== undefined && isAccountId(arnAccount)
        ? arnAccount
        : where.account
  const region = typeof bucketRegion === 'string' ? bucketRegion : arnRegion !== undefined && arnRegion !== '' ? arnRegion : where.region
  return { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
}

/** Every text by which a declaration may know a resource. None is sought before it is asked for: most kinds have no declaration. */
export function textsOf(...about: Parameters<typeof eachText>): Iterable<string> {
  return { [Symbol.iterator]: () => eachText(...about) }
}

function* eachText(kind: string, row: ApiRow, found: Found, properties: JsonObject, physicalId: string | undefined): Generator<string> {
  if (physicalId !== undefined) {
    yield physicalId
    yield* identitiesOf(kind, physicalId, found.item, properties, row.l.ids)
  }
  for (const name in properties) {
    const value = own(properties, name)
    if (typeof value === 'string' && value !== '') yield value
  }
}
