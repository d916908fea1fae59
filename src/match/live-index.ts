import { isGlobalKind } from '../mapping/api.ts'
import { own, put } from '../model/json.ts'
import type { Gap, LiveItem, LiveResource } from '../model/resource.ts'
import { mayBeOnePlace } from '../model/place.ts'

/** A place that was read: undefined fits any. */
interface Place {
  account?: string
  region?: string
}

type Gone = Extract<LiveItem, { is: 'gone' }>

const nothing: readonly LiveResource[] = []

/** All that is live, found by any of its names. */
export class LiveIndex {
  readonly resources: LiveResource[] = []
  readonly gaps: Gap[] = []
  readonly accounts = new Set<string>()
  readonly regions = new Set<string>()
  /** By kind, then by any name. */
  private readonly byName = new Map<string, Map<string, LiveResource[]>>()
  /** What Terraform documents show: by type, then by address and by id. */
  private readonly byAddress = new Map<string, Map<string, LiveResource[]>>()
  /** Whether a live document is Terraform's. */
  hasTerraform = false
  private readonly byKind = new Map<string, LiveResource[]>()
  private readonly listed = new Map<string, Place[]>()
  private readonly gone = new Map<string, Gone[]>()
  private readonly loose = new Map<string, Map<string, LiveResource[]>>()
  /** By kind, then by property, then by its text. */
  private readonly owned = new Map<string, Map<string, Map<string, LiveResource[]>>>()

  add(item: LiveItem): void {
    if (item.is === 'resource') this.addResource(item.resource)
    else if (item.is === 'listed') {
      const { kind, account, region } = item
      const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
      const places = this.listed.get(kind)
      if (places === undefined) this.listed.set(kind, [place])
      else places.push(place)
      if (account !== undefined) this.accounts.add(account)
      if (region !== undefined) this.regions.add(region)
    } else if (item.is === 'gone') push(this.gone, item.kind, item)
    else this.gaps.push(item)
  }

  private addResource(resource: LiveResource): void {
    const names = inner(this.byName, resource.kind)
    const same = names.get(resource.physicalId)?.find((other) => isSameObject(other, resource))
    if (resource.shape === 'terraform') this.addTerraform(resource)
    if (same !== undefined) {
      // Of Terraform several types may show parts of one thing, each with attributes of its own.
      if (resource.shape !== 'terraform' || resource.address === same.address) complete(same, resource)
      return
    }
    this.resources.push(resource)
    // Images of others are looked up, and their accounts were not read.
    if (resource.account !== undefined && resource.kind !== 'AWS::EC2::Image') this.accounts.add(resource.account)
    if (resource.region !== undefined) this.regions.add(resource.region)
    push(this.byKind, resource.kind, resource)
    push(names, resource.physicalId, resource)
    for (const name of resource.identities) push(names, name, resource)
  }

  private addTerraform(resource: LiveResource): void {
    this.hasTerraform = true
    const known = inner(this.byAddress, resource.type ?? resource.kind)
    if (resource.address !== undefined) push(known, resource.address, resource)
    if (resource.physicalId !== resource.address) push(known, resource.physicalId, resource)
  }

  /** Live resources of a kind that go by one of the names, in an account and region that fit. */
  find(kind: string, names: readonly string[], place: Place): readonly LiveResource[] {
    const known = this.byName.get(kind)
    if (known === undefined) return nothing
    let several = nothing
    for (const name of names) {
      const found = known.get(name)
      if (found === undefined) continue
      const fitting = found.every((resource) => mayBeOnePlace(resource, place))
        ? found
        : found.filter((resource) => mayBeOnePlace(resource, place))
      // A later name may say which of several it is: a record's key beside its domain name.
      if (fitting.length === 1) return fitting
      if (several.length === 0) several = fitting
    }
    return several
  }

  /** The resource of a Terraform document at an address, or with an id. */
  findAddress(type: string, address: string, place: Place = {}): LiveResource | undefined {
    return this.byAddress
      .get(type)
      ?.get(address)
      ?.find((resource) => mayBeOnePlace(resource, place))
  }

