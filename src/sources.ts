import { accountWatch } from './asked-account.ts'
import { isLibraryIndex, readLibrary } from './baked/library.ts'
import { locator } from './declared/locate/locator.ts'
import { openDeclared } from './declared/open.ts'
import { fetchedDocuments } from './declared/sources/index.ts'
import { collectSecrets } from './documents/terraform/state.ts'
import { besideDeclared, findFiles } from './documents/input-file.ts'
import type { readStacks } from './declared-stacks.ts'
import type { RemoteDocuments } from './documents/remote.ts'
import { sensitivePlaces } from './mapping/schema-sensitive.ts'
import { openLive } from './live/open.ts'
import type { Places } from './declared-places.ts'
import type { Entry, LiveContext, LiveScope } from './live/index.ts'
import { Declarations, kindsToRead } from './live-scope.ts'
import type { UnmanagedScope } from './match/unmanaged.ts'
import type { FreshReader } from './model/fresh.ts'
import { isPattern } from './model/glob.ts'
import type { Diagnostic } from './model/generated/report.ts'
import type { ProviderSchemas } from './model/provider-schema.ts'
import type { DeclaredBatch, DeclaredResource, LiveItem } from './model/resource.ts'
import { refuseSameState } from './same-document.ts'
import type { Sources } from './scan.ts'

/** What a user names: files, folders, named sources, each with an optional `KIND:`. */
export interface SourceNames {
  declared: readonly string[]
  baked: readonly string[]
  live: readonly string[]
  /** Records of what live was right after the last deployment. Absent: `*.deployed.ndjson` beside what is declared. */
  asDeployed?: readonly string[]
  /** When everything was last deployed. ISO 8601. Absent: as the stack says, or the time of the state. */
  deployedAt?: string
  /** The clock, in milliseconds. Absent: the times of files are not taken for times of deployments. */
  now?: () => number
  /** For documents that name none. */
  account?: string
  region?: string
  /** Which accounts are read: ids, names, patterns. Absent: those of the list, without one that of the credentials. */
  accounts?: readonly string[]
  /** Which regions are read: names, patterns, `all`. Absent: `region`, else that of the environment. */
  regions?: readonly string[]
  /** How accounts are entered. */
  entry?: Entry
  /** Files with public keys, of which one must have signed a manifest of an image. */
  verifyKeys?: readonly string[]
  /** Kinds whose maps were proven in an account of the user's: `driftgate doctor --verify-map` writes them. */
  verified?: ReadonlySet<string>
  /** Which live resources must be declared; decides what else is read. Default: services. */
  unmanaged?: UnmanagedScope
  /** False for kinds of which nothing is judged: they are not read. */
  wantsKind?: ((kind: string) => boolean) | undefined
  /** False for accounts and regions of which nothing is judged. */
  wantsPlace?: LiveScope['wantsPlace']
  cwd?: string
  /** Where credentials of sources are looked for; default: the environment of the process. */
  env?: Readonly<Record<string, string | undefined>>
  /** Live kinds and properties are read although their map is of medium confidence. */
  includeMedium?: boolean
  /** Plain HTTP to other machines is meant. */
  allowHttp?: boolean
  /** Files that `terraform providers schema -json` wrote, beside those among the declared sources. */
  providerSchemas?: readonly string[]
}

export interface OpenedSources extends Sources {
  diagnostics: Diagnostic[]
  calls: Record<string, number>
  throttled: Record<string, number>
  repeated: Record<string, number>
  /** The time of the capture that is replayed; known once it was read. */
  readAt(): string | undefined
  /** What was taken, for the notice to the user. */
  took: { declared: string[]; baked: string[]; live: string[]; asDeployed?: string[] }
}

/** What is told of while the live side is read. */
export type ReadWatcher = Pick<LiveContext, 'called' | 'answered' | 'throttled' | 'planned' | 'finished'> & { say(text: string): void }

/** What observers count of their calls, and what they tell: it is counted, and told to whoever watches. */
export function callCounts(watcher?: ReadWatcher) {
  const counts: Record<'calls' | 'throttled' | 'repeated', Record<string, number>> = { calls: {}, throttled: {}, repeated: {} }
  const counter =
    (name: keyof typeof counts, also?: 'called' | 'throttled') =>
    (operation: string, times?: number): void => {
      counts[name][operation] = (counts[name][operation] ?? 0) + (times ?? 1)
      // What a capture tells of is no call that anybody waits for.
      if (also !== undefined && times === undefined) watcher?.[also]?.(operation)
    }
  return {
    counts,
    counting: {
      called: counter('calls', 'called'),
      throttled: counter('throttled', 'throttled'),
      repeated: counter('repeated'),
      answered: (operation: string) => watcher?.answered?.(operation),
      planned: (kinds: readonly string[]) => watcher?.planned?.(kinds),
      finished: (kind: string) => watcher?.finished?.(kind),
      progress: (text: string) => watcher?.say(text),
    },
  }
}

