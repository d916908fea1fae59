import { compareRows, type ContentRow, type RowKind } from '../../model/content.ts'
import type { SemanticContext } from '../tree.ts'
import { bootedRows, loadedRows, sysctlRows } from './live/kernel.ts'
import { listenerRows } from './live/listeners.ts'
import { mountRows } from './live/mountinfo.ts'
import { pidsOf, type RunningPlace } from './live/proc.ts'
import { processRows } from './live/processes.ts'

/** Kinds of rows that `observedRows` looks for: the kernel is observed of a machine, not of a container, which has none. */
export function observedKinds({ pid }: RunningPlace): readonly RowKind[] {
  return pid === undefined ? ['n', 'd', 'o', 'y', 'm', 'b'] : ['n', 'd', 'o']
}

/**
 * What only a running machine tells, in the order of `compareRows`: listeners, processes, mounts, kernel parameters, modules,
 * the command line. Looks through proc alone; who may not look into all processes is told so.
 */
export function observedRows(place: RunningPlace, context: SemanticContext): ContentRow[] {
  const pids = pidsOf(place, context)
  const rows: ContentRow[] = [...processRows(place, pids, context), ...listenerRows(place, pids, context), ...mountRows(place, context)]
  if (place.pid === undefined) rows.push(...sysctlRows(place), ...loadedRows(place, context), ...bootedRows(place, context))
  return rows.toSorted(compareRows)
}
