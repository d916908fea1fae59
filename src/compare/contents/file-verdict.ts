import type { FileRow } from '../../model/content.ts'
import type { Change } from '../../model/generated/report.ts'
import type { Json, JsonObject } from '../../model/json.ts'
import type { NotComparedReason } from '../../model/pair.ts'
import type { Proof } from './candidates.ts'
import { isIn, type Trait } from './classify.ts'
import {
  changedFields,
  described,
  hashText,
  isExecutable,
  isPrivileged,
  isRegular,
  modeOf,
  type FieldChange,
  type Shared,
} from './file-row.ts'
import type { Volatile } from './profile.ts'

/** What is to be said of one path. */
export type FileVerdict = { is: 'equal' } | { is: 'skip'; reason: NotComparedReason } | FileDifference

export interface FileDifference {
  is: 'differs'
  change: Change
  /** Members that differ, the one under which it is reported first. */
  fields: readonly string[]
  /** Below the path: `mode`, `xattrs/user.x`; absent: at the path itself. */
  at?: string
  declared?: Json
  live?: Json
  traits: ReadonlySet<Trait>
  evidence: readonly string[]
  /** It is none after all where a sibling explains it: the source of what is derived, the rotated log. */
  unless?: 'source' | 'rotated'
}

/** How content was looked at. `live`: its hash, or why there is none. */
export interface Looked {
  proof: Proof
  shared: Shared
  live?: string
  unread?: 'not-read' | 'not-hashed' | 'not-collected' | undefined
  /** The machine runs: what is its own must not be the image's. */
  isRunning: boolean
}

const equal: FileVerdict = { is: 'equal' }
const ownerAndMode = new Set(['mode', 'owner', 'group', 'acl', 'capabilities', 'flags'])
/** Under which of several members a file is reported. */
const order = ['capabilities', 'acl', 'owner', 'group', 'mode', 'flags']

/** Both sides have the path. */
export function verdictOfBoth(baked: FileRow, live: FileRow, volatile: Volatile, looked: Looked): FileVerdict {
  const { may } = volatile
  const gains = gainsPrivilege(baked, live, looked.shared)
  const all = changedFields(baked, live, looked.shared)
  const isOtherType = all[0]?.field === 'type'
  const kept = all.filter(({ field }) => {
    if (field === 'type') return !may.has('type')
    if (field === 'target') return !may.has('change')
    const isFree = may.has('owner-mode') || (isOtherType && may.has('type'))
    return !isFree || (gains && (field === 'mode' || field === 'capabilities')) || !(ownerAndMode.has(field) || field.startsWith('xattrs/'))
  })
  const content = isRegular(baked) && isRegular(live) ? contentVerdict(baked, live, volatile, looked) : equal
  if (kept.length === 0 && content.is !== 'differs') return content
  const fromContent = content.is === 'differs' ? content : undefined
  if (kept.length === 0 && fromContent !== undefined) return fromContent
  const traits = new Set<Trait>(fromContent?.traits)
  traits.delete('touched')
  if (gains) traits.add('gains-privilege')
  addTraits(traits, baked, live, kept)
  const changes = fromContent === undefined || fromContent.traits.has('touched') ? kept : [contentChange(baked, live, looked), ...kept]
  return differing(baked, live, changes, traits, isOtherType)
}

function differing(
  baked: FileRow,
  live: FileRow,
  changes: readonly FieldChange[],
  traits: ReadonlySet<Trait>,
  isOtherType: boolean,
): FileDifference {
  const sorted = changes.toSorted((a, b) => rank(a.field) - rank(b.field))
  const [first, ...others] = sorted
  const fields = sorted.map(({ field }) => field)
  const base = { is: 'differs', change: 'changed', fields, traits } as const
  if (isOtherType && first?.field === 'type') return { ...base, declared: described(baked), live: described(live), evidence: [] }
  const evidence = others.map(({ field, declared, live: now }) => `${field} ${text(declared)} -> ${text(now)}`)
  const values = {
    ...(first?.declared === undefined ? {} : { declared: first.declared }),
    ...(first?.live === undefined ? {} : { live: first.live }),
  }
  const isWhole = first === undefined || first.field === 'content'
  return { ...base, ...values, evidence, ...(isWhole ? {} : { at: first.field }) }
}

function rank(field: string): number {
  if (field === 'type' || field === 'content') return -1
  const at = order.indexOf(field)
  return at === -1 ? (field === 'target' ? 0 : order.length) : at + 1
}

function text(value: Json | undefined): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value)
}

/** The content of regular files alone. */
function contentVerdict(baked: FileRow, live: FileRow, { may, class: name }: Volatile, looked: Looked): FileVerdict {
  const { shared, unread, live: hash = live.h } = looked
  const isOtherSize = shared.has('s') && baked.s !== undefined && live.s !== undefined && baked.s !== live.s
  const content = (more: readonly Trait[], unless?: FileDifference['unless']): FileDifference => {
    const traits = new Set<Trait>(more)
    addTraits(traits, baked, live, [])
    const { declared, live: now } = contentChange(baked, live, looked)
    const values = { ...(declared === undefined ? {} : { declared }), ...(now === undefined ? {} : { live: now }) }
    return {
      is: 'differs',
      change: 'changed',
      fields: ['content'],
      traits,
      evidence: [],
      ...values,
      ...(unless === undefined ? {} : { unless }),
    }
  }
  if (may.has('own')) return ownVerdict(baked, hash, looked)
  if (may.has('change')) return equal
  if (may.has('grow')) return isOtherSize && (live.s ?? 0) < (baked.s ?? 0) ? content(['cleared'], 'rotated') : equal
  const traits: Trait[] = name === 'derived' ? ['derived'] : []
  if (isOtherSize) return content(traits)
  if (baked.h !== undefined && hash !== undefined) {
    if (baked.h !== hash) return content(traits)
    return name === 'strict' && isTouched(baked, live, looked) ? touched(baked, live) : equal
  }
  if (unread !== undefined) return { is: 'skip', reason: unread }
  return looked.proof === 'unchanged' ? equal : { is: 'skip', reason: 'not-hashed' }
}

