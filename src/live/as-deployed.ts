import type { LiveItem } from '../model/resource.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { RemoteDocuments } from '../documents/remote.ts'
import { openLive } from './open.ts'
import type { LiveContext } from './index.ts'

/** A record of what live was right after the last deployment, opened. */
export interface OpenedAsDeployed {
  items: AsyncIterable<LiveItem[]>
  capturedAt(): string | undefined
  note(diagnostic: Diagnostic): void
  /** What is read, as the user named it. */
  took: string[]
}

/** Opens the records. Anything that shows what is live may be one. */
export async function openAsDeployed(
  sources: readonly string[],
  context: LiveContext,
  remote?: RemoteDocuments,
): Promise<OpenedAsDeployed> {
  let first: string | undefined
  const readAt = (time: string): void => {
    if (first === undefined || time < first) first = time
  }
  const { items, took } = await openLive(sources, { ...context, readAt }, remote)
  return { items, took, capturedAt: () => first, note: (diagnostic) => context.note(diagnostic) }
}
