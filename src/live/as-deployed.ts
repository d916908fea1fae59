import { existsSync } from 'node:fs'
import type { RemoteDocuments } from '../documents/remote.ts'
import { UsageError } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { LiveItem, LiveResource } from '../model/resource.ts'
import { namedObservers, type LiveContext } from './index.ts'
import { openLive } from './open.ts'

/** The name of AWS Config, here and as a live source. */
const historyName = 'config'

/** A record of what live was right after the last deployment, opened. */
export interface OpenedAsDeployed {
  items: AsyncIterable<LiveItem[]>
  capturedAt(): string | undefined
  note(diagnostic: Diagnostic): void
  /** What is read, as the user named it. */
  took: string[]
  /** AWS Config, asked resource by resource. */
  history?: {
    of(live: LiveResource, deployedAt: string): Promise<readonly LiveResource[]>
    notes(): Diagnostic[]
    kept(): readonly LiveResource[]
  }
}

/**
 * Opens the records. Anything that shows what is live may be one, and `config`: AWS Config's history. `delay`: how long after
 * a deployment its record may come, in milliseconds. Throws UsageError for what is live now.
 */
export async function openAsDeployed(
  sources: readonly string[],
  context: LiveContext,
  delay: number,
  remote?: RemoteDocuments,
): Promise<OpenedAsDeployed> {
  let first: string | undefined
  const readAt = (time: string): void => {
    if (first === undefined || time < first) first = time
  }
  const files = sources.filter((source) => !isHistory(source))
  for (const source of files) refuseLive(source)
  const { items, took } = await openLive(files, { ...context, readAt, allStates: true }, remote)
  const opened = { items, capturedAt: () => first, note: (diagnostic: Diagnostic) => context.note(diagnostic) }
  if (files.length === sources.length) return { ...opened, took }
  const { ConfigHistory } = await import('./aws/config/history.ts')
  return { ...opened, took: [...took, historyName], history: new ConfigHistory(context, delay) }
}

/** Whether a record is AWS Config's history. */
export function isHistory(source: string): boolean {
  return source === historyName && !existsSync(source)
}

function refuseLive(source: string): void {
  const [name = ''] = source.split(':')
  if (!Object.hasOwn(namedObservers, name) || existsSync(source)) return
  throw new UsageError('as-deployed-live', {
    message: `${source} is what is live now, not what was live after the deployment.`,
    hint: `Give a capture that was made then, or \`${historyName}\` for AWS Config's history.`,
  })
}
