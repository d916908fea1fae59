import { existsSync, statSync } from 'node:fs'
import type { Diagnostic } from '../model/generated/report.ts'
import type { DeclaredResource } from '../model/resource.ts'

/** A state that is younger was fetched for this scan, or is so new that nothing is recorded yet. */
const minimumAge = 15 * 60_000

/** What is known of when states were written, beside the states themselves. */
export interface DeploymentTimes {
  /** `--deployed-at`: of everything. */
  said?: string | undefined
  /** Of states that were fetched, by the name that they go by. */
  written: ReadonlyMap<string, string>
  note(this: void, diagnostic: Diagnostic): void
  /** In milliseconds; absent: the times of files say nothing. */
  now?: (() => number) | undefined
}

/**
 * When resources were last deployed: as the user says, as the stack says, or when the state was written. The time of a file is
 * only taken where it can be that of the deployment, and it is told.
 */
export function deploymentTimes(times: DeploymentTimes): (declared: DeclaredResource) => string | undefined {
  const byFile = new Map<string, string | undefined>()
  return ({ deployedAt, file, reader }) => {
    if (times.said !== undefined || deployedAt !== undefined) return times.said ?? deployedAt
    if (reader !== 'terraform-state') return undefined
    if (!byFile.has(file)) byFile.set(file, timeOfState(file, times))
    return byFile.get(file)
  }
}

function timeOfState(file: string, { written, note, now }: DeploymentTimes): string | undefined {
  const time = written.get(file) ?? (now !== undefined && existsSync(file) ? statSync(file).mtime.toISOString() : undefined)
  if (time === undefined || (now !== undefined && now() - Date.parse(time) < minimumAge)) return undefined
  note({
    code: 'as-deployed-state-time',
    level: 'note',
    message: `${file} was written at ${time}: that is taken for the time of the last deployment.`,
    hint: 'Where the file was only fetched or copied then, say --deployed-at TIME.',
    location: { file },
  })
  return time
}
