import { streamedFile } from '../../../documents/content.ts'
import { AccessError, DriftgateError, InputError } from '../../../model/errors.ts'
import { given } from '../../../model/given.ts'
import type { LiveItem } from '../../../model/resource.ts'
import { unreadable, type LiveContext, type LiveDocument, type ProbeLine } from '../../index.ts'
import { s3Objects, type S3Objects } from '../s3-objects.ts'
import { bucketPlace, DeliverySearch, type Delivered } from './delivery-search.ts'
import { ConfigReader } from './documents.ts'
import { historyName, snapshotName } from './file-names.ts'

/**
 * The newest configuration snapshot of every account and region below a prefix, as a stream each, with the histories that were
 * delivered since; or the one snapshot that is named.
 */
export async function* readDelivered(address: string, context: LiveContext): AsyncGenerator<LiveItem[]> {
  const { bucket, prefix } = bucketPlace(address)
  const store = await storeFor(context)
  const found = await placesBelow(store, bucket, prefix, context.scope)
  if (found.length === 0) throw noSnapshot(address)
  const times: string[] = []
  let histories = 0
  for (const [at, place] of found.entries()) {
    if (context.signal?.aborted === true) {
      yield [interrupted(place)]
      continue
    }
    context.progress?.(`snapshot ${at + 1} of ${found.length}`)
    histories += place.histories.length
    for (const key of place.histories) context.readAt?.(historyName(key)?.to ?? '')
    if (place.snapshot !== undefined && place.snapshot.at !== '') times.push(place.snapshot.at)
    yield* readPlace(store, bucket, place, context)
  }
  if (times.length > 0) context.note(agesNote(address, times, histories))
}

/** S3 with the credentials of the environment, its calls counted. */
export function storeFor({ region, called }: Pick<LiveContext, 'region' | 'called'>): Promise<S3Objects> {
  return s3Objects({ ...given({ region }), called: (operation: string): void => called?.(operation) })
}

/** Every place that has a snapshot. */
async function placesBelow(store: S3Objects, bucket: string, prefix: string, scope: LiveContext['scope']): Promise<Delivered[]> {
  if (!/\.json(?:\.gz)?$/.test(prefix))
    return (await new DeliverySearch(store, bucket, { scope }).below(prefix)).filter(({ snapshot }) => snapshot !== undefined)
  const { account = '', region = '', at = '' } = snapshotName(prefix) ?? {}
  return [{ account, region, snapshot: { key: prefix, at }, histories: [] }]
}

async function* readPlace(
  store: S3Objects,
  bucket: string,
  { snapshot, histories }: Delivered,
  context: LiveContext,
): AsyncGenerator<LiveItem[]> {
  const reader = new ConfigReader(context)
  for (const key of histories) {
    const document = await opened(store, bucket, key, 'history', context)
    if ('is' in document) yield [document]
    else yield* reader.gather(document)
  }
  const document = await opened(store, bucket, snapshot?.key ?? '', 'snapshot', context)
  if ('is' in document) yield [document]
  else yield* reader.stream(document)
  yield* reader.rest()
}

/** One of its files; the gap, where it cannot be had. */
async function opened(store: S3Objects, bucket: string, key: string, role: string, context: LiveContext): Promise<LiveDocument | LiveItem> {
  try {
    return { file: await deliveredFile(store, bucket, key), role }
  } catch (error) {
    if (!(error instanceof DriftgateError)) throw error
    const { account, region } = snapshotName(key) ?? historyName(key) ?? {}
    return { ...unreadable(error, context), ...given({ account, region }) }
  }
}

/** A file that Config delivered, as a stream. Throws DriftgateError. */
export async function deliveredFile(store: S3Objects, bucket: string, key: string): Promise<LiveDocument['file']> {
  return streamedFile(`s3://${bucket}/${key}`, (await store.get(bucket, key)).bytes, false)
}

function interrupted({ account, region }: Delivered): LiveItem {
  return {
    is: 'gap',
    ...given({ account: account === '' ? undefined : account, region: region === '' ? undefined : region }),
    reason: 'interrupted',
    remedy: 'Scan again, and let it end.',
  }
}

function noSnapshot(address: string): InputError {
  return new InputError('config-snapshot-none', {
    message: `There is no configuration snapshot below ${address}.`,
    hint: 'Check bucket and prefix, and that AWS Config delivers snapshots: `aws configservice deliver-config-snapshot` makes one now.',
    at: { file: `config:${address}` },
  })
}

function agesNote(address: string, times: readonly string[], histories: number) {
  const sorted = times.toSorted()
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)]
  const since = histories === 0 ? '' : `, with ${histories} ${histories === 1 ? 'history' : 'histories'} that came since`
  return {
    code: 'config-snapshot-age',
    level: 'note' as const,
    message: `config:${address}: ${sorted.length} ${sorted.length === 1 ? 'snapshot' : 'snapshots'}, of ${first === last ? first : `${first} to ${last}`}${since}.`,
    hint: 'What was changed since is not seen; scan --live config or --live aws for what is live now.',
  }
}

/** Whether there is something to read, for `doctor`. */
export async function deliveredProbe(address: string): Promise<ProbeLine[]> {
  try {
    const { bucket, prefix } = bucketPlace(address)
    const found = await placesBelow(await s3Objects({}), bucket, prefix, {})
    const [last] = found.flatMap(({ snapshot }) => snapshot?.at ?? []).toSorted((a, b) => (a < b ? 1 : -1))
    const detail = `${found.length} snapshots${last === undefined || last === '' ? '' : `, the newest of ${last}`}`
    return [{ name: 'snapshots', ok: found.length > 0, detail }]
  } catch (error) {
    if (!(error instanceof InputError || error instanceof AccessError)) throw error
    return [{ name: 'snapshots', ok: false, detail: error.message, hint: error.hint }]
  }
}
