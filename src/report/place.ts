import type { Finding, Location, ScanReport } from '../model/generated/report.ts'

/** A place inside the repository: a relative path with `/`, never above the root. */
export interface RepositoryPlace {
  path: string
  line?: number
  column?: number
  endColumn?: number
  /** Which rung of the fallback ladder it is. */
  kind: NonNullable<Location['kind']> | 'configuration' | 'unknown'
}

const windowsAbsolute = /^(?:[A-Za-z]:[\\/]|\\\\)/
const scheme = /^[A-Za-z][A-Za-z0-9+.-]+:\/\//

/**
 * The path of a file relative to the repository, or undefined when it lies outside, is no file, or is under `.terraform`,
 * which is never committed.
 */
export function repositoryPath(file: string, root?: string): string | undefined {
  const windows = windowsAbsolute.test(file)
  let path = windows ? file.replaceAll('\\', '/') : file
  if (windows || path.startsWith('/')) {
    const base = root === undefined ? undefined : `${(windows ? root.replaceAll('\\', '/') : root).replace(/\/+$/, '')}/`
    if (base === undefined || !path.startsWith(base)) return undefined
    path = path.slice(base.length)
  } else if (scheme.test(path)) return undefined
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '.terraform') return undefined
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) return undefined
  }
  return segments.length === 0 ? undefined : segments.join('/')
}

function placeOf(location: Location, root: string | undefined): RepositoryPlace | undefined {
  const path = repositoryPath(location.file, root)
  if (path === undefined) return undefined
  const { line, column, endColumn } = location
  return {
    path,
    kind: location.kind ?? 'unknown',
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
    ...(endColumn !== undefined && { endColumn }),
  }
}

/** The calls on the way down to a declaration that lie in the repository, outermost first. */
export function framesInRepository(finding: Finding, root?: string): RepositoryPlace[] {
  return (finding.location?.frames ?? []).flatMap((frame) => placeOf({ kind: 'module-call', ...frame }, root) ?? [])
}

/** Where a finding is shown: its own place, else the innermost module call in the repository, else what the scan was given. */
export function primaryPlace(finding: Finding, fallback: RepositoryPlace, root?: string): RepositoryPlace {
  const own = finding.location === undefined ? undefined : placeOf(finding.location, root)
  return own ?? framesInRepository(finding, root).at(-1) ?? fallback
}

/** The place of findings that have none: the first declared file of the scan in the repository, else `driftgate.yaml`. */
export function fallbackPlace(report: ScanReport, root?: string): RepositoryPlace {
  for (const source of report.scope?.declared ?? []) {
    const file = source.replace(/^[a-z][a-z-]*:(?!\/\/)/, '')
    const path = repositoryPath(file, root)
    // A name without a suffix is a folder or a stack, a colon an ARN: neither can be opened as a file.
    if (path !== undefined && /\.[^./]+$/.test(path) && !path.includes(':')) return { path, kind: 'input' }
  }
  return { path: 'driftgate.yaml', kind: 'configuration' }
}
