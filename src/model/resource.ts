import type { Contents } from './content.ts'
import type { JsonObject } from './json.ts'

/**
 * The names in which `properties` are written: `neutral` is CloudFormation's (or the kind's own),
 * `terraform` the provider's attributes, which `mapping` projects into the neutral shape.
 */
export type Shape = 'neutral' | 'terraform'

/** One resource as code declares it. */
export interface DeclaredResource {
  /** Neutral type: `AWS::EC2::Instance`; the Terraform type for other providers. */
  kind: string
  /** The type as the declaration names it. */
  type: string
  /** Where the declaration names it: Terraform address, logical id. Unique within its document. */
  address: string
  /** Where the CDK's own tree names it: `Shop/Bucket/Resource`. */
  constructPath?: string
  shape: Shape
  properties: JsonObject
  /** The name the live side gives it, where the declaration knows it. */
  physicalId?: string
  /** Other names it may go by: ARN, primary identifier, name. */
  identities: readonly string[]
  account?: string
  region?: string
  stack?: string
  /** JSON Pointers into `properties` whose values must never be written. */
  sensitive: readonly string[]
  /** Addresses that must exist before this one; they order the rebuild. */
  dependencies: readonly string[]
  /** Properties (pointers) whose value only a deployment can tell: intrinsics, dynamic references. */
  unresolved?: readonly string[]
  /** What is known of unresolved texts, by pointer. */
  knownTexts?: ReadonlyMap<string, KnownText>
  /** What it declares if conditions that nobody can tell hold or not: one of these is what was deployed. */
  variants?: readonly DeclaredContent[]
  /** Known to be declared, but not what: it is not compared, and its live side is nobody's mutation. */
  notChecked?: NotCheckedReason
  lifecycle?: { createBeforeDestroy?: boolean; deletionPolicy?: string }
  /** When it was last deployed, where the declaration knows. ISO 8601. */
  deployedAt?: string
  /** The document it was read from, as given. */
  file: string
  /** `terraform-state`, `cloudformation`, ... */
  reader: string
  /** The id of the declaration in its sources: module path and block, or logical id. */
  provider?: string
  /** Version of the provider's schema in which the attributes are written. */
  schemaVersion?: number
}

/** What a resource declares, apart from what it is. */
export type DeclaredContent = Pick<DeclaredResource, 'properties' | 'unresolved' | 'knownTexts' | 'sensitive'>

/** A text of which parts are known: they stand in this order, the first at its begin and the last at its end; '' is a gap there. */
export interface KnownText {
  texts: readonly string[]
  /** The whole is encoded. */
  base64?: true
}

/** One resource as the live side shows it. */
export interface LiveResource {
  kind: string
  /** Only where the live document is Terraform's. */
  type?: string
  /** Only where the live document is Terraform's. */
  provider?: string
  /** Only where the live document is Terraform's, or a stack's; of a machine or a container its name. */
  address?: string
  shape: Shape
  properties: JsonObject
  /** The primary identifier; Cloud Control joins its parts with `|`. */
  physicalId: string
  identities: readonly string[]
  account?: string
  region?: string
  /**
   * Pointers of properties that this source does not return for this resource, with `/` for all but what is there:
   * a declared value that is absent there is a read gap, not a removal.
   */
  unread?: readonly string[]
  /** Pointers of what a map of medium confidence filled; `/`: all of it. */
  unsure?: readonly string[]
  /** JSON Pointers into `properties` whose values must never be written. */
  sensitive?: readonly string[]
  /** What a host, a container or a root filesystem contains. */
  contents?: Contents
  /** Ids of the image that it was made from, the surest first: manifest digest, config digest, chain of layers, AMI id. */
  images?: readonly string[]
  /** `aws-list`, `cloudcontrol`, `config`, `terraform-state`, ... */
  source: string
  /** True: read from a source that may be stale (AWS Config). */
  stale?: boolean
  /** When that source recorded the resource as it shows it: its last change that was noticed. ISO 8601. */
  recordedAt?: string
  /** Of a history: one of several states of this resource. */
  recorded?: Recorded
}

/** When AWS Config recorded a state of a resource, and how. */
export interface Recorded {
  /** ISO 8601. */
  at: string
  /** The form in which the item is written: items of one form have the same members. */
  form?: string
  /** The resource was deleted, or not recorded any more. */
  gone?: true
  /** Changes are recorded once a day. */
  daily?: true
  /** Other items of that time may lie elsewhere. */
  partial?: true
}

/** What an observer yields, in any order. */
export type LiveItem =
  | { is: 'resource'; resource: LiveResource }
  | { is: 'listed'; kind: string; account?: string; region?: string }
  /** Asked for by itself, a resource that goes by these names is not there: whatever lists say. */
  | { is: 'gone'; kind: string; names: readonly string[]; account?: string; region?: string }
  | ({ is: 'gap' } & Gap)

/** Something in scope that was not read. Never a clean verdict. */
export interface Gap {
  /** The kind that was not (wholly) read; absent: everything of the source. */
  kind?: string
  /** One resource of the kind, when only that is concerned. */
  physicalId?: string
  account?: string
  region?: string
  /** One of `notCheckedReasons`. */
  reason: NotCheckedReason
  /** Properties (pointers) that are concerned; absent: the whole resource or list. */
  paths?: readonly string[]
  service?: string
  /** IAM action that was refused. */
  action?: string
  detail?: string
  remedy?: string
}

export const notCheckedReasons = [
  'not-in-live-source',
  'access-denied',
  'throttled',
  'truncated',
  'region-off',
  'read-failed',
  'unsupported-kind',
  'no-physical-id',
  'no-live-counterpart',
  'unreadable-document',
  'low-confidence-map',
  'no-mapping',
  'ambiguous-identity',
  'other-account',
  'other-region',
  'interrupted',
  'not-in-template',
  'no-manifest',
] as const
export type NotCheckedReason = (typeof notCheckedReasons)[number]

/** All names that a resource goes by, as a declaration or an answer knows them: its physical id first. */
export function namesOf({ physicalId, identities }: { physicalId?: string; identities: readonly string[] }): string[] {
  return [...(physicalId === undefined ? [] : [physicalId]), ...identities]
}

/** Batches of what a reader found, with what it skipped and said on the way. */
export interface DeclaredBatch {
  resources: DeclaredResource[]
  /** Counts by name: `data-source`, `deposed`. */
  skipped?: Readonly<Record<string, number>>
  /** Values that must not be written anywhere, wherever they turn up. */
  secrets?: readonly string[]
  /** Which version of its document this is; with the last batch of a document. A plan made from it holds for no other. */
  revision?: { file: string; serial?: number; lineage?: string; writtenBy?: string }
}
