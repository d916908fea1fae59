import { terraformIdentity } from '../../src/mapping/terraform-identity.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { DeclaredResource, LiveItem, LiveResource } from '../../src/model/resource.ts'

/** A resource in the neutral shape, as a template declares it. */
export function declares(kind: string, properties: JsonObject, more: Partial<DeclaredResource> = {}): DeclaredResource {
  return {
    kind,
    type: kind,
    address: 'Thing',
    shape: 'neutral',
    properties,
    identities: [],
    sensitive: [],
    dependencies: [],
    file: 'template.yaml',
    reader: 'cloudformation',
    ...more,
  }
}

/** A resource as a Terraform state declares it; ids, account and region are what the attributes tell. */
export function terraform(type: string, attributes: JsonObject, more: Partial<DeclaredResource> = {}): DeclaredResource {
  return {
    ...terraformIdentity(type, attributes),
    type,
    address: `${type}.web`,
    shape: 'terraform',
    properties: attributes,
    sensitive: [],
    dependencies: [],
    file: 'terraform.tfstate',
    reader: 'terraform-state',
    ...more,
  }
}

/** A live resource in the neutral shape. */
export function shows(kind: string, physicalId: string, properties: JsonObject = {}, more: Partial<LiveResource> = {}): LiveResource {
  return { kind, shape: 'neutral', physicalId, properties, identities: [], source: 'aws-list', ...more }
}

/** The live side of a Terraform document. */
export function refreshed(type: string, attributes: JsonObject, more: Partial<LiveResource> = {}): LiveResource {
  const { kind, physicalId, identities } = terraformIdentity(type, attributes)
  return {
    kind,
    type,
    address: `${type}.web`,
    shape: 'terraform',
    physicalId: physicalId ?? 'unknown',
    identities,
    properties: attributes,
    source: 'terraform-show',
    ...more,
  }
}

/** Live resources with the proof that the lists of their kinds, and of other kinds, are whole. */
export function whole(resources: readonly LiveResource[], ...otherKinds: string[]): LiveItem[] {
  const kinds = new Set([...resources.map(({ kind }) => kind), ...otherKinds])
  return [...partly(resources), ...[...kinds].map((kind): LiveItem => ({ is: 'listed', kind }))]
}

/** Live resources of which nobody knows whether they are all. */
export function partly(resources: readonly LiveResource[]): LiveItem[] {
  return resources.map((resource) => ({ is: 'resource', resource }))
}

/** One batch, as readers and observers yield them. */
export async function* once<T>(batch: T): AsyncGenerator<T> {
  yield await Promise.resolve(batch)
}
