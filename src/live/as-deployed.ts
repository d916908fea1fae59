import { existsSync, readdirSync, statSync } from 'node:fs'
import { posix } from 'node:path'
import { byText } from '../model/json.ts'
import type { LiveItem } from '../model/resource.ts'
import type { Diagnostic } from '../model/generated/report.ts'
import { isAsDeployedName } from '../documents/input-file.ts'
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

/** Opens the records; undefined where there is none. Anything that shows what is live may be one. */
export async function openAsDeployed(
  sources: readonly string[],
  context: LiveContext,
  remote?: RemoteDocuments,
): Promise<OpenedAsDeployed | undefined> {
  if (sources.length === 0) return undefined
  let first: string | undefined
  const readAt = (time: string): void => {
    if (first === undefined || time < first) first = time
  }
  const { items, took } = await openLive(sources, { ...context, readAt }, remote)
  return { items, took, capturedAt: () => first, note: (diagnostic) => context.note(diagnostic) }
}

/**
 * The records beside declared files: `NAME.deployed.ndjson` of `NAME.tfstate` or `NAME.yaml`, or the only one of the folder.
 * Sources that are no files have none.
 */
export function besideDeclared(declared: readonly string[]): string[] {
  const found = declared.flatMap((source) => {
    const path = [source, source.slice(source.indexOf(':') + 1)].find((each) => existsSync(each))
    if (path === undefined) return []
    const isFolder = statSync(path).isDirectory()
    const folder = isFolder ? path : posix.dirname(path.replaceAll('\\', '/'))
    const records = readdirSync(folder).filter(isAsDeployedName)
    const stem = isFolder ? undefined : posix.basename(path).split('.')[0]
    const own = records.filter((name) => name.split('.')[0] === stem)
    const chosen = own.length > 0 ? own : records.length === 1 ? records : []
    return chosen.map((name) => (folder === '.' ? name : `${folder}/${name}`))
  })
  return [...new Set(found)].toSorted(byText)
}
