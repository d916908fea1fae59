import { existsSync } from 'node:fs'
import type { RemoteDocuments } from '../documents/remote.ts'
import { UsageError } from '../model/errors.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import type { LiveItem, LiveResource } from '../model/resource.ts'
import { namedObservers, type LiveContext } from './index.ts'
import { openLive } from './open.ts'

/** The name of AWS Config, here and as a live source. */
const historyName = 'config'
/** What stands before the bucket of what it delivered. */
const deliveredPrefix = `${historyName}:s3://`

/** What tells the states of a resource. */
interface OpenedHistory {
  of(live: LiveResource, deployedAt: string): Promise<readonly LiveResource[]>
  notes(): Diagnostic[]
  kept(): readonly LiveResource[]
}

/** A record of what live was right after the last deployment, opened. */
export interface OpenedAsDeployed {
  items: AsyncIterable<LiveItem[]>
  capturedAt(): string | undefined
  note(diagnostic: Diagnostic): void
  /** What is read, as the user named it. */
  took: string[]
  /** AWS Config, asked resource by resource. */
  history?: OpenedHistory
}

/**
 * Opens the records. Anything that shows what is live may be one, and AWS Config's history: `config`, or what it delivered to S3.
 * `delay`: how long after a deployment its record may come, in milliseconds. Throws UsageError for what is live now.
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
  const named = sources.filter((source) => isHistory(source))
  const histories = await Promise.all(named.map((source) => openHistory(source, context, delay)))
  return { ...opened, took: [...took, ...named], history: inTurn(histories) }
}

/** Whether a record is AWS Config's history, asked or delivered. */
export function isHistory(source: string): boolean {
  return isAskedHistory(source) || source.startsWith(deliveredPrefix)
}

/** Whether it is asked of AWS Config itself. */
export function isAskedHistory(source: string): boolean {
  return source === historyName && !existsSync(source)
}

async function openHistory(source: string, context: LiveContext, delay: number): Promise<OpenedHistory> {
  if (isAskedHistory(source)) return new (await import('./aws/config/history.ts')).ConfigHistory(context, delay)
  const { DeliveredHistory } = await import('./aws/config/delivered-history.ts')
  return new DeliveredHistory(source.slice(`${historyName}:`.length), context, delay)
}

/** The first of them that tells a resource's states says all. */
function inTurn(histories: readonly OpenedHistory[]): OpenedHistory {
  return {
    async of(live, deployedAt) {
      for (const history of histories) {
        const states = await history.of(live, deployedAt)
        if (states.length > 0) return states
      }
      return []
    },
    notes: () => histories.flatMap((history) => history.notes()),
    kept: () => histories.flatMap((history) => history.kept()),
  }
}

function refuseLive(source: string): void {
  const [name = ''] = source.split(':')
  if (!Object.hasOwn(namedObservers, name) || existsSync(source)) return
  throw new UsageError('as-deployed-live', {
    message: `${source} is what is live now, not what was live after the deployment.`,
    hint: `Give a capture that was made then, or \`${historyName}\` or \`${deliveredPrefix}BUCKET/PREFIX\` for AWS Config's history.`,
  })
}
