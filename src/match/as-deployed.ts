import { isSame, own, type Json, type JsonObject } from '../model/json.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredResource, LiveItem, LiveResource } from '../model/resource.ts'
import { LiveIndex } from './live-index.ts'

/** A record of what live was right after the last deployment. */
export interface AsDeployedSource {
  items: AsyncIterable<LiveItem[]>
  /** When it was recorded; known once it was read. */
  capturedAt(): string | undefined
  note(diagnostic: Diagnostic): void
}

/** What live was right after the last deployment, by identity. Holds the declared kinds only. */
export class AsDeployed {
  private readonly index: LiveIndex
  private readonly capturedAt: string | undefined

  private constructor(index: LiveIndex, capturedAt: string | undefined) {
    this.index = index
    this.capturedAt = capturedAt
  }

  static async read(source: AsDeployedSource, declared: readonly DeclaredResource[]): Promise<AsDeployed> {
    const kinds = new Set(declared.map(({ kind }) => kind))
    const index = new LiveIndex()
    for await (const items of source.items)
      for (const item of items) if (item.is === 'resource' && kinds.has(item.resource.kind)) index.add(item)
    const found = new AsDeployed(index, source.capturedAt())
    const later = declared.filter((resource) => found.isOlderThan(resource)).length
    if (later > 0) {
      source.note({
        code: 'as-deployed-old',
        level: 'warning',
        message: `The record of the deployment is of ${found.capturedAt ?? ''}, and ${later} resources were deployed later.`,
        hint: 'Make `driftgate capture` the last step of the deployment. Of these resources it only explains what is still the same.',
      })
    }
    return found
  }

  /** The resource as deployed; undefined where it is not in the record, or there in another shape. */
  private of(live: LiveResource): LiveResource | undefined {
    const found = this.index.find(live.kind, [live.physicalId, ...live.identities], live)
    return found.length === 1 && found[0]?.shape === live.shape ? found[0] : undefined
  }

  /** Whether what differs from it was changed since: the same source read it, and after the last deployment. */
  private isWhole(then: LiveResource, live: LiveResource, declared: DeclaredResource): boolean {
    return then.source === live.source && !this.isOlderThan(declared)
  }

  private isOlderThan({ deployedAt }: DeclaredResource): boolean {
    return deployedAt !== undefined && this.capturedAt !== undefined && Date.parse(this.capturedAt) < Date.parse(deployedAt)
  }

  /** The pair with what its live side was as deployed, in the shape in which it is compared. */
  dress(pair: Pair, isSiblings: (into: string, item: Json) => boolean): Pair {
    const { live, declared } = pair
    if (live === undefined || declared === undefined || live.shape !== pair.shape) return pair
    const then = this.of(live)
    if (then === undefined) return pair
    const properties: JsonObject = { ...then.properties }
    // What siblings declare is compared with them, as on the live side.
    for (const [name, value] of Object.entries(then.properties)) {
      const shown = own(pair.liveProperties, name)
      const all = own(live.properties, name)
      if (!Array.isArray(value) || !Array.isArray(shown)) continue
      const claimed = Array.isArray(all) ? all.filter((_item, index) => shown[index] === null) : []
      properties[name] = value.filter((item) => !isSiblings(name, item) && !claimed.some((other) => isSame(other, item)))
    }
    return { ...pair, asDeployed: { properties, whole: this.isWhole(then, live, declared) } }
  }
}
