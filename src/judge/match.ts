import type { Resource } from '../model/generated/report.ts'
import type { Match } from '../model/generated/policy.ts'
import type { Mutation } from '../model/mutation.ts'
import { globTest } from '../model/glob.ts'
import { pathSet, type PathSet } from './paths.ts'

/** One `match` block, ready to be tried. What can be decided by outcome and kind alone is decided once for each kind. */
export interface CompiledMatch {
  outcomes: ReadonlySet<Mutation['outcome']>
  fitsKind(kind: string): boolean
  /** How sharply it fits (0 where it names no path); -1 where it does not. Outcome and kind are known to fit. */
  sharpness(subject: Subject): number
}

/** What a match is tried on. */
export interface Subject {
  resource: Resource
  change: string | undefined
  /** The difference's path and, where there is one, its neutral path; none for a whole resource. */
  paths: readonly (readonly string[])[]
  tags: () => ReadonlyMap<string, string>
}

export function compileMatch(match: Match): CompiledMatch {
  const kinds = match.kinds.map(globTest)
  const notKinds = (match.notKinds ?? []).map(globTest)
  const changes = match.changes === undefined ? undefined : new Set<string>(match.changes)
  const paths = match.paths === undefined ? undefined : pathSet(match.paths)
  const notPaths = match.notPaths === undefined ? undefined : pathSet(match.notPaths)
  const inScope = scopeTest(match.scope)
  return {
    outcomes: new Set(match.outcomes ?? ['mutated']),
    fitsKind: (kind) => kinds.some((test) => test(kind)) && !notKinds.some((test) => test(kind)),
    sharpness: (subject) => {
      if (subject.change !== undefined) {
        if (changes !== undefined && !changes.has(subject.change)) return -1
        if (notPaths !== undefined && sharpest(notPaths, subject) >= 0) return -1
        const sharpness = paths === undefined ? 0 : sharpest(paths, subject)
        return sharpness >= 0 && inScope(subject) ? sharpness : -1
      }
      return inScope(subject) ? 0 : -1
    },
  }
}

function sharpest(patterns: PathSet, subject: Subject): number {
  let best = -1
  for (const path of subject.paths) best = Math.max(best, patterns.sharpest(path))
  return best
}

function scopeTest(scope: Match['scope']): (subject: Subject) => boolean {
  if (scope === undefined) return () => true
  const accounts = scope.accounts?.map(globTest)
  const regions = scope.regions?.map(globTest)
  const tags = Object.entries(scope.tags ?? {}).map(([key, value]) => [key, globTest(value)] as const)
  return ({ resource, tags: tagsOf }) =>
    (accounts === undefined || accounts.some((test) => test(resource.account ?? ''))) &&
    (regions === undefined || regions.some((test) => test(resource.region ?? ''))) &&
    tags.every(([key, test]) => {
      const value = tagsOf().get(key)
      return value !== undefined && test(value)
    })
}
