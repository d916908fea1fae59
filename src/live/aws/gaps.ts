import { operationFacts } from '../../mapping/api.ts'
import type { Gap, NotCheckedReason } from '../../model/resource.ts'
import { present, type Whereabouts } from './bindings.ts'
import type { CallFailure } from './call.ts'

const remedies: Partial<Record<NotCheckedReason, (action: string) => string>> = {
  'access-denied': (action) => `Allow ${action} to the identity that scans.`,
  throttled: () => 'Scan again later, or fewer kinds at a time.',
  truncated: () => 'Save the whole list: let the CLI read all pages.',
  'region-off': () => 'Enable the region for the account, or leave it out of --region.',
}

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
  const { code, detail, remedy = remedies[reason]?.(action) } = failure.details
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
