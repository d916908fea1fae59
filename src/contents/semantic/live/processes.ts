import { existsSync } from 'node:fs'
import type { ProcessRow } from '../../../model/content.ts'
import type { SemanticContext } from '../../tree.ts'
import { hasCommand, procLink, type RunningPlace } from './proc.ts'

/** Processes that a row names: enough to find them by. */
const namedPids = 8
const gone = ' (deleted)'

/** What runs, by executable; with what is wrong where its file was deleted or never was one. https://man7.org/linux/man-pages/man5/proc_pid_exe.5.html */
export function processRows(place: RunningPlace, pids: readonly number[], context: SemanticContext): ProcessRow[] {
  const rows = new Map<string, ProcessRow & { pids: number[] }>()
  let hidden = 0
  for (const pid of pids) {
    const folder = `${place.proc}/${pid}`
    const link = procLink(`${folder}/exe`)
    if (link === undefined) {
      if (hasCommand(place, pid)) hidden += 1
      continue
    }
    const row = executable(link, folder)
    const before = rows.get(row.n)
    // What runs from a file that is gone is told before what runs from the one that came in its place.
    if (before === undefined || (before.why === undefined && row.why !== undefined)) rows.set(row.n, { ...row, pids: [pid] })
    else if (before.why === row.why) before.pids.push(pid)
  }
  if (hidden > 0) context.skip(place.proc, `the executables of ${hidden} processes may not be read`)
  return [...rows.values()].map((row) => ({ ...row, pids: row.pids.slice(0, namedPids) }))
}

function executable(link: string, folder: string): ProcessRow {
  if (link.startsWith('/memfd:')) return { k: 'd', n: link.endsWith(gone) ? link.slice(0, -gone.length) : link, why: 'memfd' }
  // A file may be called so.
  if (!link.endsWith(gone) || existsSync(`${folder}/root${link.replaceAll('%25', '%')}`)) return { k: 'd', n: link }
  return { k: 'd', n: link.slice(0, -gone.length), why: 'deleted' }
}
