import { globTest } from './glob.ts'

/** A JSON Pointer glob, looked at once: `*` is any segment or part of one, a last `**` any number of segments, also none. */
export interface PathPattern {
  /** How much of a path it fixes: the higher, the sharper. */
  readonly sharpness: number
  fits(path: readonly string[]): boolean
  /** What is left of the pattern below `path`, where the path leads towards it; undefined where it does not. */
  below(path: readonly string[]): PathPattern | undefined
}

/** A pointer's raw segments, `/A/0` to `['A', '0']`. Patterns and pointers are both escaped, so nothing is unescaped. */
export function segmentsOf(pointer: string): string[] {
  return pointer === '' ? [] : pointer.slice(1).split('/')
}

export function pathPattern(pattern: string): PathPattern {
  return fromParts(segmentsOf(pattern))
}

function fromParts(parts: readonly string[]): PathPattern {
  const deep = parts.at(-1) === '**'
  const tests = (deep ? parts.slice(0, -1) : parts).map(globTest)
  const leads = (path: readonly string[], until: number) => {
    for (let at = 0; at < until; at += 1) if (!tests[at]?.(path[at] ?? '')) return false
    return true
  }
  return {
    sharpness: parts.reduce((sum, part) => sum + (part === '**' ? 0 : part.includes('*') ? 1 : 2), deep ? 0 : 1),
    fits: (path) => (deep ? path.length >= tests.length : path.length === tests.length) && leads(path, tests.length),
    below: (path) => (path.length < tests.length && leads(path, path.length) ? fromParts(parts.slice(path.length)) : undefined),
  }
}
