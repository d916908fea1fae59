import { failureOf } from '../calls/call.ts'
import { lackingOf, leaveGap, type DetailReader, type Draft } from './details.ts'

/**
 * Of resources that details do not know, drops those that went since they were listed: their list is asked once more, by
 * `idsNow`. What it still has lacks only what the details asked for. Where it cannot be asked, that is not known.
 */
export async function dropGone(
  reader: DetailReader,
  drafts: readonly Draft[],
  idsNow: () => Promise<ReadonlySet<string | undefined>>,
): Promise<void> {
  const doubted = drafts.filter(mayBeGone)
  if (doubted.length === 0) return
  try {
    const here = await idsNow()
    for (const draft of doubted) if (draft.physicalId !== undefined && !here.has(draft.physicalId)) draft.dropped = true
  } catch (error) {
    const failure = failureOf(error)
    // Its parent went, and it with it.
    if (failure.reason === 'absent') for (const draft of doubted) draft.dropped = true
    else for (const draft of doubted) leaveGap(reader, draft, failure, draft.absent)
  }
}

/** Details do not know what is declared of it, or, where nobody knows what is declared, none of them knows it. */
function mayBeGone(draft: Draft): boolean {
  if (draft.absent.length === 0) return false
  return draft.declared === undefined ? draft.known === 0 : lackingOf(draft, draft.absent).length > 0
}
