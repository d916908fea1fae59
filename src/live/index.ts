import type { InputFile } from '../documents/input-file.ts'
import type { Sniff } from '../documents/sniff.ts'
import { showRole, stateRole } from '../documents/terraform/recognise.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { JsonObject } from '../model/json.ts'
import type { DeclaredResource, LiveItem } from '../model/resource.ts'
import type { Timer } from './aws/limiter.ts'
import { mayBeSavedOutput } from './aws/saved-index.ts'

/** What of the live side is wanted: observers read no more than this. */
export interface LiveScope {
  /** Kinds that are declared, or governed as unmanaged; `undefined`: all that the source knows. */
  kinds?: ReadonlySet<string>
  /** Of these, the ones that are declared: only what hides one of them is a gap. Absent: all of them. */
  declared?: ReadonlySet<string>
  /**
   * What is declared of the live resource that goes by one of these names; undefined: nothing is, and its list says enough.
   * Absent: nobody knows, and everything is wanted of every resource.
   */
  declaredOf?(this: void, kind: string, names: Iterable<string>): DeclaredContents | undefined
  /** The declared resources of a kind, once all declarations were read. Absent: nobody knows them. */
  resourcesOf?(this: void, kind: string): readonly DeclaredResource[]
  /** False: nobody asks for what is not declared, so what is declared is read by itself where it can be. */
  unmanaged?: boolean
  accounts?: readonly string[]
  regions?: readonly string[]
}

/** What the declarations of one resource say, in CloudFormation shape; made when it is asked for. */
export type DeclaredContents = () => readonly JsonObject[]

export interface LiveContext {
  note(diagnostic: Diagnostic): void
  scope: LiveScope
  /** For documents that name neither account nor region. */
  account?: string
  region?: string
  /** Counts an API request as `service.Operation`, those that are made once more too. */
  called?(operation: string): void
  /** Counts an answer of the API that it was asked too often. */
  throttled?(operation: string): void
  /** Counts a request that broke, and is made once more. */
  repeated?(operation: string): void
  /** The clock by which calls are slowed down. Default: that of this machine. */
  timer?: Timer
  progress?(text: string): void
  /** Of a history every state counts, not only the latest: a record of the deployment is sought in it. */
  allStates?: boolean
  /** The time of the record that is replayed, when the source knows one. ISO 8601. */
  readAt?(time: string): void
}

export interface LiveDocument {
  file: InputFile
  role: string
}

/** An observer of documents yields what is live, in batches, and ends only when it has read all or said what it did not. */
export interface DocumentObserver {
  observe(documents: readonly LiveDocument[], context: LiveContext): AsyncIterable<LiveItem[]>
}

export interface DocumentObserverEntry {
  title: string
  recognise(sniff: Sniff): string | undefined
  load(): Promise<{ default: DocumentObserver }>
}

/** Observers of named sources: `aws`, `config`. `argument` is what follows the colon. */
export interface NamedObserver {
  observe(argument: string | undefined, context: LiveContext): AsyncIterable<LiveItem[]>
  /** What `doctor` prints: reachable or not, identity, region, what would be unread. */
  probe(argument: string | undefined, region?: string): Promise<ProbeLine[]>
}

export interface ProbeLine {
  name: string
  ok: boolean
  detail: string
  hint?: string
}

export interface NamedObserverEntry {
  title: string
  load(): Promise<{ default: NamedObserver }>
}

/** Every kind of live document; the first that recognises one reads it. To add one: a file and a line here (docs/extending.md). */
export const documentObservers = {
  capture: {
    title: 'driftgate capture',
    recognise: ({ scalars }) => (String(scalars.get('schema') ?? '').startsWith('driftgate/capture/') ? 'capture' : undefined),
    load: () => import('./capture.ts'),
  },
  cloudcontrol: {
    title: '`aws cloudcontrol get-resource` or `list-resources` output',
    recognise: ({ keys }) => (keys.has('ResourceDescription') || keys.has('ResourceDescriptions') ? 'cloudcontrol' : undefined),
    load: () => import('./aws/cloudcontrol.ts'),
  },
  'aws-config': {
    title: 'AWS Config query, batch, snapshot or history',
    recognise: ({ keys }) => configRole(keys),
    load: () => import('./aws/config.ts'),
  },
  'terraform-state': {
    title: 'a refreshed Terraform state',
    recognise: stateRole,
    load: () => import('./terraform.ts'),
  },
  'terraform-show': {
    title: '`terraform show -json` of a refresh-only plan or a refreshed state',
    recognise: showRole,
    load: () => import('./terraform.ts'),
  },
  'aws-cli': {
    title: 'saved `aws ... describe-*`, `list-*` or `get-account-authorization-details` output',
    recognise: ({ format, keys }) => (format === 'json' && mayBeSavedOutput(keys) ? 'saved' : undefined),
    load: () => import('./aws/saved-observer.ts'),
  },
} satisfies Record<string, DocumentObserverEntry>

function configRole(keys: ReadonlySet<string>): string | undefined {
  if (keys.has('configurationItems')) return keys.has('configSnapshotId') ? 'snapshot' : 'history'
  if (keys.has('baseConfigurationItems')) return 'batch'
  return keys.has('Results') && (keys.has('QueryInfo') || keys.size <= 2) ? 'query' : undefined
}

/** Every live source that has a name of its own. */
export const namedObservers = {
  aws: {
    title: 'AWS, with the credentials and the region of the environment',
    load: () => import('./aws/observer.ts'),
  },
  config: {
    title:
      'AWS Config: what it recorded of this account and region; `config:NAME` of an aggregator, `config:s3://BUCKET/PREFIX` in the newest snapshots there',
    load: () => import('./aws/config-observer.ts'),
  },
} satisfies Record<string, NamedObserverEntry>