/** What each machine makes for itself must not be what every machine of the image has. */
function ownVerdict(baked: FileRow, hash: string | undefined, { isRunning, unread }: Looked): FileVerdict {
  if (!isRunning || baked.h === undefined || (baked.s ?? 1) === 0) return equal
  if (hash === undefined) return unread === undefined ? equal : { is: 'skip', reason: unread }
  if (hash !== baked.h) return equal
  const values = { declared: 'its own on each machine', live: 'as in the image' }
  return { is: 'differs', change: 'changed', fields: ['content'], traits: new Set(['shared']), evidence: [], ...values }
}

function isTouched(baked: FileRow, live: FileRow, { proof, shared }: Looked): boolean {
  return proof === 'moved' || (proof === 'none' && shared.has('t') && baked.t !== undefined && live.t !== undefined && baked.t !== live.t)
}

function touched(baked: FileRow, live: FileRow): FileDifference {
  const moved = baked.t !== undefined && live.t !== undefined && baked.t !== live.t
  const evidence = moved ? 'Its time of modification is another and its content is as baked.' : 'It was changed and is as baked again.'
  return { is: 'differs', change: 'changed', fields: ['touched'], traits: new Set(['touched']), evidence: [evidence] }
}

function contentChange(baked: FileRow, live: FileRow, { live: hash = live.h }: Looked): FieldChange {
  return { field: 'content', declared: contentOf(baked, baked.h), live: contentOf(live, hash) }
}

function contentOf({ s }: FileRow, hash: string | undefined): JsonObject {
  return { ...(s === undefined ? {} : { size: s }), ...(hash === undefined ? {} : { sha256: hashText(hash) }) }
}

/** Only live has the path. */
export function verdictOfLive(live: FileRow, { may, rule, expected }: Volatile, isOnVolume: boolean): FileVerdict {
  const traits = new Set<Trait>()
  addTraits(traits, undefined, live, [])
  const differs: FileDifference = { is: 'differs', change: 'added', fields: [], traits, evidence: [], live: described(live) }
  const isFree = rule?.executables === 'free' || expected !== undefined
  if (isPrivileged(live) && !(isFree && may.has('appear'))) {
    traits.add('gains-privilege')
    return differs
  }
  if (!may.has('appear')) return differs
  if (isExecutable(live) && !isFree && !isOnVolume) return differs
  return rule?.from === undefined ? equal : { ...differs, unless: 'source' }
}

/** Only the image has the path. */
export function verdictOfBaked(baked: FileRow, { may }: Volatile): FileVerdict {
  if (may.has('go')) return { is: 'skip', reason: 'volatile' }
  const traits = new Set<Trait>()
  addTraits(traits, baked, undefined, [])
  const differs: FileDifference = { is: 'differs', change: 'removed', fields: [], traits, evidence: [], declared: described(baked) }
  if (!may.has('grow') || !isRegular(baked)) return differs
  if ((baked.s ?? 0) === 0) return { is: 'skip', reason: 'volatile' }
  traits.add('cleared')
  return { ...differs, unless: 'rotated' }
}

function gainsPrivilege(baked: FileRow, live: FileRow, shared: Shared): boolean {
  if (!isPrivileged(live)) return false
  const more = shared.has('m') ? modeOf(live) & 0o6000 & ~modeOf(baked) : 0
  return more !== 0 || (shared.has('x') && (live.x?.cap ?? '') !== '' && live.x?.cap !== baked.x?.cap) || !isRegular(baked)
}

function addTraits(traits: Set<Trait>, baked: FileRow | undefined, live: FileRow | undefined, changes: readonly FieldChange[]): void {
  const row = live ?? baked
  if (row === undefined) return
  if ([baked, live].some((each) => each !== undefined && (isExecutable(each) || isCommandLink(each)))) traits.add('executable')
  if (baked === undefined || live === undefined || changes.length === 0) return
  const isSecret = isIn('secret', row.p)
  const [was, is] = [modeOf(baked), modeOf(live)]
  const opened = is & ~was
  const hasMode = changes.some(({ field }) => field === 'mode')
  if (hasMode && ((opened & 0o002) !== 0 || (isSecret && (opened & 0o044) !== 0))) traits.add('opens')
  if (changes.some(({ field }) => field === 'acl') && isSecret) traits.add('opens')
  if (hasMode && opened === 0) traits.add('narrows')
}

/** A link under which a program is called. */
function isCommandLink({ y, p }: FileRow): boolean {
  return y === 'l' && /\/s?bin\/[^/]+$/.test(p)
}
