/**
 * What a machine or an image contains: rows, a sorted stream of them. Rows are written as they stand, one a line, into image
 * manifests and captures, so their members have short names; what is absent has its default (owner 0, regular file, nothing).
 */
export type ContentRow =
  | ExpectRow
  | PackageRow
  | UserRow
  | GroupRow
  | KeyRow
  | UnitRow
  | CronRow
  | JobRow
  | ListenerRow
  | ProcessRow
  | MountRow
  | SysctlRow
  | ModuleRow
  | BootRow
  | RunRow
  | FileRow

/** Kinds of rows in the order in which they stand in a stream. Files are last: what explains them is known by then. */
export const rowKinds = ['e', 'p', 'u', 'g', 'k', 's', 'c', 'j', 'n', 'd', 'o', 'y', 'm', 'b', 'r', 'f'] as const
export type RowKind = (typeof rowKinds)[number]

/** A change that is expected of what lies at a path: learned by observing, or declared. */
export interface ExpectRow {
  k: 'e'
  /** Glob over canonical paths. */
  p: string
  /** What may change there: a volatile class (`exists`, `growing`, ...) or `any`. */
  allow: string
  /** `observed`, or why somebody declared it. */
  because: string
  /** ISO 8601; from then on it is expected no more. */
  until?: string
}

/** An installed package. Key: `mgr/n`. */
export interface PackageRow {
  k: 'p'
  /** deb, rpm, apk, pypi, npm, gem. */
  mgr: string
  n: string
  /** As the manager writes it: `[epoch:]version[-release]`. */
  v: string
  a?: string
  /** Source package, where it has another name. */
  src?: string
  purl?: string
  /** Kept back by the administrator. */
  held?: true
  /** What the administrator told the manager about its files: `diverted FROM to TO`, `mode 4755 root:root PATH`. */
  also?: string[]
  /** Languages' packages: where it lies. */
  at?: string
}

/** An account. Never the hash of its password. Key: `n`. */
export interface UserRow {
  k: 'u'
  n: string
  uid: number
  gid: number
  home?: string
  shell?: string
  pw?: 'locked' | 'none' | 'set'
  /** Day of the last password change, since 1970. */
  day?: number
  /** Keyed digest of the password field: tells that it changed. Compared only where both sides were made with one key. */
  pd?: string
}

/** Key: `n`. */
export interface GroupRow {
  k: 'g'
  n: string
  gid: number
  members?: string[]
}

/** A key of authorized_keys. Key: `user/fp`. */
export interface KeyRow {
  k: 'k'
  user: string
  type: string
  /** `SHA256:...` */
  fp: string
  options?: string
  comment?: string
  file?: string
}

/** A unit of systemd, from its files and links alone. Key: `n`. */
export interface UnitRow {
  k: 's'
  n: string
  state: 'enabled' | 'disabled' | 'masked' | 'static' | 'generated' | 'linked' | 'alias'
  /** Its own file. */
  file?: string
  /** Digest of what it runs, as whom, and when: its Exec lines, user and triggers, drop-ins included. */
  x?: string
  /** Files of drop-ins. */
  drop?: string[]
}

/** The schedule of one file or user. Key: `n`, the file, or the user's name for a personal table. */
export interface CronRow {
  k: 'c'
  n: string
  jobs: { user?: string; when: string; /** Digest of the command. */ x: string }[]
}

/** A job of at. Key: `n`. */
export interface JobRow {
  k: 'j'
  n: string
  user?: string
  when?: string
  x: string
}

/** What listens. Key: `proto/addr/port`. */
export interface ListenerRow {
  k: 'n'
  proto: string
  /** The address, or `*`. */
  addr: string
  port: number
  exe?: string
  src: 'exposed' | 'observed'
}

/** A running program, one row for all that run one executable. Key: `n`, the executable. */
export interface ProcessRow {
  k: 'd'
  n: string
  /** What is wrong with it. Absent: its binary lies at `n`, and only a manifest tells whether it belongs there. */
  why?: 'deleted' | 'memfd'
  pids?: number[]
}

/** What is to be mounted, or is. Key: `n`, the target, and whether it was observed. */
export interface MountRow {
  k: 'o'
  n: string
  type: string
  source?: string
  options?: string
  /** The file that asks for it, or `observed`. */
  src?: string
}

/** Key: `n`, and whether it was observed. */
export interface SysctlRow {
  k: 'y'
  n: string
  v: string
  /** The file that sets it, or `observed`. */
  src: string
}

/** A module that is to be loaded, must not be, or is. Key: `n` and how. */
export interface ModuleRow {
  k: 'm'
  n: string
  how: 'load' | 'blacklist' | 'loaded'
  src?: string
}

/** An argument of the kernel's command line; values of a repeated one are joined by spaces. Key: `n`, the name, and whether it was observed. */
export interface BootRow {
  k: 'b'
  n: string
  v?: string
  /** The file that sets it, or `observed`. */
  src?: string
}

/** How a container was started, or is to be by its image. Key: `n`, the field. Values of variables are digests. */
export interface RunRow {
  k: 'r'
  n: string
  v: string | number | boolean | string[]
}

