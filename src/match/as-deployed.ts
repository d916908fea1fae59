import { isSame, own, type Json, type JsonObject } from '../model/json.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { Pair } from '../model/pair.ts'
import type { DeclaredResource, LiveItem, LiveResource } from '../model/resource.ts'
import { atDeployment, comparable } from './at-deployment.ts'
import { LiveIndex } from './live-index.ts'

/** A record of what live was right after the last deployment. */
export interface AsDeployedSource {
  items: AsyncIterable<LiveItem[]>
  /** When it was recorded; known once it was read. */
  capturedAt(): string | undefined
  note(diagnostic: Diagnostic): void
  /** When a resource was last deployed, where that is known. ISO 8601. */
  deployedAt?(declared: DeclaredResource): string | undefined
  /** What can be asked resource by resource; only for what nothing else explains. */
  history?: History
}

/** A record of all that a resource was, which is asked for one at a time. */
export interface History {
  /** Its states about that time and the latest, each with `recorded`; none where they cannot be had, which is counted. */
  of(live: LiveResource, deployedAt: string): Promise<readonly LiveResource[]>
  /** What was not told, and why; once all was asked. */
  notes(): Diagnostic[]
  /** Every state that was told. */
  kept(): readonly LiveResource[]
}

type IsSiblings = (into: string, item: Json) => boolean

/** What live was right after the last deployment, by identity. Holds the declared kinds only. */
export class AsDeployed {
  private readonly index = new LiveIndex()
  /** Every recorded state of what the index has once. */
  private readonly histories = new Map<LiveResource, LiveResource[]>()
  /** Resources of which a history may still be asked, with what their siblings declare. */
  private readonly open = new WeakMap<LiveResource, IsSiblings>()
  private readonly source: AsDeployedSource
  private untimed = 0
  private uncovered = 0
  private foreign = 0

  private constructor(source: AsDeployedSource) {
    this.source = source
  }

  static async read(source: AsDeployedSource, declared: readonly DeclaredResource[]): Promise<AsDeployed> {
    const kinds = new Set(declared.map(({ kind }) => kind))
    const found = new AsDeployed(source)
    for await (const items of source.items)
      for (const item of items) if (item.is === 'resource' && kinds.has(item.resource.kind)) found.add(item.resource)
    const later = declared.filter((resource) => found.isOlderThan(resource)).length
    if (later > 0) {
      source.note({
        code: 'as-deployed-old',
        level: 'warning',
        message: `The record of the deployment is of ${source.capturedAt() ?? ''}, and ${later} resources were deployed later.`,
        hint: 'Make `driftgate capture` the last step of the deployment. Of these resources it only explains what is still the same.',
      })
    }
    return found
  }

  private add(resource: LiveResource): void {
    if (resource.recorded === undefined) return this.index.add({ is: 'resource', resource })
    const known = this.index.find(resource.kind, [resource.physicalId], resource).find((each) => this.histories.has(each))
    if (known !== undefined) this.histories.get(known)?.push(resource)
    else {
      const names = { ...resource, properties: {} }
      this.index.add({ is: 'resource', resource: names })
      this.histories.set(names, [resource])
    }
    return undefined
  }

  /** The resource in the record; undefined where it is not there, or there in another shape. */
  private of(live: LiveResource): LiveResource | undefined {
    const found = this.index.find(live.kind, [live.physicalId, ...live.identities], live)
    return found.length === 1 && found[0]?.shape === live.shape ? found[0] : undefined
  }

  private isOlderThan({ deployedAt }: DeclaredResource): boolean {
    const capturedAt = this.source.capturedAt()
    return deployedAt !== undefined && capturedAt !== undefined && Date.parse(capturedAt) < Date.parse(deployedAt)
  }

  private deployedAt(declared: DeclaredResource): string | undefined {
    const said = this.source.deployedAt?.(declared) ?? declared.deployedAt
    return said === undefined || Number.isNaN(Date.parse(said)) ? undefined : said
  }

