import type { DeclaredResource } from '../model/resource.ts'
import type { Mutation } from '../model/mutation.ts'

/** What planning needs to know of a declared resource; a `DeclaredResource` is one. */
export type DeclaredNode = Pick<DeclaredResource, 'kind' | 'type' | 'dependencies' | 'reader' | 'file'> &
  Partial<
    Pick<DeclaredResource, 'address' | 'stack' | 'account' | 'region' | 'physicalId' | 'identities' | 'lifecycle' | 'shape' | 'properties'>
  >

/** A node with its address. */
export class Entry {
  readonly address: string
  readonly node: DeclaredNode

  constructor(address: string, node: DeclaredNode) {
    this.address = address
    this.node = node
  }

  /** Unique over all documents. Of a fleet few are asked for it. */
  get key(): string {
    return `${documentOf(this.node)}\u0000${this.address}`
  }
}

export const groupKind = 'AWS::AutoScaling::AutoScalingGroup'
const templateKinds = new Set(['AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'])

export function isLaunchTemplate(kind: string): boolean {
  return templateKinds.has(kind)
}

interface Place {
  account?: string | undefined
  region?: string | undefined
}

/** Declared resources by address, physical id and dependency, each indexed when first asked for. Order of what is put in does not matter. */
export class DeclaredIndex {
  /** By document, then by address. */
  readonly #byDocument = new Map<string, Map<string, Entry>>()
  #byAddress: Map<string, Entry[]> | undefined
  #byBareAddress: Map<string, Entry[]> | undefined
  #byIdentity: Map<string, Entry[]> | undefined
  #dependents: Map<string, Entry[]> | undefined

  constructor(nodes: Iterable<readonly [string, DeclaredNode]>) {
    for (const [name, node] of nodes) {
      const document = documentOf(node)
      let entries = this.#byDocument.get(document)
      if (entries === undefined) {
        entries = new Map()
        this.#byDocument.set(document, entries)
      }
      const address = node.address ?? name
      if (!entries.has(address)) entries.set(address, new Entry(address, node))
    }
  }

  #at(address: string, node: { file: string; stack?: string | undefined }): Entry | undefined {
    return this.#byDocument.get(documentOf(node))?.get(address)
  }

  *#all(): Generator<Entry> {
    for (const entries of this.#byDocument.values()) yield* entries.values()
  }

  /** The declaration that a mutation is about; undefined where there is none or more than one could be meant. */
  of(mutation: Mutation): Entry | undefined {
    const { declared, resource, live } = mutation
    if (declared !== undefined) return this.#at(declared.address, declared)
    const id = resource.physicalId ?? live?.physicalId
    const named = this.#atAddress(resource.address ?? '').filter(
      ({ node }) => node.kind === resource.kind && (resource.stack === undefined || node.stack === resource.stack),
    )
    return only(named) ?? (id === undefined ? undefined : this.withIdentity(id, resource.kind, resource))
  }

  /** The only resource that goes by this id. A host goes by the id of its instance. */
  withIdentity(id: string, kind: string, place: Place): Entry | undefined {
    const wanted = kind === 'host' ? 'AWS::EC2::Instance' : kind
    return only(this.#withId(id).filter(({ node }) => node.kind === wanted && fits(node, place)))
  }

  withAddress(address: string, kind: string, place: Place): Entry | undefined {
    return only(this.#atAddress(address).filter(({ node }) => node.kind === kind && fits(node, place)))
  }

  /** What must exist before it, within its own document. Terraform names the block, which is every instance of it. */
  dependenciesOf({ node }: Entry): readonly Entry[] {
    return node.dependencies.flatMap((address) => {
      const exact = this.#at(address, node)
      if (exact !== undefined) return [exact]
      return this.#atBareAddress(address).filter((other) => other.node.file === node.file && other.node.stack === node.stack)
    })
  }

  /** What names it as a dependency. */
  dependentsOf(entry: Entry): readonly Entry[] {
    if (this.#dependents === undefined) {
      this.#dependents = new Map()
      for (const dependent of this.#all()) {
        for (const { key } of this.dependenciesOf(dependent)) append(this.#dependents, key, dependent)
      }
    }
    return this.#dependents.get(entry.key) ?? []
  }

  #atAddress(address: string): readonly Entry[] {
    this.#byAddress ??= grouped(this.#all(), (entry) => [entry.address])
    return this.#byAddress.get(address) ?? []
  }

  #atBareAddress(address: string): readonly Entry[] {
    this.#byBareAddress ??= grouped(this.#all(), (entry) => [bareAddress(entry.address)])
    return this.#byBareAddress.get(address) ?? []
  }

  #withId(id: string): readonly Entry[] {
    this.#byIdentity ??= grouped(this.#all(), ({ node: { physicalId, identities = [] } }) =>
      physicalId === undefined ? identities : [physicalId, ...identities],
    )
    return this.#byIdentity.get(id) ?? []
  }
}

function grouped(entries: Iterable<Entry>, namesOf: (entry: Entry) => readonly string[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) for (const name of new Set(namesOf(entry))) append(groups, name, entry)
  return groups
}

/** An index of all declared resources that are known, those of the mutations included. */
export function indexOf(declared: ReadonlyMap<string, DeclaredNode> | undefined, mutations: Iterable<Mutation>): DeclaredIndex {
  return new DeclaredIndex(nodesOf(declared, mutations))
}

function* nodesOf(
  declared: ReadonlyMap<string, DeclaredNode> | undefined,
  mutations: Iterable<Mutation>,
): Generator<readonly [string, DeclaredNode]> {
  if (declared !== undefined) yield* declared
  for (const { declared: node } of mutations) if (node !== undefined) yield [node.address, node]
}

/** `module.a["x"].aws_instance.b[0]` to `module.a.aws_instance.b`, as a state's `dependencies` write it. */
function bareAddress(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '')
}

function documentOf({ file, stack }: { file: string; stack?: string | undefined }): string {
  return stack === undefined ? file : `${file}\u0000${stack}`
}

function fits(node: Place, place: Place): boolean {
  return isSame(node.account, place.account) && isSame(node.region, place.region)
}

/** What one side does not say is no difference. */
function isSame(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined || a === b
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
