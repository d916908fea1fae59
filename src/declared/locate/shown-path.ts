import { realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'

/** The file behind links, or undefined when there is none. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    return undefined
  }
}

/** Paths as reports show them: links resolved, relative to the working directory when inside it, forward slashes. */
export class ShownPaths {
  readonly #cwd: string
  readonly #known = new Map<string, string | undefined>()

  constructor(cwd: string) {
    this.#cwd = realPath(cwd) ?? resolve(cwd)
  }

  /** The absolute path of a file or folder that was given relative to the working directory. */
  real(path: string): string | undefined {
    if (!this.#known.has(path)) this.#known.set(path, realPath(resolve(this.#cwd, path)))
    return this.#known.get(path)
  }

  /** What is no file (`s3://bucket/key`, `-`) is shown as it was given. */
  show(path: string): string {
    const real = this.real(path)
    if (real === undefined) return path
    const inside = relative(this.#cwd, real)
    const isInside = inside !== '' && !isAbsolute(inside) && inside !== '..' && !inside.startsWith(`..${sep}`)
    return (isInside ? inside : real).split(sep).join('/')
  }
}
