import { operationFacts } from '../../../mapping/api.ts'
import type { Gap } from '../../../model/resource.ts'
import { present, type Whereabouts } from '../engine/bindings.ts'
import type { CallFailure } from './call.ts'
import { remedyFor } from './remedies.ts'

/** What a gap concerns beside its cause. */
export interface Concern {
  /** Absent: everything of the source. */
  kind?: string | undefined
  physicalId?: string | undefined
  paths?: readonly string[] | undefined
  where: Whereabouts
}

/** The gap that a failed call leaves; undefined where it is an answer, or where nothing was promised. */
export function gapOf(failure: CallFailure, concern: Concern): Gap | undefined {
  const { reason } = failure
  if (reason === 'absent' || reason === 'not-recorded' || reason === 'partial') return undefined
  const { action } = operationFacts(failure.operation)
  const { code, detail } = failure.details
  const remedy = remedyFor(failure, action)
  const said = [code, detail].filter((text) => text !== undefined && text !== '').join(': ')
  return {
    ...(concern.kind === undefined ? {} : { kind: concern.kind }),
    reason,
    service: failure.operation.split('.')[0] ?? '',
    action,
    ...(concern.physicalId === undefined ? {} : { physicalId: concern.physicalId }),
    ...present(concern.where),
    ...(concern.paths === undefined ? {} : { paths: concern.paths }),
    ...(said === '' ? {} : { detail: said }),
    ...(remedy === undefined ? {} : { remedy }),
  }
}
