import type { ContentRow, FileRow, RowKind, UserRow } from '../../model/content.ts'
import type { Json, JsonObject } from '../../model/json.ts'

/** Any row but those of files and expectations: what databases, units and the kernel say. */
export type SemanticRow = Exclude<ContentRow, FileRow | { k: 'e' }>

/** Where rows of a kind stand in reports: the first segment of their pointers. */
export const places: Readonly<Record<SemanticRow['k'] | 'f', string>> = {
  p: 'packages',
  u: 'users',
  g: 'groups',
  k: 'keys',
  s: 'units',
  c: 'cron',
  j: 'at',
  n: 'ports',
  d: 'processes',
  o: 'mounts',
  y: 'sysctl',
  m: 'modules',
  b: 'boot',
  r: 'config',
  f: 'files',
}

/** The segments of a row's pointer: `['ports', 'tcp', '*', 22]`. */
export function segmentsOf(row: SemanticRow): (string | number)[] {
  const place = places[row.k]
  if (row.k === 'p') return [place, row.mgr, row.n]
  if (row.k === 'k') return [place, row.user, row.fp]
  return row.k === 'n' ? [place, row.proto, row.addr, row.port] : [place, row.n]
}

/** What of a row is compared, by the name under which a report shows it. */
export function fieldsOf(row: SemanticRow): JsonObject {
  switch (row.k) {
    case 'p':
      return withoutAbsent({ version: row.v, architecture: row.a, held: row.held, administrator: row.also?.toSorted() })
    case 'u':
      return withoutAbsent({ uid: row.uid, gid: row.gid, home: row.home, shell: row.shell, pw: row.pw })
    case 'g':
      return { gid: row.gid }
    case 'k':
      return withoutAbsent({ type: row.type, options: row.options })
    case 's':
      return withoutAbsent({ state: row.state, file: row.file, exec: row.x, dropIns: row.drop?.toSorted() })
    case 'c':
      return { jobs: row.jobs.map((job) => withoutAbsent({ ...job })) }
    case 'j':
      return withoutAbsent({ user: row.user, when: row.when, command: row.x })
    case 'n':
      return {}
    case 'd':
      return withoutAbsent({ why: row.why })
    case 'o':
      return withoutAbsent({ type: row.type, options: row.options })
    case 'y':
      return { value: row.v }
    case 'm':
      return { how: row.how }
    case 'b':
      return { value: row.v ?? true }
    case 'r':
      return { value: row.v }
  }
}

/** A row as a report shows it where it came or went. */
export function shownRow(row: SemanticRow): Json {
  if (row.k === 'p') return row.v
  if (row.k === 'n') return row.exe ?? 'listens'
  if (row.k === 'y' || row.k === 'b' || row.k === 'r') return fieldsOf(row)['value'] ?? null
  if (row.k === 'g') return { gid: row.gid, ...(row.members === undefined ? {} : { members: row.members }) }
  if (row.k === 'd') return row.why ?? 'running'
  return fieldsOf(row)
}

/** Files of which a row tells the content: what differs in them is told by the row. */
export function filesOf(row: SemanticRow): string[] {
  switch (row.k) {
    case 'k':
      return row.file === undefined ? [] : [row.file]
    case 's':
      return [...(row.file === undefined ? [] : [row.file]), ...(row.drop ?? [])]
    case 'c':
      return row.n.startsWith('/') ? [row.n] : [`/var/spool/cron/crontabs/${row.n}`, `/var/spool/cron/${row.n}`]
    case 'j':
      return [`/var/spool/cron/atjobs/${row.n}`, `/var/spool/at/${row.n}`]
    case 'y':
      return row.src.startsWith('/') ? [row.src] : []
    case 'm':
      return row.src?.startsWith('/') === true ? [row.src] : []
    case 'p':
    case 'u':
    case 'g':
    case 'n':
    case 'd':
    case 'o':
    case 'b':
    case 'r':
      return []
  }
}

/** Whether a password was changed, as far as both sides can tell: by state, by keyed digest, else by its day. */
export function isPasswordChanged(baked: UserRow, live: UserRow): boolean {
  if (baked.pw !== undefined && live.pw !== undefined && baked.pw !== live.pw) return true
  if (baked.pd !== undefined && live.pd !== undefined) return baked.pd !== live.pd
  return baked.day !== undefined && live.day !== undefined && baked.day !== live.day
}

/** Kinds of which an image may know nothing and what is live still says something: it is held against the files. */
export const heldAgainstFiles: ReadonlySet<RowKind> = new Set(['d', 'o'])

function withoutAbsent(values: Readonly<Record<string, Json | undefined>>): JsonObject {
  const out: JsonObject = {}
  for (const [name, value] of Object.entries(values)) if (value !== undefined) out[name] = value
  return out
}
