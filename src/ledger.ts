import { byText, countLeaves, isEmpty } from './model/json.ts'
import type { JudgedMutation } from './model/mutation.ts'
import type {
  AttributeCounts,
  Diagnostic,
  KindSummary,
  NotCheckedEntry,
  NotComparedEntry,
  RecordedEntry,
  ResourceCounts,
  ResourceResult,
  UnknownValue,
} from './model/generated/report.ts'
import type { Comparison, NotCompared, NotComparedReason, Pair } from './model/pair.ts'
import { overlaps } from './model/pointer.ts'
import type { Gap, LiveResource, NotCheckedReason } from './model/resource.ts'
import { resourceOf } from './mutations.ts'

/** Everything that was counted, when the last resource was entered. */
export interface Closed {
  resources: ResourceCounts
  attributes: AttributeCounts
  byKind: KindSummary[]
  notChecked: NotCheckedEntry[]
  notCompared: NotComparedEntry[]
  results: ResourceResult[]
  judged: JudgedMutation[]
  unknown: UnknownValue[]
  diagnostics: Diagnostic[]
  recorded: RecordedEntry[]
  complete: boolean
  /** Declared resources that a filter left out. */
  leftOut: number
}

/** Reasons that leave nothing unread: there is no live counterpart that could be. */
const harmless: ReadonlySet<NotCheckedReason> = new Set(['no-live-counterpart'])
const exampleLimit = 3

const remedies: Partial<Record<NotCheckedReason, string>> = {
  'not-in-live-source': 'Give a live source that holds the whole list of this kind, or scan `--live aws`.',
  'access-denied': 'Allow the action to the scanning role.',
  throttled: 'Scan again; lower the concurrency if it stays.',
  truncated: 'Save the output without a page limit, or scan `--live aws`.',
  'region-off': 'Enable the region or leave it out of the scan.',
  'no-physical-id': 'Give the stack resources: `aws cloudformation list-stack-resources --stack-name NAME`.',
  'ambiguous-identity': 'Say which account and region are meant: --account, --region.',
  'other-account': 'Read that account as well: --account with --role, or scan with its credentials.',
  'other-region': 'Read that region as well: --region NAME for each, or --region all.',
  interrupted: 'Scan again, and let it end.',
  'no-mapping': 'Scan `terraform show -json` of a refresh-only plan as live source: it covers every provider.',
  'low-confidence-map': 'Scan `terraform show -json` of a refresh-only plan as live source: it needs no map.',
}

/** The books of a scan: each resource is entered once, nothing is lost. */
export class Ledger {
  private readonly kinds = new Map<string, KindSummary>()
  private readonly notChecked: NotCheckedEntry[] = []
  private readonly notCompared = new Map<NotComparedReason, { count: number; examples: string[] }>()
  private readonly results: ResourceResult[] = []
  private readonly judged: JudgedMutation[] = []
  private readonly unknown: UnknownValue[] = []
  private readonly diagnostics: Diagnostic[] = []
  /** By source, of resources that are not read now but were recorded earlier. */
  private readonly recorded = new Map<string, RecordedEntry>()
  /** Gaps that were told with the resource that they hide. */
  private readonly told = new Set<Gap>()
  /** What findings are about that a map of medium confidence decided. */
  private readonly unsure: string[] = []
  private complete = true
  private leftOut = 0
  private readonly withResources: boolean

  constructor(options: { withResources?: boolean }) {
    this.withResources = options.withResources === true
  }

  enter(
    pair: Pair,
    comparison: Comparison | undefined,
    outcomes: readonly { judged?: JudgedMutation; diagnostics: Diagnostic[] }[],
    unknown: readonly UnknownValue[] = [],
  ): void {
    this.unknown.push(...unknown)
    for (const { judged, diagnostics } of outcomes) {
      if (judged !== undefined) {
        this.judged.push(judged)
        if (isUnsure(judged, pair.live))
          this.unsure.push(
            `${judged.mutation.resource.address ?? judged.mutation.resource.physicalId ?? ''} ${judged.mutation.difference?.path ?? ''}`.trim(),
          )
      }
      this.diagnostics.push(...diagnostics)
    }
    if (pair.live?.stale === true) this.enterRecorded(pair.live)
    if (pair.outcome === 'owned') return
    const row = this.row(pair.declared?.kind ?? pair.live?.kind ?? '')
    const field = pair.outcome === 'not-checked' ? 'notChecked' : pair.outcome
    row[field] += 1
    const counts = this.count(row, pair, comparison)
    if (pair.outcome === 'not-checked') this.skip(pair)
    if (comparison?.gaps !== undefined) this.miss(pair, comparison.gaps)
    if (comparison?.unlisted !== undefined) this.diagnostics.push(unlistedNote(pair, comparison.unlisted))
    if (this.withResources) this.results.push({ resource: resourceOf(pair), outcome: pair.outcome, ...counts })
  }

