import { InputError } from '../../../model/errors.ts'
import { byText } from '../../../model/json.ts'
import { isAccountId, isRegionName } from '../../../model/place.ts'
import type { LiveScope } from '../../index.ts'
import { inParallel } from '../calls/batches.ts'
import type { S3Objects } from '../s3-objects.ts'
import { isInScope } from './aggregator.ts'
import { historyName, snapshotName } from './file-names.ts'

/** Folders below which files lie: of an organization, an account, a region. Others, CloudTrail's for instance, are not looked into. */
const onTheWay = /^(?:AWSLogs|Config|o-[a-z0-9]+)$/
/** How many folders are listed at a time. */
const width = 8
/** Days, months and years that are looked into for the newest snapshot of a region: about two months where none is made. */
const looks = 70

/** Where Config delivers to, and what is below it. */
export interface BucketPlace {
  bucket: string
  prefix: string
}

/** The place that `s3://BUCKET/PREFIX` names. Throws InputError. */
export function bucketPlace(address: string): BucketPlace {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/?]+)\/?(.*)$/s.exec(address) ?? []
  if (/^[\w.:-]{3,}$/.test(bucket)) return { bucket, prefix }
  throw new InputError('source-address', {
    message: `config:${address} names no bucket.`,
    hint: 'Write config:s3://BUCKET/PREFIX: what AWS Config delivers to, down to AWSLogs or an account below it.',
  })
}

/** What was delivered of one account and region. */
export interface Delivered {
  account: string
  region: string
  /** The key of a snapshot, and its time. Absent: none was made. */
  snapshot?: { key: string; at: string }
  /** The keys of the histories since, in the order of their time. */
  histories: string[]
}

/** What is looked for. */
export interface Wanted {
  scope: Pick<LiveScope, 'accounts' | 'regions' | 'kinds'>
  /** Absent: the newest. ISO 8601: the latest snapshot that was made by then, and the histories up to a later time. */
  until?: { snapshot: string; histories: string }
}

interface Found {
  snapshots: string[]
  /** Folders of histories of the day of the snapshot and later ones. */
  histories: string[]
}

/** Looks for files with few lists: of years, months and days the latest first, and only where they can be. */
export class DeliverySearch {
  readonly #store: S3Objects
  readonly #bucket: string
  readonly #wanted: Wanted

  constructor(store: S3Objects, bucket: string, wanted: Wanted) {
    this.#store = store
    this.#bucket = bucket
    this.#wanted = wanted
  }

  /** Of every account and region below a prefix the snapshot and what came since, sorted. */
  async below(prefix: string): Promise<Delivered[]> {
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`
    const { snapshots, histories } = await this.#find(folder, { left: looks })
    const byPlace = new Map<string, Delivered>()
    for (const key of snapshots) {
      const name = snapshotName(key)
      if (name !== undefined)
        byPlace.set(`${name.account} ${name.region}`, { ...placeOf(name), snapshot: { key, at: name.at }, histories: [] })
    }
    const keys: string[] = []
    await inParallel(histories, width, async (each) => void keys.push(...(await this.#store.level(this.#bucket, each)).keys))
    for (const key of keys) {
      const name = historyName(key)
      if (name === undefined || !this.#isWanted(name)) continue
      const place = `${name.account} ${name.region}`
      const known = byPlace.get(place) ?? { ...placeOf(name), histories: [] }
      byPlace.set(place, known)
      if (known.snapshot === undefined || name.to >= known.snapshot.at) known.histories.push(key)
    }
    for (const { histories: found } of byPlace.values()) found.sort((a, b) => byText(timeIn(a), timeIn(b)) || byText(a, b))
    return [...byPlace.keys()].toSorted().flatMap((place) => byPlace.get(place) ?? [])
  }

  #isWanted({ kind, from }: { kind: string; from: string }): boolean {
    const { scope, until } = this.#wanted
    return scope.kinds?.has(kind) !== false && (until === undefined || from <= until.histories)
  }

  /** `budget`: how many folders of days may still be listed below the same region. */
  async #find(folder: string, budget: { left: number }): Promise<Found> {
    budget.left -= 1
    const { folders, keys } = await this.#store.level(this.#bucket, folder)
    const here = this.#newest(keys)
    if (here.length > 0) return { snapshots: here, histories: [] }
    const names = folders.map((each) => ({ each, name: each.slice(folder.length, -1) }))
    const histories = names.flatMap(({ each, name }) => (name === 'ConfigHistory' ? [each] : []))
    const only = ['ConfigSnapshot', 'AWSLogs', 'Config'].flatMap((wanted) => names.find(({ name }) => name === wanted) ?? [])[0]
    if (only !== undefined) {
      const below = await this.#find(only.each, budget)
      return { ...below, histories: [...histories, ...below.histories] }
    }
    const dates = names.filter(({ name }) => /^\d{1,4}$/.test(name)).toSorted((a, b) => Number(b.name) - Number(a.name))
    for (const { each } of dates.filter((date) => !this.#isLater(date.each))) {
      if (budget.left <= 0) break
      const found = await this.#find(each, budget)
      histories.push(...found.histories)
      if (found.snapshots.length > 0) return { ...found, histories }
    }
    const snapshots: string[] = []
    const ways = names.filter(({ name }) => isOnTheWay(name) && this.#isInScope(name))
    await inParallel(ways, width, async ({ each }) => {
      const found = await this.#find(each, { left: looks })
      snapshots.push(...found.snapshots)
      histories.push(...found.histories)
    })
    return { snapshots, histories }
  }

  /** Of the keys of one folder the newest snapshot of each account and region. */
  #newest(keys: readonly string[]): string[] {
    const byPlace = new Map<string, { key: string; at: string }>()
    for (const key of keys) {
      const name = snapshotName(key)
      if (name === undefined || name.at > (this.#wanted.until?.snapshot ?? name.at)) continue
      const place = `${name.account} ${name.region}`
      if ((byPlace.get(place)?.at ?? '') < name.at) byPlace.set(place, { key, at: name.at })
    }
    return [...byPlace.values()].map(({ key }) => key)
  }

  /** Whether a folder of a year, a month or a day is of a later time than is wanted. */
  #isLater(folder: string): boolean {
    const { until } = this.#wanted
    const [, year, month, day] = /\/(\d{4})(?:\/(\d{1,2}))?(?:\/(\d{1,2}))?\/$/.exec(`/${folder}`) ?? []
    if (until === undefined || year === undefined) return false
    const date = [year, month, day].flatMap((part) => (part === undefined ? [] : [part.padStart(2, '0')])).join('-')
    return date > until.histories.slice(0, date.length)
  }

  #isInScope(name: string): boolean {
    const { scope } = this.#wanted
    if (isAccountId(name)) return isInScope({ account: name }, scope)
    return !isRegionName(name) || isInScope({ region: name }, scope)
  }
}

function isOnTheWay(name: string): boolean {
  return onTheWay.test(name) || isAccountId(name) || isRegionName(name)
}

function placeOf({ account, region }: { account: string; region: string }): { account: string; region: string } {
  return { account, region }
}

function timeIn(key: string): string {
  return historyName(key)?.to ?? ''
}
