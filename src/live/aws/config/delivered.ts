import { streamedFile } from '../../../documents/content.ts'
import { AccessError, DriftgateError, InputError } from '../../../model/errors.ts'
import type { LiveItem } from '../../../model/resource.ts'
import { unreadable, type LiveContext, type ProbeLine } from '../../index.ts'
import { inParallel } from '../calls/batches.ts'
import { isInScope } from './aggregator.ts'
import observer from './documents.ts'
import { snapshotName } from './snapshots.ts'
import { s3Objects, type S3Objects } from '../s3-objects.ts'
import { isAccountId, isRegionName } from '../../../model/place.ts'

/** Folders below which snapshots lie: of an organization, an account, a region. Others, CloudTrail's for instance, are not looked into. */
const onTheWay = /^(?:AWSLogs|Config|o-[a-z0-9]+)$/
/** How many folders are listed at a time. */
const width = 8
/** Days, months and years that are looked into for the newest snapshot of a region: about two months where none is made. */
const looks = 70

/** Where Config delivers to, and what is below it. */
interface Place {
  bucket: string
  prefix: string
}

function parsed(address: string): Place {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/?]+)\/?(.*)$/s.exec(address) ?? []
  if (/^[\w.:-]{3,}$/.test(bucket)) return { bucket, prefix }
  throw new InputError('source-address', {
    message: `config:${address} names no bucket.`,
    hint: 'Write config:s3://BUCKET/PREFIX: what AWS Config delivers to, down to AWSLogs or an account below it.',
  })
}

/** The newest configuration snapshot of every account and region below a prefix, or the one that is named, as a stream each. */
export async function* readDelivered(address: string, context: LiveContext): AsyncGenerator<LiveItem[]> {
  const { bucket, prefix } = parsed(address)
  const called = (operation: string): void => context.called?.(operation)
  const store = await s3Objects({ ...(context.region === undefined ? {} : { region: context.region }), called })
  const keys = /\.json(?:\.gz)?$/.test(prefix) ? [prefix] : (await new Search(store, bucket, context).below(prefix)).toSorted()
  if (keys.length === 0) {
    throw new InputError('config-snapshot-none', {
      message: `There is no configuration snapshot below ${address}.`,
      hint: 'Check bucket and prefix, and that AWS Config delivers snapshots: `aws configservice deliver-config-snapshot` makes one now.',
      at: { file: `config:${address}` },
    })
  }
  const times: string[] = []
  for (const [at, key] of keys.entries()) {
    context.progress?.(`snapshot ${at + 1} of ${keys.length}`)
    const time = snapshotName(key)?.at
    if (time !== undefined) times.push(time)
    yield* readObject(store, bucket, key, context)
  }
  if (times.length > 0) context.note(agesNote(address, times))
}

async function* readObject(store: S3Objects, bucket: string, key: string, context: LiveContext): AsyncGenerator<LiveItem[]> {
  const shown = `s3://${bucket}/${key}`
  try {
    const file = await streamedFile(shown, (await store.get(bucket, key)).bytes, false)
    yield* observer.observe([{ file, role: 'snapshot' }], context)
  } catch (error) {
    if (!(error instanceof DriftgateError)) throw error
    const { account, region } = snapshotName(key) ?? {}
    const place = { ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) }
    yield [{ ...unreadable(error, context), ...place }]
  }
}

function agesNote(address: string, times: readonly string[]) {
  const sorted = times.toSorted()
  const [first = '', last = ''] = [sorted[0], sorted.at(-1)]
  return {
    code: 'config-snapshot-age',
    level: 'note' as const,
    message: `config:${address}: ${sorted.length} ${sorted.length === 1 ? 'snapshot' : 'snapshots'}, of ${first === last ? first : `${first} to ${last}`}.`,
    hint: 'What was changed since is not seen; scan --live config or --live aws for what is live now.',
  }
}

/** Looks for the newest snapshots with few lists: of years, months and days the latest first, and only where snapshots can be. */
class Search {
  readonly #store: S3Objects
  readonly #bucket: string
  readonly #context: LiveContext

  constructor(store: S3Objects, bucket: string, context: LiveContext) {
    this.#store = store
    this.#bucket = bucket
    this.#context = context
  }

  async below(prefix: string): Promise<string[]> {
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
    return this.#find(folder, { left: looks })
  }

  /** `budget`: how many folders of days may still be listed below the same region. */
  async #find(folder: string, budget: { left: number }): Promise<string[]> {
    budget.left -= 1
    const { folders, keys } = await this.#store.level(this.#bucket, folder)
    const here = newest(keys)
    if (here.length > 0) return here
    const names = folders.map((each) => ({ each, name: each.slice(folder.length, -1) }))
    const only = ['ConfigSnapshot', 'AWSLogs', 'Config'].flatMap((wanted) => names.find(({ name }) => name === wanted) ?? [])[0]
    if (only !== undefined) return this.#find(only.each, budget)
    const dates = names.filter(({ name }) => /^\d{1,4}$/.test(name)).toSorted((a, b) => Number(b.name) - Number(a.name))
    for (const { each } of dates) {
      if (budget.left <= 0) return []
      const found = await this.#find(each, budget)
      if (found.length > 0) return found
    }
    const found: string[] = []
    const ways = names.filter(({ name }) => isOnTheWay(name) && this.#isInScope(name))
    await inParallel(ways, width, async ({ each }) => void found.push(...(await this.#find(each, { left: looks }))))
    return found
  }

  #isInScope(name: string): boolean {
    const { scope } = this.#context
    if (isAccountId(name)) return isInScope({ account: name }, scope)
    return !isRegionName(name) || isInScope({ region: name }, scope)
  }
}

function isOnTheWay(name: string): boolean {
  return onTheWay.test(name) || isAccountId(name) || isRegionName(name)
}

/** Of the keys of one folder the newest snapshot of each account and region. */
function newest(keys: readonly string[]): string[] {
  const byPlace = new Map<string, { key: string; at: string }>()
  for (const key of keys) {
    const name = snapshotName(key)
    if (name === undefined) continue
    const place = `${name.account} ${name.region}`
    if ((byPlace.get(place)?.at ?? '') < name.at) byPlace.set(place, { key, at: name.at })
  }
  return [...byPlace.values()].map(({ key }) => key)
}

/** Whether there is something to read, for `doctor`. */
export async function deliveredProbe(address: string): Promise<ProbeLine[]> {
  const context: LiveContext = { note: () => undefined, scope: {} }
  try {
    const { bucket, prefix } = parsed(address)
    const keys = /\.json(?:\.gz)?$/.test(prefix) ? [prefix] : await new Search(await s3Objects({}), bucket, context).below(prefix)
    const [last] = keys.flatMap((key) => snapshotName(key)?.at ?? []).toSorted((a, b) => (a < b ? 1 : -1))
    const detail = `${keys.length} snapshots${last === undefined ? '' : `, the newest of ${last}`}`
    return [{ name: 'snapshots', ok: keys.length > 0, detail }]
  } catch (error) {
    if (!(error instanceof InputError || error instanceof AccessError)) throw error
    return [{ name: 'snapshots', ok: false, detail: error.message, hint: error.hint }]
  }
}
