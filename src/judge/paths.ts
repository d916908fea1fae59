import { globTest } from '../model/glob.ts'

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

/** Many patterns, of which only those are tried whose first segment may fit. */
export interface PathSet {
  /** Of the sharpest pattern that fits; -1 where none does. */
  sharpest(path: readonly string[]): number
}

export function pathSet(patterns: readonly string[]): PathSet {
  const byFirst = new Map<string, PathPattern[]>()
  const anyFirst: PathPattern[] = []
  for (const pattern of patterns) {
    const first = segmentsOf(pattern)[0] ?? ''
    const compiled = pathPattern(pattern)
    if (/[*?]/.test(first)) anyFirst.push(compiled)
    else byFirst.set(first, [...(byFirst.get(first) ?? []), compiled])
  }
  return {
    sharpest(path) {
      let best = -1
      const named = byFirst.get(path[0] ?? '')
      if (named !== undefined) for (const pattern of named) if (pattern.sharpness > best && pattern.fits(path)) best = pattern.sharpness
      for (const pattern of anyFirst) if (pattern.sharpness > best && pattern.fits(path)) best = pattern.sharpness
      return best
    },
  }
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
