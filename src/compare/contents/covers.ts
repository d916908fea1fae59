import type { RawDifference } from '../../model/pair.ts'
import type { Books } from './books.ts'

/** A folder that came or went, or that a mount hides: what lies in it is told with it. */
interface Cover {
  path: string
  difference: RawDifference
  /** Entries that nothing else explains, folders aside. */
  own: number
  /** Entries that a package or a row explains. */
  explained: number
  /** Only reported where something lay below it. */
  needsEntries: boolean
}

const severities = ['info', 'low', 'medium', 'high', 'critical']
const mostEvidence = 5

/** Open folders, the innermost last. They are reported when they are left. */
export class Covers {
  readonly #open: Cover[] = []
  readonly #books: Books

  constructor(books: Books) {
    this.#books = books
  }

  /** Closes what a path is not in. Undefined: everything. */
  leave(path?: string): void {
    for (let cover = this.#open.at(-1); cover !== undefined; cover = this.#open.at(-1)) {
      if (path !== undefined && isBelow(path, cover.path)) return
      this.#open.pop()
      this.#close(cover)
    }
  }

  open(path: string, difference: RawDifference, needsEntries = false): void {
    this.#open.push({ path, difference, own: 0, explained: 0, needsEntries })
  }

  /** The difference of the folder around a path, where one is open. */
  get around(): RawDifference | undefined {
    return this.#open[0]?.difference
  }

  /** Something in it is explained by another difference. */
  explain(): void {
    const cover = this.#open[0]
    if (cover !== undefined) cover.explained += 1
  }

  /** Takes a difference in. What is worse than the folder itself makes it as bad. */
  absorb(difference: RawDifference, isFolder: boolean): void {
    const cover = this.#open[0]
    if (cover === undefined) return
    const into = cover.difference
    into.explains = (into.explains ?? 0) + 1
    if (!isFolder) cover.own += 1
    const [now, found] = [into.content, difference.content]
    if (now === undefined || found === undefined) return
    const isWorse = severities.indexOf(found.severity) > severities.indexOf(now.severity)
    const evidence = now.evidence ?? []
    const isTold = severities.indexOf(found.severity) >= severities.indexOf('high') && evidence.length < mostEvidence
    into.content = {
      ...now,
      ...(isWorse ? { severity: found.severity, ...(found.class === undefined ? {} : { class: found.class }) } : {}),
      ...(isTold ? { evidence: [...evidence, `${found.class ?? ''} ${difference.element ?? ''}`.trim()] } : {}),
    }
  }

  #close({ difference, own, explained, needsEntries }: Cover): void {
    if (own === 0 && (explained > 0 || (needsEntries && (difference.explains ?? 0) === 0))) return
    this.#books.list(difference)
  }
}

/** Whether a path lies in a folder. */
export function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && path.charCodeAt(folder.length) === 0x2f
}
