import type { RawDifference } from '../../model/pair.ts'
import { isBelow } from './covers.ts'
import { listed } from './settings.ts'

interface Waiting {
  folder: string
  /** What a file must be called to explain it. */
  fits(path: string): boolean
  difference: RawDifference
}

/** Sources of one folder that are kept at most. */
const mostSources = 20_000

/** Differences that a file nearby explains: it may stand before or after them, in the same folder or the one above. */
export class Siblings {
  readonly #waiting: Waiting[] = []
  readonly #sources = new Map<string, Set<string>>()
  readonly #rotated = listed('rotated').map((pattern) => new RegExp(`^(?:${pattern})`))
  readonly #found: (difference: RawDifference, isExplained: boolean) => void

  constructor(found: (difference: RawDifference, isExplained: boolean) => void) {
    this.#found = found
  }

  /** A path that both sides have, or that only live has. */
  see(path: string, isBaked: boolean): void {
    if (isBaked && path.endsWith('.py')) {
      const folder = folderOf(path)
      const known = this.#sources.get(folder) ?? new Set()
      if (known.size === 0) this.leave(path)
      if (known.size < mostSources) known.add(path)
      this.#sources.set(folder, known)
    }
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      const waiting = this.#waiting[at]
      if (waiting?.fits(path) !== true) continue
      this.#waiting.splice(at, 1)
      this.#found(waiting.difference, true)
    }
  }

  /** A compiled module waits for its source. */
  awaitSource(path: string, difference: RawDifference): void {
    const source = sourceOf(path)
    const folder = folderOf(source)
    if (this.#sources.get(folder)?.has(source) === true) this.#found(difference, true)
    else this.#waiting.push({ folder, fits: (other) => other === source, difference })
  }

  /** A log that lost content waits for the file that it was moved to. */
  awaitRotated(path: string, difference: RawDifference): void {
    const stem = path.replace(/[.][^./]*$/, '')
    const isRotated = (other: string): boolean =>
      [path, stem].some((begin) => other.startsWith(begin) && this.#rotated.some((pattern) => pattern.test(other.slice(begin.length))))
    this.#waiting.push({ folder: folderOf(path), fits: (other) => other !== path && isRotated(other), difference })
  }

  /** What a path is not in can be explained no more. Undefined: everything. */
  leave(path?: string): void {
    for (const folder of this.#sources.keys()) if (path === undefined || !isBelow(path, folder)) this.#sources.delete(folder)
    for (let at = this.#waiting.length - 1; at >= 0; at -= 1) {
      const waiting = this.#waiting[at]
      if (waiting === undefined || (path !== undefined && isBelow(path, waiting.folder))) continue
      this.#waiting.splice(at, 1)
      this.#found(waiting.difference, false)
    }
  }
}

/** `/a/__pycache__/x.cpython-311.pyc` to `/a/x.py`. */
function sourceOf(path: string): string {
  const folder = folderOf(path)
  const [name = ''] = path.slice(folder.length + 1).split('.')
  return `${folder.endsWith('/__pycache__') ? folderOf(folder) : folder}/${name}.py`
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0))
}