/** A file, a folder, a link. Key: `p`. */
export interface FileRow {
  k: 'f'
  /** Canonical absolute path: links of merged folders followed, bytes that are not UTF-8 as %XX, `%` as %25. */
  p: string
  /** Absent: a regular file. */
  y?: 'd' | 'l' | 'c' | 'b' | 'p' | 's'
  /** Permission bits with setuid, setgid and sticky, as a number. Absent: 0644 of files, 0755 of folders, 0777 of links. */
  m?: number
  u?: number
  g?: number
  s?: number
  /** Modified, in seconds. Only told, never compared by itself. */
  t?: number
  /** SHA-256 of the content, base64url. Absent of a file: it was not hashed. */
  h?: string
  /** Target of a link; device numbers as `major:minor`. */
  l?: string
  /** Capabilities as text (`cap_net_raw=ep`), ACL as text, other extended attributes in base64. */
  x?: { cap?: string; acl?: string; flags?: string } & Record<string, string>
  /** The first of its hard links in path order, where this is another. */
  hl?: string
  /** The package that owns it: key of a PackageRow. */
  o?: string
  /** A configuration file of its package. */
  cf?: true
  /** Changed, in nanoseconds, and inode: only where both survive on the way to the machine. */
  ct?: string
  i?: number
  /** The text of a small configuration file, secrets taken out: what a difference is shown by. */
  tx?: string
  /** Live: the mount or volume on which it lies, where that is not the image. */
  on?: string
  /** Live: it changed while it was read. */
  unstable?: true
}

/** How contents were read: what the absence of a field or of a row means. */
export interface ContentReading {
  /** `oci-layers`, `tar`, `rootfs`, `host`, `proc-root`, `engine-export`, `script`, `ssm`. */
  method: string
  /** Who vouches for it: kernel verity, the machine's own kernel, an engine, or programs of the scanned machine itself. */
  trust: 'kernel' | 'host' | 'engine' | 'exec'
  /** How deep: `quick` looks at what stat tells, `default` hashes what moved, `full` hashes everything. */
  depth: 'quick' | 'default' | 'full'
  /** Kinds of rows that were looked for; the absence of others proves nothing. */
  kinds: readonly RowKind[]
  /** Members of file rows that were read, beside the path; of `x` with `x.flags` where those were. */
  fields: readonly string[]
  xattrs: 'all' | 'caps' | 'none'
  /** Whether change times and inodes are those of the baked file system. */
  isCtimeStable: boolean
  /** What was not read, and why. Paths as in file rows. */
  skipped: readonly { path: string; reason: string }[]
  /** What was left out on purpose, which is no gap: file systems of the kernel and of the network, folders that nothing is judged of. */
  left?: readonly { path: string; reason: string }[]
  /** Change times before this cannot come from after the start of the machine or container. ISO 8601. */
  startedAt?: string
  /** Where the paths begin for processes: `container` or `host`. */
  at?: 'container' | 'host'
}

/** What one side contains. Rows come in batches, sorted by `compareRows`. */
export interface Contents {
  reading: ContentReading
  rows(): AsyncIterable<readonly ContentRow[]>
  /**
   * Hashes of live files that came without: base64url SHA-256, or undefined where a file went or cannot be read. Rows of files that
   * changed since are brought up to date in place, and marked where they change still.
   */
  hashes?(files: readonly FileRow[]): Promise<readonly (string | undefined)[]>
  /** The text of a small live file, for a difference that is shown. */
  text?(file: FileRow): Promise<string | undefined>
}

/** What names a row among those of its kind. */
export function rowKey(row: ContentRow): string {
  if (row.k === 'f' || row.k === 'e') return row.p
  if (row.k === 'p') return `${row.mgr}/${row.n}`
  if (row.k === 'k') return `${row.user}/${row.fp}`
  if (row.k === 'm') return `${row.n}/${row.how}`
  if ((row.k === 'o' || row.k === 'y' || row.k === 'b') && row.src === 'observed') return `${row.n} (observed)`
  return row.k === 'n' ? `${row.proto}/${row.addr}/${row.port}` : row.n
}

const rank = new Map<RowKind, number>(rowKinds.map((kind, at) => [kind, at]))

/** The order of rows: by kind, then by key; of paths a folder comes right before what is in it. */
export function compareRows(a: ContentRow, b: ContentRow): number {
  if (a.k !== b.k) return (rank.get(a.k) ?? 0) - (rank.get(b.k) ?? 0)
  return a.k === 'f' && b.k === 'f' ? comparePaths(a.p, b.p) : compareText(rowKey(a), rowKey(b))
}

/** Order of a walk: children right after their folder, names by code unit. */
export function comparePaths(a: string, b: string): number {
  if (a === b) return 0
  const end = Math.min(a.length, b.length)
  for (let at = 0; at < end; at += 1) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return left === slash ? -1 : right === slash ? 1 : left - right
  }
  return a.length - b.length
}

const slash = 0x2f

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
