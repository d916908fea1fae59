import { canonical } from '../../../model/json.ts'
import type { LiveItem } from '../../../model/resource.ts'
import { shapeItem, type ConfigItem } from './item.ts'

const batchSize = 512

/** A kind in an account and region. */
export function placeKey({ kind, place }: ConfigItem): string {
  return canonical([kind, place.account ?? '', place.region ?? ''])
}

/** Of every resource the latest item, whichever document it came in. */
export class LatestItems {
  readonly #items = new Map<string, ConfigItem>()

  add(item: ConfigItem): void {
    const key = keyOf(item)
    const before = this.#items.get(key)
    if (before === undefined || before.capturedAt <= item.capturedAt) this.#items.set(key, item)
  }

  /** Whether something later is known of the resource; else it is forgotten, since this item takes its place. */
  isKnownLater(item: ConfigItem): boolean {
    if (this.#items.size === 0) return false
    const key = keyOf(item)
    const known = this.#items.get(key)
    if (known === undefined) return false
    if (known.capturedAt > item.capturedAt) return true
    this.#items.delete(key)
    return false
  }

  /** What is not deleted, in batches. */
  *resources(): Generator<LiveItem[]> {
    let batch: LiveItem[] = []
    for (const item of this.#items.values()) {
      const shaped = item.deleted ? undefined : shapeItem(item)
      if (shaped !== undefined) batch.push(shaped)
      if (batch.length < batchSize) continue
      yield batch
      batch = []
    }
    yield batch
  }
}

function keyOf(item: ConfigItem): string {
  return `${placeKey(item)} ${item.resourceId}`
}
