import { DriftgateError } from '../../../model/errors.ts'
import type { Diagnostic } from '../../../model/generated/report.ts'
import type { LiveResource } from '../../../model/resource.ts'
import type { LiveContext } from '../../index.ts'
import type { S3Objects } from '../s3-objects.ts'
import { deliveredFile, storeFor } from './delivered.ts'
import { bucketPlace, DeliverySearch, type Delivered, type Wanted } from './delivery-search.ts'
import { ConfigReader } from './documents.ts'
import { namesInConfig, regionsOfGlobal } from './history.ts'
import { recordedItem } from './item.ts'
import { UntoldCounts, type Untold } from './untold.ts'
import { environmentRegion } from '../places/whereabouts.ts'

/** The states of what is declared in one account and region, by kind and name. */
type Record = Map<string, LiveResource[]>

/**
 * What AWS Config delivered to S3 as a history: the last snapshot before a deployment and the histories up to when the deployment
 * must be recorded, and the newest of both, which says what is recorded last. Read once for each account, region and deployment;
 * only what is declared is held.
 */
export class DeliveredHistory {
  readonly #address: string
  readonly #context: LiveContext
  /** From a deployment to the latest time at which it is recorded, in milliseconds. */
  readonly #delay: number
  readonly #records = new Map<string, Promise<Record | Untold>>()
  readonly #untold = new UntoldCounts()
  readonly #kept = new Set<LiveResource>()
  #store: Promise<S3Objects> | undefined

  constructor(address: string, context: LiveContext, delay: number) {
    this.#address = address
    this.#context = context
    this.#delay = delay
  }

  /** The states of a resource about a time, and its latest; none where they were not delivered. Never throws. */
  async of(live: LiveResource, deployedAt: string): Promise<readonly LiveResource[]> {
    const told = await this.#ask(live, deployedAt)
    if (typeof told === 'string') {
      this.#untold.add(told)
      return []
    }
    for (const state of told) this.#kept.add(state)
    return told
  }

  async #ask(live: LiveResource, deployedAt: string): Promise<readonly LiveResource[] | Untold> {
    const { account, kind } = live
    const mine = this.#context.region ?? environmentRegion() ?? ''
    for (const region of live.region === undefined ? regionsOfGlobal(mine) : [live.region]) {
      const record = await this.#recordOf(account, region, deployedAt)
      if (typeof record === 'string') return record
      for (const name of namesInConfig(live)) {
        const states = record.get(`${kind} ${name}`)
        if (states !== undefined) return states
      }
    }
    return 'not-recorded'
  }

  #recordOf(account: string | undefined, region: string, deployedAt: string): Promise<Record | Untold> {
    const key = [account ?? '', region, deployedAt].join(' ')
    let record = this.#records.get(key)
    if (record === undefined) this.#records.set(key, (record = this.#read(account, region, deployedAt)))
    return record
  }

  async #read(account: string | undefined, region: string, deployedAt: string): Promise<Record | Untold> {
    const scope = { ...(account === undefined ? {} : { accounts: [account] }), regions: [region], ...this.#kinds() }
    const recorded = new Date(Date.parse(deployedAt) + this.#delay).toISOString()
    try {
      const { bucket, prefix } = bucketPlace(this.#address)
      const store = await (this.#store ??= storeFor(this.#context))
      const record: Record = new Map()
      const read = new Set<string>()
      for (const until of [{ snapshot: new Date(deployedAt).toISOString(), histories: recorded }, undefined]) {
        const wanted: Wanted = { scope, ...(until === undefined ? {} : { until }) }
        for (const place of await new DeliverySearch(store, bucket, wanted).below(prefix)) {
          // Without a snapshot nobody knows what was in force before the first history.
          const isPartial = until !== undefined && place.snapshot === undefined
          for (const key of keysOf(place)) {
            if (read.has(key)) continue
            read.add(key)
            await this.#add(record, store, bucket, key, isPartial)
          }
        }
      }
      return record
    } catch (error) {
      if (!(error instanceof DriftgateError)) throw error
      this.#untold.because('failed', error.message, error.hint)
      return 'failed'
    }
  }

  #kinds(): Pick<Wanted['scope'], 'kinds'> {
    const { kinds } = this.#context.scope
    return kinds === undefined ? {} : { kinds }
  }

  async #add(record: Record, store: S3Objects, bucket: string, key: string, isPartial: boolean): Promise<void> {
    this.#context.progress?.(`AWS Config's history in ${key.slice(key.lastIndexOf('/') + 1)}`)
    const file = await deliveredFile(store, bucket, key)
    const { declaredOf } = this.#context.scope
    for await (const items of new ConfigReader(this.#context).items({ file, role: 'history' })) {
      for (const item of items) {
        const names = [item.resourceId, item.arn, item.resourceName].filter((name) => name !== undefined)
        if (declaredOf !== undefined && declaredOf(item.kind, names) === undefined) continue
        const state = recordedItem(item, isPartial)
        if (state === undefined) continue
        for (const name of new Set([...names, state.physicalId])) {
          const text = `${item.kind} ${name}`
          const known = record.get(text)
          if (known === undefined) record.set(text, [state])
          else known.push(state)
        }
      }
    }
  }

  /** Every state that was told: the same record, for a replay. */
  kept(): readonly LiveResource[] {
    return [...this.#kept]
  }

  /** What was not told, counted. */
  notes(): Diagnostic[] {
    return this.#untold.notes()
  }
}

function keysOf({ snapshot, histories }: Delivered): string[] {
  return [...(snapshot === undefined ? [] : [snapshot.key]), ...histories]
}
