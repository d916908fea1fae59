import type { ContentReading, FileRow } from '../../model/content.ts'
import { globTest } from '../../model/glob.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import { listed } from './settings.ts'

/** One member in which a baked and a live file differ: `content`, `mode`, ..., `xattrs/<name>`. */
export interface FieldChange {
  field: string
  declared?: Json
  live?: Json
}

/** Members of file rows that both sides read. Others are not compared. */
export type Shared = ReadonlySet<string>

const setid = 0o6000
const anyExecute = 0o111

export function sharedFields(baked: ContentReading, live: ContentReading): Shared {
  const shared = new Set(baked.fields.filter((field) => live.fields.includes(field)))
  if (baked.xattrs === 'none' || live.xattrs === 'none') shared.delete('x')
  else if (baked.xattrs !== 'all' || live.xattrs !== 'all') shared.add('caps-only')
  if (!shared.has('x')) shared.delete('x.flags')
  return shared
}

const members = { m: 'mode', u: 'owner', g: 'group', l: 'target', x: 'xattrs' } as const

/** Pointers of the members of files that are not compared, or not wholly, because a side did not read them. */
export function unreadMembers(shared: Shared): string[] {
  return Object.entries(members)
    .filter(([field]) => !shared.has(field) || (field === 'x' && shared.has('caps-only')))
    .map(([, name]) => `/files/*/${name}`)
}

export function modeOf({ m, y }: FileRow): number {
  return m ?? (y === 'd' ? 0o755 : y === 'l' ? 0o777 : 0o644)
}

export function isRegular({ y }: FileRow): boolean {
  return y === undefined
}

/** Whether nothing differs of what a walk tells, and nothing else is said. */
export function isSameStat(baked: FileRow, live: FileRow): boolean {
  return (
    baked.y === live.y &&
    baked.s === live.s &&
    baked.m === live.m &&
    baked.u === live.u &&
    baked.g === live.g &&
    baked.l === live.l &&
    baked.x === undefined &&
    live.x === undefined &&
    live.unstable === undefined
  )
}

export function isExecutable(row: FileRow): boolean {
  return isRegular(row) && (modeOf(row) & anyExecute) !== 0
}

/** Runs with the rights of its owner or with capabilities. A setgid folder gives nobody any. */
export function isPrivileged(row: FileRow): boolean {
  return isRegular(row) && ((modeOf(row) & setid) !== 0 || (row.x?.cap ?? '') !== '')
}

/** What differs apart from the content of regular files. Links and devices: their target. */
export function changedFields(baked: FileRow, live: FileRow, shared: Shared): FieldChange[] {
  const changes: FieldChange[] = []
  const add = (field: string, declared: Json | undefined, now: Json | undefined): void => {
    changes.push({ field, ...(declared === undefined ? {} : { declared }), ...(now === undefined ? {} : { live: now }) })
  }
  if (baked.y !== live.y) add('type', typeText(baked), typeText(live))
  else if ((baked.l ?? '') !== (live.l ?? '') && shared.has('l')) add('target', baked.l ?? '', live.l ?? '')
  // The mode of a link means nothing.
  if (shared.has('m') && baked.y !== 'l' && live.y !== 'l' && modeOf(baked) !== modeOf(live))
    add('mode', modeText(modeOf(baked)), modeText(modeOf(live)))
  if (shared.has('u') && (baked.u ?? 0) !== (live.u ?? 0)) add('owner', baked.u ?? 0, live.u ?? 0)
  if (shared.has('g') && (baked.g ?? 0) !== (live.g ?? 0)) add('group', baked.g ?? 0, live.g ?? 0)
  if (shared.has('x')) addXattrs(baked.x ?? {}, live.x ?? {}, shared, add)
  return changes
}

const named: Readonly<Record<string, string>> = { cap: 'capabilities', acl: 'acl', flags: 'flags' }
let ignored: readonly ((name: string) => boolean)[] | undefined

function addXattrs(
  baked: Readonly<Record<string, string>>,
  live: Readonly<Record<string, string>>,
  shared: Shared,
  add: (field: string, declared: Json | undefined, live: Json | undefined) => void,
): void {
  for (const name of new Set([...Object.keys(baked), ...Object.keys(live)])) {
    if (shared.has('caps-only') && name !== 'cap') continue
    if (name === 'flags' && !shared.has('x.flags')) continue
    if (own(baked, name) === own(live, name)) continue
    ignored ??= listed('ignoredXattrs').map(globTest)
    if (ignored.some((test) => test(name))) continue
    add(Object.hasOwn(named, name) ? (named[name] ?? name) : `xattrs/${name}`, own(baked, name), own(live, name))
  }
}

function own(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined
}

function modeText(mode: number): string {
  return mode.toString(8).padStart(4, '0')
}

const types = { d: 'directory', l: 'link', c: 'character device', b: 'block device', p: 'pipe', s: 'socket' } as const

function typeText({ y }: FileRow): string {
  return y === undefined ? 'file' : types[y]
}

/** A file in a few members, as a report shows what came or went. */
export function described(row: FileRow): JsonObject {
  return {
    type: typeText(row),
    ...(row.y === 'l' ? {} : { mode: modeText(modeOf(row)) }),
    owner: row.u ?? 0,
    group: row.g ?? 0,
    ...(isRegular(row) && row.s !== undefined ? { size: row.s } : {}),
    ...(row.l === undefined ? {} : { target: row.l }),
    ...(row.h === undefined ? {} : { sha256: hashText(row.h) }),
    ...((row.x?.cap ?? '') === '' ? {} : { capabilities: row.x?.cap ?? '' }),
  }
}

/** A hash as other tools write it. */
export function hashText(hash: string): string {
  return Buffer.from(hash, 'base64url').toString('hex')
}