  private enterRecorded({ source, recordedAt = '' }: LiveResource): void {
    const known = this.recorded.get(source)
    if (known === undefined) {
      this.recorded.set(source, { source, resources: 1, oldest: recordedAt, newest: recordedAt })
      return
    }
    known.resources += 1
    if (recordedAt !== '' && (known.oldest === '' || recordedAt < known.oldest)) known.oldest = recordedAt
    if (recordedAt > known.newest) known.newest = recordedAt
  }

  /** A resource that a filter keeps from being judged is counted and nothing else. */
  leaveOut(): void {
    this.leftOut += 1
  }

  private row(kind: string): KindSummary {
    const known = this.kinds.get(kind)
    if (known !== undefined) return known
    const row = { kind, managed: 0, missing: 0, unmanaged: 0, notChecked: 0, equal: 0, different: 0, notCompared: 0, added: 0 }
    this.kinds.set(kind, row)
    return row
  }

  private count(row: KindSummary, pair: Pair, comparison: Comparison | undefined): AttributeCounts {
    const counts = { equal: comparison?.equal ?? 0, different: comparison?.different ?? 0, notCompared: 0, added: comparison?.added ?? 0 }
    for (const { path, reason, leaves = 1 } of comparison?.notCompared ?? unchecked(pair)) {
      counts.notCompared += leaves
      const entry = this.entry(reason)
      entry.count += Math.max(leaves, reason === 'default-unknown' ? 1 : 0)
      keepFirst(entry.examples, pair.declared?.address ?? pair.live?.physicalId ?? '', path)
    }
    row.equal += counts.equal
    row.different += counts.different
    row.notCompared += counts.notCompared
    row.added += counts.added
    return counts
  }

  private entry(reason: NotComparedReason): { count: number; examples: string[] } {
    let entry = this.notCompared.get(reason)
    if (entry === undefined) {
      entry = { count: 0, examples: [] }
      this.notCompared.set(reason, entry)
    }
    return entry
  }

  private skip(pair: Pair): void {
    const reason = pair.reason ?? 'not-in-live-source'
    if (!harmless.has(reason)) this.complete = false
    if (pair.gap !== undefined) this.told.add(pair.gap)
    this.notChecked.push({ resource: resourceOf(pair), reason, ...about(pair.gap, reason) })
  }

  /** What could not be read of a resource that was compared. */
  private miss(pair: Pair, gaps: readonly Gap[]): void {
    this.complete = false
    for (const gap of gaps) this.notChecked.push({ resource: resourceOf(pair), reason: gap.reason, ...about(gap, gap.reason) })
  }

  /** Closes the books. Gaps that hide no declared resource are still something unread. */
  close(matched: { gaps: readonly Gap[] }, wantsKind: (kind: string) => boolean = () => true): Closed {
    for (const gap of matched.gaps) {
      if (gap.kind !== undefined && !wantsKind(gap.kind)) continue
      this.complete = false
      if (this.told.has(gap)) continue
      const resource = {
        kind: gap.kind ?? '*',
        ...(gap.physicalId === undefined ? {} : { physicalId: gap.physicalId, address: gap.physicalId }),
        ...(gap.account === undefined ? {} : { account: gap.account }),
        ...(gap.region === undefined ? {} : { region: gap.region }),
      }
      this.notChecked.push({ resource, reason: gap.reason, ...about(gap, gap.reason) })
    }
    const byKind = [...this.kinds.values()].toSorted((a, b) => byText(a.kind, b.kind))
    const sum = (field: Exclude<keyof KindSummary, 'kind'>): number => byKind.reduce((total, row) => total + row[field], 0)
    return {
      resources: { managed: sum('managed'), missing: sum('missing'), unmanaged: sum('unmanaged'), notChecked: sum('notChecked') },
      attributes: { equal: sum('equal'), different: sum('different'), notCompared: sum('notCompared'), added: sum('added') },
      byKind,
      notChecked: uniqueSorted(this.notChecked),
      notCompared: [...this.notCompared]
        .filter(([, entry]) => entry.count > 0)
        .map(([reason, entry]) => ({ reason, count: entry.count, examples: entry.examples }))
        .toSorted((a, b) => byText(a.reason, b.reason)),
      results: this.results.toSorted((a, b) => byText(sortKey(a.resource), sortKey(b.resource))),
      judged: this.judged,
      unknown: this.unknown.toSorted((a, b) => byText(unknownKey(a), unknownKey(b))),
      diagnostics: [...this.diagnostics, ...unsureNote(this.unsure)],
      recorded: [...this.recorded.values()].toSorted((a, b) => byText(a.source, b.source)),
      complete: this.complete,
      leftOut: this.leftOut,
    }
  }
}

