import type { Finding, ScanReport } from '../model/generated/report.ts'
import type { LiveContext } from '../live/index.ts'
import { byText } from '../model/json.ts'
import { lastName, fromPointer } from '../model/pointer.ts'
import { callCounts, type ReadWatcher } from '../sources.ts'
import { livePlacesOf } from './open-stack.ts'
import type { Stack } from './stack.ts'

/** Says of each finding who is behind it, as far as CloudTrail tells; the calls are counted in the report. */
export async function attribute(report: ScanReport, stack: Stack, watcher?: ReadWatcher, signal?: AbortSignal): Promise<void> {
  const { Attribution } = await import('../live/aws/attribution.ts')
  const { counts, counting } = callCounts(watcher)
  const context: LiveContext = {
    note: (diagnostic) => report.diagnostics.push(diagnostic),
    ...(await livePlacesOf(stack)),
    ...counting,
    ...(signal === undefined ? {} : { signal }),
  }
  const attribution = new Attribution(context)
  for (const finding of report.findings) {
    const actor = await attribution.of(deedOf(finding))
    if (actor !== undefined) finding.actor = actor
  }
  report.diagnostics.push(...attribution.notes())
  report.calls = added(report.calls, counts.calls)
}

function deedOf({ resource, outcome, difference }: Finding) {
  const { kind, physicalId = '', account, region } = resource
  const property = difference === undefined ? undefined : lastName(fromPointer(difference.neutralPath ?? difference.path))
  const value = difference === undefined || difference.sensitive === true ? undefined : tellingText(difference.live)
  return {
    kind,
    physicalId,
    outcome,
    ...(account === undefined ? {} : { account }),
    ...(region === undefined ? {} : { region }),
    ...(property === undefined ? {} : { property }),
    ...(value === undefined ? {} : { value }),
  }
}

/** A text or a number, of an element the longest of its texts; true and false stand in any event. */
function tellingText(value: unknown): string | undefined {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null) return undefined
  const texts = Object.values(value).flatMap((each) => tellingText(each) ?? [])
  return texts.toSorted((a, b) => b.length - a.length || byText(a, b))[0]
}

function added(calls: ScanReport['calls'] = {}, more: Readonly<Record<string, number>>): Record<string, number> {
  const all = { ...calls }
  for (const [operation, times] of Object.entries(more)) all[operation] = (all[operation] ?? 0) + times
  return Object.fromEntries(Object.entries(all).toSorted(([a], [b]) => byText(a, b)))
}
