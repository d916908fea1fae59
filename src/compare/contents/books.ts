import type { Comparison, NotComparedReason, RawDifference } from '../../model/pair.ts'
import type { Gap } from '../../model/resource.ts'

/** Differences of one machine that are listed; more are counted. */
const mostDifferences = 10_000
/** Files that were touched and are as baked, of those. */
const mostTouched = 25
/** Examples of what was not compared, by reason. */
const mostExamples = 3

/** Counts rows: each baked one ends as equal, different or not compared. What is listed is bounded, what is counted is not. */
export class Books {
  readonly #out: Comparison = { equal: 0, different: 0, added: 0, differences: [], notCompared: [] }
  readonly #skipped = new Map<NotComparedReason, { path: string; reason: NotComparedReason; leaves: number }[]>()
  readonly #gaps: Gap[] = []
  /** Differences that are no files: they are told first. */
  readonly #rows: RawDifference[] = []
  readonly #limit: number
  #touched = 0
  #unlisted = 0

  constructor(limit = mostDifferences) {
    this.#limit = limit
  }

  equal(): void {
    this.#out.equal += 1
  }

  /** A baked row that differs. `listed` is what tells of it: a difference of its own, or one that explains it. */
  different(listed: RawDifference): void {
    this.#out.different += 1
    listed.leaves += 1
  }

  /** Rows that could not be held against each other. */
  skip(path: string, reason: NotComparedReason, leaves = 1): void {
    const known = this.#skipped.get(reason)
    if (known === undefined) this.#skipped.set(reason, [{ path, reason, leaves }])
    else if (known.length < mostExamples) known.push({ path, reason, leaves })
    else if (known[0] !== undefined) known[0].leaves += leaves
  }

  gap(gap: Gap): void {
    if (this.#gaps.length < mostExamples) this.#gaps.push(gap)
  }

  list(difference: RawDifference): void {
    if (difference.change === 'added') this.#out.added += 1
    const isTouched = difference.content?.class === 'M16'
    if (isTouched) this.#touched += 1
    const list = difference.content?.row === 'f' ? this.#out.differences : this.#rows
    if (list.length >= this.#limit || (isTouched && this.#touched > mostTouched)) this.#unlisted += 1
    else list.push(difference)
  }

  close(): Comparison {
    return {
      ...this.#out,
      differences: [...this.#rows, ...this.#out.differences],
      notCompared: [...this.#skipped.values()].flat(),
      ...(this.#gaps.length === 0 ? {} : { gaps: this.#gaps }),
      ...(this.#unlisted === 0 ? {} : { unlisted: this.#unlisted }),
    }
  }
}
