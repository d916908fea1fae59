import type { ContentReading, Contents, FileRow } from '../../model/content.ts'
import { isExecutable, isPrivileged } from './file-row.ts'
import { pathSet, type PathSet } from './path-set.ts'
import { alwaysHash, type AlwaysHash } from './settings.ts'

/** What the change times of a live file prove about its content. */
export type Proof = 'unchanged' | 'moved' | 'none'

/** Decides which live files are hashed: those that nothing proves to be as baked, and some of the others. */
export class Candidates {
  readonly #depth: ContentReading['depth']
  readonly #isStable: boolean
  /** Nanoseconds since 1970, as text. */
  readonly #startedAt: string | undefined
  /** Only who owns the machine may set its clock back. */
  readonly #isForgeable: boolean
  readonly #always: AlwaysHash
  readonly #paths: PathSet<true>
  readonly #day: number

  constructor({ baked, live }: { baked: Contents; live: Contents }, now: Date) {
    this.#depth = live.reading.depth
    this.#isStable = baked.reading.isCtimeStable && live.reading.isCtimeStable
    const started = live.reading.startedAt === undefined ? Number.NaN : Date.parse(live.reading.startedAt)
    this.#startedAt = Number.isNaN(started) ? undefined : String(BigInt(started) * 1_000_000n)
    this.#isForgeable = live.reading.at !== 'container'
    this.#always = alwaysHash()
    this.#paths = pathSet(this.#always.paths.map((pattern) => [pattern, true] as const))
    this.#day = Math.floor(now.getTime() / 86_400_000)
  }

  proof(baked: FileRow, live: FileRow): Proof {
    if (this.#isStable && baked.ct !== undefined && live.ct !== undefined)
      return baked.ct === live.ct && baked.i === live.i ? 'unchanged' : 'moved'
    if (this.#startedAt === undefined || live.ct === undefined) return 'none'
    return isBefore(live.ct, this.#startedAt) ? 'unchanged' : 'moved'
  }

  /** Whether the content is to be looked at. */
  wants(baked: FileRow, live: FileRow, proof: Proof): boolean {
    if (this.#depth === 'quick') return false
    if (this.#depth === 'full' || proof !== 'unchanged') return true
    if (!this.#isForgeable) return false
    return (
      isPrivileged(live) ||
      (isExecutable(live) && (live.s ?? 0) < this.#always.executablesBelow) ||
      this.#paths.has(live.p) ||
      this.#isInSample(baked.p)
    )
  }

  #isInSample(path: string): boolean {
    let sum = this.#day
    for (let at = 0; at < path.length; at += 1) sum = (sum * 31 + path.charCodeAt(at)) | 0
    return Math.abs(sum) % this.#always.sample === 0
  }
}

/** Decimal numbers as text. */
function isBefore(a: string, b: string): boolean {
  return a.length === b.length ? a < b : a.length < b.length
}