  /** The pair with what its live side was as deployed, in the shape in which it is compared. */
  dress(pair: Pair, isSiblings: IsSiblings): Pair {
    const { live, declared } = pair
    if (live === undefined || declared === undefined || live.shape !== pair.shape) return pair
    const found = this.of(live)
    if (found === undefined) {
      if (this.source.history !== undefined) this.open.set(live, isSiblings)
      return pair
    }
    const history = this.histories.get(found)
    if (history !== undefined) return this.fromHistory(pair, history, isSiblings)
    // What differs from it was changed since: the same source read it, and after the last deployment.
    const whole = found.source === live.source && !this.isOlderThan(declared)
    return dressed(pair, { properties: found.properties, whole }, isSiblings)
  }

  private fromHistory(pair: Pair, history: readonly LiveResource[], isSiblings: IsSiblings): Pair {
    const { live, declared } = pair
    const deployedAt = declared === undefined ? undefined : this.deployedAt(declared)
    if (live === undefined) return pair
    if (deployedAt === undefined) {
      this.untimed += 1
      return pair
    }
    const found = atDeployment(history, deployedAt)
    if (found === undefined) this.uncovered += 1
    if (found === undefined || found.deployed.shape !== pair.shape) return pair
    const { deployed, sure, isDated } = found
    return dressed(pair, { properties: deployed.properties, whole: sure && comparable(live, found), isDated }, isSiblings)
  }

  /** Whether a history may be asked for what this pair leaves open. */
  asks({ live }: Pair): boolean {
    return live !== undefined && this.open.has(live)
  }

  /** The pair with what the history says of it. */
  async ask(pair: Pair): Promise<Pair> {
    const { live, declared } = pair
    const isSiblings = live === undefined ? undefined : this.open.get(live)
    if (live === undefined || declared === undefined || isSiblings === undefined) return pair
    if (pair.shape !== 'neutral') {
      this.foreign += 1
      return pair
    }
    const deployedAt = this.deployedAt(declared)
    const history = deployedAt === undefined ? undefined : await this.source.history?.of(live, deployedAt)
    return history?.length === 0 ? pair : this.fromHistory(pair, history ?? [], isSiblings)
  }

  /** Says what no record told; once all pairs were taken. */
  tell(): void {
    for (const note of this.source.history?.notes() ?? []) this.source.note(note)
    if (this.untimed > 0) this.source.note(untimedNote(this.untimed))
    if (this.foreign > 0) this.source.note(foreignNote(this.foreign))
    if (this.uncovered > 0) this.source.note(lateNote(this.uncovered))
  }
}

function untimedNote(count: number): Diagnostic {
  return {
    code: 'as-deployed-time',
    level: 'warning',
    message: `When ${count} ${count === 1 ? 'resource was' : 'resources were'} deployed is not known: no history tells what they were then.`,
    hint: 'Say it with --deployed-at TIME; of a stack give the output of `aws cloudformation describe-stacks` as well.',
  }
}

function foreignNote(count: number): Diagnostic {
  return {
    code: 'as-deployed-shape',
    level: 'note',
    message: `${count} ${count === 1 ? 'resource is' : 'resources are'} compared as Terraform writes them: AWS Config's history is not.`,
    hint: 'Scan `--live aws`, or make `driftgate capture` the last step of the deployment.',
  }
}

function lateNote(count: number): Diagnostic {
  return {
    code: 'as-deployed-late',
    level: 'note',
    message: `The history of ${count} ${count === 1 ? 'resource' : 'resources'} begins after the deployment, or has them gone: it does not tell what they were then.`,
    hint: 'Make `driftgate capture` the last step of the deployment.',
  }
}

function dressed(pair: Pair, then: NonNullable<Pair['asDeployed']>, isSiblings: IsSiblings): Pair {
  const properties: JsonObject = { ...then.properties }
  // What siblings declare is compared with them, as on the live side.
  for (const [name, value] of Object.entries(then.properties)) {
    const shown = own(pair.liveProperties, name)
    const all = own(pair.live?.properties, name)
    if (!Array.isArray(value) || !Array.isArray(shown)) continue
    const claimed = Array.isArray(all) ? all.filter((_item, index) => shown[index] === null) : []
    properties[name] = value.filter((item) => !isSiblings(name, item) && !claimed.some((other) => isSame(other, item)))
  }
  return { ...pair, asDeployed: { ...then, properties } }
}
