import type { DeclaredResource } from '../model/resource.ts'
import type { Mutation } from '../model/mutation.ts'

/** What planning needs to know of a declared resource; a `DeclaredResource` is one. */
export type DeclaredNode = Pick<DeclaredResource, 'kind' | 'type' | 'dependencies' | 'reader' | 'file'> &
  Partial<
    Pick<DeclaredResource, 'address' | 'stack' | 'account' | 'region' | 'physicalId' | 'identities' | 'lifecycle' | 'shape' | 'properties'>
  >

/** A node with its address and a key that is unique over all documents. */
export interface Entry {
  key: string
  address: string
  node: DeclaredNode
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

/** Declared resources by address, physical id and dependency. Order of what is put in does not matter. */
export class DeclaredIndex {
  readonly #byKey = new Map<string, Entry>()
  readonly #byAddress = new Map<string, Entry[]>()
  readonly #byBareAddress = new Map<string, Entry[]>()
  readonly #byIdentity = new Map<string, Entry[]>()
  #dependents: Map<string, Entry[]> | undefined

  constructor(nodes: Iterable<readonly [string, DeclaredNode]>) {
    for (const [name, node] of nodes) this.#add(entryOf(node.address ?? name, node))
  }

  /** The declaration that a mutation is about; undefined where there is none or more than one could be meant. */
  of(mutation: Mutation): Entry | undefined {
    const { declared, resource, live } = mutation
    if (declared !== undefined) return this.#byKey.get(keyOf(declared.address, declared))
    const id = resource.physicalId ?? live?.physicalId
    const named = (this.#byAddress.get(resource.address ?? '') ?? []).filter(
      ({ node }) => node.kind === resource.kind && (resource.stack === undefined || node.stack === resource.stack),
    )
    return only(named) ?? (id === undefined ? undefined : this.withIdentity(id, resource.kind, resource))
  }

  /** The only resource that goes by this id. A host goes by the id of its instance. */
  withIdentity(id: string, kind: string, place: Place): Entry | undefined {
    const wanted = kind === 'host' ? 'AWS::EC2::Instance' : kind
    return only((this.#byIdentity.get(id) ?? []).filter(({ node }) => node.kind === wanted && fits(node, place)))
  }

  withAddress(address: string, kind: string, place: Place): Entry | undefined {
    return only((this.#byAddress.get(address) ?? []).filter(({ node }) => node.kind === kind && fits(node, place)))
  }

  /** What must exist before it, within its own document. Terraform names the block, which is every instance of it. */
  dependenciesOf({ node }: Entry): readonly Entry[] {
    return node.dependencies.flatMap((address) => {
      const exact = this.#byKey.get(keyOf(address, node))
      if (exact !== undefined) return [exact]
      return (this.#byBareAddress.get(address) ?? []).filter((other) => other.node.file === node.file && other.node.stack === node.stack)
    })
  }

  /** What names it as a dependency. */
  dependentsOf(entry: Entry): readonly Entry[] {
    if (this.#dependents === undefined) {
      this.#dependents = new Map()
      for (const dependent of this.#byKey.values()) {
        for (const { key } of this.dependenciesOf(dependent)) append(this.#dependents, key, dependent)
      }
    }
    return this.#dependents.get(entry.key) ?? []
  }

  #add(entry: Entry): void {
    if (this.#byKey.has(entry.key)) return
    this.#byKey.set(entry.key, entry)
    append(this.#byAddress, entry.address, entry)
    append(this.#byBareAddress, bareAddress(entry.address), entry)
    const { physicalId, identities = [] } = entry.node
    for (const id of new Set(physicalId === undefined ? identities : [physicalId, ...identities])) append(this.#byIdentity, id, entry)
  }
}

/** An index of all declared resources that are known, those of the mutations included. */
export function indexOf(declared: ReadonlyMap<string, DeclaredNode> | undefined, mutations: Iterable<Mutation>): DeclaredIndex {
  const nodes: [string, DeclaredNode][] = [...(declared ?? [])]
  for (const { declared: node } of mutations) if (node !== undefined) nodes.push([node.address, node])
  return new DeclaredIndex(nodes)
}

/** `module.a["x"].aws_instance.b[0]` to `module.a.aws_instance.b`, as a state's `dependencies` write it. */
function bareAddress(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '')
}

function entryOf(address: string, node: DeclaredNode): Entry {
  return { key: keyOf(address, node), address, node }
}

function keyOf(address: string, node: { file: string; stack?: string | undefined }): string {
  return JSON.stringify([node.file, node.stack ?? '', address])
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
