import { comparePaths, type ExpectRow } from '../../model/content.ts'
import type { PathChange } from './at-start.ts'

/**
 * Expectations that would make a start like the observed one no mutation: of a folder that came the folder with all that is in it,
 * of a folder that is said to have changed only because of what is in it nothing. `isFree`: every container may write there.
 */
export function expectationsOf(changes: readonly PathChange[], isFree: (path: string) => boolean): ExpectRow[] {
  const sorted = changes.toSorted((a, b) => comparePaths(a.path, b.path))
  const rows: ExpectRow[] = []
  let around: string | undefined
  for (const [at, { path, how }] of sorted.entries()) {
    if (around !== undefined && path.startsWith(`${around}/`)) continue
    around = undefined
    const next = sorted[at + 1]?.path ?? ''
    const hasInner = next.startsWith(`${path}/`)
    if (how === 'changed' && hasInner) continue
    if (how === 'added' && hasInner) around = path
    if (isFree(path)) continue
    const row = { k: 'e', allow: how === 'deleted' ? 'any' : 'exists', because: 'observed' } as const
    rows.push({ ...row, p: literal(path) })
    if (around !== undefined) rows.push({ ...row, p: `${literal(path)}/**` })
  }
  return rows
}

/** A path as a pattern that fits only itself: what means something in patterns is any one character. */
function literal(path: string): string {
  return path.replaceAll(/[*[\]]/g, '?')
}