  /** By a part of its identifier or a top-level value; only where exactly one resource fits. */
  findLoosely(kind: string, names: readonly string[], place: Place): LiveResource[] {
    let values = this.loose.get(kind)
    if (values === undefined) {
      values = new Map()
      for (const resource of this.byKind.get(kind) ?? []) {
        const texts = new Set<string>()
        for (const id of [resource.physicalId, ...resource.identities]) for (const part of id.split('|')) texts.add(part)
        for (const value of Object.values(resource.properties)) if (typeof value === 'string' && value !== '') texts.add(value)
        for (const text of texts) push(values, text, resource)
      }
      this.loose.set(kind, values)
    }
    for (const name of names) {
      const tail = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf(':'), name.lastIndexOf('|')) + 1)
      for (const text of [name, tail]) {
        const found = values.get(text)?.filter((resource) => mayBeOnePlace(resource, place) && !contradicts(names, resource)) ?? []
        if (found.length === 1) return found
      }
    }
    return []
  }

  ofKind(kind: string): readonly LiveResource[] {
    return this.byKind.get(kind) ?? nothing
  }

  /** Live resources of a kind whose property `by` has this text: the name of their owner, an id. */
  ofOwner(kind: string, by: string, owner: string): readonly LiveResource[] {
    const resources = this.ofKind(kind)
    if (resources.length === 0) return nothing
    const owned = inner(this.owned, kind)
    let owners = owned.get(by)
    if (owners === undefined) {
      owners = inner(owned, by)
      for (const resource of resources) {
        const name = own(resource.properties, by)
        if (typeof name === 'string') push(owners, name, resource)
      }
    }
    return owners.get(owner) ?? nothing
  }

  /** Whether the whole list of a kind was read where the resource would be. */
  proves(kind: string, place: Place): boolean {
    return [...(this.listed.get(kind) ?? []), ...(this.listed.get('*') ?? [])].some((listed) => mayBeOnePlace(listed, place))
  }

  /** Whether a resource was asked for by one of its names and is not there; a gap elsewhere may still hide it. */
  isGone(kind: string, names: readonly string[], place: Place, gap: Gap | undefined): boolean {
    const gone = this.gone.get(kind)?.find((each) => each.names.some((name) => names.includes(name)) && mayBeOnePlace(each, place))
    return gone !== undefined && (gap === undefined || place.region !== undefined || gap.region === gone.region)
  }

  /** The gap that may hide a resource. */
  gapFor(kind: string, names: readonly string[], place: Place): Gap | undefined {
    return this.gaps.find(
      (gap) =>
        gap.paths === undefined &&
        // What is global is read whatever a region says.
        (gap.kind === undefined ? gap.region === undefined || !isGlobalKind(kind) : gap.kind === kind) &&
        (gap.physicalId === undefined || names.includes(gap.physicalId)) &&
        mayBeOnePlace(gap, place),
    )
  }
}

/** Terraform has one live object under several types, each with attributes of its own. */
function isSameObject(a: LiveResource, b: LiveResource): boolean {
  return a.physicalId === b.physicalId && a.shape === b.shape && (a.shape !== 'terraform' || a.type === b.type) && mayBeOnePlace(a, b)
}

/** Another source shows the same resource: it fills what the first could not show. */
function complete(first: LiveResource, second: LiveResource): void {
  for (const [name, value] of Object.entries(second.properties)) {
    if (!Object.hasOwn(first.properties, name)) put(first.properties, name, value)
  }
  if (first.unread !== undefined && first.unread.length > 0) {
    const unread = first.unread.filter((path) => second.unread?.includes(path) === true)
    first.unread = unread
  }
}

/** The same resource comes under all its names before the next one does, so it can only be the last of a list. */
function push<K, V>(map: Map<K, V[]>, key: K, resource: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [resource])
  else if (list.at(-1) !== resource) list.push(resource)
}

function inner<K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> {
  let found = map.get(key)
  if (found === undefined) {
    found = new Map()
    map.set(key, found)
  }
  return found
}

/** A resource that shares one part of its identifier, and differs in another, is another one: the same stage of another API. */
function contradicts(names: readonly string[], { physicalId }: LiveResource): boolean {
  const parts = physicalId.split('|')
  if (parts.length === 1) return false
  const rivals = names.map((name) => name.split('|')).filter((name) => name.length === parts.length)
  return rivals.length > 0 && !rivals.some((rival) => rival.every((part, at) => mayBeOne(part, parts[at] ?? '')))
}

/** Spellings of one name: case, the last dot of a host, an ARN and the name that ends it. */
function mayBeOne(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => text.toLowerCase().replace(/\.$/, ''))
  if (x === undefined || y === undefined || x === y) return true
  const [long, short] = x.length > y.length ? [x, y] : [y, x]
  return long.startsWith('arn:') && short !== '' && /[/:]$/.test(long.slice(0, -short.length)) && long.endsWith(short)
}