/** Opens every source of a scan; nothing is read but what it takes to recognise it. Throws InputError for what cannot be opened. */
export async function openSources(names: SourceNames, watcher?: ReadWatcher, signal?: AbortSignal): Promise<OpenedSources> {
  const diagnostics: Diagnostic[] = []
  const { counts, counting } = callCounts(watcher)
  let readAt: string | undefined
  const said = new Set<string>()
  // What a capture says again may be said by this run as well.
  const note = (diagnostic: Diagnostic): void => {
    const { code, level, message, hint, location } = diagnostic
    const text = JSON.stringify([code, level, message, hint, location?.file, location?.line])
    if (said.has(text)) return
    said.add(text)
    diagnostics.push(diagnostic)
  }
  const place = {
    ...(names.account === undefined ? {} : { account: names.account }),
    ...(names.region === undefined ? {} : { region: names.region }),
  }
  const how = {
    ...(names.entry === undefined ? {} : { entry: names.entry }),
    ...(signal === undefined ? {} : { signal }),
  }
  const remote = remoteDocuments(names, counting.called)
  const written = new Map<string, string>()
  const wroteAt = (file: string, time: string): unknown => written.set(file, time)
  const declared = openDeclared(
    names.declared,
    { note, wroteAt, ...place },
    { cloudformation: (stack) => readStack(stack, { note, ...counting, ...place, ...how, ...placeScope(names) }) },
    remote,
  )
  const baked = await openBaked(names, { note, called: counting.called })
  const declarations = new Declarations()
  const places = await placesOf(names)
  // Not spread: its kinds are told when all declarations are read.
  const scope = Object.assign(liveScope(names, declarations), placeScope(names, places))
  const context: LiveContext = {
    note,
    scope,
    ...place,
    ...how,
    ...counting,
    readAt: (time) => {
      if (readAt === undefined || time > readAt) readAt = time
    },
  }
  let fresh: FreshReader | undefined
  context.offer = (reader) => (fresh ??= reader)
  const live = await openLive(names.live, context, remote)
  refuseSameState(declared.took, live.took)
  const schemaFiles = [...declared.schemas, ...(names.providerSchemas ?? []).flatMap((file) => findFiles(file))]
  const schemas =
    schemaFiles.length === 0 ? undefined : await (await import('./documents/terraform/provider-schema.ts')).openProviderSchemas(schemaFiles)
  const accounts = accountWatch(names.accounts ?? (names.account === undefined ? [] : [names.account]), note)
  const records = names.asDeployed ?? besideDeclared(names.declared)
  const asDeployed =
    records.length === 0
      ? undefined
      : await openRecords(
          records,
          { ...context, scope: { ...placeScope(names), kinds: scope.declared, declaredOf: scope.declaredOf } },
          names,
          written,
          remote,
        )
  return {
    declared: accounts.declared(
      watching(schemas === undefined ? declared.batches : declaredBySchema(declared.batches, schemas), declarations, places),
    ),
    ...(names.baked.length === 0 ? {} : { library: await readLibrary(baked.files, note, baked) }),
    live: accounts.live(schemas === undefined ? live.items : liveBySchema(live.items, schemas)),
    ...(schemas === undefined ? {} : { schemas }),
    ...(asDeployed === undefined ? {} : { asDeployed }),
    locator: await locator(declared.folders, {
      templates: declared.mayHave('cloudformation'),
      ...(names.cwd === undefined ? {} : { cwd: names.cwd }),
    }),
    diagnostics,
    scope: {
      declared: declared.took,
      baked: baked.took,
      live: live.took,
      ...(asDeployed === undefined ? {} : { asDeployed: asDeployed.took }),
    },
    fresh: () => fresh,
    ...counts,
    readAt: () => readAt,
    took: {
      declared: declared.took,
      baked: baked.took,
      live: live.took,
      ...(asDeployed === undefined ? {} : { asDeployed: asDeployed.took }),
    },
  }
}

/** The manifests and libraries of images. */
async function openBaked({ baked: sources, verifyKeys = [] }: SourceNames, context: Pick<LiveContext, 'note' | 'called'>) {
  const found = sources.filter((source) => !source.startsWith('s3://')).flatMap((source) => findFiles(source))
  const isPlain = verifyKeys.length === 0 && sources.every((source) => !source.startsWith('s3://')) && !found.some(isLibraryIndex)
  if (isPlain) return { files: found, indexed: [], took: found.map(({ path }) => path) }
  const { files, indexed, places, signatureOf } = await (
    await import('./library-stores.ts')
  ).bakedSources(found, sources, { ...context, verifyKeys })
  return { files, indexed, ...(signatureOf === undefined ? {} : { signatureOf }), took: [...places, ...files.map(({ path }) => path)] }
}