/** The declared values of a resource that was not checked: none of them was compared. */
function unchecked({ outcome, declared, declaredProperties, reason }: Pair): NotCompared[] {
  if (outcome !== 'not-checked' || declared === undefined) return []
  const values = Object.entries(declaredProperties ?? declared.properties).filter(([, value]) => !isEmpty(value))
  const leaves = values.reduce((sum, [, value]) => sum + countLeaves(value), 0)
  return leaves === 0 ? [] : [{ path: '', reason: reason === 'no-live-counterpart' ? 'provider-only' : 'not-checked', leaves }]
}

function unknownKey({ resource, path }: UnknownValue): string {
  return `${sortKey(resource)}\u0000${path}`
}

/** The first few in the order of text: the same whatever the order of reading. */
export function keepFirst(examples: string[], name: string, path: string): void {
  const last = examples.at(-1)
  // A name that comes later is enough to know: nearly all do, and nothing is put together for them.
  if (examples.length === exampleLimit && last !== undefined && name > last) return
  const example = `${name} ${path}`.trimEnd()
  if (examples.length === exampleLimit && last !== undefined && byText(example, last) >= 0) return
  examples.push(example)
  examples.sort(byText)
  examples.length = Math.min(examples.length, exampleLimit)
}

function about(gap: Gap | undefined, reason: NotCheckedReason): Omit<NotCheckedEntry, 'resource' | 'reason'> {
  const remedy = gap?.remedy ?? remedies[reason]
  const detail = gap?.detail ?? (gap?.paths === undefined ? undefined : gap.paths.join(', '))
  return {
    ...(detail === undefined ? {} : { detail }),
    ...(gap?.service === undefined ? {} : { service: gap.service }),
    ...(gap?.action === undefined ? {} : { action: gap.action }),
    ...(remedy === undefined ? {} : { remedy }),
  }
}

function sortKey(resource: { kind: string; address?: string; physicalId?: string; region?: string }): string {
  return [resource.kind, resource.address ?? '', resource.physicalId ?? '', resource.region ?? ''].join('\u0000')
}

function uniqueSorted(entries: readonly NotCheckedEntry[]): NotCheckedEntry[] {
  const byKey = new Map<string, NotCheckedEntry>()
  for (const entry of entries) {
    const key = [sortKey(entry.resource), entry.reason, entry.action ?? '', entry.detail ?? ''].join('\u0000')
    if (!byKey.has(key)) byKey.set(key, entry)
  }
  return [...byKey].toSorted((a, b) => byText(a[0], b[0])).map(([, entry]) => entry)
}

/** Whether what live shows there was read by rows of medium confidence. */
function isUnsure({ mutation }: JudgedMutation, live: LiveResource | undefined): boolean {
  const path = mutation.difference?.path ?? '/'
  return (live?.unsure ?? []).some((prefix) => prefix === '/' || overlaps(path, prefix))
}

function unlistedNote(pair: Pair, count: number): Diagnostic {
  const { address, physicalId, kind } = resourceOf(pair)
  return {
    code: 'contents-unlisted',
    level: 'warning',
    message: `${count} more differences of ${kind} ${address ?? physicalId ?? ''} are counted and not listed.`,
    hint: 'So many say one thing: it does not run what was baked. Replace it, or look whether it is of another image.',
  }
}

function unsureNote(unsure: readonly string[]): Diagnostic[] {
  if (unsure.length === 0) return []
  const shown = unsure.toSorted(byText).slice(0, exampleLimit).join(', ')
  const more = unsure.length > exampleLimit ? `, and ${unsure.length - exampleLimit} more` : ''
  return [
    {
      code: 'medium-map',
      level: 'warning',
      message: `${unsure.length === 1 ? 'A finding rests' : `${unsure.length} findings rest`} on a map of medium confidence: ${shown}${more}.`,
      hint: 'Look at the resource before acting, or scan without --include-medium.',
    },
  ]
}
