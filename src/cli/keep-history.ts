import { writeCapture } from '../live/capture.ts'
import type { AsDeployedSource } from '../match/as-deployed.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { byText, canonical } from '../model/json.ts'
import type { LiveItem } from '../model/resource.ts'
import { safeLines } from '../report/safe-text.ts'
import { ownerOnly, writeStreamAtomically } from './atomic-file.ts'
import { version } from './version.ts'

/** What of a scan's notes a replay cannot find out again: it asks no history. */
const ofTheHistory = new Set(['as-deployed-unread', 'as-deployed-time', 'as-deployed-shape'])

/**
 * Writes what a scan asked AWS Config's history as a capture: given as `--as-deployed FILE` it is judged the same way. Returns how
 * the file is shown to the user.
 */
export async function keepHistory(
  file: string,
  { history }: Pick<AsDeployedSource, 'history'>,
  diagnostics: readonly Diagnostic[],
  at: Date,
): Promise<string> {
  const states = (history?.kept() ?? []).map((resource): LiveItem => ({ is: 'resource', resource }))
  const sorted = states.toSorted((a, b) => byText(keyOf(a), keyOf(b)))
  const notes = diagnostics.filter(({ code }) => ofTheHistory.has(code))
  const header = { tool: { name: 'driftgate' as const, version: version() }, capturedAt: at.toISOString(), sources: ['config'] }
  const lines = writeCapture([sorted], header, () => (notes.length === 0 ? {} : { notes }))
  return writeStreamAtomically(file, safeLines(lines), ownerOnly)
}

function keyOf(item: LiveItem): string {
  if (item.is !== 'resource') return ''
  const { kind, account, region, physicalId, recorded } = item.resource
  return canonical([kind, account ?? '', region ?? '', physicalId, recorded?.at ?? ''])
}