/** The records of the deployment, with the times of deployments. */
async function openRecords(
  records: readonly string[],
  context: LiveContext,
  { deployedAt, now }: SourceNames,
  written: ReadonlyMap<string, string>,
  remote: RemoteDocuments,
) {
  const [{ openAsDeployed }, { deploymentTimes }, { recordDelay }] = await Promise.all([
    import('./live/as-deployed.ts'),
    import('./live/deployment-time.ts'),
    import('./match/at-deployment.ts'),
  ])
  const opened = await openAsDeployed(records, context, recordDelay, remote)
  const note = (diagnostic: Diagnostic): void => context.note(diagnostic)
  return { ...opened, deployedAt: deploymentTimes({ said: deployedAt, written, note, now }) }
}

/** The sources that are fetched. S3 is loaded when the first of its objects is read. */
export function remoteDocuments(
  { env, allowHttp, region }: Pick<SourceNames, 'env' | 'allowHttp' | 'region'>,
  called: (operation: string) => void,
): RemoteDocuments {
  return fetchedDocuments({
    ...(env === undefined ? {} : { env }),
    allowHttp: allowHttp === true,
    ...(region === undefined ? {} : { region }),
    objects: async (options) => (await import('./live/aws/s3-objects.ts')).s3Objects({ ...options, called }),
  })
}

/** What the live side is to read. Observers ask once all declarations are read, and only those that read by kind. */
function liveScope(
  { unmanaged = 'services', includeMedium = false, verified, wantsKind }: SourceNames,
  declarations: Declarations,
): LiveScope & Required<Pick<LiveScope, 'declared' | 'declaredOf'>> {
  let kinds: Set<string> | undefined
  return {
    declared: declarations.kinds,
    declaredOf: (kind, live) => declarations.of(kind, live),
    declaredAs: (kind) => declarations.contentsOf(kind),
    resourcesOf: (kind) => declarations.resources(kind),
    unmanaged: unmanaged !== 'none',
    includeMedium,
    ...(verified === undefined ? {} : { verified }),
    get kinds() {
      return (kinds ??= kindsToRead(declarations.kinds, unmanaged, wantsKind))
    },
  }
}

/** Where several accounts or regions are read it matters where what is declared is. */
async function placesOf({ unmanaged, accounts, regions, entry }: SourceNames): Promise<Places | undefined> {
  if (!isSeveral(accounts) && !isSeveral(regions) && entry?.accounts === undefined) return undefined
  const { Places } = await import('./declared-places.ts')
  return new Places(unmanaged === 'all')
}

function placeScope({ accounts, regions, wantsPlace }: SourceNames, places?: Places): LiveScope {
  return {
    ...(wantsPlace === undefined ? {} : { wantsPlace }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(regions === undefined ? {} : { regions }),
    ...(places === undefined ? {} : { places }),
  }
}

function isSeveral(said: readonly string[] = []): boolean {
  return said.length > 1 || said.some(isPattern)
}

/** What a provider calls sensitive is a secret, whether the state marks it or not. */
async function* declaredBySchema(batches: AsyncIterable<DeclaredBatch>, schemas: ProviderSchemas): AsyncGenerator<DeclaredBatch> {
  for await (const batch of batches) {
    const secrets = new Set(batch.secrets)
    const resources = batch.resources.map((resource) => {
      const places = sensitiveOf(resource, schemas)
      for (const { value } of places) collectSecrets([], value, secrets)
      return places.length === 0 ? resource : { ...resource, sensitive: [...resource.sensitive, ...places.map(({ pointer }) => pointer)] }
    })
    yield { ...batch, resources, secrets: [...secrets] }
  }
}

async function* liveBySchema(batches: AsyncIterable<LiveItem[]>, schemas: ProviderSchemas): AsyncGenerator<LiveItem[]> {
  for await (const items of batches) {
    yield items.map((item) => {
      const places = item.is === 'resource' ? sensitiveOf(item.resource, schemas) : []
      if (item.is !== 'resource' || places.length === 0) return item
      const sensitive = [...(item.resource.sensitive ?? []), ...places.map(({ pointer }) => pointer)]
      return { ...item, resource: { ...item.resource, sensitive } }
    })
  }
}

function sensitiveOf(
  { shape, type, provider, properties }: Partial<DeclaredResource>,
  schemas: ProviderSchemas,
): ReturnType<typeof sensitivePlaces> {
  const schema = shape === 'terraform' && type !== undefined ? schemas.of(type, provider) : undefined
  return schema === undefined ? [] : sensitivePlaces(schema, properties ?? {})
}

/** Notes what is declared, and where: match reads the declarations first. */
async function* watching(
  batches: AsyncIterable<DeclaredBatch>,
  declarations: Declarations,
  places: Places | undefined,
): AsyncGenerator<DeclaredBatch> {
  for await (const batch of batches) {
    for (const resource of batch.resources) {
      declarations.note(resource)
      places?.add(resource)
    }
    yield batch
  }
  places?.close()
}

async function* readStack(stack: string, context: Parameters<typeof readStacks>[1]): AsyncGenerator<AsyncIterable<DeclaredBatch>> {
  yield* (await import('./declared-stacks.ts')).readStacks(stack, context)
}
