import type { InputFile } from '../documents/input-file.ts'
import type { Sniff } from '../documents/sniff.ts'
import { showRole, stateRole } from '../documents/terraform/recognise.ts'
import type { DriftgateError } from '../model/errors.ts'
import type { FreshReader } from '../model/fresh.ts'
import type { Account } from '../model/generated/accounts.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { JsonObject } from '../model/json.ts'
import type { DeclaredResource, LiveItem } from '../model/resource.ts'
import type { Timer } from './aws/calls/limiter.ts'
import { mayBeSavedOutput } from './aws/saved/index.ts'

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
  /** Kinds whose maps of medium confidence were proven in an account of the user's. */
  verified?: ReadonlySet<string>
  /** False: nobody asks for what is not declared, so what is declared is read by itself where it can be. */
  unmanaged?: boolean
  /** Kinds and properties of which the map is of medium confidence are read, too. */
  includeMedium?: boolean
  /** All that is declared of a kind. Absent: nobody knows. */
  declaredAs?(this: void, kind: string): readonly JsonObject[]
  /** Ids, names or patterns of accounts. Absent: those of the list, without one that of the credentials. */
  /** False for accounts and regions of which nothing is judged: they are not read. */
  wantsPlace?: ((place: { account?: string; region?: string }) => boolean) | undefined
  accounts?: readonly string[]
  /** Names or patterns, `all`: every region that is enabled. Absent: that of the environment. */
  regions?: readonly string[]
  /** Where what is declared is; known once all declarations were read. Absent: everything in the scope is read. */
  places?: DeclaredPlaces
}

/** Where declared resources are, as far as they say. */
export interface DeclaredPlaces {
  /** Whether some are there, or may be since they do not say where they are. Without a region: anywhere in the account. */
  mayHold(account: string, region?: string): boolean
  /** The regions of the account that some name. */
  regionsOf(account: string): readonly string[]
  /** The accounts that some name. */
  accounts(): readonly string[]
}

export type { Account as ListedAccount } from '../model/generated/accounts.ts'

/** How a named source comes into the accounts that it reads. */
export interface Entry {
  /** The accounts that are known, or who lists them: `organization`, `organization:ou-ab12-c3d4e5f6`. */
  accounts?: readonly Account[] | string
  /** Name or ARN of a role, `{account}` in it is the account's id. */
  role?: string
  externalId?: string
  sessionName?: string
  sessionTags?: Readonly<Record<string, string>>
}

/** What the declarations of one resource say, in CloudFormation shape; made when it is asked for. */
export type DeclaredContents = () => readonly JsonObject[]

export interface LiveContext {
  note(diagnostic: Diagnostic): void
  scope: LiveScope
  entry?: Entry
  /** For documents that name neither account nor region. */
  account?: string
  region?: string
  /** A live source offers to read single resources once more. Absent: nobody will ask. */
  offer?(reader: FreshReader): void
  /** Counts an API request as `service.Operation`, those that are made once more too; of a replay those of its capture, `times` at once. */
  called?(operation: string, times?: number): void
  /** Counts an answer of the API that it was asked too often. */
  throttled?(operation: string, times?: number): void
  /** Counts a request that broke, and is made once more. */
  repeated?(operation: string, times?: number): void
  /** Aborted: nothing more is read, and what is missing then is a gap. */
  signal?: AbortSignal
  /** The clock by which calls are slowed down. Default: that of this machine. */
  timer?: Timer
  progress?(text: string): void
  /** A request was answered, or given up. */
  answered?(operation: string): void
  /** Kinds that will be read, once for each place. */
  planned?(kinds: readonly string[]): void
  /** A kind was read, in one place. */
  finished?(kind: string): void
  /** Of a history every state counts, not only the latest: a record of the deployment is sought in it. */
  allStates?: boolean
  /** How deep a folder of a machine is looked into, by its path there. Absent: wholly. */
  depthOf?(this: void, path: string): 'whole' | 'programs' | 'none' | undefined
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
  probe(argument: string | undefined, context: LiveContext): Promise<ProbeLine[]>
}

export interface ProbeLine {
  name: string
  ok: boolean
  detail: string
  hint?: string
}

export interface NamedObserverEntry {
  title: string
  /** What follows the colon is a path. */
  takesPath?: true
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
    load: () => import('./aws/cloudcontrol/documents.ts'),
  },
  'aws-config': {
    title: 'AWS Config query, batch, snapshot or history',
    recognise: ({ keys }) => configRole(keys),
    load: () => import('./aws/config/documents.ts'),
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
    load: () => import('./aws/saved/observer.ts'),
  },
  'docker-inspect': {
    title: '`docker inspect` of containers, and of their images',
    recognise: ({ format, keys }) => (format === 'json' ? inspectRole(keys) : undefined),
    load: () => import('./docker/documents.ts'),
  },
} satisfies Record<string, DocumentObserverEntry>

function inspectRole(keys: ReadonlySet<string>): string | undefined {
  if (!keys.has('Id')) return undefined
  if (keys.has('State') && keys.has('Image') && keys.has('Path')) return 'container'
  return keys.has('RepoTags') && keys.has('RepoDigests') ? 'image' : undefined
}

function configRole(keys: ReadonlySet<string>): string | undefined {
  if (keys.has('configurationItems')) return keys.has('configSnapshotId') ? 'snapshot' : 'history'
  if (keys.has('baseConfigurationItems')) return 'batch'
  return keys.has('Results') && (keys.has('QueryInfo') || keys.size <= 2) ? 'query' : undefined
}

/** A broken document is said and leaves a gap; what else there is is still read. */
export function unreadable(error: DriftgateError, context: LiveContext): LiveItem {
  const { code, message, hint, at } = error
  context.note({ code, level: 'error', message, hint, ...(at === undefined ? {} : { location: at }) })
  return { is: 'gap', reason: 'unreadable-document', detail: message, remedy: hint }
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
    load: () => import('./aws/config/observer.ts'),
  },
  host: {
    title: 'this machine: its files, compared with the image that it was started from',
    load: () => import('./machine/host.ts'),
  },
  rootfs: {
    title: '`rootfs:DIR`, the root filesystem of a machine or a container in a folder of this machine',
    takesPath: true,
    load: () => import('./machine/rootfs.ts'),
  },
  tar: {
    title: '`tar:FILE`, the root filesystem of a machine or a container in an archive: `docker export`',
    takesPath: true,
    load: () => import('./machine/tar.ts'),
  },
  docker: {
    title: 'the containers that run in the engine of this machine, or of DOCKER_HOST; `docker:NAME` one of them',
    load: () => import('./docker/docker.ts'),
  },
  collected: {
    title: '`collected:FILE`, what the script of `driftgate bake --script` wrote on a machine',
    load: () => import('./machine/collected.ts'),
  },
} satisfies Record<string, NamedObserverEntry>
